"""The perception loop: a frame in, detections published, questions handed to the link."""

import logging
import queue
import statistics
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace

from edge_node.answer_tray import Answers
from edge_node.appraisal import Appraisal, appraise
from edge_node.deployment.reference import BundleReference
from edge_node.deployment.watch import BundleWatch
from edge_node.look_ahead import LookAhead, Upcoming
from edge_node.perception.active_bundle import ActiveBundle
from edge_node.perception.pipeline import FrameOutcome, Pipeline
from edge_node.perception.query_draft import QueryDraft
from edge_node.playback import control, seek_time_s
from edge_node.publish import DetectionsOutlet
from edge_node.report import VersionStart
from edge_node.sources.source import EndOfSource, FrameSource, NextFrame, NothingYet, ReadResult
from shared.clock import Clock
from shared.domain import Detections, Frame, Image
from shared.errors import ModelError, UsageError
from shared.handover import handed_over
from shared.protocol.asking import AskSettings, Attention
from shared.protocol.deployment import CommandResult
from shared.protocol.playback import ControlPlayback
from shared.protocol.publication import FrameDetections
from shared.protocol.questions import Query

_log = logging.getLogger(__name__)

READ_TIMEOUT_S = 0.2
TELL_EVERY_S = 1.0
RECENT_FRAMES = 100
NOTICES = 1024
GAPS = 10_000
VERSION_STARTS = 1000
"""So many of the latest are told of at the end."""


@dataclass(frozen=True, slots=True)
class NodeCounts:
    """How far the loop has come. `fps` and `latency_ms` are over the last 100 frames."""

    frames: int = 0
    questions: int = 0
    fps: float = 0.0
    latency_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class _Lost:
    query_ids: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class _Look:
    ask_id: str
    image: Image


_Notice = _Lost | _Look | AskSettings | Attention | ControlPlayback


class PerceptionLoop:
    """`run` belongs to one thread, which owns the source, the pipeline and the outlet.

    A bundle that fails while it runs is left for the previous one within the same frame.

    take_answers: what people said since the last time, each batch with its id. remember: keeps the
    memory with these batches in it; False if it has to be asked again.
    """

    def __init__(
        self,
        *,
        source: FrameSource,
        pipeline: Pipeline,
        reference: BundleReference,
        watch: BundleWatch,
        outlet: DetectionsOutlet,
        ask: Callable[[Query, tuple[bytes, ...], bytes], None],
        take_answers: Callable[[], list[tuple[str, Answers]]],
        remember: Callable[[bytes, tuple[str, ...]], bool],
        bundle_failed: Callable[[int, str], None],
        tell: Callable[[NodeCounts], None],
        looked: Callable[[str, Appraisal | None], None],
        saw: Callable[[Frame, FrameDetections], None],
        reply: Callable[[CommandResult], None],
        workers: int,
        stop: threading.Event,
        clock: Clock,
    ) -> None:
        self._source = source
        self._pipeline = pipeline
        self._reference = reference
        self._watch = watch
        self._outlet = outlet
        self._ask = ask
        self._take_answers = take_answers
        self._remember = remember
        self._new_batch_ids: list[str] = []
        self._bundle_failed = bundle_failed
        self._tell = tell
        self._looked = looked
        self._saw = saw
        self._reply = reply
        self._workers = workers
        self._stop = stop
        self._told_s = 0.0
        self._lost_some = False
        self._left: ActiveBundle | None = None
        self._clock = clock
        self._notices: queue.Queue[_Notice] = queue.Queue(NOTICES)
        self._wishes: deque[ControlPlayback] = deque()
        self._done_s: deque[float] = deque(maxlen=RECENT_FRAMES)
        self._latencies_ms: deque[float] = deque(maxlen=RECENT_FRAMES)
        self._gaps_ms: deque[float] = deque(maxlen=GAPS)
        self.counts = NodeCounts()
        self.versions: deque[VersionStart] = deque(maxlen=VERSION_STARTS)

    def lost(self, query_ids: tuple[str, ...]) -> None:
        """Says that these questions will never arrive; from any thread, never blocks."""
        self._notice(_Lost(query_ids))

    def obey(self, settings: AskSettings) -> bool:
        """Hands over how to ask from the next frame on; from any thread, never blocks.

        False if perception is too slow to take it.
        """
        return self._notice(settings)

    def attend(self, attention: Attention) -> None:
        """Hands over how much people can take; from any thread, never blocks."""
        self._notice(attention)

    def control(self, wish: ControlPlayback) -> bool:
        """Hands over how the recording is to be played once all frames taken before are through;
        `reply` is told what came of it. From any thread, never blocks.

        False if perception is too slow to take it.
        """
        return self._notice(wish)

    def look(self, ask_id: str, image: Image) -> bool:
        """Asks what the models make of a picture, which `looked` is told between two frames.

        From any thread, never blocks; False if perception is too slow to take it.
        """
        return self._notice(_Look(ask_id, image))

    @property
    def median_gap_ms(self) -> float:
        """The median time from one processed frame to the next, over the last 10,000."""
        return statistics.median(self._gaps_ms) if self._gaps_ms else 0.0

    def run(self) -> str:
        """Serves until `stop` is set or the source ends; returns why it ended.

        Raises SourceError, ModelError where even the factory bundle fails, or StorageError.
        """
        ended: EndOfSource | None = None
        with LookAhead(workers=self._workers, monotonic_s=self._clock.monotonic_s) as ahead:
            while True:
                self._tell_now_and_then()
                current = ahead.next()
                while ended is None and ahead.has_room and not self._wishes:
                    read = self._read(patient=current is None and ahead.is_idle)
                    if isinstance(read, NextFrame):
                        ahead.begin(read.frame, self._reference.current)
                    elif isinstance(read, EndOfSource):
                        ended = read
                    else:
                        break
                self._take_notices()
                if current is not None:
                    self._process(current)
                    continue
                if self._wishes and ahead.is_idle:
                    self._control(self._wishes.popleft())
                    continue
                self._watch.idle()
                if ended is not None and ahead.is_idle:
                    self._end_tracks()
                    self._keep_memory()
                    return ended.reason
                if self._stop.is_set() and ahead.is_idle:
                    self._keep_memory()
                    return "stopped"

    def _read(self, *, patient: bool) -> ReadResult:
        """The next frame; patient: there is time to wait for one."""
        if self._stop.is_set():
            return NothingYet()
        return self._source.read(timeout_s=READ_TIMEOUT_S if patient else 0.0)

    def _tell_now_and_then(self) -> None:
        now_s = self._clock.monotonic_s()
        if now_s - self._told_s >= TELL_EVERY_S:
            self._told_s = now_s
            self._keep_memory()
            self._tell(self.counts)

    def _keep_memory(self) -> None:
        """Where questions were lost since then: with each one would be too often when the outbox
        is full. With answers at once: they come again until they are kept."""
        if (self._lost_some or self._new_batch_ids) and self._remember(
            self._pipeline.memory_snapshot(), tuple(self._new_batch_ids)
        ):
            self._lost_some = False
            self._new_batch_ids.clear()

    def _process(self, current: Upcoming) -> None:
        outcome, bundle = self._run_pipeline(current)
        self._outlet.put(outcome.record)
        self._saw(current.frame, outcome.record)
        self._hand_over(outcome.queries)
        latency_ms = self._count(current.frame, outcome, current.taken_s)
        if reason := self._watch.saw(bundle, latency_ms, self._pipeline.subjects):
            self._leave(bundle, reason)

    def _run_pipeline(self, current: Upcoming) -> tuple[FrameOutcome, ActiveBundle]:
        frame, bundle = current.frame, current.bundle
        detections: Future[Detections] | None = current.detections
        if bundle is self._left:  # the frame was begun before that
            bundle, detections = self._reference.current, None
        while True:
            try:
                seen = None if detections is None else detections.result()
                return self._pipeline.process(frame, bundle, seen), bundle
            except ModelError as error:
                if not self._leave(bundle, str(error)):
                    raise
            bundle, detections = self._reference.current, None

    def _leave(self, bundle: ActiveBundle, reason: str) -> bool:
        """Falls back from a bundle that failed, unless another one has taken its place already.

        False if there is nothing to fall back to.
        """
        if bundle is not self._reference.current:
            return True
        if self._reference.fall_back(bundle) is None:
            return False
        self._left = bundle
        _log.error("bundle v%d failed and is left: %s", bundle.version, reason)
        self._bundle_failed(bundle.version, reason)
        return True

    def _control(self, wish: ControlPlayback) -> None:
        """What is seen from another moment on has nothing to do with what was followed before."""
        try:
            if seek_time_s(wish, self._source.stats) is not None:
                self._end_tracks()
            text = control(self._source, wish)
        except UsageError as error:
            self._reply(CommandResult(command_id=wish.command_id, ok=False, text=str(error)))
            return
        self._done_s.clear()
        self._reply(CommandResult(command_id=wish.command_id, ok=True, text=text))
        self._told_s = 0.0

    def _end_tracks(self) -> None:
        """The questions about what was followed are put now, or never."""
        while True:
            bundle = self._reference.current
            try:
                drafts = self._pipeline.finish(bundle)
            except ModelError as error:
                if not self._leave(bundle, str(error)):
                    raise
            else:
                self._hand_over(drafts)
                return

    def _hand_over(self, queries: tuple[QueryDraft, ...]) -> None:
        for draft in queries:
            self._ask(draft.query, draft.payloads, self._pipeline.memory_snapshot())
            self.counts = replace(self.counts, questions=self.counts.questions + 1)

    def _count(self, frame: Frame, outcome: FrameOutcome, start_s: float) -> float:
        """Returns how long the frame took, in ms."""
        now_s = self._clock.monotonic_s()
        gap_ms = 1e3 * (now_s - self._done_s[-1]) if self._done_s else 0.0
        if self._done_s:
            self._gaps_ms.append(gap_ms)
        self._done_s.append(now_s)
        latency_ms = 1e3 * (now_s - start_s)
        self._latencies_ms.append(latency_ms)
        version = outcome.record.version
        if not self.versions or self.versions[-1].version != version:
            start = VersionStart(
                version=version, at_s=self._clock.now_s(), sequence=frame.sequence, gap_ms=gap_ms
            )
            self.versions.append(start)
        span_s = self._done_s[-1] - self._done_s[0]
        self.counts = replace(
            self.counts,
            frames=self.counts.frames + 1,
            fps=(len(self._done_s) - 1) / span_s if span_s > 0 else 0.0,
            latency_ms=statistics.fmean(self._latencies_ms),
        )
        return latency_ms

    def _notice(self, notice: _Notice) -> bool:
        try:
            self._notices.put_nowait(notice)
        except queue.Full:
            _log.warning("perception is too slow: dropped a %s", type(notice).__name__)
            return False
        return True

    def linger(self) -> None:
        """Once `run` has ended: deals with what still comes in."""
        self._take_notices()
        self._keep_memory()

    def _take_notices(self) -> None:
        for batch_id, answers in self._take_answers():
            self._new_batch_ids.append(batch_id)
            self._pipeline.take_answers(answers)
        if self._new_batch_ids:
            self._keep_memory()
        for notice in handed_over(self._notices):
            match notice:
                case _Look(ask_id=ask_id, image=image):
                    self._look_at(ask_id, image)
                case _Lost(query_ids=ids):
                    self._lost_some = True
                    self._pipeline.forget(ids)
                case AskSettings() as settings:
                    self._pipeline.obey(settings)
                case ControlPlayback() as wish:
                    self._wishes.append(wish)
                case Attention(room=room):
                    self._pipeline.hear_room(room)

    def _look_at(self, ask_id: str, image: Image) -> None:
        try:
            self._looked(ask_id, appraise(image, self._reference.current))
        except ModelError as error:  # the next frame decides whether the bundle is left
            _log.warning("a robot's picture cannot be looked at: %s", error)
            self._looked(ask_id, None)

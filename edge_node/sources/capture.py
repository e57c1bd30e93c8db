"""A source whose reader runs in a child process that is watched, killed and restarted.

A blocking read of a camera or a decoder can hang for ever or take its process down. Here it
takes down a child, and the source goes on: a camera with its newest frame, a recording with
exactly the next frame that was not delivered yet.
"""

import logging
import time

from edge_node.sources.health import HealthNews
from edge_node.sources.messages import (
    Ended,
    Failed,
    FrameReady,
    FromChild,
    Keep,
    NothingNewer,
    Refused,
    Renew,
    Want,
)
from edge_node.sources.patience import Patience
from edge_node.sources.process import ChildLost
from edge_node.sources.reading import CaptureJob, Delivery, MakeReader
from edge_node.sources.recovery import LossNews, Recovery
from edge_node.sources.source import (
    EndOfSource,
    FrameSource,
    NextFrame,
    NothingYet,
    ReadResult,
    SourceOptions,
    SourceState,
    SourceStats,
)
from edge_node.sources.supervision import Supervision
from edge_node.sources.tempo import Tempo
from shared.clock import Clock
from shared.domain import Frame
from shared.errors import SourceError, UsageError

_log = logging.getLogger(__name__)

MIN_SPEED = 0.01
MAX_SPEED = 1000.0
"""Times a recording's own speed, as far as it can be asked for while it plays."""


class SupervisedSource(FrameSource):
    """Implements FrameSource around any reader. One thread owns it; it starts no threads.

    A recording is delivered complete and in order, unless `options.realtime`; a camera is
    asked for its newest frame. Frames are copied out of shared memory: they are the caller's.
    `captured_at_s` of a recording is the moment it was opened plus the recorded time since its
    start; that of a camera is the wall time at which its reader got the frame.
    """

    def __init__(
        self,
        make_reader: MakeReader,
        *,
        source_id: str,
        label: str,
        is_recording: bool,
        options: SourceOptions,
        clock: Clock,
    ) -> None:
        self._make_reader = make_reader
        self._source_id = source_id
        self._label = label
        self._is_recording = is_recording
        self._options = options
        self._clock = clock
        is_complete = is_recording and not options.realtime
        self._delivery: Delivery = "complete" if is_complete else "newest"
        self._recovery = Recovery(options, is_recording=is_recording)
        self._loss_news = LossNews()
        self._health_news = HealthNews(label, options)
        self._supervision = Supervision(
            self._job, source_id=source_id, options=options, clock=clock
        )
        self._state: SourceState = "starting"
        self._end: EndOfSource | None = None
        self._opened_at_s: float | None = None
        self._delivered = 0
        self._dropped = 0
        self._restarts = 0
        self._last_error = ""
        self._recorded_s: float | None = None
        speed = options.speed or (1.0 if options.realtime else None)
        self._tempo = Tempo(speed) if is_recording else Tempo()
        self._awaits_sought = False

    @property
    def source_id(self) -> str:
        return self._source_id

    @property
    def child_pid(self) -> int | None:
        """The process that reads at the moment, if there is one."""
        return self._supervision.pid

    @property
    def is_complete(self) -> bool:
        return self._delivery == "complete"

    @property
    def stats(self) -> SourceStats:
        return SourceStats(
            state=self._state,
            frames_delivered=self._delivered,
            frames_dropped=self._dropped + self._supervision.frames_dropped,
            frames_skipped=self._recovery.frames_skipped,
            restarts=self._restarts,
            last_error=self._last_error,
            health=self._health_news.health,
            recorded_s=self._recorded_s,
            length_s=self._supervision.length_s,
            tempo=self._tempo if self._is_recording else None,
        )

    def open(self) -> None:
        """Starts it, once. Waits for a recording, and raises SourceError if it is no good."""
        if self._opened_at_s is not None:
            return
        self._opened_at_s = self._clock.now_s()
        try:
            self._supervision.start()
            while self._is_recording and not self._supervision.is_open:
                match self._supervision.hear(Patience(self._clock, self._options.open_timeout_s)):
                    case Failed(reason) | Refused(reason):
                        raise SourceError(reason)
                    case _:
                        pass
        except ChildLost as loss:
            if not self._is_recording:
                self._lose(str(loss))
                return
            self.close()
            raise SourceError(f"{self._label} cannot be read: {loss}") from loss
        except BaseException:
            self.close()
            raise

    def read(self, *, timeout_s: float) -> ReadResult:
        """The next frame; after the end, and after `close`, always EndOfSource."""
        if self._opened_at_s is None:
            raise RuntimeError(f"{self._label} was not opened")
        patience = Patience(self._clock, timeout_s)
        if self._tempo.is_paused and self._end is None and not self._awaits_sought:
            time.sleep(patience.left_s)
            return NothingYet()
        held: Frame | None = None
        is_stale = self._supervision.is_asked
        while self._end is None:
            match self._next_message(patience):
                case FrameReady() as message if is_stale:
                    # It came between two reads, maybe long ago: is there a newer one?
                    held = self._take(message)
                    self._supervision.ask_for_frame(Renew())
                    is_stale = False
                case FrameReady() as message:
                    self._dropped += held is not None
                    return self._deliver(self._take(message))
                case Ended(reason):
                    self._finish(reason)
                case Refused(reason) if self._is_recording or not self._delivered:
                    self._last_error = reason
                    _log.error("%s: %s", self._label, reason)
                    self._finish(reason)
                case Failed(reason) | Refused(reason):  # what was as asked for may be so again
                    self._lose(reason)
                    is_stale = False
                    if held:
                        break
                case NothingNewer():
                    is_stale = False
                    if held:
                        break
                case None if patience.is_over:
                    break
                case _:
                    pass
        if held:
            return self._deliver(held)
        return self._end or NothingYet()

    def seek(self, recorded_s: float) -> None:
        """Goes on with the first frame recorded then or later, at once and in this same pass.

        To be called by the thread that reads, and answered within the time of a process start.
        Beyond the last frame the pass is over. While it is paused, the frame there is delivered and
        no other. `sequence` and capture times go on rising, as
        over a loop; `position` and `stats.recorded_s` say where the frame is in the recording.
        Raises UsageError for a camera, and for a recording that has ended.
        """
        self._check_is_played("wound")
        if not 0 <= recorded_s < float("inf"):
            raise UsageError(f"expected a time of 0 s or later to go to, got {recorded_s}")
        self._recovery.seek(recorded_s)
        self._awaits_sought = True
        # A new reader cannot deliver what the old one had already read.
        self._supervision.drop()
        try:
            self._supervision.start()
        except ChildLost as loss:
            self._lose(str(loss))

    def play(self, tempo: Tempo) -> None:
        """Plays the recording like that from now on; a few frames may be on their way already.

        Raises UsageError as `seek` does, and for a speed that is none.
        """
        self._check_is_played("paused or paced")
        if tempo.speed is not None and not MIN_SPEED <= tempo.speed <= MAX_SPEED:
            raise UsageError(
                f"speed: expected {MIN_SPEED:g} to {MAX_SPEED:g} times its own, got {tempo.speed:g}"
            )
        self._tempo = tempo
        self._supervision.tell(Keep(tempo.speed, tempo.is_paused))

    def close(self) -> None:
        self._end = self._end or EndOfSource(f"{self._label} was closed")
        self._state = "ended"
        self._supervision.drop()

    def _job(self) -> CaptureJob:
        options = self._options
        return CaptureJob(
            make_reader=self._make_reader,
            is_recording=self._is_recording,
            delivery=self._delivery,
            loops=options.loops if self._is_recording else 1,
            tempo=self._tempo,
            start_s=options.start_s if self._is_recording else 0.0,
            stride=options.stride,
            view=options.view,
            start=self._recovery.place,
        )

    def _revive(self, patience: Patience) -> bool:
        """A new child, if one is due within the caller's patience. Raises ChildLost."""
        wait_s = self._recovery.retry_at_s - self._clock.monotonic_s()
        if wait_s > 0:
            is_due = wait_s <= patience.left_s
            wait_s = min(wait_s, patience.left_s)
            time.sleep(wait_s)
            patience.waited(wait_s)
            if not is_due:
                return False
        self._restarts += 1
        self._supervision.start()
        return True

    def _next_message(self, patience: Patience) -> FromChild | None:
        """What the child says next; news of its loss come as Failed. None when time is up."""
        try:
            if not self._supervision.has_child and not self._revive(patience):
                return None
            if self._delivery == "newest" and not self._supervision.is_asked:
                self._supervision.ask_for_frame(Want())
            return self._supervision.hear(patience)
        except ChildLost as loss:
            return Failed(str(loss))

    def _take(self, message: FrameReady) -> Frame:
        image = self._supervision.copy_out(message)
        self._recovery.arrived(message)
        captured_at_s = message.captured_at_s
        if self._is_recording:
            self._recorded_s = message.recorded_s
            opened_at_s = self._opened_at_s or 0.0
            captured_at_s = opened_at_s + message.pass_start_s + message.recorded_s
        return Frame(
            image=image,
            source_id=self._source_id,
            sequence=message.sequence,
            captured_at_s=captured_at_s,
            position=message.position,
            name=message.name,
        )

    def _deliver(self, frame: Frame) -> NextFrame:
        if self._supervision.has_child:  # else it is the last one from before a loss
            if self._state == "lost" and self._loss_news.is_told:
                _log.info("%s is back, restarts so far: %d", self._label, self._restarts)
            self._state = "running"
        if self._delivery == "newest":
            self._health_news.see(frame.image, self._clock.monotonic_s())
        self._delivered += 1
        self._awaits_sought = False
        return NextFrame(frame)

    def _check_is_played(self, what: str) -> None:
        if not self._is_recording:
            raise UsageError(f"{self._label} is live: only a recording can be {what}")
        if self._opened_at_s is None or self._end is not None:
            raise UsageError(f"{self._label} is not being played: it cannot be {what}")

    def _lose(self, reason: str) -> None:
        """Ends the child and plans what comes next: another one later, or the end."""
        self._supervision.drop()
        self._last_error = reason
        if self._state != "lost":
            self._state = "lost"
            addition = self._loss_news.lost(self._clock.monotonic_s())
            if addition is not None:
                _log.warning("%s is lost and being restarted: %s%s", self._label, reason, addition)
        skipped = self._recovery.frames_skipped
        verdict = self._recovery.failed(
            reason, was_open=self._supervision.is_open, now_s=self._clock.monotonic_s()
        )
        if self._recovery.frames_skipped > skipped:
            _log.warning("%s: a frame is skipped: %s", self._label, reason)
        if verdict is not None:
            _log.error("%s: %s", self._label, verdict)
            self._finish(verdict)

    def _finish(self, reason: str) -> None:
        self._end = EndOfSource(reason)
        self._state = "ended"
        self._supervision.drop()

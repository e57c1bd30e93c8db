"""From a frame to what is published of it and the questions it gives rise to.

One frame, one direction: detect, follow, look closer, judge, ask, publish.
"""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import numpy as np

from edge_node.asking.ask_policy import AskConfig, is_ready
from edge_node.asking.ask_rules import AskInForce
from edge_node.asking.asked import Asked
from edge_node.asking.asked_memory import AskedMemory
from edge_node.asking.asker import Asker
from edge_node.asking.subject import Subject
from edge_node.asking.view_book import ViewConfig
from edge_node.perception.active_bundle import ActiveBundle
from edge_node.perception.judging import judge
from edge_node.perception.looking import Sighting, look
from edge_node.perception.naming import NamingConfig
from edge_node.perception.publishing import class_name, publish_frame, publish_track
from edge_node.perception.query_draft import NodeIdentity, QueryDraft, draft_query
from edge_node.perception.scene import CutDetector
from edge_node.tracking import Follower, Tracker, TrackerConfig, TrackerUpdate, TrackState
from shared.bundle import HeadSpec
from shared.clock import Clock, local_minute
from shared.domain import Detections, Frame
from shared.errors import StorageError
from shared.protocol.answers import NamedTrack
from shared.protocol.asking import AskingState, AskSettings
from shared.protocol.publication import FrameDetections

_log = logging.getLogger(__name__)

WHOLE_FRAME_CHECK_FRAMES = 5
"""Without a detector, so often is the frame looked at to see whether it shows another object."""


class PerceptionConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything about seeing. `same_scene_cosine`: without a detector, the frame shows another
    object when its likeness to the best view falls below this."""

    tracker: TrackerConfig = TrackerConfig()
    views: ViewConfig = ViewConfig()
    naming: NamingConfig = NamingConfig()
    same_scene_cosine: float = 0.6


@dataclass(frozen=True, eq=False, slots=True)
class FrameOutcome:
    """What is published of a frame, and the questions to put."""

    record: FrameDetections
    queries: tuple[QueryDraft, ...]


class Pipeline:
    """Owns all state of perception; every method belongs to one thread.

    The bundle comes with each frame. With another version, all tracks are judged anew by its
    head; with another embedder, their views and the memory of asked questions begin anew.
    """

    def __init__(
        self,
        *,
        identity: NodeIdentity,
        perception: PerceptionConfig,
        ask: AskConfig,
        clock: Clock,
        rng: np.random.Generator,
        memory: bytes = b"",
        settings: AskSettings | None = None,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
        follower: Follower | None = None,
    ) -> None:
        """memory: of `memory_snapshot`, empty for none. rng: draws the random checks.
        settings: that were set from afar before the last restart; they go over `ask`.
        follower: makes the tracks, by default a `Tracker`.
        """
        self._identity = identity
        self._config = perception
        self._asking = AskInForce.at_start(ask, settings, clock.now_s())
        self._clock = clock
        self._rng = rng
        kept = _remembered(memory, max_questions=ask.memory_questions)
        self._asker = Asker(self._asking.config, kept, new_id=new_id, rng=rng.spawn(1)[0])
        self._tracker = follower or Tracker(perception.tracker)
        self._cuts = CutDetector()
        self._subjects: dict[int, Subject] = {}
        self._embedder_sha256 = ""
        self._source_id = ""
        self._last = (0, 0.0)

    def process(
        self, frame: Frame, bundle: ActiveBundle, detections: Detections | None = None
    ) -> FrameOutcome:
        """Takes in one frame. detections: of `detect_in`, where that was done already.

        Raises ModelError if a model of the bundle fails.
        """
        if detections is None:
            detections = detect_in(frame, bundle)
        self._use(bundle)
        self._source_id = frame.source_id
        self._last = frame.sequence, frame.captured_at_s
        ended = self._tracker.end_all() if self._cuts.is_cut(frame.image) else ()
        update = self._tracker.update(
            detections, frame.sequence, confirm_hits=1 if _needs_no_proof(frame, bundle) else None
        )
        leaving = [self._subjects.pop(i) for i in (*ended, *update.ended) if i in self._subjects]
        for state in update.tracks:
            self._see(frame, state)
        leaving += self._look(frame, update, bundle)
        queries = self._questions(bundle, leaving)
        published = tuple(
            publish_track(
                state,
                subject,
                answer=self._asker.answer_of(subject),
                detector_class=class_name(bundle, state.class_id),
                naming=self._config.naming,
            )
            for state in update.tracks
            if (subject := self._subjects.get(state.track_id)) is not None
        )
        record = publish_frame(
            frame,
            published,
            node_id=self._identity.node_id,
            version=bundle.version,
            now_s=self._clock.now_s(),
        )
        return FrameOutcome(record, queries)

    def finish(self, bundle: ActiveBundle) -> tuple[QueryDraft, ...]:
        """Ends all tracks, as when the source is at its end; returns the last questions."""
        self._use(bundle)
        self._tracker.end_all()
        leaving = list(self._subjects.values())
        self._subjects = {}
        return self._questions(bundle, leaving)

    def take_answers(self, answers: tuple[NamedTrack, ...]) -> None:
        """Notes what people said: the next frame carries the names."""
        for answer in answers:
            self._asker.take_answer(answer)

    def forget(self, query_ids: tuple[str, ...]) -> None:
        """These questions will never be answered: their objects may be asked about again."""
        for query_id in query_ids:
            self._asker.forget(query_id, list(self._subjects.values()))

    def obey(self, settings: AskSettings) -> None:
        """From the next frame on these settings hold."""
        before = self._asking.config
        self._asking = self._asking.obey(settings, self._clock.now_s())
        if self._asking.config != before:
            self._asker.use(self._asking.config, self._clock.monotonic_s())

    def hear_room(self, room: int) -> None:
        """The station says how many more questions people can take."""
        self._asker.hear_room(room, self._clock.monotonic_s())

    def asking_state(self) -> AskingState:
        """How it asks now, and how that goes."""
        minute = local_minute(self._clock.now_s())
        figures = self._asker.figures(self._clock.monotonic_s(), minute)
        return AskingState(
            rules=self._asking.rules,
            since_s=self._asking.since_s,
            revision=self._asking.revision,
            tokens=figures.tokens,
            asked=figures.asked,
            returned=figures.returned,
            waiting=figures.waiting,
            held=figures.held,
            problem=self._asking.problem,
        )

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """The tracks that are there now, as they were judged in the last frame."""
        return tuple(self._subjects.values())

    def named(self, count: int) -> list[Asked]:
        """The latest tracks that people gave a name, at most `count`; all of one embedder."""
        return self._asker.memory.named(count)

    def memory_snapshot(self) -> bytes:
        """The memory of asked questions, for the constructor of the next run."""
        return self._asker.memory.snapshot()

    def _use(self, bundle: ActiveBundle) -> None:
        sha256 = bundle.embedder.sha256
        if sha256 == self._embedder_sha256:
            return
        self._embedder_sha256 = sha256
        self._asker.memory.use_embedder(sha256)
        self._asker.drop_waiting()
        for subject in self._subjects.values():
            subject.book.forget()
            subject.judgement = None

    def _see(self, frame: Frame, state: TrackState) -> None:
        subject = self._subjects.get(state.track_id)
        if subject is None:
            subject = self._subjects[state.track_id] = Subject(
                track_key=f"{self._identity.session_id[:40]}-{state.track_id}",
                audit=bool(self._rng.random() < self._asking.config.audit_share),
                still=bool(frame.name),
                first_seen_s=frame.captured_at_s,
            )
        subject.last_seen_s = frame.captured_at_s
        subject.frame_width_px, subject.frame_height_px = frame.width_px, frame.height_px
        subject.sightings = state.hits
        subject.score_sum = state.score_sum
        subject.class_id, subject.class_share = state.class_id, state.class_share

    def _look(self, frame: Frame, update: TrackerUpdate, bundle: ActiveBundle) -> list[Subject]:
        """Takes new views and judges anew; returns the subjects that turned out to have left."""
        sightings = [
            Sighting(subject, state, self._asker.is_done(subject))
            for state in update.tracks
            for subject in (self._subjects[state.track_id],)
        ]
        whole_frame = bundle.detector is None
        views = self._config.views
        if whole_frame:
            views = msgspec.structs.replace(
                views,
                check_first_frames=WHOLE_FRAME_CHECK_FRAMES,
                check_max_frames=WHOLE_FRAME_CHECK_FRAMES,
            )
        likeness = self._config.same_scene_cosine if whole_frame else -1.0
        looked = look(frame, sightings, bundle.embedder, views, min_likeness=likeness)
        judge(list(self._subjects.values()), bundle)
        for subject in looked.renewed:
            self._asker.recognise(subject)
        if not looked.changed:
            return []
        self._tracker.end_all()
        left = list(self._subjects.values())
        self._subjects = {}
        return left

    def _questions(self, bundle: ActiveBundle, leaving: list[Subject]) -> tuple[QueryDraft, ...]:
        sequence, captured_at_s = self._last
        head = _head_spec(bundle)
        judge([*leaving, *self._asker.waiting], bundle)
        now_s = self._clock.now_s()
        ask = self._asking.config

        def ready(subject: Subject, *, ended: bool) -> bool:
            return is_ready(subject, ask, sequence=sequence, now_s=captured_at_s, ended=ended)

        chosen = self._asker.choose(
            [s for s in self._subjects.values() if not s.query_id and ready(s, ended=False)],
            [s for s in leaving if not s.query_id and ready(s, ended=True)],
            head=head,
            now_s=now_s,
            monotonic_s=self._clock.monotonic_s(),
            local_minute=local_minute(now_s),
        )
        return tuple(
            draft_query(
                subject,
                proposal,
                identity=self._identity,
                source_id=self._source_id,
                detector_class=class_name(bundle, subject.class_id),
                embedder_sha256=bundle.embedder.sha256,
                head_version=bundle.version if head is not None else 0,
                now_s=now_s,
            )
            for subject, proposal in chosen
        )


def detect_in(frame: Frame, bundle: ActiveBundle) -> Detections:
    """What stands in a frame; without a detector, the frame itself. From any thread.

    Raises ModelError.
    """
    if bundle.detector is not None:
        return bundle.detector.detect(frame.image)
    if bundle.classifier is not None:
        return bundle.classifier.detect(frame.image)
    return Detections(
        boxes=np.array([[0, 0, frame.width_px, frame.height_px]], np.float32),
        scores=np.ones(1, np.float32),
        class_ids=np.zeros(1, np.int64),
    )


def _remembered(memory: bytes, *, max_questions: int) -> AskedMemory:
    """What was asked before; nothing where that is damaged, or of another release: a node has to
    run all the same."""
    try:
        if memory:
            return AskedMemory.restore(memory, max_questions=max_questions)
    except StorageError as error:
        _log.warning("%s; what was asked before may be asked again", error)
    return AskedMemory(max_questions=max_questions)


def _needs_no_proof(frame: Frame, bundle: ActiveBundle) -> bool:
    """Single images are seen once, and the whole frame is always there."""
    return bool(frame.name) or bundle.detector is None


def _head_spec(bundle: ActiveBundle) -> HeadSpec | None:
    return bundle.head.spec if bundle.head is not None else None

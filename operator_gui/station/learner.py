"""From labels to candidates: when to train, what of, and what becomes a version.

Belongs to the station's thread; whatever it writes belongs to the open transaction.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec

from operator_gui.station.candidates import DetectorDone, RunningDetector
from operator_gui.station.config import StationConfig
from operator_gui.station.label_store import LabelStore
from operator_gui.station.lessons import LearningPaths, Lessons, Outcome
from operator_gui.station.registry import AdoptedDetector, Version, VersionKind, VersionRecord
from operator_gui.station.releases import Releases
from operator_gui.station.trainer_wire import TrainDone, TrainReply, TrainRequest
from operator_gui.station.trainers import Trainers
from operator_gui.station.training_schedule import TrainingSchedule
from shared.bundle import Manifest
from shared.clock import Clock
from shared.domain import MadeViewsVerdict
from shared.texts import phrase

_log = logging.getLogger(__name__)

LEARNED_IN_WORDS: dict[MadeViewsVerdict, str] = {
    "untested": phrase("station", "version {number} learned from {tracks} tracks"),
    "help": phrase(
        "station", "version {number} learned from {tracks} tracks and from made views of them"
    ),
    "no_help": phrase(
        "station",
        "version {number} learned from {tracks} tracks, and not from made views, which do not "
        "help yet",
    ),
}


class Learner:
    """`on_trained` hears how each training ended, for those who asked for it. `locate` says where
    the file of a model is, by its hash."""

    def __init__(
        self,
        *,
        config: StationConfig,
        base: Manifest,
        labels: LabelStore,
        releases: Releases,
        trainers: Trainers,
        paths: LearningPaths,
        locate: Callable[[str], Path | None],
        clock: Clock,
        on_trained: Callable[[Outcome], None],
    ) -> None:
        self._config = config
        self._base = base
        self._embedder = base.embedder.file.sha256
        self._releases = releases
        self._trainers = trainers
        self._paths = paths
        self._locate = locate
        self._clock = clock
        self._lessons = Lessons(
            config=config,
            embedder_sha256=self._embedder,
            labels=labels,
            trainers=trainers,
            warm=paths.warm,
            clock=clock,
            request=lambda job: self.request(job=job),
            on_head=self._registered,
            on_trained=on_trained,
        )

    @property
    def note(self) -> str:
        """Why nothing was learned or deployed lately, "" if something was."""
        return self._lessons.note or self._releases.note

    @property
    def state(self) -> Literal["idle", "waiting", "running"]:
        """As StationStatus has it: idle, waiting or running."""
        if self._trainers.is_busy:
            return "running"
        return "waiting" if self._lessons.schedule.is_waiting else "idle"

    @property
    def is_busy(self) -> bool:
        """Whether anything is being learned."""
        return self._trainers.is_busy

    def resume(self) -> None:
        """After a start: what was answered before the end is learned now."""
        if self._releases.is_head_lost:
            _log.warning("the head of the active version is lost; training again")
        self._lessons.resume(self._releases.fitting(), must_train=self._releases.is_head_lost)

    def answered(self) -> None:
        """There is something new to learn."""
        self._lessons.answered()

    @property
    def schedule(self) -> TrainingSchedule:
        """When to train, as it stands."""
        return self._lessons.schedule

    def go_back_to(self, schedule: TrainingSchedule) -> None:
        """The answers since then were not kept."""
        self._lessons.schedule = schedule

    def train_now(self) -> None:
        """A person wants it."""
        self._lessons.train_now()

    def start_if_due(self) -> None:
        """Asks the trainers for what it is time for."""
        self._lessons.start_if_due(has_version=self._releases.active is not None)

    def request(self, *, job: int) -> TrainRequest:
        """What to ask of whoever trains or judges a head now."""
        active = self._releases.active
        return TrainRequest(
            job=job,
            database=str(self._paths.database),
            blobs=str(self._paths.heads),
            embedder_sha256=self._embedder,
            dim=self._base.embedder.dim,
            risk=self._config.risk,
            members=self._config.members,
            seed=self._config.seed,
            active=None if active is None else active.record.head,
            active_answer_seq=0 if active is None else active.record.answer_seq,
            gate=self._config.gate,
            warm=str(self._paths.warm),
        )

    @property
    def running_detector(self) -> RunningDetector | None:
        """What a detector from outside has to hold its own against."""
        spec = self._releases.models.detector
        if spec is None:
            return None
        return RunningDetector(spec=spec, path=str(self._locate(spec.file.sha256) or ""))

    def adopted(self, done: TrainDone, *, by: str) -> Outcome:
        """A head from outside was judged; it goes through the gate as any. by: who sent it."""
        return self._registered(done, "outside", by)

    def adopted_detector(self, done: DetectorDone, *, by: str) -> Outcome:
        """A detector from outside was judged; if it passes it goes out with the active head."""
        active, started_with, current = (
            self._releases.active,
            self._base.detector,
            self._releases.models.detector,
        )
        if active is None or started_with is None or current is None:
            return Outcome(
                False,
                phrase("station", "no version is active yet that a detector could go out with"),
            )
        if done.against != current.file.sha256:
            return Outcome(
                False,
                phrase("station", "another detector went out while it was judged; adopt it again"),
            )
        number = self._releases.next_number()
        record = msgspec.structs.replace(
            active.record,
            version=number,
            trained_at_s=self._clock.now_s(),
            elapsed_ms=done.elapsed_ms,
            restored_from=0,
            parent=active.number,
            detector=AdoptedDetector(
                spec=done.spec, instead_of=started_with.file.sha256, version=number
            ),
        )
        if reason := self._releases.refusal(record, done.evidence):
            return Outcome(False, reason)
        said = phrase(
            "station", "version {number} is your detector with the head of version {head}"
        ).format(number=number, head=active.number)
        return self._releases.passed(
            record, said, waits=self._config.deploy_policy != "auto", by=by
        )

    def take(self, reply: TrainReply) -> None:
        """Deals with what a trainer said."""
        self._lessons.take(reply)

    def _registered(self, done: TrainDone, kind: VersionKind, by: str = "") -> Outcome:
        number = self._releases.next_number()
        active = self._releases.active
        record = VersionRecord(
            version=number,
            trained_at_s=self._clock.now_s(),
            head=done.head,
            classes=done.classes,
            accuracy_low=done.accuracy_low,
            accuracy_high=done.accuracy_high,
            answer_seq=done.answer_seq,
            elapsed_ms=done.elapsed_ms,
            embedder_sha256=self._embedder,
            made_views=done.made_views,
            parent=0 if active is None else active.number,
            kind=kind,
            kept_back=done.kept_back,
            detector=self._releases.detector,
        )
        if reason := self._releases.refusal(record, done.evidence):
            if kind == "full":
                self._releases.take_back_steps(number)
            self._releases.note = reason
            return Outcome(False, reason)
        learned = LEARNED_IN_WORDS[done.made_views].format(number=number, tracks=done.head.tracks)
        return self._releases.passed(record, learned, waits=self._waits(kind, active), by=by)

    def _waits(self, kind: VersionKind, active: Version | None) -> bool:
        """Whether a head that passed goes out only when an operator wants it. What somebody had
        trained by another program is not replaced by the next answer."""
        is_own = active is not None and active.record.kind == "outside" and kind != "outside"
        return is_own or self._config.deploy_policy != "auto"

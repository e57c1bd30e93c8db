"""What the trainers are asked for and when, and what becomes of their replies.

Every answer is learned at once, by a full training where that is quick and by a step in closed form
where it is not; a full training follows. One that has ended is behind the steps made meanwhile:
before it counts, a step brings it up to them, so that no version forgets what the last one knew.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from operator_gui.station.config import StationConfig
from operator_gui.station.gate import weaker
from operator_gui.station.label_store import LabelStore
from operator_gui.station.registry import VersionKind, VersionRecord
from operator_gui.station.trainer import Trainer
from operator_gui.station.trainer_wire import (
    StepRequest,
    TrainDone,
    TrainFailed,
    TrainReply,
    TrainRequest,
)
from operator_gui.station.trainers import Trainers
from operator_gui.station.training_schedule import TrainingSchedule
from shared.clock import Clock
from shared.texts import phrase

_log = logging.getLogger(__name__)

NOTHING_TO_LEARN = phrase("station", "there is no answer to learn from yet")
ALL_TAKEN_BACK = phrase(
    "station", "no answer is left to learn from; the active version stays as it is"
)

FEW_ANSWERS = 100
"""A full training of so few is quick, whatever the machine."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How something that a person asked for ended."""

    ok: bool
    text: str


@dataclass(frozen=True, slots=True)
class LearningPaths:
    """Where the trainers find the answers, leave heads, and keep what steps start from."""

    database: Path
    heads: Path
    warm: Path


class Lessons:
    """`request` says what to ask for the job of that number, and a step takes it along. `on_head`
    registers a head and says how that went; `on_trained` hears how each full training ended, for
    those who asked for it. `note` says why nothing was learned, "" if something was.

    Belongs to the station's thread; `take` runs inside a transaction.
    """

    def __init__(
        self,
        *,
        config: StationConfig,
        embedder_sha256: str,
        labels: LabelStore,
        trainers: Trainers,
        warm: Path,
        clock: Clock,
        request: Callable[[int], TrainRequest],
        on_head: Callable[[TrainDone, VersionKind], Outcome],
        on_trained: Callable[[Outcome], None],
    ) -> None:
        self._embedder = embedder_sha256
        self._labels = labels
        self._trainers = trainers
        self._warm = warm
        self._clock = clock
        self._request = request
        self._on_head = on_head
        self._on_trained = on_trained
        self._rules = config.gate
        self._jobs = self._training = self._stepping = 0
        self._stepped_to = 0
        self._behind: TrainDone | None = None
        self.schedule = TrainingSchedule(
            quiet_s=config.train_after_s,
            at_most_s=config.train_at_most_after_s,
            at_once_s=config.train_at_once_s,
            automatic=config.auto_train and config.deploy_policy != "manual",
            steps=config.deploy_policy == "auto",
        )
        self.note = ""

    def resume(self, records: Sequence[VersionRecord], *, must_train: bool) -> None:
        """After a start, with the versions of this embedder: what was answered before the end is
        learned now. must_train: whether a full training is needed in any case."""
        full = [record for record in records if record.kind == "full"]
        learned = max((record.answer_seq for record in records), default=0)
        trained = max((record.answer_seq for record in full), default=0)
        self._stepped_to = learned
        full_s = full[-1].elapsed_ms / 1000.0 if full else None
        if full_s is None and self._labels.counts()[0] <= FEW_ANSWERS:
            full_s = 0.0
        can_step = self.schedule.steps and self._warm.is_file()
        self.schedule = replace(self.schedule, full_s=full_s, can_step=can_step)
        if must_train or self._labels.unlearned_since(learned, self._embedder):
            self.answered()
        elif self._labels.unlearned_since(trained, self._embedder):
            self.schedule = self.schedule.answered(self._clock.monotonic_s()).stepped()

    def answered(self) -> None:
        """There is something new to learn."""
        self.schedule = self.schedule.answered(self._clock.monotonic_s())

    def train_now(self) -> None:
        """A person wants a full training."""
        self.schedule = self.schedule.told_to()

    def start_if_due(self, *, has_version: bool) -> None:
        """Asks the trainers for what it is time for. has_version: whether any is active."""
        if self.schedule.is_step_due or self._behind is not None:
            self._step()
        if self._training or self._behind or not self.schedule.is_due(self._clock.monotonic_s()):
            return
        if not self._labels.teaches_anything(self._embedder):
            self.schedule = self.schedule.started().stepped()
            self.note = ALL_TAKEN_BACK if has_version else ""
            self._on_trained(Outcome(False, NOTHING_TO_LEARN))
            return
        self._train(self._trainers.at_hand if self.schedule.is_quick else self._trainers.behind())

    def take(self, reply: TrainReply) -> None:
        """Deals with what a trainer said."""
        if reply.job == self._training:
            self._training = 0
            self._take_trained(reply)
        elif reply.job == self._stepping:
            self._stepping = 0
            self._take_stepped(reply)

    def _train(self, trainer: Trainer) -> None:
        request = self._request(self._jobs + 1)
        if trainer.request(request):
            self._jobs = self._training = request.job
            self.schedule = self.schedule.started()

    def _step(self) -> None:
        job = self._jobs + 1
        request = StepRequest(job=job, training=self._request(job))
        if self._trainers.at_hand.request(request):
            self._jobs = self._stepping = request.job
            self.schedule = self.schedule.stepped()

    def _take_trained(self, reply: TrainReply) -> None:
        match reply:
            case TrainDone():
                self.note = ""
                self.schedule = self.schedule.trained(reply.elapsed_ms / 1000.0)
                if reply.answer_seq < self._stepped_to:
                    self._behind = reply
                else:
                    self._on_trained(self._on_head(reply, "full"))
            case TrainFailed(reason=reason):
                if self._trainers.note:  # the process died, which says nothing about the labels
                    self.answered()
                else:
                    _log.warning("nothing was learned: %s", reason)
                    self.note = phrase("station", "nothing was learned: {reason}").format(
                        reason=reason
                    )
                self._on_trained(Outcome(False, reason))

    def _take_stepped(self, reply: TrainReply) -> None:
        behind, self._behind = self._behind, None
        match reply:
            case TrainDone():
                self._stepped_to = reply.answer_seq
                if behind is None:
                    self._on_head(reply, "quick")
                else:
                    took_ms = behind.elapsed_ms + reply.elapsed_ms
                    evidence = weaker(behind.evidence, reply.evidence, self._rules)
                    whole = msgspec.structs.replace(reply, elapsed_ms=took_ms, evidence=evidence)
                    self._on_trained(self._on_head(whole, "full"))
            case TrainFailed() if self._trainers.at_hand.note:  # it died: once more, from the file
                self._behind = behind
                self.schedule = replace(self.schedule, step_wanted=True)
            case TrainFailed(reason=reason):
                _log.info("a full training has to follow: %s", reason)
                self.schedule = self.schedule.cannot_step()
                if behind is not None:
                    self._on_trained(self._on_head(behind, "full"))

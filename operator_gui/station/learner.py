"""From labels to an active version: when to train, what the gate says, what is signed, deployed.

Belongs to the station's thread; whatever it writes belongs to the open transaction.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import msgspec

from operator_gui.station.bundles import signed_bundle
from operator_gui.station.candidates import DetectorDone, RunningDetector
from operator_gui.station.config import StationConfig
from operator_gui.station.detector_choice import detector_in_use, with_detector
from operator_gui.station.evidence import Evidence
from operator_gui.station.gate_book import GateBook, GateRecord
from operator_gui.station.gate_desk import gate_report
from operator_gui.station.label_store import LabelStore
from operator_gui.station.lessons import LearningPaths, Lessons, Outcome
from operator_gui.station.provisional import refused_with, to_go_back_to
from operator_gui.station.registry import (
    AdoptedDetector,
    Registry,
    Version,
    VersionKind,
    VersionRecord,
)
from operator_gui.station.rollout import Rollout
from operator_gui.station.trainer_wire import TrainDone, TrainReply, TrainRequest
from operator_gui.station.trainers import Trainers
from operator_gui.station.training_schedule import TrainingSchedule
from shared.blobs import BlobStore
from shared.bundle import Manifest, decode_manifest, have_same_models
from shared.clock import Clock
from shared.domain import MadeViewsVerdict
from shared.errors import BundleError
from shared.keys import SigningKey
from shared.protocol.gate import GateReport
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
HIGHEST_FOREIGN_VERSION = 1_000_000_000
"""A node that claims to run more than this is not believed."""


class Learner:
    """`on_trained` hears how each training ended, for those who asked for it. `locate` says where
    the file of a model is, by its hash."""

    def __init__(
        self,
        *,
        config: StationConfig,
        base: Manifest,
        key: SigningKey,
        labels: LabelStore,
        registry: Registry,
        gate: GateBook,
        trainers: Trainers,
        rollout: Rollout,
        heads: BlobStore,
        paths: LearningPaths,
        locate: Callable[[str], Path | None],
        clock: Clock,
        on_trained: Callable[[Outcome], None],
    ) -> None:
        self._config = config
        self._base = base
        self._embedder = base.embedder.file.sha256
        self._key = key
        self._labels = labels
        self._registry = registry
        self._gate = gate
        self._trainers = trainers
        self._rollout = rollout
        self._heads = heads
        self._paths = paths
        self._locate = locate
        self._clock = clock
        self._floor = 0
        self._note = ""
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
        return self._lessons.note or self._note

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
        active = self._active()
        lost = active is not None and active.record.head.file.sha256 not in self._heads
        if lost:
            _log.warning("the head of the active version is lost; training again")
        fitting = [v.record for v in self._registry.versions() if self._fits(v)]
        self._lessons.resume(fitting, must_train=lost)

    def renew_base(self) -> None:
        """After a start with other models than before: what was learned for the same embedder
        goes out again with these, under a new number, as versions only rise."""
        active = self._active()
        if active is None or self._is_of_base(active.number):
            return
        version, problem = self._usable(active.number)
        if version is None:
            _log.warning("nodes keep the models they have: %s", problem)
        else:
            self._restored(version, as_new=True)

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

    def heard_of_version(self, version: int) -> None:
        """A node runs this: the next version has to be higher, whoever made that one."""
        if version <= HIGHEST_FOREIGN_VERSION:
            self._floor = max(self._floor, version)

    def train_now(self) -> None:
        """A person wants it."""
        self._lessons.train_now()

    def start_if_due(self) -> None:
        """Asks the trainers for what it is time for."""
        self._lessons.start_if_due(has_version=self._active() is not None)

    def request(self, *, job: int) -> TrainRequest:
        """What to ask of whoever trains or judges a head now."""
        active = self._active()
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
        spec = self._models().detector
        if spec is None:
            return None
        return RunningDetector(spec=spec, path=str(self._locate(spec.file.sha256) or ""))

    def adopted(self, done: TrainDone, *, by: str) -> Outcome:
        """A head from outside was judged; it goes through the gate as any. by: who sent it."""
        return self._registered(done, "outside", by)

    def adopted_detector(self, done: DetectorDone, *, by: str) -> Outcome:
        """A detector from outside was judged; if it passes it goes out with the active head."""
        active, started_with, current = self._active(), self._base.detector, self._models().detector
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
        number = self._next_number()
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
        if reason := self._refusal(record, done.evidence):
            return Outcome(False, reason)
        said = phrase(
            "station", "version {number} is your detector with the head of version {head}"
        ).format(number=number, head=active.number)
        return self._passed(record, said, waits=self._config.deploy_policy != "auto", by=by)

    def take(self, reply: TrainReply) -> None:
        """Deals with what a trainer said."""
        self._lessons.take(reply)

    def gate_report(self, number: int) -> GateReport:
        """What the gate found of a version, or of the one that it restores."""
        version = self._registry.get(number)
        original = number if version is None else version.record.restored_from or number
        return gate_report(number, self._gate.get(original))

    def deploy(self, number: int, *, by: str = "") -> Outcome:
        """Makes a version that passed, or an older one, the one to run. by: who wants it."""
        version, problem = self._usable(number)
        if version is None:
            return Outcome(False, problem)
        if version.state == "active":
            return Outcome(
                True, phrase("station", "version {number} is active already").format(number=number)
            )
        if version.state == "staged":
            return Outcome(
                True,
                phrase("station", "version {number} is on its way to the robots already").format(
                    number=number
                ),
            )
        rises = number > self._highest_known()
        if version.state == "passed" and rises and self._is_of_base(number):
            self._note = ""
            self._rollout.begin(version.record, "", by=by)
            return Outcome(
                True, phrase("station", "version {number} is being deployed").format(number=number)
            )
        return self._restored(version, by, as_new=version.activated_at_s is None)

    def roll_back(self, number: int, *, by: str = "") -> Outcome:
        """Goes back to a version; where `number` is 0, to the one before the active one, or to the
        active one itself from one that is still going out."""
        staged = any(v.state == "staged" for v in self._registry.versions())
        active = self._registry.active
        previous = active if staged else self._registry.previously_active()
        if number == 0 and previous is None:
            return Outcome(False, phrase("station", "there is no earlier version to go back to"))
        wanted = previous.number if previous is not None and number == 0 else number
        version, problem = self._usable(wanted)
        return Outcome(False, problem) if version is None else self._restored(version, by)

    def take_back_to(self, number: int, reason: str) -> None:
        """The version after this one was left by the nodes: this is the one to run again.

        With other models than those that this one ran with it stays as the nodes have it: each
        went back by itself.
        """
        version, problem = self._usable(number)
        if version is not None and self._is_of_base(number):
            self._restored(version, why=reason)
        else:
            _log.warning("nodes keep what they went back to: %s", problem or "other models")
        self._note = reason[:1000]

    def _usable(self, number: int) -> tuple[Version | None, str]:
        version = self._registry.get(number)
        if version is None:
            return None, phrase("station", "there is no version {number}").format(number=number)
        if version.state == "candidate":
            return None, phrase("station", "version {number} is still being tested").format(
                number=number
            )
        if version.state == "refused":
            return None, phrase("station", "version {number} was refused: {reason}").format(
                number=number, reason=version.reason
            )
        if not self._fits(version):
            return None, phrase("station", "version {number} was made for another embedder").format(
                number=number
            )
        if any(sha256 not in self._heads for sha256 in version.record.own_files):
            return None, (
                phrase(
                    "station",
                    "the model of version {number} is not kept any more; the last "
                    "{keep_heads} versions are",
                ).format(number=number, keep_heads=self._config.keep_heads)
            )
        return version, ""

    def _fits(self, version: Version) -> bool:
        return version.record.embedder_sha256 == self._embedder

    def _is_of_base(self, number: int) -> bool:
        """Whether its bundle was made with the models that this station has now."""
        bundle, version = self._registry.bundle(number), self._registry.get(number)
        if bundle is None or version is None:
            return False
        try:
            models = with_detector(self._base, version.record.detector)
            return have_same_models(decode_manifest(bundle.manifest), models)
        except BundleError:  # of an earlier release, which described models in another way
            return False

    def _models(self) -> Manifest:
        """What the next version is to run, but for its head."""
        adopted = detector_in_use(self._base, self._registry.versions())
        return with_detector(self._base, adopted)

    def _active(self) -> Version | None:
        """The active version, if it belongs to the embedder that the nodes have now."""
        active = self._registry.active
        return active if active is not None and self._fits(active) else None

    def _highest_known(self) -> int:
        return max(self._registry.highest_activated(), self._floor)

    def _next_number(self) -> int:
        newest = self._registry.newest
        return max(self._floor, 0 if newest is None else newest.number) + 1

    def _registered(self, done: TrainDone, kind: VersionKind, by: str = "") -> Outcome:
        number = self._next_number()
        active = self._active()
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
            detector=detector_in_use(self._base, self._registry.versions()),
        )
        if reason := self._refusal(record, done.evidence):
            if kind == "full":
                self._take_back_steps(active, number)
            self._note = reason
            return Outcome(False, reason)
        learned = LEARNED_IN_WORDS[done.made_views].format(number=number, tracks=done.head.tracks)
        return self._passed(record, learned, waits=self._waits(kind, active), by=by)

    def _refusal(self, record: VersionRecord, evidence: Evidence) -> str:
        """Keeps a candidate and what was found of it. Why it is refused, "" if it is not."""
        number = record.version
        self._registry.add(record)
        examined = GateRecord(evidence=evidence, rules=self._config.gate)
        self._gate.put(number, examined)
        reason = examined.verdict.reason or refused_with(record, self._registry.versions())
        if not reason:
            return ""
        _log.warning("version %d was refused: %s", number, reason)
        self._registry.move(number, "refused", at_s=self._clock.now_s(), reason=reason)
        self._note = phrase("station", "version {number} was refused: {reason}").format(
            number=number, reason=reason
        )[:1000]
        return self._note

    def _passed(self, record: VersionRecord, said: str, *, waits: bool, by: str) -> Outcome:
        """Lets a candidate out that passed, or has it wait for somebody to deploy it."""
        self._note = ""
        self._pass(record, "")
        if waits:
            self._note = phrase(
                "station", "version {version} passed its tests and waits until you deploy it"
            ).format(version=record.version)
            return Outcome(
                True, phrase("station", "{said}; deploy it when you like").format(said=said)
            )
        self._rollout.begin(record, "", by=by)
        return Outcome(True, phrase("station", "{said} and is being deployed").format(said=said))

    def _take_back_steps(self, active: Version | None, refused: int) -> None:
        versions = self._registry.versions()
        whole = to_go_back_to(active, versions, lambda v: self._usable(v.number)[0] is not None)
        if whole is not None and active is not None:
            # A detector that was adopted since then is no part of what was refused.
            record = msgspec.structs.replace(whole.record, detector=active.record.detector)
            whole = replace(whole, record=record)
            why = phrase(
                "station", "version {refused} learned the same answers and was refused"
            ).format(refused=refused)
            self._restored(whole, why=why)

    def _waits(self, kind: VersionKind, active: Version | None) -> bool:
        """Whether a head that passed goes out only when an operator wants it. What somebody had
        trained by another program is not replaced by the next answer."""
        is_own = active is not None and active.record.kind == "outside" and kind != "outside"
        return is_own or self._config.deploy_policy != "auto"

    def _restored(
        self, version: Version, by: str = "", *, why: str = "", as_new: bool = False
    ) -> Outcome:
        """as_new: it never ran, or not with these models, and has to prove itself."""
        original = version.record.restored_from or version.number
        active = self._registry.active
        record = msgspec.structs.replace(
            version.record,
            version=self._next_number(),
            restored_from=original,
            parent=0 if active is None else active.number,
        )
        self._registry.add(record)
        text = phrase("station", "restores version {original}")
        if why:
            text = phrase("station", "restores version {original}: {why}")
        reason = text.format(original=original, why=why)
        self._pass(record, reason)
        self._note = ""
        self._rollout.begin(record, reason, restores=not as_new, by=by)
        return Outcome(
            True,
            phrase("station", "version {original} is being deployed again as {version}").format(
                original=original, version=record.version
            ),
        )

    def _pass(self, record: VersionRecord, reason: str) -> None:
        now_s = self._clock.now_s()
        self._registry.move(record.version, "passed", at_s=now_s, reason=reason)
        models = with_detector(self._base, record.detector)
        self._registry.keep_bundle(signed_bundle(models, record, self._key, created_at_s=now_s))

    def delete_old_heads(self) -> None:
        """Keeps the disk from filling with heads that nobody goes back to.

        What no version is known of may be a head that was just written, while anything is learned.
        """
        versions, keep = self._registry.versions(), self._config.keep_heads
        full = [v for v in versions if v.record.kind == "full"]
        kept = {sha for v in (*versions[-keep:], *full[-keep:]) for sha in v.record.own_files}
        if (active := self._registry.active) is not None:
            kept.update(active.record.own_files)
        known = {sha for v in versions for sha in v.record.own_files}
        for sha256 in [digest for digest in self._heads.digests() if digest not in kept]:
            if sha256 in known or not self._trainers.is_busy:
                self._heads.delete(sha256)

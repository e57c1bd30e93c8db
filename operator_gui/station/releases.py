"""Which version is to run: what passed its tests is signed and deployed, or taken back.

Belongs to the station's thread; whatever it writes belongs to the open transaction.
"""

import logging
from dataclasses import replace

import msgspec

from operator_gui.station.bundles import signed_bundle
from operator_gui.station.config import StationConfig
from operator_gui.station.detector_choice import detector_in_use, with_detector
from operator_gui.station.evidence import Evidence
from operator_gui.station.gate_book import GateBook, GateRecord
from operator_gui.station.gate_desk import gate_report
from operator_gui.station.lessons import Outcome
from operator_gui.station.provisional import refused_with, to_go_back_to
from operator_gui.station.registry import AdoptedDetector, Registry, Version, VersionRecord
from operator_gui.station.rollout import Rollout
from operator_gui.station.usable_versions import files_to_keep, why_unusable
from shared.blobs import BlobStore
from shared.bundle import Manifest, decode_manifest, have_same_models
from shared.clock import Clock
from shared.errors import BundleError
from shared.keys import SigningKey
from shared.protocol.gate import GateReport
from shared.texts import phrase

_log = logging.getLogger(__name__)

HIGHEST_FOREIGN_VERSION = 1_000_000_000
"""A node that claims to run more than this is not believed."""


class Releases:
    """`note` says why nothing was deployed lately, "" if something was."""

    def __init__(
        self,
        *,
        config: StationConfig,
        base: Manifest,
        key: SigningKey,
        registry: Registry,
        gate: GateBook,
        rollout: Rollout,
        heads: BlobStore,
        clock: Clock,
    ) -> None:
        self._config = config
        self._base = base
        self._embedder = base.embedder.file.sha256
        self._key = key
        self._registry = registry
        self._gate = gate
        self._rollout = rollout
        self._heads = heads
        self._clock = clock
        self._floor = 0
        self.note = ""

    @property
    def active(self) -> Version | None:
        """The active version, if it belongs to the embedder that the nodes have now."""
        active = self._registry.active
        return active if active is not None and self._fits(active) else None

    @property
    def is_head_lost(self) -> bool:
        """Whether the head of the active version is not on disk."""
        active = self.active
        return active is not None and active.record.head.file.sha256 not in self._heads

    @property
    def detector(self) -> AdoptedDetector | None:
        """What the next version is to run with; None for the detector of the base."""
        return detector_in_use(self._base, self._registry.versions())

    @property
    def models(self) -> Manifest:
        """What the next version is to run, but for its head."""
        return with_detector(self._base, self.detector)

    def fitting(self) -> list[VersionRecord]:
        """All versions for the embedder that the nodes have, the oldest first."""
        return [v.record for v in self._registry.versions() if self._fits(v)]

    def report(self, number: int) -> GateReport:
        """What the gate found of a version, or of the one that it restores."""
        version = self._registry.get(number)
        original = number if version is None else version.record.restored_from or number
        return gate_report(number, self._gate.get(original))

    def next_number(self) -> int:
        """As versions only rise, also above what nodes brought along."""
        return max(self._floor, self._registry.highest) + 1

    def heard_of_version(self, version: int) -> None:
        """A node runs this: the next version has to be higher, whoever made that one."""
        if version <= HIGHEST_FOREIGN_VERSION:
            self._floor = max(self._floor, version)

    def renew_base(self) -> None:
        """After a start with other models than before: what was learned for the same embedder
        goes out again with these, under a new number, as versions only rise."""
        active = self.active
        if active is None or self._is_of_base(active.number):
            return
        version, problem = self._usable(active.number)
        if version is None:
            _log.warning("nodes keep the models they have: %s", problem)
        else:
            self._restored(version, as_new=True)

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
            self.note = ""
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
        self.note = reason[:1000]

    def refusal(self, record: VersionRecord, evidence: Evidence) -> str:
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
        self.note = phrase("station", "version {number} was refused: {reason}").format(
            number=number, reason=reason
        )[:1000]
        return self.note

    def passed(self, record: VersionRecord, said: str, *, waits: bool, by: str) -> Outcome:
        """Lets a candidate out that passed, or has it wait for somebody to deploy it."""
        self.note = ""
        self._pass(record, "")
        if waits:
            self.note = phrase(
                "station", "version {version} passed its tests and waits until you deploy it"
            ).format(version=record.version)
            return Outcome(
                True, phrase("station", "{said}; deploy it when you like").format(said=said)
            )
        self._rollout.begin(record, "", by=by)
        return Outcome(True, phrase("station", "{said} and is being deployed").format(said=said))

    def take_back_steps(self, refused: int) -> None:
        """Nodes leave the steps that go on from a training that was refused."""
        active, versions = self.active, self._registry.versions()
        whole = to_go_back_to(active, versions, lambda v: self._usable(v.number)[0] is not None)
        if whole is not None and active is not None:
            # A detector that was adopted since then is no part of what was refused.
            record = msgspec.structs.replace(whole.record, detector=active.record.detector)
            whole = replace(whole, record=record)
            why = phrase(
                "station", "version {refused} learned the same answers and was refused"
            ).format(refused=refused)
            self._restored(whole, why=why)

    def delete_old_heads(self, *, is_learning: bool) -> None:
        """Keeps the disk from filling with heads that nobody goes back to.

        What no version is known of may be a head that was just written, while anything is learned.
        """
        versions = self._registry.versions()
        kept = files_to_keep(versions, self._registry.active, keep_heads=self._config.keep_heads)
        known = {sha256 for version in versions for sha256 in version.record.own_files}
        for sha256 in [digest for digest in self._heads.digests() if digest not in kept]:
            if sha256 in known or not is_learning:
                self._heads.delete(sha256)

    def _usable(self, number: int) -> tuple[Version | None, str]:
        version = self._registry.get(number)
        problem = why_unusable(
            version,
            number,
            embedder_sha256=self._embedder,
            is_kept=lambda sha256: sha256 in self._heads,
            keep_heads=self._config.keep_heads,
        )
        return (None, problem) if problem else (version, "")

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

    def _highest_known(self) -> int:
        return max(self._registry.highest_activated(), self._floor)

    def _restored(
        self, version: Version, by: str = "", *, why: str = "", as_new: bool = False
    ) -> Outcome:
        """as_new: it never ran, or not with these models, and has to prove itself."""
        original = version.record.restored_from or version.number
        active = self._registry.active
        record = msgspec.structs.replace(
            version.record,
            version=self.next_number(),
            restored_from=original,
            parent=0 if active is None else active.number,
        )
        self._registry.add(record)
        text = phrase("station", "restores version {original}")
        if why:
            text = phrase("station", "restores version {original}: {why}")
        reason = text.format(original=original, why=why)
        self._pass(record, reason)
        self.note = ""
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

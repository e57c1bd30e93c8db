"""The versions: each one trained head, what the gate said of it, and when it was deployed.

A version's record never changes; what happens to it is a list of events, of which the last gives
its state. Version numbers only rise, and at most one version is active.
"""

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Literal, TypeVar, cast

import msgspec

from operator_gui.station.database import Database
from operator_gui.station.trainer_wire import ClassResult
from operator_gui.station.version_state import OUT, check_move
from shared.bundle import DetectorSpec, HeadSpec
from shared.domain import MadeViewsVerdict, VersionState
from shared.errors import VersionError
from shared.protocol.fields import Digest
from shared.texts import phrase

P = TypeVar("P", bound=Hashable)

VersionKind = Literal["full", "quick", "outside"]
"""How a head was made: from all labels anew, from the last ones on top of the parent, or by a
program of the user's own."""


class AdoptedDetector(msgspec.Struct, frozen=True, kw_only=True):
    """A detector from outside in the place of the one that the station was started with.

    instead_of: the SHA-256 of that one; with another in its place it counts no more, as what a
    person starts the station with goes before. version: the one that brought it.
    """

    spec: DetectorSpec
    instead_of: Digest
    version: int


class VersionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One trained head. `answer_seq` is the last answer that it could learn from; `made_views`
    says whether views that no camera saw helped, and only then are they in it. `parent` is the
    version that was active when it was made, 0 for none."""

    version: int
    trained_at_s: float
    head: HeadSpec
    classes: tuple[ClassResult, ...]
    accuracy_low: float | None
    accuracy_high: float | None
    answer_seq: int
    elapsed_ms: float
    embedder_sha256: str
    restored_from: int = 0
    made_views: MadeViewsVerdict = "untested"
    parent: int = 0
    kind: VersionKind = "full"
    kept_back: tuple[str, ...] = ()
    """Tracks that had a label by then and were kept from the program that trained it."""
    detector: AdoptedDetector | None = None
    """What it runs with; None for the detector that the station was started with."""

    @property
    def own_files(self) -> tuple[str, ...]:
        """The SHA-256 of what the station keeps for it: its head, and an adopted detector."""
        adopted = () if self.detector is None else (self.detector.spec.file.sha256,)
        return (self.head.file.sha256, *adopted)

    @property
    def brings_detector(self) -> bool:
        """Whether a detector goes out with it for the first time; its head is its parent's."""
        return self.detector is not None and self.detector.version == self.version


@dataclass(frozen=True, slots=True)
class Approval:
    """Who let a version go out, and when; `by` is "" where the station's policy did."""

    at_s: float
    by: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """A version as it stands. `approval`: None until it first went out to a node."""

    record: VersionRecord
    state: VersionState = "candidate"
    reason: str = ""
    activated_at_s: float | None = None
    approval: Approval | None = None

    @property
    def number(self) -> int:
        return self.record.version


@dataclass(frozen=True, slots=True)
class SignedBundle:
    """A manifest's exact bytes with their signature."""

    version: int
    manifest: bytes
    signature: bytes


MOST_TAKEN_BACK = 1000
"""So many of the latest events can be forgotten without reading everything."""

_NUMBERED = ("version", "bundle", "version_event", "approval", "gate_report")
"""The tables that tell of a version by its number."""

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(VersionRecord)


class _Parts:
    """Parts of records, in memory once each: a version shares nearly all of them with the one
    before it, and there is about one version for every answer that was ever given."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Hashable] = {}

    def shared(self, record: VersionRecord) -> VersionRecord:
        """The same record, made of parts that are here."""
        head = msgspec.structs.replace(
            record.head,
            class_names=self._one(record.head.class_names),
            known_scores=self._one(record.head.known_scores),
        )
        classes = tuple(self._one(result) for result in record.classes)
        return msgspec.structs.replace(record, head=head, classes=self._one(classes))

    def _one(self, part: P) -> P:
        return cast(P, self._known.setdefault(part, part))


@dataclass(frozen=True, slots=True)
class _Before:
    """What stood of a version before an event."""

    event: int
    version: Version


class Registry:
    """Reads all versions once, then keeps them; writing belongs to the open transaction.

    After a transaction that failed, `reload` brings it back to what is on disk.
    """

    def __init__(self, database: Database) -> None:
        self._db = database
        self._parts = _Parts()
        self._versions: dict[int, Version] = {}
        self._before: deque[_Before] = deque(maxlen=MOST_TAKEN_BACK)
        self._read()

    def reload(self) -> None:
        """Forgets what is not on disk; what is, is not read again."""
        last_version = self._newest_on_disk("version", "version")
        last_event = self._newest_on_disk("version_event", "event")
        if len(self._before) == MOST_TAKEN_BACK and self._before[0].event > last_event:
            self._read()
            return
        while self._before and self._before[-1].event > last_event:
            before = self._before.pop().version
            self._versions[before.number] = before
        for number in [n for n in reversed(self._versions) if n > last_version]:
            del self._versions[number]

    def _newest_on_disk(self, table: str, column: str) -> int:
        row = self._db.one(f"SELECT max({column}) FROM {table}")
        return 0 if row is None or row[0] is None else int(row[0])

    def _read(self) -> None:
        self._versions = {}
        self._before.clear()
        self._ever = max(self._newest_on_disk(table, "version") for table in _NUMBERED)
        for (record,) in self._db.execute("SELECT record FROM version ORDER BY version"):
            decoded = self._parts.shared(_decoder.decode(record))
            self._versions[decoded.version] = Version(decoded)
        rows = self._db.execute(
            "SELECT version, state, at_s, reason FROM version_event ORDER BY event"
        )
        for number, state, at_s, reason in rows:
            if number in self._versions:
                self._apply(number, state, at_s, reason)
        for number, by, at_s in self._db.execute("SELECT version, approved_by, at_s FROM approval"):
            if number in self._versions:
                self._approve(number, Approval(at_s, by))

    def versions(self) -> list[Version]:
        """All of them, oldest first."""
        return list(self._versions.values())

    def get(self, number: int) -> Version | None:
        return self._versions.get(number)

    @property
    def highest(self) -> int:
        """The highest number that was ever given, be it to a version whose row is lost: there are
        bundles and events of that number. 0 for none."""
        return max(self._ever, next(reversed(self._versions), 0))

    @property
    def newest(self) -> Version | None:
        return next(reversed(self._versions.values()), None)

    @property
    def active(self) -> Version | None:
        """The version that every node is to run."""
        found = (v for v in reversed(self._versions.values()) if v.state == "active")
        return next(found, None)

    def previously_active(self) -> Version | None:
        """What to go back to: the last one that was active before what is active now.

        A restored version stands for the one that it restored, so that going back twice goes
        further back.
        """
        active = self.active
        if active is None:
            return None
        at = active.record.restored_from or active.number
        older = (v for v in self._versions.values() if v.number < at and v.activated_at_s)
        originals = [v for v in older if not v.record.restored_from and v.state != "refused"]
        return originals[-1] if originals else None

    def highest_activated(self) -> int:
        """The highest number that any node may run."""
        numbers = (v.number for v in self._versions.values() if v.approval is not None)
        return max(numbers, default=0)

    def add(self, record: VersionRecord) -> Version:
        """Keeps a new candidate. Raises VersionError unless its number is the highest so far."""
        if record.version <= self.highest:
            raise VersionError(
                f"version {record.version} cannot be added after version {self.highest}: "
                "versions only rise"
            )
        self._db.insert("version", {"version": record.version, "record": _encoder.encode(record)})
        self._versions[record.version] = Version(self._parts.shared(record))
        return self._versions[record.version]

    def move(
        self, number: int, state: VersionState, *, at_s: float, reason: str = "", by: str = ""
    ) -> None:
        """Notes what became of a version; the one active before it is retired by another's turn.

        by: the operator who wanted it, "" for the station's policy; kept as the approval of a
        version that goes out for the first time. Raises VersionError, and nothing is changed, for
        an unknown version and for a move that `version_state.MOVES` does not have.
        """
        known = self._versions.get(number)
        if known is None:
            raise VersionError(
                phrase("station", "there is no version {number}").format(number=number)
            )
        check_move(number, known.state, state)
        active = self.active
        if state == "active" and active is not None:
            self._note(
                active.number,
                "retired",
                at_s,
                phrase("station", "replaced by version {number}").format(number=number),
            )
        self._note(number, state, at_s, reason)
        if by and known.approval is None and state in OUT:
            self._db.insert("approval", {"version": number, "approved_by": by, "at_s": at_s})
            self._approve(number, Approval(at_s, by))

    def keep_bundle(self, bundle: SignedBundle) -> None:
        self._db.insert(
            "bundle",
            {
                "version": bundle.version,
                "manifest": bundle.manifest,
                "signature": bundle.signature,
            },
        )

    def bundle(self, number: int) -> SignedBundle | None:
        """The signed manifest of a version that passed the gate."""
        row = self._db.one(
            "SELECT version, manifest, signature FROM bundle WHERE version = ?", (number,)
        )
        return None if row is None else SignedBundle(*row)

    def _note(self, number: int, state: VersionState, at_s: float, reason: str) -> None:
        self._db.insert(
            "version_event", {"version": number, "state": state, "at_s": at_s, "reason": reason}
        )
        event = self._newest_on_disk("version_event", "event")
        self._before.append(_Before(event, self._versions[number]))
        self._apply(number, state, at_s, reason)

    def _apply(self, number: int, state: VersionState, at_s: float, reason: str) -> None:
        known = self._versions[number]
        activated_at_s = at_s if state == "active" else known.activated_at_s
        kept = reason or (known.reason if state in (*OUT, "retired") else "")
        approval = known.approval or (Approval(at_s) if state in OUT else None)
        self._versions[number] = Version(known.record, state, kept, activated_at_s, approval)

    def _approve(self, number: int, approval: Approval) -> None:
        self._versions[number] = replace(self._versions[number], approval=approval)

"""What a node runs, and what it ran before, over restarts: one small file, replaced whole, and its
copy."""

import logging
from pathlib import Path

import msgspec

from shared.errors import StorageError
from shared.whole_file import sweep_drafts, write_whole

_log = logging.getLogger(__name__)

SLOTS_FILE = "slots.msgpack"
SLOTS_COPY = "slots.copy.msgpack"
MAX_UNSETTLED_STARTS = 3
"""A bundle that is still on probation after so many starts took the node down each time."""


class DamagedSlotsError(StorageError):
    """What lies in the file are no slots."""


class Slot(msgspec.Struct, frozen=True):
    """A bundle's manifest as it was signed."""

    version: int
    manifest: bytes
    signature: bytes


class Slots(msgspec.Struct, frozen=True):
    """`newest_version` is the highest version that was ever accepted here; it only rises.

    settled: whether the active bundle got through its probation. starts: how often the node was
    started with it before it did. previous: the last one that did, None for the node's own base.
    """

    active: Slot | None = None
    previous: Slot | None = None
    newest_version: int = 0
    settled: bool = False
    starts: int = 0

    def activate(self, slot: Slot) -> "Slots":
        """The slots after a swap to `slot`."""
        proven = self.active if self.settled else self.previous
        return Slots(slot, proven, max(self.newest_version, slot.version))

    def fall_back(self) -> "Slots":
        """The slots after the active bundle failed."""
        return Slots(self.previous, None, self.newest_version, settled=True)

    def settle(self) -> "Slots":
        """The slots after the active bundle got through its probation."""
        return msgspec.structs.replace(self, settled=True, starts=0)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is on probation; the base never is."""
        return self.active is None or self.settled

    def start(self) -> "Slots":
        """The slots for one more start; without a bundle that took the node down too often."""
        if self.is_settled:
            return self
        if self.starts >= MAX_UNSETTLED_STARTS:
            return self.fall_back()
        return msgspec.structs.replace(self, starts=self.starts + 1)


class SlotFile:
    """Reads and writes the slots of one node. Raises StorageError where that fails.

    They are kept twice: a node that forgets which version is its newest would take an older one,
    which was signed as well.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / SLOTS_FILE
        self._copy = folder / SLOTS_COPY

    def sweep(self) -> None:
        """Tidies up after a sudden death; only before anything else is done with it."""
        try:
            sweep_drafts(self._path)
            sweep_drafts(self._copy)
        except OSError as error:
            raise StorageError(f"cannot write {self._path.parent}: {error.strerror}") from error

    def load(self) -> Slots:
        """The slots as they were saved, from the copy where the file is damaged or gone; empty
        ones on a new node. Raises DamagedSlotsError too, where the copy is no better."""
        try:
            slots = _read(self._path)
        except DamagedSlotsError as damage:
            copied = self._load_copy()
            if copied is None:
                raise
            _log.warning("%s; its copy is taken", damage)
            return copied
        return slots or self._load_copy() or Slots()

    def save(self, slots: Slots) -> None:
        """Replaces the saved slots; they are on disk when this returns.

        The copy comes first: as long as the file can be read, what it says counts.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            for path in (self._copy, self._path):
                write_whole(path, msgspec.msgpack.encode(slots))
        except OSError as error:
            raise StorageError(f"cannot write {self._path}: {error.strerror}") from error

    def _load_copy(self) -> Slots | None:
        """None where there is no copy that can be read."""
        try:
            return _read(self._copy)
        except StorageError as error:
            _log.warning("%s", error)
            return None


def _read(path: Path) -> Slots | None:
    """None where there is no such file. Raises DamagedSlotsError, and StorageError."""
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=Slots)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(f"cannot read {path}: {error.strerror}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DamagedSlotsError(f"{path} is damaged: {error}") from error

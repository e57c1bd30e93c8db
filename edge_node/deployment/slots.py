"""What a node runs, and what it ran before, over restarts: one small file, replaced whole."""

from pathlib import Path

import msgspec

from shared.errors import StorageError
from shared.whole_file import sweep_drafts, write_whole

SLOTS_FILE = "slots.msgpack"
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
    """Reads and writes the slots of one node. Raises StorageError where that fails."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / SLOTS_FILE

    def sweep(self) -> None:
        """Tidies up after a sudden death; only before anything else is done with it."""
        try:
            sweep_drafts(self._path)
        except OSError as error:
            raise StorageError(f"cannot write {self._path.parent}: {error.strerror}") from error

    def load(self) -> Slots:
        """The slots as they were saved; empty ones on a new node. Raises DamagedSlotsError too."""
        try:
            return msgspec.msgpack.decode(self._path.read_bytes(), type=Slots)
        except FileNotFoundError:
            return Slots()
        except OSError as error:
            raise StorageError(f"cannot read {self._path}: {error.strerror}") from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise DamagedSlotsError(
                f"{self._path} is damaged: {error}; the node starts again from its own models, "
                "and gets its version anew"
            ) from error

    def save(self, slots: Slots) -> None:
        """Replaces the saved slots; they are on disk when this returns."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, msgspec.msgpack.encode(slots))
        except OSError as error:
            raise StorageError(f"cannot write {self._path}: {error.strerror}") from error

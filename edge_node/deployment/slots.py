"""What a node runs, and what it ran before, over restarts: one small file, replaced whole."""

import os
from pathlib import Path

import msgspec

from shared.errors import StorageError

SLOTS_FILE = "slots.msgpack"


class Slot(msgspec.Struct, frozen=True):
    """A bundle's manifest as it was signed."""

    version: int
    manifest: bytes
    signature: bytes


class Slots(msgspec.Struct, frozen=True):
    """`newest_version` is the highest version that was ever accepted here; it only rises."""

    active: Slot | None = None
    previous: Slot | None = None
    newest_version: int = 0

    def activate(self, slot: Slot) -> "Slots":
        """The slots after a swap to `slot`."""
        return Slots(slot, self.active, max(self.newest_version, slot.version))

    def fall_back(self) -> "Slots":
        """The slots after the active bundle failed."""
        return Slots(self.previous, None, self.newest_version)


class SlotFile:
    """Reads and writes the slots of one node. Raises StorageError where that fails."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / SLOTS_FILE

    def load(self) -> Slots:
        """The slots as they were saved; empty ones on a new node."""
        try:
            return msgspec.msgpack.decode(self._path.read_bytes(), type=Slots)
        except FileNotFoundError:
            return Slots()
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            raise StorageError(
                f"cannot read {self._path}: {error}; "
                "delete it to start again from the factory bundle"
            ) from error

    def save(self, slots: Slots) -> None:
        """Replaces the saved slots; they are on disk when this returns."""
        draft = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with draft.open("wb") as file:
                file.write(msgspec.msgpack.encode(slots))
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, self._path)
        except OSError as error:
            raise StorageError(f"cannot write {self._path}: {error.strerror}") from error

"""One process a state folder: two nodes or two stations on one folder would undo each other."""

import fcntl
import os
from pathlib import Path

from shared.errors import StorageError
from shared.private_folder import make_private


class FolderInUseError(StorageError):
    """Another process, or another part of this one, has the folder."""


class FolderLock:
    """Keeps another process off the same folder for as long as this one lives.

    The system lets go of the lock when the process ends, however it ends. `owner` is what uses
    the folder, for messages: "station", "node". `in_use` is said where another process has it.
    """

    def __init__(self, folder: Path, *, owner: str, in_use: str = "") -> None:
        """Makes the folder if need be, and closes it to others. Raises StorageError if it cannot be
        had, FolderInUseError if somebody else has it."""
        try:
            make_private(folder)
            self._descriptor = os.open(
                folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
            )
        except OSError as error:
            raise StorageError(
                f"cannot write {owner} folder {folder}: {error.strerror}; "
                "name a folder you may write to"
            ) from error
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._descriptor)
            raise FolderInUseError(
                f"{owner} folder {folder} is in use "
                + (in_use or f"by another {owner}; stop it or name another folder")
            ) from error

    def release(self) -> None:
        """Lets another process have the folder."""
        os.close(self._descriptor)

"""One process a state folder: two nodes or two stations on one folder would undo each other."""

import fcntl
import os
from pathlib import Path

from shared.backup.contents import OWNERS
from shared.errors import StorageError
from shared.private_folder import make_private

_WITH_ARTICLE = {"station": "a station", "node": "a node", "operator": "an app"}


class FolderInUseError(StorageError):
    """Another process, or another part of this one, has the folder."""


class FolderLock:
    """Keeps another process off the same folder for as long as this one lives.

    The system lets go of the lock when the process ends, however it ends. `owner` is what uses
    the folder, for messages: "station", "node". `in_use` is said where another process has it.
    """

    def __init__(self, folder: Path, *, owner: str, in_use: str = "") -> None:
        """Makes the folder if need be, and closes it to others. Raises StorageError if it cannot be
        had or is another part's, FolderInUseError if somebody else has it."""
        _refuse_other_part(folder, owner)
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


def _refuse_other_part(folder: Path, owner: str) -> None:
    """Two parts in one folder would share keys, and a backup of it would be of one of them."""
    parts = {part: name for name, part in OWNERS.items() if (folder / name).is_file()}
    if owner in OWNERS.values() and parts and owner not in parts:
        (part, name), *_ = parts.items()
        raise StorageError(
            f"{owner} folder {folder}: it is the folder of {_WITH_ARTICLE[part]}, {name} lies in "
            "it; name another folder"
        )

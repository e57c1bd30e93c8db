"""Which of the commands that talk with a station at a time with one key this one is."""

from pathlib import Path

from shared.errors import LinkError, StorageError
from shared.folder_lock import FolderInUseError, FolderLock

MOST_CALLS = 8
"""The station remembers every id that a key was used with, and takes no more than a few dozen."""


class CallNumber:
    """The lowest that is free, from 0, until `release` or the end of the process.

    Of two calls of one key by one id a station would forget the earlier.
    """

    def __init__(self, folder: Path) -> None:
        """folder: of those who share the key. Where it cannot be written, every call is number 0.

        Raises LinkError if all numbers are taken.
        """
        self.value = 0
        self._lock: FolderLock | None = None
        for number in range(MOST_CALLS):
            try:
                self._lock = FolderLock(folder / str(number), owner="call")
            except FolderInUseError:
                continue
            except StorageError:
                return
            self.value = number
            return
        raise LinkError(
            f"{MOST_CALLS} commands with this key talk with a station already; "
            "wait until one of them has ended"
        )

    def release(self) -> None:
        """May be called again."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

"""State folders, which nobody but their owner may enter."""

import logging
import os
import stat
from pathlib import Path

from shared.backup.contents import OWNERS

_log = logging.getLogger(__name__)

BEFORE_THE_FIRST_RUN = frozenset({"calls", "keys", "lock", "logs", "station.ready", "window.ini"})
"""What may be in a state folder before it has its database."""


def make_private(folder: Path) -> None:
    """Makes a state folder that only its owner can enter, whatever the umask; those above it as
    usual. One that is there already is closed to others if it is this user's state folder.

    Raises OSError if it cannot be made.
    """
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)  # a umask may have taken away even the owner's rights
        return
    state = folder.stat()
    is_own = state.st_uid == os.geteuid() and not state.st_mode & stat.S_ISVTX  # as /tmp has it
    if is_own and state.st_mode & 0o077 and (_has_database(folder) or is_before_first_run(folder)):
        folder.chmod(0o700)
        _log.info("closed %s to others (it was mode %o)", folder, stat.S_IMODE(state.st_mode))


def is_before_first_run(folder: Path) -> bool:
    """Whether nothing is in a folder that would not be there before its owner first ran."""
    return all(path.name in BEFORE_THE_FIRST_RUN for path in folder.iterdir())


def _has_database(folder: Path) -> bool:
    return any((folder / name).is_file() for name in OWNERS)

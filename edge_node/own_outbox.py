"""The outbox of a node, also where the disk lost a part of it."""

import logging
import sqlite3
from pathlib import Path

from shared.errors import StorageError
from shared.outbox import Outbox

_log = logging.getLogger(__name__)

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_WITH_ITS_LOG = ("", "-wal", "-shm")


def open_outbox(path: Path, *, cap_bytes: int) -> Outbox:
    """The one at `path`. One that cannot be read any more is put aside, in the place of an earlier
    one, and a new one is begun: a robot has to run, and nobody may be there to delete a file.

    Raises StorageError.
    """
    try:
        return Outbox(path, cap_bytes=cap_bytes)
    except StorageError as error:
        code = getattr(error.__cause__, "sqlite_errorcode", 0)
        if code & 0xFF not in _DAMAGED:
            raise
        aside = path.with_name(f"{path.stem}.damaged{path.suffix}")
        _put_aside(path, aside)
        _log.error("%s; it is kept as %s, and what waited in it is not sent", error, aside)
    return Outbox(path, cap_bytes=cap_bytes)


def _put_aside(path: Path, aside: Path) -> None:
    try:
        for ending in _WITH_ITS_LOG:
            Path(f"{aside}{ending}").unlink(missing_ok=True)
            if (found := Path(f"{path}{ending}")).exists():
                found.rename(f"{aside}{ending}")
    except OSError as error:
        raise StorageError(f"cannot put {path} aside: {error.strerror}") from error

"""What is kept before a database of an earlier schema is brought up to date."""

import logging
import os
import sqlite3
from pathlib import Path

from shared.database_copy import copy_database
from shared.errors import StorageError

_log = logging.getLogger(__name__)


def keep_before_migration(path: Path, schema: int) -> Path:
    """Copies the database beside it, as it is, and says where; it stays until somebody deletes it.

    The name says which schema it has. A copy from before is never written over. Raises
    StorageError if it cannot be written: then nothing may be changed.
    """
    copy = _free_name(path, schema)
    draft = path.with_name(f"tmp-{copy.name}")
    try:
        draft.unlink(missing_ok=True)
        copy_database(path, draft)
        draft.chmod(0o600)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.rename(copy)
    except (OSError, sqlite3.Error) as error:
        draft.unlink(missing_ok=True)
        raise StorageError(
            f"cannot copy {path} before it is brought up to date: {error}; free some space"
        ) from error
    _log.info("%s of schema %d is kept as %s", path.name, schema, copy.name)
    return copy


def _free_name(path: Path, schema: int) -> Path:
    copy, number = path.with_name(f"{path.stem}.schema-{schema}{path.suffix}"), 1
    while copy.exists():
        copy = path.with_name(f"{path.stem}.schema-{schema}.{number}{path.suffix}")
        number += 1
    return copy

"""The access list of a station, opened where its files are: also while the station runs."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from operator_gui.station.access.book import AccessBook
from operator_gui.station.access.deeds import Deed, DeedBook
from operator_gui.station.database import FILE_NAME, Database
from shared.errors import StorageError
from shared.private_folder import make_private


@contextlib.contextmanager
def open_book(folder: Path, *, must_exist: bool) -> Iterator[AccessBook]:
    """What is changed inside is on disk when this ends; a running station notices it at once.

    Raises StorageError if there is no station's folder where one must be, or it cannot be used.
    """
    with _open_database(folder, must_exist=must_exist) as database, database.transaction():
        yield AccessBook(database)


def latest_deeds(folder: Path, limit: int) -> list[Deed]:
    """Who had what done, the latest last. Raises StorageError."""
    with _open_database(folder, must_exist=True) as database:
        return DeedBook(database).latest(limit)


@contextlib.contextmanager
def _open_database(folder: Path, *, must_exist: bool) -> Iterator[Database]:
    if must_exist and not (folder / FILE_NAME).is_file():
        raise StorageError(f"{folder} is no station's folder; name it with --state")
    try:
        make_private(folder)
    except OSError as error:
        raise StorageError(f"cannot write {folder}: {error.strerror}") from error
    with contextlib.closing(Database(folder)) as database:
        yield database

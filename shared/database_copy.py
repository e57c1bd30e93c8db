"""Copies of SQLite files that others may be writing, and what is damaged in them."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path


def copy_database(source: Path, target: Path) -> None:
    """One moment of a database, in one file with nothing beside it, on disk when this returns.

    Raises sqlite3.Error, also where what was copied is damaged.
    """
    with (
        contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as there,
        contextlib.closing(sqlite3.connect(target)) as here,
    ):
        there.backup(here)
        here.execute("PRAGMA journal_mode=DELETE")
        problem = damage_in(here)
    if problem:
        raise sqlite3.DatabaseError(problem)


def damage_in(connection: sqlite3.Connection) -> str:
    """What SQLite finds wrong with its pages and indexes first, "" if nothing.

    Raises sqlite3.Error where it finds no database at all.
    """
    with damaged_text(connection):  # it may quote what is damaged
        found: str = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    return "" if found == "ok" else found


@contextlib.contextmanager
def damaged_text(connection: sqlite3.Connection) -> Iterator[None]:
    """Lets texts be read in which a bit has flipped so that they are none any more: as texts that
    were never written."""
    before = connection.text_factory
    connection.text_factory = lambda raw: raw.decode(errors="replace")
    try:
        yield
    finally:
        connection.text_factory = before

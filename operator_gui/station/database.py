"""The station's SQLite file: one writer, transactions in groups, a SHA-256 in every row."""

import contextlib
import hashlib
import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from operator_gui.station.migration import keep_before_migration
from operator_gui.station.schema import CHECKED_TABLES, READABLE_VERSIONS, SCHEMA, SCHEMA_VERSION
from shared.database_copy import damaged_text
from shared.errors import StorageError

_log = logging.getLogger(__name__)

Row = tuple[Any, ...]
FILE_NAME = "station.sqlite"
DIGEST = " sha256"
"""Behind the name of a small fact: the row with its digest."""


def row_digest(values: Row) -> bytes:
    """SHA-256 over the values of a row, in the order of its columns."""
    return hashlib.sha256(msgspec.msgpack.encode(values)).digest()


class Database:
    """One connection, one thread. Raises StorageError where the file cannot be used."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        try:
            self._db = sqlite3.connect(self.path, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            known = self._db.execute("PRAGMA user_version").fetchone()[0]
            if known not in (0, *READABLE_VERSIONS, SCHEMA_VERSION):
                self._db.close()
                raise StorageError(
                    f"{self.path} was written by another release (schema {known}, this one has "
                    f"{SCHEMA_VERSION}); use that release or name another folder"
                )
            if known in READABLE_VERSIONS:
                keep_before_migration(self.path, known)
            self._db.executescript(SCHEMA)
            self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        except sqlite3.Error as error:
            raise StorageError(f"cannot open {self.path}: {error}") from error

    def close(self) -> None:
        self._db.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is on disk when this ends, or none of it is.

        Raises StorageError if it cannot be written; nothing of it counts then.
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise StorageError(f"cannot write {self.path}: {error}; free some space") from error
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException as error:
            self._roll_back()
            if isinstance(error, sqlite3.Error):
                raise StorageError(f"cannot write {self.path}: {error}; free some space") from error
            raise

    @contextlib.contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part of a transaction that is undone alone if it fails."""
        self._db.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:  # a full disk may have ended it already
                self._db.execute("ROLLBACK TO part")
                self._db.execute("RELEASE part")
            raise
        self._db.execute("RELEASE part")

    def insert(self, table: str, columns: dict[str, Any]) -> None:
        """Adds a row with its SHA-256; the columns come in the order of the schema."""
        values = tuple(columns.values())
        names = ", ".join(columns)
        marks = ", ".join("?" * (len(columns) + 1))
        self._db.execute(
            f"INSERT INTO {table} ({names}, sha256) VALUES ({marks})",
            (*values, row_digest(values)),
        )

    def execute(self, sql: str, values: Row = ()) -> sqlite3.Cursor:
        """Runs a statement on a table without SHA-256, or reads."""
        return self._db.execute(sql, values)

    def one(self, sql: str, values: Row = ()) -> Row | None:
        """The first row of a result, or None."""
        row: Row | None = self._db.execute(sql, values).fetchone()
        return row

    def write_count_of_others(self) -> int:
        """Another number whenever another connection has written something."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def read_meta(self, name: str) -> bytes | None:
        """A small fact kept beside the tables; None if there is none, or if it is damaged."""
        row = self.one(
            "SELECT content, (SELECT content FROM meta WHERE name = ?) FROM meta WHERE name = ?",
            (name + DIGEST, name),
        )
        if row is None:
            return None
        content, digest = row  # written without a digest by earlier releases
        if digest is not None and hashlib.sha256(content).digest() != digest:
            _log.warning("row %s of table meta is damaged and is not used", name)
            return None
        return bytes(content)

    def write_meta(self, name: str, content: bytes) -> None:
        """Keeps a small fact, replacing the one of this name."""
        self.execute(
            "INSERT OR REPLACE INTO meta VALUES (?, ?), (?, ?)",
            (name, content, name + DIGEST, hashlib.sha256(content).digest()),
        )

    def set_damaged_aside(self, now_s: float) -> int:
        """Moves rows that are not what they were to `damaged`, and says how many."""
        moved = 0
        for table, key_column in CHECKED_TABLES.items():
            for rowid, key, row in self._damaged_rows(table, key_column):
                _log.warning("row %s of table %s is damaged and was set aside", key, table)
                with self.transaction():
                    content = msgspec.msgpack.encode(row)
                    self.execute(
                        "INSERT INTO damaged VALUES (?, ?, ?, ?)", (table, str(key), now_s, content)
                    )
                    self.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))
                moved += 1
        return moved

    def _damaged_rows(self, table: str, key_column: str) -> list[tuple[int, Any, Row]]:
        try:
            return list(damaged_rows(self._db, table, key_column))
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise StorageError(f"{self.path} is damaged: {error}; restore a copy of it") from error

    def _roll_back(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")


def damaged_rows(
    connection: sqlite3.Connection, table: str, key_column: str, *, which: str = ""
) -> Iterator[tuple[int, Any, Row]]:
    """Row id, key and values of each row that is not what was written. Raises sqlite3.Error.

    table, key_column: as in CHECKED_TABLES. which: the end of the query, where not all are wanted.
    """
    with damaged_text(connection):
        cursor = connection.execute(f"SELECT rowid, {key_column}, * FROM {table} {which}")
        names = [column[0] for column in cursor.description][2:]
        # A counter that the database itself gives out is no part of what was written.
        start = 1 if names[0] in ("arrival", "seq", "operation", "event", "report") else 0
        for rowid, key, *row in cursor:
            if row_digest(tuple(row[start:-1])) != row[-1]:
                yield rowid, key, tuple(row)


def changed_tables(connection: sqlite3.Connection) -> set[str]:
    """Tables, views and indexes that are missing, or not as this release makes them."""
    sql = "SELECT name, type, tbl_name, sql FROM sqlite_master"
    with contextlib.closing(sqlite3.connect(":memory:")) as fresh:
        fresh.executescript(SCHEMA)
        expected = set(fresh.execute(sql))
    with damaged_text(connection):
        return {name for name, *_ in expected.difference(connection.execute(sql))}


def damaged_facts(connection: sqlite3.Connection) -> list[str]:
    """The names of the small facts that are not what was written. Raises sqlite3.Error."""
    rows = connection.execute(
        "SELECT f.name, f.content, d.content FROM meta f JOIN meta d ON d.name = f.name || ?",
        (DIGEST,),
    )
    return [name for name, fact, digest in rows if hashlib.sha256(fact).digest() != digest]


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that sees what is committed and can change nothing.

    Raises StorageError if there is no such database.
    """
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
        connection.execute("SELECT count(*) FROM meta")
    except sqlite3.Error as error:
        raise StorageError(f"cannot read {path}: {error}") from error
    return connection

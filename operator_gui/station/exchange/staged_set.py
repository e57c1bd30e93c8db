"""A data set between its reading and its being taken in: a file beside the station's database."""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from pathlib import Path
from typing import Any

from operator_gui.station.exchange.import_decision import ImportedLabel
from shared.errors import WhatsitError
from shared.protocol.codec import Envelope, decode, encode

_SCHEMA = """
CREATE TABLE label (position INTEGER PRIMARY KEY, query_id TEXT NOT NULL, name TEXT NOT NULL,
  answer_id TEXT NOT NULL, operator TEXT NOT NULL, answered_at_s REAL NOT NULL,
  split TEXT NOT NULL);
CREATE TABLE frame (position INTEGER NOT NULL, number INTEGER NOT NULL, data BLOB NOT NULL,
  PRIMARY KEY (position, number));
"""
_KINDS = (str, str, str, str, float, str)


class StagedSetError(WhatsitError):
    """The file of one import cannot be read or written: that import ends, and nothing else."""


class StagedSet:
    """One connection, one thread. Raises StagedSetError where the file cannot be used."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        try:
            self._db = sqlite3.connect(path)
            if create:
                self._db.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise StagedSetError(f"cannot open {path}: {error}") from error

    def close(self) -> None:
        self._db.close()

    def put_labels(self, labels: Iterable[tuple[ImportedLabel, str]]) -> None:
        """All labels of the set with their splits, in order; on disk when this returns."""
        rows = ((at, *astuple(label), split) for at, (label, split) in enumerate(labels))
        with self._writing():
            self._db.executemany("INSERT INTO label VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def put_queries(self, queries: Iterable[tuple[int, Envelope]]) -> None:
        """The queries of some labels, by their positions; on disk when this returns."""
        with self._writing():
            for position, envelope in queries:
                frames = enumerate(encode(envelope))
                self._db.executemany(
                    "INSERT OR REPLACE INTO frame VALUES (?, ?, ?)",
                    ((position, number, bytes(frame)) for number, frame in frames),
                )

    def label(self, position: int) -> tuple[ImportedLabel, str] | None:
        """One label with its split, None behind the last."""
        rows = self._read(
            "SELECT query_id, name, answer_id, operator, answered_at_s, split FROM label "
            "WHERE position = ?",
            (position,),
        )
        if not rows:
            return None
        if tuple(map(type, rows[0])) != _KINDS:
            raise StagedSetError(f"cannot read {self.path}: label {position} is damaged")
        return ImportedLabel(*rows[0][:-1]), rows[0][-1]

    def query(self, position: int) -> Envelope | None:
        """The query of a label, None if it was not wanted. Raises ProtocolError."""
        rows = self._read("SELECT data FROM frame WHERE position = ? ORDER BY number", (position,))
        return decode([row[0] for row in rows]) if rows else None

    @property
    def count(self) -> int:
        return int(self._read("SELECT count(*) FROM label", ())[0][0])

    def check(self) -> None:
        """Reads all of it. Raises StagedSetError, and ProtocolError for a query that is none."""
        if (found := self._read("PRAGMA quick_check(1)", ())) != [("ok",)]:
            raise StagedSetError(f"cannot read {self.path}: {' '.join(str(found[0][0]).split())}")
        for position in range(self.count):
            if self.label(position) is None:
                raise StagedSetError(f"cannot read {self.path}: label {position} is missing")
            self.query(position)

    def _read(self, sql: str, values: tuple[int, ...]) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise StagedSetError(f"cannot read {self.path}: {error}") from error

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with self._db:
                yield
        except sqlite3.Error as error:
            raise StagedSetError(f"cannot write {self.path}: {error}; free some space") from error

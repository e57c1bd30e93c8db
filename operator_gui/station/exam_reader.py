"""What candidates are examined on beside the labels themselves, read by the trainer."""

import contextlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from operator_gui.station.corrections import corrections
from operator_gui.station.database import read_only
from operator_gui.station.inbox import HOLDOUT_SPLIT, MADE_SPLIT, TRAINING_SPLIT
from shared.domain import Floats
from shared.learning.exam import Exam
from shared.learning.recalibration import Audited

HOLDOUT_MAX = 500
"""So many of the latest tracks of the hold-out are looked at; more would not say more."""

CORRECTIONS_MAX = 500
STRANGE_MAX = 200


@dataclass(frozen=True, slots=True)
class Answered:
    """A track that teaches. seq: of the first answer to it. twice: whether a person answered it
    again, and so looked at it twice."""

    query_id: str
    seq: int
    twice: bool


@dataclass(frozen=True, eq=False, slots=True)
class ExamTracks:
    """What a person said of tracks that no head learned, or learned wrongly once; of each the
    latest first.

    strange: tracks that nobody could name. answered: tracks that teach, in the order of the
    answers that count; empty where it was not asked for.
    """

    holdout: Exam
    corrections: Exam
    strange: Exam
    answered: tuple[Answered, ...] = ()


class ExamReader:
    """What a question brought never changes, and is read once."""

    def __init__(self) -> None:
        self._cache: dict[str, Floats] = {}

    def read(
        self, database: Path, *, embedder_sha256: str, dim: int, with_answered: bool
    ) -> ExamTracks:
        """Of tracks seen with this embedder."""
        with contextlib.closing(read_only(database)) as connection:
            connection.execute("BEGIN")  # everything below sees one moment
            held = _held(connection, embedder_sha256)
            fixed = [
                (case.query_id, case.now)
                for case in corrections(connection, embedder_sha256=embedder_sha256)
            ][: -CORRECTIONS_MAX - 1 : -1]
            strange = _strange(connection, embedder_sha256)
            answered = _answered(connection, embedder_sha256) if with_answered else ()
            self._fill(connection, {one for one, _ in (*held, *fixed, *strange)}, dim)
        return ExamTracks(
            holdout=self._exam(held, dim),
            corrections=self._exam(fixed, dim),
            strange=self._exam(strange, dim),
            answered=answered,
        )

    def _exam(self, tracks: Sequence[tuple[str, str]], dim: int) -> Exam:
        audited = [Audited(self._cache[query_id], name) for query_id, name in tracks]
        return Exam.of([query_id for query_id, _ in tracks], audited, dim=dim)

    def _fill(self, connection: sqlite3.Connection, query_ids: set[str], dim: int) -> None:
        for query_id in query_ids - self._cache.keys():
            (blob,) = connection.execute(
                "SELECT embeddings FROM query WHERE query_id = ?", (query_id,)
            ).fetchone()
            self._cache[query_id] = np.frombuffer(blob, "<f4").reshape(-1, dim).astype(np.float32)
        for query_id in self._cache.keys() - query_ids:
            del self._cache[query_id]


def _held(connection: sqlite3.Connection, embedder_sha256: str) -> list[tuple[str, str]]:
    """Tracks of the hold-out with their classes, the latest answers."""
    rows = connection.execute(
        "SELECT l.query_id, l.class_name FROM current_label l JOIN query q USING (query_id) "
        "WHERE l.split = ? AND q.embedder_sha256 = ? AND l.view = 0 ORDER BY l.seq DESC LIMIT ?",
        (HOLDOUT_SPLIT, embedder_sha256, HOLDOUT_MAX),
    )
    return list(rows)


def _strange(connection: sqlite3.Connection, embedder_sha256: str) -> list[tuple[str, str]]:
    """Tracks that a person looked at and could not name, with no class; those of a class that was
    deleted may be anything."""
    rows = connection.execute(
        "SELECT a.query_id, '' FROM current_answer a JOIN query q USING (query_id) "
        "WHERE a.kind = 'dont_know' AND q.embedder_sha256 = ? AND q.split != ? AND NOT EXISTS "
        "(SELECT 1 FROM label_operation WHERE of_names AND a.seq BETWEEN first_seq AND last_seq) "
        "ORDER BY a.seq DESC LIMIT ?",
        (embedder_sha256, MADE_SPLIT, STRANGE_MAX),
    )
    return list(rows)


def _answered(connection: sqlite3.Connection, embedder_sha256: str) -> tuple[Answered, ...]:
    rows = connection.execute(
        "SELECT l.query_id, min(a.seq), count(*) > 1 "
        "FROM current_label l JOIN query q USING (query_id) JOIN answer a USING (query_id) "
        "WHERE l.split = ? AND q.embedder_sha256 = ? AND l.view = 0 "
        "AND a.kind IN ('name', 'not_an_object') AND NOT EXISTS "
        "(SELECT 1 FROM label_operation WHERE of_names AND a.seq BETWEEN first_seq AND last_seq) "
        "GROUP BY l.query_id ORDER BY l.seq",
        (TRAINING_SPLIT, embedder_sha256),
    )
    return tuple(Answered(query_id, seq, bool(twice)) for query_id, seq, twice in rows)

"""What there is to learn from, read by the trainer through a connection of its own."""

import contextlib
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from operator_gui.station.database import read_only
from operator_gui.station.inbox import AUDIT_SPLIT, MADE_SPLIT, TRAINING_SPLIT
from operator_gui.station.label_changes import last_answer
from shared.domain import Floats
from shared.learning.dataset import TrainingSet
from shared.learning.recalibration import CHECKS_MAX, Audited
from shared.learning.self_training import MAX_UNLABELLED

LEAST_UNLABELLED = 20
"""With fewer open questions there is nothing to learn from them."""


@dataclass(frozen=True, eq=False, slots=True)
class LabelledViews:
    """What there is to learn from, up to answer number `answer_seq`, whose id is `answer_id`.

    session_ids: the run of a node in which each track was seen.
    made: whether no camera saw the view; it belongs to the track that it was made from.
    checks: what random checks said, the oldest first; nothing is learned from them.
    unlabelled: (m, dim) float32, the best views of tracks that nobody has named yet, m up to
        MAX_UNLABELLED; None with fewer than LEAST_UNLABELLED.
    """

    answer_seq: int
    answer_id: str
    embeddings: tuple[Floats, ...]
    names: tuple[str, ...]
    track_ids: tuple[str, ...]
    view_ids: tuple[str, ...]
    session_ids: tuple[str, ...]
    made: tuple[bool, ...]
    checks: tuple[Audited, ...] = ()
    unlabelled: Floats | None = None

    def training_set(self, rows: Sequence[int] | None = None) -> TrainingSet:
        """All that is labelled, or some of its views. Raises LearningError, as `TrainingSet`."""
        chosen = range(len(self.names)) if rows is None else rows
        return TrainingSet.of_names(
            embeddings=np.stack([self.embeddings[row] for row in chosen]),
            names=[self.names[row] for row in chosen],
            track_ids=[self.track_ids[row] for row in chosen],
            view_ids=[self.view_ids[row] for row in chosen],
            made=[self.made[row] for row in chosen],
            session_ids=[self.session_ids[row] for row in chosen],
        )


class _LabelRow(NamedTuple):
    """A label; the track is the one that a made view was made from."""

    query_id: str
    view: int
    class_name: str
    track_id: str

    @property
    def made(self) -> bool:
        return self.track_id != self.query_id


class _Header(msgspec.Struct, frozen=True):
    """What of a stored question's header matters here."""

    session_id: str
    made_from: str = ""


class _Stored(NamedTuple):
    """What a question brought. embeddings: (views, d) float32."""

    embeddings: Floats
    session_id: str


_headers = msgspec.msgpack.Decoder(_Header)


class LabelReader:
    """Reads the labels that count; what a question brought never changes, and is read once."""

    def __init__(self) -> None:
        self._cache: dict[str, _Stored] = {}

    def read(
        self, database: Path, *, embedder_sha256: str, dim: int, rng: np.random.Generator
    ) -> LabelledViews:
        """Labels of views made with this embedder, of tracks that are for training.

        rng: draws from the tracks without a label where there are too many.
        """
        with contextlib.closing(read_only(database)) as connection:
            connection.execute("BEGIN")  # everything below sees one moment
            answer_seq, answer_id = last_answer(connection)
            rows = _label_rows(connection, embedder_sha256)
            audited = _audited(connection, embedder_sha256)
            unnamed = _open_sample(connection, embedder_sha256, rng)
            labelled = (*(row.query_id for row in rows), *(query_id for query_id, _ in audited))
            self._fill(connection, {*labelled, *unnamed}, dim)
        return LabelledViews(
            answer_seq=answer_seq,
            answer_id=answer_id,
            embeddings=tuple(self._cache[row.query_id].embeddings[row.view] for row in rows),
            names=tuple(row.class_name for row in rows),
            track_ids=tuple(row.track_id for row in rows),
            view_ids=tuple(f"{row.query_id}/{row.view}" for row in rows),
            session_ids=tuple(self._cache[row.track_id].session_id for row in rows),
            made=tuple(row.made for row in rows),
            checks=tuple(
                Audited(self._cache[query_id].embeddings, name) for query_id, name in audited
            ),
            unlabelled=np.stack([self._cache[query_id].embeddings[0] for query_id in unnamed])
            if unnamed
            else None,
        )

    def _fill(self, connection: sqlite3.Connection, query_ids: set[str], dim: int) -> None:
        for query_id in query_ids - self._cache.keys():
            blob, header = connection.execute(
                "SELECT embeddings, header FROM query WHERE query_id = ?", (query_id,)
            ).fetchone()
            embeddings = np.frombuffer(blob, "<f4").reshape(-1, dim).astype(np.float32)
            self._cache[query_id] = _Stored(embeddings, _headers.decode(header).session_id)
        for query_id in self._cache.keys() - query_ids:
            del self._cache[query_id]


def _label_rows(connection: sqlite3.Connection, embedder_sha256: str) -> list[_LabelRow]:
    """Labels of tracks that are for training, and of made views of such tracks."""
    found = connection.execute(
        "SELECT l.query_id, l.view, l.class_name, "
        "CASE l.split WHEN ?1 THEN q.header END FROM current_label l "
        "JOIN query q ON q.query_id = l.query_id "
        "WHERE l.split IN (?1, ?2) AND q.embedder_sha256 = ?3 ORDER BY l.query_id, l.view",
        (MADE_SPLIT, TRAINING_SPLIT, embedder_sha256),
    ).fetchall()
    rows = [
        _LabelRow(query_id, view, name, _headers.decode(header).made_from if header else query_id)
        for query_id, view, name, header in found
    ]
    seen = {row.query_id for row in rows if not row.made}
    return [row for row in rows if row.track_id in seen]


def _audited(connection: sqlite3.Connection, embedder_sha256: str) -> list[tuple[str, str]]:
    """The latest random checks and the class that each was answered to be, in that order."""
    rows = connection.execute(
        "SELECT l.query_id, l.class_name FROM current_label l "
        "JOIN query q ON q.query_id = l.query_id "
        "WHERE l.split = ? AND q.embedder_sha256 = ? AND l.view = 0 "
        "ORDER BY q.arrival DESC LIMIT ?",
        (AUDIT_SPLIT, embedder_sha256, CHECKS_MAX),
    )
    return [(query_id, name) for query_id, name in rows][::-1]


def _open_sample(
    connection: sqlite3.Connection, embedder_sha256: str, rng: np.random.Generator
) -> list[str]:
    """Queries for training that wait for an answer; none where they are too few to learn from."""
    rows = connection.execute(
        "SELECT query_id FROM query WHERE split = ? AND embedder_sha256 = ? AND query_id NOT IN "
        "(SELECT query_id FROM live_answer UNION SELECT query_id FROM withdrawal) "
        "ORDER BY arrival",
        (TRAINING_SPLIT, embedder_sha256),
    ).fetchall()
    if len(rows) < LEAST_UNLABELLED:
        return []
    drawn = np.sort(rng.permutation(len(rows))[:MAX_UNLABELLED])
    return [rows[row][0] for row in drawn]

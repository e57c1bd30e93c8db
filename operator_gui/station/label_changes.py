"""What the answers since a full training changed, read by the trainer's own connection."""

import contextlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from operator_gui.station.database import read_only
from operator_gui.station.inbox import TRAINING_SPLIT
from shared.errors import LearningError
from shared.learning.running_head import TrackChange

MOST_CHANGES = 64
"""More tracks at once are learned faster by a full training, or nearly so."""


@dataclass(frozen=True, slots=True)
class LabelChanges:
    """The tracks that are called differently since, and the last answer that was looked at."""

    tracks: tuple[TrackChange, ...]
    answer_seq: int
    answer_id: str


def last_answer(connection: sqlite3.Connection) -> tuple[int, str]:
    """Number and id of the last answer; 0 and "" without any."""
    row = connection.execute("SELECT seq, answer_id FROM answer ORDER BY seq DESC LIMIT 1")
    seq, answer_id = row.fetchone() or (0, "")
    return int(seq), str(answer_id)


def changes_since(
    database: Path, answer_seq: int, answer_id: str, *, embedder_sha256: str, dim: int
) -> LabelChanges:
    """Tracks for training that were answered about after answer number `answer_seq`, in the order
    of their first such answer; made views are left to the full training.

    Raises LearningError if that answer has another id, or for more than MOST_CHANGES tracks, and
    StorageError.
    """
    with contextlib.closing(read_only(database)) as connection:
        connection.execute("BEGIN")  # everything below sees one moment
        if answer_seq and not _is_there(connection, answer_seq, answer_id):
            raise LearningError("what was learned before belongs to other answers")
        last_seq, last_id = last_answer(connection)
        query_ids = connection.execute(
            "SELECT query_id FROM answer WHERE seq > ? GROUP BY query_id ORDER BY min(seq)",
            (answer_seq,),
        ).fetchall()
        tracks: list[TrackChange] = []
        for (query_id,) in query_ids:
            if (change := _change_of(connection, query_id, embedder_sha256, dim)) is None:
                continue
            tracks.append(change)
            if len(tracks) > MOST_CHANGES:
                raise LearningError(f"more than {MOST_CHANGES} tracks at once: train on them")
    return LabelChanges(tuple(tracks), last_seq, last_id)


def _is_there(connection: sqlite3.Connection, answer_seq: int, answer_id: str) -> bool:
    row = connection.execute("SELECT answer_id FROM answer WHERE seq = ?", (answer_seq,))
    return bool(row.fetchone() == (answer_id,))


def _change_of(
    connection: sqlite3.Connection, query_id: str, embedder_sha256: str, dim: int
) -> TrackChange | None:
    """None for what is not for training, or was seen with another embedder."""
    row = connection.execute(
        "SELECT embeddings FROM query WHERE query_id = ? AND split = ? AND embedder_sha256 = ?",
        (query_id, TRAINING_SPLIT, embedder_sha256),
    ).fetchone()
    if row is None:
        return None
    embeddings = np.frombuffer(row[0], "<f4").reshape(-1, dim).astype(np.float32)
    label = connection.execute(
        "SELECT l.class_name FROM label l WHERE l.view = 0 AND l.answer_id = (SELECT answer_id "
        "FROM live_answer WHERE query_id = ? ORDER BY seq DESC LIMIT 1)",
        (query_id,),
    ).fetchone()
    return TrackChange(query_id, embeddings, "" if label is None else str(label[0]))

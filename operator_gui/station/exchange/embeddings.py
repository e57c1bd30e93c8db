"""Labelled views as vectors, in one file that numpy reads without pickle."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

from operator_gui.station.database import FILE_NAME, read_only
from operator_gui.station.exchange.station_labels import LabelRow, Wanted, label_rows
from shared.domain import Floats
from shared.errors import StorageError

FILE = "embeddings.npz"


def write_embeddings(state_folder: Path, wanted: Wanted, folder: Path) -> tuple[int, int]:
    """Writes `embeddings.npz`; returns how many views are in it, and how many were left out.

    What was embedded with another embedder than the latest is left out: such vectors cannot be
    compared. Arrays, a row a view: `embeddings` (n, d) float32; `labels` (n,) int64, into
    `class_names`; `query_ids` (the tracks), `views`, `session_ids`, `node_ids`, `splits`,
    `qualities`; and `embedder_sha256`.

    Raises UsageError if there is no such label, StorageError if they cannot be read.
    """
    rows = list(label_rows(state_folder, replace(wanted, every_view=True)))
    embedder = rows[-1].query.embedder_sha256
    same = [row for row in rows if row.query.embedder_sha256 == embedder]
    names = sorted({row.class_name for row in same})
    numbers = {name: number for number, name in enumerate(names)}
    np.savez(
        folder / FILE,
        allow_pickle=False,
        embeddings=_embeddings(state_folder, same),
        labels=np.array([numbers[row.class_name] for row in same], np.int64),
        class_names=np.array(names),
        query_ids=np.array([row.query.query_id for row in same]),
        views=np.array([row.view for row in same], np.int64),
        session_ids=np.array([row.query.session_id for row in same]),
        node_ids=np.array([row.query.node_id for row in same]),
        splits=np.array([row.split for row in same]),
        qualities=np.array([row.query.views[row.view].quality for row in same], np.float32),
        embedder_sha256=np.array(embedder),
    )
    return len(same), len(rows) - len(same)


def _embeddings(state_folder: Path, rows: list[LabelRow]) -> Floats:
    """(n, d) float32, in the order of the rows."""
    connection = read_only(state_folder / FILE_NAME)
    try:
        stored = {
            query_id: np.frombuffer(
                connection.execute(
                    "SELECT embeddings FROM query WHERE query_id = ?", (query_id,)
                ).fetchone()[0],
                "<f4",
            )
            for query_id in {row.query.query_id for row in rows}
        }
    finally:
        connection.close()
    lengths = Counter(row.query.embedding_dim for row in rows)
    if len(lengths) != 1:
        raise StorageError(f"embeddings of {len(lengths)} lengths by one embedder")
    (dim,) = lengths
    return np.stack([stored[row.query.query_id].reshape(-1, dim)[row.view] for row in rows]).astype(
        np.float32
    )

"""The labels of a station as one folder that any program can read: arrays, names, and the task."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from operator_gui.retraining.keeping_back import LabelledTrack, kept_back
from operator_gui.station.corrections import corrections
from operator_gui.station.database import FILE_NAME, read_only
from operator_gui.station.exchange import embeddings
from operator_gui.station.inbox import TRAINING_SPLIT
from operator_gui.station.label_reader import LabelledViews, LabelReader
from shared.errors import LearningError, StorageError
from shared.learning.dataset import TrainingSet

ARRAYS_FILE = embeddings.FILE
CLASSES_FILE = "classes.json"
TASK_FILE = "task.json"


@dataclass(frozen=True, eq=False, slots=True)
class ExportedLabels:
    """What a program may learn from, and what is kept back.

    track_ids, session_ids: of each view. answer_seq: the last answer in it. checked: the tracks
    that are kept back.
    """

    training_set: TrainingSet
    track_ids: tuple[str, ...]
    session_ids: tuple[str, ...]
    embedder_sha256: str
    answer_seq: int
    checked: tuple[str, ...]


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What the program is asked for, as `task.json` has it."""

    format: str = "whatsit-retrain-1"
    kind: str = "head"
    embedding_dim: int
    classes: tuple[str, ...]
    labels: int
    tracks: int
    kept_back: int
    seed: int
    output: str


class _Header(msgspec.Struct, frozen=True):
    """What of a stored question's header matters here."""

    embedder_sha256: str
    embedding_dim: int


_headers = msgspec.msgpack.Decoder(_Header)


def read_labels(state_folder: Path) -> ExportedLabels:
    """The labels that teach now, without those that are kept back.

    Reads the station's files while it runs, and changes nothing. Raises StorageError if they
    cannot be read, LearningError if there are too few labels.
    """
    file = state_folder / FILE_NAME
    try:
        embedder_sha256, dim = _embedder_of_labels(file)
        views = LabelReader().read(
            file, embedder_sha256=embedder_sha256, dim=dim, rng=np.random.default_rng(0)
        )
        corrected = _corrected(file, embedder_sha256)
    except sqlite3.Error as error:
        raise StorageError(f"cannot read {file}: {error}") from error
    seen = [row for row, made in enumerate(views.made) if not made]
    checked = kept_back(_tracks(views, seen), never=corrected)
    rows = [row for row in seen if views.track_ids[row] not in checked]
    training_set = views.training_set(rows)
    return ExportedLabels(
        training_set=training_set,
        track_ids=tuple(views.track_ids[row] for row in rows),
        session_ids=tuple(views.session_ids[row] for row in rows),
        embedder_sha256=embedder_sha256,
        answer_seq=views.answer_seq,
        checked=tuple(sorted(checked)),
    )


def write_labels(labels: ExportedLabels, folder: Path, *, output: Path, seed: int) -> None:
    """Writes the three files. output: where the program is to leave its ONNX file.

    The arrays are those of `whatsit export embeddings`, as far as a head has use for them.
    Raises StorageError if they cannot be written.
    """
    views = labels.training_set
    task = Task(
        embedding_dim=views.dim,
        classes=views.class_names,
        labels=len(views),
        tracks=views.tracks,
        kept_back=len(labels.checked),
        seed=seed,
        output=str(output),
    )
    try:
        with (folder / ARRAYS_FILE).open("wb") as file:
            np.savez(
                file,
                allow_pickle=False,
                embeddings=views.embeddings,
                labels=views.labels,
                class_names=np.array(views.class_names, np.str_),
                query_ids=np.array(labels.track_ids, np.str_),
                views=np.array([int(one.rsplit("/", 1)[1]) for one in views.view_ids], np.int64),
                session_ids=np.array(labels.session_ids, np.str_),
                embedder_sha256=np.array(labels.embedder_sha256),
            )
        (folder / CLASSES_FILE).write_bytes(msgspec.json.encode(views.class_names))
        (folder / TASK_FILE).write_bytes(msgspec.json.format(msgspec.json.encode(task)))
    except OSError as error:
        raise StorageError(f"cannot write {folder}: {error.strerror}") from error


def _embedder_of_labels(file: Path) -> tuple[str, int]:
    """The embedder of the newest labelled question, and the length of its embeddings."""
    with closing(read_only(file)) as connection:
        row = connection.execute(
            "SELECT q.header FROM current_label l JOIN query q ON q.query_id = l.query_id "
            "WHERE l.split = ? ORDER BY q.arrival DESC LIMIT 1",
            (TRAINING_SPLIT,),
        ).fetchone()
    if row is None:
        raise LearningError("there is no label to learn from yet: answer questions first")
    header = _headers.decode(row[0])
    return header.embedder_sha256, header.embedding_dim


def _corrected(file: Path, embedder_sha256: str) -> frozenset[str]:
    """Tracks that a model had learned wrongly: what the gate asks of every model, it may learn."""
    with closing(read_only(file)) as connection:
        cases = corrections(connection, embedder_sha256=embedder_sha256)
        return frozenset(case.query_id for case in cases)


def _tracks(views: LabelledViews, rows: list[int]) -> dict[str, LabelledTrack]:
    names: dict[str, set[str]] = {}
    for row in rows:
        names.setdefault(views.track_ids[row], set()).add(views.names[row])
    sessions = {views.track_ids[row]: views.session_ids[row] for row in rows}
    return {one: LabelledTrack(sessions[one], frozenset(found)) for one, found in names.items()}

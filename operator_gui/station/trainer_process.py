"""The trainer: a process of its own, started once and kept warm, so that the station never waits.

It reads labels through its own read-only connection, keeps the embeddings it has seen, writes
each head as a blob, and ends when the station does. Run as
`python -m operator_gui.station.trainer_process`; it speaks `trainer_wire` on its pipes.
"""

import contextlib
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec
import numpy as np

from operator_gui.station.database import read_only
from operator_gui.station.inbox import AUDIT_SPLIT, MADE_SPLIT, TRAINING_SPLIT
from operator_gui.station.trainer_wire import (
    ClassResult,
    TrainDone,
    TrainFailed,
    TrainReply,
    TrainRequest,
    packed,
    read_request,
)
from shared.blobs import BlobStore
from shared.bundle import ModelFile
from shared.domain import Floats
from shared.errors import LearningError, WhatsitError
from shared.learning.dataset import TrainingSet
from shared.learning.head import TrainedHead, train_head
from shared.learning.head_graph import build_head_graph, head_spec
from shared.learning.made_views import only_seen, try_made_views
from shared.learning.recalibration import CHECKS_MAX, Audited, recalibrate
from shared.learning.self_training import MAX_UNLABELLED

LEAST_UNLABELLED = 20
"""With fewer open questions there is nothing to learn from them."""


@dataclass(frozen=True, eq=False, slots=True)
class LabelledViews:
    """What there is to learn from, up to answer number `answer_seq`.

    session_ids: the run of a node in which each track was seen.
    made: whether no camera saw the view; it belongs to the track that it was made from.
    checks: what random checks said, the oldest answer first; nothing is learned from them.
    unlabelled: (m, dim) float32, the best views of tracks that nobody has named yet, m up to
        MAX_UNLABELLED; None with fewer than LEAST_UNLABELLED.
    """

    answer_seq: int
    embeddings: tuple[Floats, ...]
    names: tuple[str, ...]
    track_ids: tuple[str, ...]
    view_ids: tuple[str, ...]
    session_ids: tuple[str, ...]
    made: tuple[bool, ...]
    checks: tuple[Audited, ...] = ()
    unlabelled: Floats | None = None


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
            answer_seq = connection.execute("SELECT coalesce(max(seq), 0) FROM answer").fetchone()
            rows = _label_rows(connection, embedder_sha256)
            audited = _audited(connection, embedder_sha256)
            unnamed = _open_sample(connection, embedder_sha256, rng)
            labelled = (*(row.query_id for row in rows), *(query_id for query_id, _ in audited))
            self._fill(connection, {*labelled, *unnamed}, dim)
        return LabelledViews(
            answer_seq=int(answer_seq[0]),
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
        "WHERE l.split = ? AND q.embedder_sha256 = ? AND l.view = 0 ORDER BY l.seq DESC LIMIT ?",
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


def answer_request(reader: LabelReader, request: TrainRequest) -> TrainReply:
    """Trains once; whatever goes wrong comes back as a reason."""
    started_s = time.monotonic()
    answer_seq = 0
    try:
        # A generator of its own, so that the head does not depend on how many wait.
        views = reader.read(
            Path(request.database),
            embedder_sha256=request.embedder_sha256,
            dim=request.dim,
            rng=np.random.default_rng(request.seed),
        )
        answer_seq = views.answer_seq
        if not views.names:
            raise LearningError("there is no answer to learn from yet")
        training_set = TrainingSet.of_names(
            embeddings=np.stack(views.embeddings),
            names=views.names,
            track_ids=views.track_ids,
            view_ids=views.view_ids,
            made=views.made,
            session_ids=views.session_ids,
        )
        made_views = try_made_views(training_set).verdict
        if made_views != "help":
            training_set = only_seen(training_set)
        rng = np.random.default_rng(request.seed)
        taught = train_head(
            training_set,
            risk=request.risk,
            members=request.members,
            rng=rng,
            unlabelled=views.unlabelled,
        )
        head = recalibrate(taught, views.checks)
        graph = build_head_graph(head)
        sha256 = BlobStore(Path(request.blobs)).put(graph)
        return TrainDone(
            job=request.job,
            head=head_spec(head, ModelFile(sha256=sha256, size_bytes=len(graph))),
            classes=_class_results(head, training_set),
            accuracy_low=None if head.accuracy is None else head.accuracy.low,
            accuracy_high=None if head.accuracy is None else head.accuracy.high,
            answer_seq=answer_seq,
            elapsed_ms=1000.0 * (time.monotonic() - started_s),
            made_views=made_views,
        )
    except WhatsitError as error:
        reason = str(error)
    except Exception as error:
        # The process is its owner's only way to learn of it, whatever it is.
        reason = f"internal error: {type(error).__name__}: {error}"
    return TrainFailed(job=request.job, reason=reason, answer_seq=answer_seq)


def serve(
    requests: BinaryIO,
    reply: Callable[[bytes], None],
    train: Callable[[LabelReader, TrainRequest], TrainReply] = answer_request,
) -> None:
    """Answers requests until there are no more."""
    reader = LabelReader()
    while (request := read_request(requests)) is not None:
        reply(packed(train(reader, request)))


def main() -> None:
    """Serves the pipes that the station gave; a broken pipe means that it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the station, which ends us
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not break the pipe
    _warm_up()

    def reply(data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[replies.write(view) :]

    with contextlib.suppress(BrokenPipeError, msgspec.DecodeError):
        serve(sys.stdin.buffer, reply)


def _class_results(head: TrainedHead, views: TrainingSet) -> tuple[ClassResult, ...]:
    results = []
    for column, name in enumerate(head.class_names):
        share = head.class_accuracies[column]
        results.append(
            ClassResult(
                name=name,
                tracks=int(np.unique(views.groups[views.seen & (views.labels == column)]).size),
                hits=0 if share is None else share.hits,
                judged=0 if share is None else share.total,
            )
        )
    return tuple(results)


def _warm_up() -> None:
    """The first training loads libraries and starts threads; better now than while one waits."""
    rng = np.random.default_rng(0)
    views = TrainingSet.of_names(
        embeddings=rng.standard_normal((4, 8)).astype(np.float32),
        names=("a", "a", "b", "b"),
        track_ids=("1", "2", "3", "4"),
        view_ids=("1", "2", "3", "4"),
    )
    build_head_graph(train_head(views, risk=0.05, members=2, rng=rng))


if __name__ == "__main__":
    main()

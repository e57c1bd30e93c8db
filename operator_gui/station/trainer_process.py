"""The trainer: a process of its own, started once and kept warm, so that the station never waits.

It reads labels through its own read-only connection, writes each head as a blob, and ends when
the station does. Run as `python -m operator_gui.station.trainer_process`; it speaks `trainer_wire`
on its pipes.
"""

import contextlib
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np

from operator_gui.station.examiner import Examiner
from operator_gui.station.label_reader import LabelledViews, LabelReader
from operator_gui.station.mistakes import left_out_of
from operator_gui.station.stepping import Stepper
from operator_gui.station.suspects import suspects_of
from operator_gui.station.trainer_wire import (
    YIELD,
    ClassResult,
    StepRequest,
    TrainDone,
    TrainFailed,
    TrainReply,
    TrainRequest,
    packed,
    read_request,
)
from operator_gui.station.warm_state import WarmNote, WarmState, save_warm
from shared.blobs import BlobStore
from shared.bundle import ModelFile
from shared.errors import LearningError, WhatsitError
from shared.learning.dataset import TrainingSet
from shared.learning.head import TrainedHead, train_head
from shared.learning.head_graph import build_head_graph, head_spec
from shared.learning.made_views import only_seen, try_made_views
from shared.learning.recalibration import recalibrate
from shared.learning.running_head import running_head
from shared.signals import leave_terminal_to_parent

NICENESS = 10


def answer_request(
    reader: LabelReader, request: TrainRequest, examiner: Examiner | None = None
) -> TrainReply:
    """Trains once, and examines the head; whatever goes wrong comes back as a reason.

    examiner: the one that remembers; one without memories if None.
    """
    started_s = time.monotonic()
    answer_seq = 0
    try:
        # A generator of its own, so that the committee does not depend on how many wait.
        views = reader.read(
            Path(request.database),
            embedder_sha256=request.embedder_sha256,
            dim=request.dim,
            rng=np.random.default_rng(request.seed),
        )
        answer_seq = views.answer_seq
        if not views.names:
            raise LearningError("there is no answer to learn from yet")
        training_set = views.training_set()
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
        spec = head_spec(head, ModelFile(sha256=sha256, size_bytes=len(graph)))
        evidence = (examiner or Examiner()).examine(
            request, spec, graph, views, left_out=head.left_out
        )
        classes = _class_results(head, training_set)
        if request.warm:
            note = WarmNote(
                answer_seq=answer_seq,
                answer_id=views.answer_id,
                embedder_sha256=request.embedder_sha256,
                classes=classes,
                made_views=made_views,
            )
            tracks = _track_ids(views, training_set)
            running = running_head(head, training_set, tracks)
            save_warm(Path(request.warm), WarmState(note, running))
        return TrainDone(
            job=request.job,
            head=spec,
            classes=classes,
            accuracy_low=None if head.accuracy is None else head.accuracy.low,
            accuracy_high=None if head.accuracy is None else head.accuracy.high,
            answer_seq=answer_seq,
            elapsed_ms=1000.0 * (time.monotonic() - started_s),
            made_views=made_views,
            suspects=suspects_of(taught, training_set, views.track_ids),
            left_out=left_out_of(taught, views.track_ids),
            evidence=evidence,
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
    reader, stepper = LabelReader(), Stepper()
    while (request := read_request(requests)) is not None:
        match request:
            case StepRequest():
                reply(packed(stepper.answer(request)))
            case TrainRequest():
                reply(packed(train(reader, request)))


def main() -> None:
    """Serves the pipes that the station gave; a broken pipe means that it is gone."""
    leave_terminal_to_parent()
    if YIELD in sys.argv:
        os.nice(NICENESS)
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not break the pipe
    _warm_up()

    def reply(data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[replies.write(view) :]

    with contextlib.suppress(BrokenPipeError, msgspec.DecodeError):
        serve(sys.stdin.buffer, reply, partial(answer_request, examiner=Examiner()))


def _track_ids(views: LabelledViews, training_set: TrainingSet) -> tuple[str, ...]:
    """Of each view of the training set, which may be without the made ones."""
    if len(training_set) == len(views.track_ids):
        return views.track_ids
    pairs = zip(views.track_ids, views.made, strict=True)
    return tuple(track_id for track_id, made in pairs if not made)


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

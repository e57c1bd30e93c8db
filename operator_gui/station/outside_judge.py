"""A model from outside, judged: a head as if it had been trained here.

Runs in a process of its own, `python -m operator_gui.station.outside_judge`, which reads one
OutsideRequest as JSON and answers with what was Judged. The file itself is only opened in
quarantine; what comes out of there is an ordinary head, or what a detector found.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import assert_never

import msgspec
import numpy as np

from operator_gui.station.candidates import (
    Candidate,
    CandidateFolder,
    DetectorCandidate,
    Judged,
    OutsideRequest,
)
from operator_gui.station.detector_judge import judge_detector
from operator_gui.station.examiner import Examiner
from operator_gui.station.label_reader import LabelledViews, LabelReader
from operator_gui.station.trainer_wire import TrainDone, TrainFailed
from operator_gui.station.unseen_tracks import UnseenTracks, means
from shared.blobs import BlobStore, sha256_of
from shared.bundle import HeadSpec, ModelFile
from shared.domain import Floats
from shared.errors import LearningError, ModelError, StorageError, WhatsitError
from shared.learning.head import TrainedHead, train_head
from shared.learning.head_graph import build_head_graph, head_spec
from shared.learning.recalibration import recalibrated_threshold
from shared.outside_trial import TRIAL_MODULE, OutsideOrder, OutsideReply
from shared.parentage import end_with_parent
from shared.quarantine import Quarantine, QuarantineError, limit_memory
from shared.signals import leave_terminal_to_parent
from shared.texts import phrase

TRIAL_S = 120.0
MAX_ADDRESS_SPACE_BYTES = 16 << 30
"""Of this process: a graph may do with many rows at once what it did not do in quarantine."""

SHOWN_NAMES = 5
MODEL_FILE = "model.onnx"
"""What messages call the file."""

LEAST_CHECKED = 8
"""With fewer tracks that it never saw, it would be chance that decides."""


def answer_outside(reader: LabelReader, request: OutsideRequest) -> Judged:
    """Judges once; whatever goes wrong comes back as a reason."""
    try:
        return _judged(reader, request)
    except WhatsitError as error:
        reason = str(error)
    except Exception as error:
        # The process is its owner's only way to learn of it, whatever it is.
        reason = f"internal error: {type(error).__name__}: {error}"
    return TrainFailed(job=request.training.job, reason=reason)


def _judged(reader: LabelReader, request: OutsideRequest) -> Judged:
    folder = CandidateFolder(Path(request.state_folder))
    if request.candidate not in folder:
        raise StorageError(
            phrase(
                "station",
                "{state_folder} holds no candidate {candidate}…; is --state the folder of the"
                " station at --station?",
            ).format(state_folder=request.state_folder, candidate=request.candidate[:16])
        )
    match folder.get(request.candidate):
        case Candidate() as candidate:
            return _judged_head(reader, request, candidate, folder.graph(candidate))
        case DetectorCandidate() as candidate:
            return judge_detector(request, candidate)
        case other:
            assert_never(other)


def _judged_head(
    reader: LabelReader, request: OutsideRequest, candidate: Candidate, outside: bytes
) -> TrainDone:
    started_s, training = time.monotonic(), request.training
    if candidate.embedder_sha256 != training.embedder_sha256:
        raise LearningError(
            phrase("station", "it was trained on another embedder than this station has now")
        )
    views = reader.read(
        Path(training.database),
        embedder_sha256=training.embedder_sha256,
        dim=training.dim,
        rng=np.random.default_rng(training.seed),
    )
    own = _own_head(request, views)
    checks = [check for check in views.checks if check.class_name in own.class_names]
    embeddings = np.concatenate(
        [np.stack(views.embeddings), *(check.embeddings for check in checks)]
    )
    graph, said = _tried(outside, candidate, own, embeddings)
    checked = _checked(candidate, views, own.class_names, said)
    measured = UnseenTracks(
        ids=tuple(f"check {number}" for number in range(len(checks))),
        names=tuple(check.class_name for check in checks),
        class_names=own.class_names,
        said=means(said[len(views.names) :], [len(check.embeddings) for check in checks]),
    )
    spec = _spec(own, candidate, checked, measured, graph)
    BlobStore(Path(training.blobs)).put(graph)
    evidence = Examiner().examine(
        training,
        spec,
        graph,
        views,
        left_out=checked.judgement(views),
        unseen=candidate.checked,
    )
    return TrainDone(
        job=training.job,
        head=spec,
        classes=checked.class_results(views),
        accuracy_low=checked.accuracy.low,
        accuracy_high=checked.accuracy.high,
        answer_seq=candidate.answer_seq,
        elapsed_ms=1000.0 * (time.monotonic() - started_s),
        kept_back=candidate.checked,
        evidence=evidence,
    )


def _own_head(request: OutsideRequest, views: LabelledViews) -> TrainedHead:
    """Whatsit's own head of the same labels, in whose place the other is put."""
    rows = [row for row, made in enumerate(views.made) if not made]
    if not rows:
        raise LearningError(phrase("station", "there is no label any more to judge it by"))
    training_set = views.training_set(rows)
    training = request.training
    rng = np.random.default_rng(training.seed)
    return train_head(training_set, risk=training.risk, members=training.members, rng=rng)


def _tried(
    outside: bytes, candidate: Candidate, own: TrainedHead, embeddings: Floats
) -> tuple[bytes, Floats]:
    """The joined graph, and what it says of all embeddings. Raises ModelError."""
    head = build_head_graph(own)
    with tempfile.TemporaryDirectory(prefix="whatsit-outside-") as name:
        place = Path(name)
        (place / "seated").mkdir()
        (place / MODEL_FILE).write_bytes(outside)
        (place / "own.onnx").write_bytes(head)
        np.save(place / "embeddings.npy", embeddings, allow_pickle=False)
        order = OutsideOrder(
            outside=str(place / MODEL_FILE),
            head=str(place / "own.onnx"),
            head_spec=head_spec(own, ModelFile(sha256="0" * 64, size_bytes=len(head))),
            class_names=candidate.class_names,
            embeddings=str(place / "embeddings.npy"),
            seated=str(place / "seated" / MODEL_FILE),
            probabilities=str(place / "probabilities.npy"),
        )
        quarantine = Quarantine(TRIAL_MODULE)
        try:
            reply = quarantine.ask(order, OutsideReply, timeout_s=TRIAL_S)
        except QuarantineError as error:
            raise ModelError(f"it {error}") from error
        if reply.refusal:
            raise ModelError(reply.refusal.replace(f"{place}/", ""))
        if reply.missing:
            names = ", ".join(reply.missing[:SHOWN_NAMES])
            raise ModelError(
                phrase(
                    "station",
                    "it does not know {names}: train it on every name that labels have, and "
                    "again where one was given meanwhile",
                ).format(names=names)
            )
        said: Floats = np.load(place / "probabilities.npy", allow_pickle=False)
        if said.shape != (len(embeddings), len(own.class_names)) or not np.isfinite(said).all():
            raise ModelError(phrase("station", "its trial gave no probabilities"))
        return (place / "seated" / MODEL_FILE).read_bytes(), said


def _checked(
    candidate: Candidate, views: LabelledViews, class_names: tuple[str, ...], said: Floats
) -> UnseenTracks:
    """The tracks that were kept back and still have a label, and what it says of them."""
    kept_back = frozenset(candidate.checked)
    rows_of: dict[tuple[str, str], list[int]] = {}
    for row, track in enumerate(views.track_ids):
        if track in kept_back and not views.made[row]:
            rows_of.setdefault((track, views.names[row]), []).append(row)
    if len(rows_of) < LEAST_CHECKED:
        raise LearningError(
            phrase(
                "station",
                "only {rows_of} labelled tracks were kept back to judge it by, at least "
                "{least_checked} are needed",
            ).format(rows_of=len(rows_of), least_checked=LEAST_CHECKED)
        )
    rows = [row for track_rows in rows_of.values() for row in track_rows]
    return UnseenTracks(
        ids=tuple(one for one, _ in rows_of),
        names=tuple(name for _, name in rows_of),
        class_names=class_names,
        said=means(said[rows], [len(track_rows) for track_rows in rows_of.values()]),
    )


def _spec(
    own: TrainedHead,
    candidate: Candidate,
    checked: UnseenTracks,
    measured: UnseenTracks,
    graph: bytes,
) -> HeadSpec:
    """Novelty as of the own head; what the probabilities promise as of tracks it never saw."""
    threshold = recalibrated_threshold(
        checked.true_probabilities, measured.true_probabilities, risk=own.risk
    )
    file = ModelFile(sha256=sha256_of(graph), size_bytes=len(graph))
    return msgspec.structs.replace(
        head_spec(own, file),
        temperature=1.0,
        conformal_threshold=threshold,
        dataset_revision=candidate.dataset_revision,
        labels=candidate.labels,
        tracks=candidate.tracks,
        accuracy=checked.accuracy.value,
    )


def main() -> None:
    """Answers the one request on standard input."""
    end_with_parent()
    leave_terminal_to_parent()
    limit_memory(MAX_ADDRESS_SPACE_BYTES)
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as output:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not get into it
        request = msgspec.json.decode(sys.stdin.buffer.read(), type=OutsideRequest)
        output.write(msgspec.json.encode(answer_outside(LabelReader(), request)))


if __name__ == "__main__":
    main()

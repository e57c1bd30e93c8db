"""Teaching the last full training's head what was answered since: the trainer's quick half."""

import time
from dataclasses import replace
from pathlib import Path

import msgspec

from operator_gui.station.label_changes import LabelChanges, changes_since
from operator_gui.station.step_exam import StepExam
from operator_gui.station.trainer_wire import (
    ClassResult,
    StepRequest,
    TrainDone,
    TrainFailed,
    TrainReply,
    TrainRequest,
)
from operator_gui.station.warm_state import WarmState, load_warm
from shared.blobs import BlobStore
from shared.bundle import ModelFile
from shared.errors import LearningError, StorageError, WhatsitError
from shared.learning.head_graph import build_head_graph, head_spec
from shared.learning.running_head import RunningHead, learn


class Stepper:
    """Keeps the head between two steps; reads the file again when a full training replaced it."""

    def __init__(self) -> None:
        self._state: WarmState | None = None
        self._stamp: tuple[int, int, int] | None = None
        self._exam = StepExam()

    def answer(self, request: StepRequest) -> TrainReply:
        """One step; whatever is in its way comes back as a reason."""
        started_s = time.monotonic()
        training = request.training
        try:
            state = self._current(training)
            changes = _changes(state, training)
            running = learn(state.running, changes.tracks)
            graph = build_head_graph(running.head)
            sha256 = BlobStore(Path(training.blobs)).put(graph)
            spec = head_spec(running.head, ModelFile(sha256=sha256, size_bytes=len(graph)))
            evidence = self._exam.evidence(training, spec, graph, running, changes.tracks)
        except WhatsitError as error:
            return TrainFailed(job=request.job, reason=str(error))
        note = msgspec.structs.replace(
            state.note, answer_seq=changes.answer_seq, answer_id=changes.answer_id
        )
        self._state = WarmState(note, running)
        accuracy = running.head.accuracy
        return TrainDone(
            job=request.job,
            head=spec,
            classes=_class_results(running, note.classes),
            accuracy_low=None if accuracy is None else accuracy.low,
            accuracy_high=None if accuracy is None else accuracy.high,
            answer_seq=changes.answer_seq,
            elapsed_ms=1000.0 * (time.monotonic() - started_s),
            made_views=note.made_views,
            evidence=evidence,
        )

    def _current(self, training: TrainRequest) -> WarmState:
        path = Path(training.warm)
        try:
            found = path.stat()
        except OSError as error:
            raise StorageError(f"{path} is not there yet") from error
        stamp = (found.st_mtime_ns, found.st_ino, found.st_size)
        if self._state is None or stamp != self._stamp:
            self._state = None  # two of them at once would only take memory
            self._state, self._stamp = load_warm(path), stamp
            self._exam.begin(training, self._state.running)
        return self._state


def _changes(state: WarmState, training: TrainRequest) -> LabelChanges:
    """Without the tracks that are called what they were called before."""
    note = state.note
    if note.embedder_sha256 != training.embedder_sha256:
        raise LearningError("the last full training was of another embedder")
    changes = changes_since(
        Path(training.database),
        note.answer_seq,
        note.answer_id,
        embedder_sha256=training.embedder_sha256,
        dim=training.dim,
    )
    taught = state.running.taught
    different = tuple(
        track
        for track in changes.tracks
        if track.class_name
        != (taught[track.track_id].class_name if track.track_id in taught else "")
    )
    return replace(changes, tracks=different)


def _class_results(
    running: RunningHead, trained: tuple[ClassResult, ...]
) -> tuple[ClassResult, ...]:
    known = {result.name: result for result in trained}
    pairs = zip(running.head.class_names, running.familiarity.tracks, strict=True)
    return tuple(
        msgspec.structs.replace(known.get(name, ClassResult(name=name, tracks=0)), tracks=int(n))
        for name, n in pairs
    )

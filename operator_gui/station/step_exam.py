"""The examination of a step: what takes a moment, with what was read at the last full training.

What a step changes is small and known, and a full training with its full examination follows. So
the labelled tracks to be asked again, the hold-out, the corrections and what nobody could name are
read once, when the steps begin.
"""

import contextlib
from collections.abc import Iterable, Mapping
from itertools import chain, islice, zip_longest
from pathlib import Path

import numpy as np

from operator_gui.station.database import read_only
from operator_gui.station.evidence import Evidence
from operator_gui.station.exam_reader import ExamReader, ExamTracks
from operator_gui.station.examiner import TAUGHT_MAX_LIGHT, Examiner
from operator_gui.station.label_reader import LabelledViews
from operator_gui.station.trainer_wire import TrainRequest
from shared.bundle import HeadSpec
from shared.domain import Floats
from shared.learning.running_head import RunningHead, Taught, TrackChange


class StepExam:
    """Of the steps from one full training to the next, which each `begin`."""

    def __init__(self) -> None:
        self._reader = _KeptReader()
        self._examiner = Examiner(self._reader)
        self._best: dict[str, Floats] = {}

    def begin(self, training: TrainRequest, running: RunningHead) -> None:
        """Chooses the tracks that are asked again. Raises StorageError."""
        self._reader.forget()
        self._best = {}
        with contextlib.closing(read_only(Path(training.database))) as connection:
            for track_id in islice(_in_turn(running.taught), TAUGHT_MAX_LIGHT):
                row = connection.execute(
                    "SELECT embeddings FROM query WHERE query_id = ?", (track_id,)
                ).fetchone()
                if row is not None:
                    self._best[track_id] = np.frombuffer(row[0], "<f4", training.dim)

    def evidence(
        self,
        training: TrainRequest,
        spec: HeadSpec,
        graph: bytes,
        running: RunningHead,
        changes: Iterable[TrackChange],
    ) -> Evidence:
        """What the gate gets to know of a step's head, which `running` is. Raises StorageError."""
        for change in changes:
            self._best[change.track_id] = change.embeddings[0]
        asked = [track_id for track_id in self._best if track_id in running.taught]
        views = LabelledViews(
            answer_seq=0,
            answer_id="",
            embeddings=tuple(self._best[track_id] for track_id in asked),
            names=tuple(running.taught[track_id].class_name for track_id in asked),
            track_ids=tuple(asked),
            view_ids=tuple(asked),
            session_ids=("",) * len(asked),
            made=(False,) * len(asked),
        )
        return self._examiner.examine(training, spec, graph, views, light=True)


class _KeptReader(ExamReader):
    """Reads once, until it is to forget."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: ExamTracks | None = None

    def forget(self) -> None:
        self._kept = None

    def read(
        self, database: Path, *, embedder_sha256: str, dim: int, with_answered: bool
    ) -> ExamTracks:
        if self._kept is None:
            self._kept = super().read(
                database, embedder_sha256=embedder_sha256, dim=dim, with_answered=with_answered
            )
        return self._kept


def _in_turn(taught: Mapping[str, Taught]) -> Iterable[str]:
    """The tracks, one of every class in turn."""
    by_class: dict[str, list[str]] = {}
    for track_id, one in taught.items():
        by_class.setdefault(one.class_name, []).append(track_id)
    rounds = chain.from_iterable(zip_longest(*by_class.values()))
    return (track_id for track_id in rounds if track_id is not None)

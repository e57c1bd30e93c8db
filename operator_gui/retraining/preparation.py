"""What a training program is given, and what its model becomes: a candidate of either kind."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from operator_gui.retraining.exported_frames import FrameFormat, read_frames, write_frames
from operator_gui.retraining.exported_labels import read_labels, write_labels
from operator_gui.retraining.training_program import ModelKind, ProgramOrder
from operator_gui.station.candidates import AnyCandidate, Candidate, DetectorCandidate


@dataclass(frozen=True, slots=True)
class Preparation:
    """told: what was written, in words. candidate: describes the model whose file has this
    SHA-256."""

    order: ProgramOrder
    told: str
    candidate: Callable[[str], AnyCandidate]


def prepare(
    kind: ModelKind,
    *,
    state_folder: Path,
    place: Path,
    output: Path,
    seed: int,
    data_format: FrameFormat,
    config: str,
) -> Preparation:
    """Writes into `place` what the program is to learn from.

    output: where it is to leave its model. config: TOML that says how a detector is read. Raises
    UsageError, StorageError and LearningError.
    """
    match kind:
        case "head":
            return _head(state_folder, place, output, seed)
        case "detector":
            return _detector(state_folder, place, output, seed, data_format, config)
        case other:
            assert_never(other)


def _head(state_folder: Path, place: Path, output: Path, seed: int) -> Preparation:
    labels = read_labels(state_folder)
    views = labels.training_set
    write_labels(labels, place, output=output, seed=seed)

    def candidate(graph: str) -> Candidate:
        return Candidate(
            graph=graph,
            embedder_sha256=labels.embedder_sha256,
            class_names=views.class_names,
            dataset_revision=views.revision,
            labels=len(views),
            tracks=views.tracks,
            answer_seq=labels.answer_seq,
            checked=labels.checked,
        )

    classes = len(views.class_names)
    return Preparation(
        order=ProgramOrder(kind="head", data=place, output=output, seed=seed, classes=classes),
        told=(
            f"{place}: {len(views)} labels of {views.tracks} tracks, {classes} classes; "
            f"{len(labels.checked)} tracks are kept back to judge by"
        ),
        candidate=candidate,
    )


def _detector(
    state_folder: Path,
    place: Path,
    output: Path,
    seed: int,
    data_format: FrameFormat,
    config: str,
) -> Preparation:
    frames = read_frames(state_folder)
    write_frames(frames, place, data_format, output=output, seed=seed)
    labelled, classes = frames.labelled, len(frames.labelled.class_names)
    return Preparation(
        order=ProgramOrder(kind="detector", data=place, output=output, seed=seed, classes=classes),
        told=(
            f"{place}: {labelled.box_count} boxes in {len(labelled.pictures)} frames, {classes} "
            f"classes; {len(frames.checked)} tracks are kept back to judge by"
        ),
        candidate=lambda graph: DetectorCandidate(
            graph=graph, config=config, checked=frames.checked
        ),
    )

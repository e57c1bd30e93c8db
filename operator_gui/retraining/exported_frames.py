"""The labelled frames of a station as a set that programs which train detectors read."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from operator_gui.retraining.exported_labels import TASK_FILE
from operator_gui.retraining.keeping_back import LEAST_KEPT_BACK, LabelledTrack, kept_back
from operator_gui.station.exchange.coco import write_coco
from operator_gui.station.exchange.labelled_set import (
    LabelledBox,
    LabelledPicture,
    LabelledSet,
    in_order,
)
from operator_gui.station.exchange.standalone import version_manifest
from operator_gui.station.exchange.station_labels import Wanted, collect
from operator_gui.station.exchange.station_pictures import StationPictures
from operator_gui.station.exchange.yolo import write_yolo
from operator_gui.station.inbox import TRAINING_SPLIT
from shared.domain import NOT_AN_OBJECT
from shared.errors import LearningError, StorageError, UsageError

FrameFormat = Literal["yolo", "coco"]
WRITERS = {"yolo": write_yolo, "coco": write_coco}

_Frame = tuple[str, str, str, int]


@dataclass(frozen=True, eq=False, slots=True)
class ExportedFrames:
    """What a program may learn from, and the tracks of which it sees no frame."""

    labelled: LabelledSet
    pictures: StationPictures
    checked: tuple[str, ...]


class DetectorTask(msgspec.Struct, frozen=True, kw_only=True):
    """What the program is asked for, as `task.json` has it."""

    format: str = "whatsit-retrain-1"
    kind: str = "detector"
    data_format: FrameFormat
    classes: tuple[str, ...]
    frames: int
    boxes: int
    kept_back: int
    seed: int
    output: str


def read_frames(state_folder: Path) -> ExportedFrames:
    """The labelled frames, without those that show anything that is to judge by.

    Kept back are a share of the tracks that teach, and what measures anyway: hold-out and random
    checks. Reads the station's files while it runs, and changes nothing. Raises UsageError where a
    detector is of no use yet, StorageError if the files cannot be read, LearningError if there are
    too few labels.
    """
    if version_manifest(state_folder, None).detector is None:
        raise UsageError(
            f"{state_folder}: this station classifies whole frames, without a detector"
        )
    collected = collect(state_folder, Wanted(), "frames")
    labelled = collected.labelled
    boxes = [(picture.split, box) for picture in labelled.pictures for box in picture.boxes]
    teaching = [box for split, box in boxes if split == TRAINING_SPLIT]
    checked = {box.provenance.query_id for split, box in boxes if split != TRAINING_SPLIT}
    checked |= kept_back(_tracks(teaching))
    judging = [box for _, box in boxes if box.provenance.query_id in checked]
    objects = sum(box.name != NOT_AN_OBJECT for box in judging)
    if objects < LEAST_KEPT_BACK:
        raise LearningError(
            f"only {objects} labelled objects are kept back to judge a detector by, "
            f"{LEAST_KEPT_BACK} are needed: answer more questions first"
        )
    shown = in_order(_without(labelled.pictures, {_frame(box) for box in judging}))
    if not shown.pictures:
        raise LearningError("no frame is left to learn from: answer more questions first")
    return ExportedFrames(shown, collected.pictures, tuple(sorted(checked)))


def write_frames(
    frames: ExportedFrames, folder: Path, kind: FrameFormat, *, output: Path, seed: int
) -> None:
    """Writes the set and `task.json`. output: where the program is to leave its ONNX file.

    Raises StorageError if something cannot be read or written.
    """
    labelled = frames.labelled
    task = DetectorTask(
        data_format=kind,
        classes=labelled.class_names,
        frames=len(labelled.pictures),
        boxes=labelled.box_count,
        kept_back=len(frames.checked),
        seed=seed,
        output=str(output),
    )
    try:
        WRITERS[kind](labelled, folder, frames.pictures.file_of, lambda _: None)
        (folder / TASK_FILE).write_bytes(msgspec.json.format(msgspec.json.encode(task)))
    except OSError as error:
        raise StorageError(f"cannot write {folder}: {error.strerror}") from error


def _tracks(boxes: list[LabelledBox]) -> dict[str, LabelledTrack]:
    return {
        box.provenance.query_id: LabelledTrack(box.provenance.session_id, frozenset({box.name}))
        for box in boxes
    }


def _without(
    pictures: Iterable[LabelledPicture], judging: set[_Frame]
) -> Iterable[LabelledPicture]:
    """Pictures that teach and show nothing of those frames, with the objects in them."""
    for picture in pictures:
        objects = tuple(box for box in picture.boxes if box.name != NOT_AN_OBJECT)
        is_free = not any(_frame(box) in judging for box in picture.boxes)
        if picture.split == TRAINING_SPLIT and objects and is_free:
            yield LabelledPicture(
                picture.file_name, picture.split, picture.width_px, picture.height_px, objects
            )


def _frame(box: LabelledBox) -> _Frame:
    """Which frame of which camera it is in."""
    known = box.provenance
    return known.node_id, known.session_id, known.source_id, known.frame_sequence

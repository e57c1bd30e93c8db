"""Detectors that finish the work and give one table, a row for each thing they found."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from edge_node.perception.decoding.boxes import in_pixels, listed
from edge_node.perception.decoding.candidates import Candidates, Wanted, refuse
from shared.domain import Floats

END2END_LAYOUT = "one output [1, N, 6]: xyxy in pixels, score, class"
BATCHED_LAYOUT = "one output [N, 7]: image number, xyxy in pixels, class, score"
EFFICIENTDET_LAYOUT = "one output [1, N, 7]: image number, yxyx in pixels, score, class from 1"
DETECTION_OUTPUT_LAYOUT = "one output [1, 1, N, 7]: image number, class, score, xyxy as shares"


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns are what. box: left, top, right, bottom."""

    box: tuple[int, int, int, int]
    score: int
    label: int


_END2END = _Columns(box=(0, 1, 2, 3), score=4, label=5)
_BATCHED = _Columns(box=(1, 2, 3, 4), score=6, label=5)
_EFFICIENTDET = _Columns(box=(2, 1, 4, 3), score=5, label=6)
_DETECTION_OUTPUT = _Columns(box=(3, 4, 5, 6), score=2, label=1)


@np.errstate(all="ignore")
def decode_yolo_end2end(tensors: Sequence[Floats], wanted: Wanted) -> Candidates:
    """(1, n, 6), or more columns that are not read (masks, key points)."""
    if len(tensors) != 1 or tensors[0].ndim != 3 or tensors[0].shape[0] != 1:
        raise refuse("yolo_end2end", END2END_LAYOUT, tensors)
    if tensors[0].shape[2] < 6:
        raise refuse("yolo_end2end", END2END_LAYOUT, tensors)
    return _read(tensors[0][0], _END2END, wanted)


@np.errstate(all="ignore")
def decode_batched_rows(tensors: Sequence[Floats], wanted: Wanted) -> Candidates:
    """(n, 7): rows of another image than the first are left out."""
    if len(tensors) != 1 or tensors[0].ndim != 2 or tensors[0].shape[1] != 7:
        raise refuse("batched_rows", BATCHED_LAYOUT, tensors)
    rows = tensors[0]
    return _read(rows[rows[:, 0] == 0], _BATCHED, wanted)


@np.errstate(all="ignore")
def decode_efficientdet(tensors: Sequence[Floats], wanted: Wanted) -> Candidates:
    """(1, n, 7)."""
    if len(tensors) != 1 or tensors[0].ndim != 3 or tensors[0].shape[::2] != (1, 7):
        raise refuse("efficientdet", EFFICIENTDET_LAYOUT, tensors)
    return _read(tensors[0][0], _EFFICIENTDET, wanted)


@np.errstate(all="ignore")
def decode_detection_output(tensors: Sequence[Floats], wanted: Wanted) -> Candidates:
    """(1, 1, n, 7): an image number below 0 is padding."""
    if (
        len(tensors) != 1
        or tensors[0].ndim != 4
        or tensors[0].shape[:2] != (1, 1)
        or tensors[0].shape[3] != 7
    ):
        raise refuse("detection_output", DETECTION_OUTPUT_LAYOUT, tensors)
    rows = tensors[0][0, 0]
    rows = rows[rows[:, 0] >= 0]
    columns = _DETECTION_OUTPUT
    boxes = in_pixels(rows[:, columns.box], wanted)
    return listed(boxes, rows[:, columns.score], rows[:, columns.label], wanted)


def _read(rows: Floats, columns: _Columns, wanted: Wanted) -> Candidates:
    return listed(rows[:, columns.box], rows[:, columns.score], rows[:, columns.label], wanted)

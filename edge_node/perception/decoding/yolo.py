"""The YOLO families whose graph decodes boxes, and leaves suppression to others."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from edge_node.perception.decoding.boxes import finite, from_centres, likeliest
from edge_node.perception.decoding.candidates import Candidates, Wanted, refuse
from shared.domain import Floats

YOLOV5_LAYOUT = "one output [1, A, 5 + C]: cxcywh in pixels, objectness, class scores"
YOLOV8_LAYOUT = "one output [1, 4 + C, A]: cxcywh in pixels, class scores"
OBB_LAYOUT = "one output [1, 4 + C + 1, A]: cxcywh in pixels, class scores, angle"


@np.errstate(all="ignore")
def decode_yolov5(tensors: Sequence[Floats], wanted: Wanted) -> Candidates:
    """(1, a, 5 + c): a row's score is its objectness times its best class score."""
    rows, classes = objectness_rows("yolov5", YOLOV5_LAYOUT, tensors, wanted)
    alive, scores, class_ids = likely_objects(rows, classes, wanted.min_score)
    return finite(from_centres(rows[alive, :4]), scores, class_ids)


@np.errstate(all="ignore")
def decode_yolov8(tensors: Sequence[Floats], wanted: Wanted) -> Candidates:
    """(1, 4 + c, a): one column an anchor. What lies behind `wanted.classes` (masks, key points)
    is not read."""
    return _decode_columns("yolov8", YOLOV8_LAYOUT, tensors, wanted, behind=0)


@np.errstate(all="ignore")
def decode_yolov8_obb(tensors: Sequence[Floats], wanted: Wanted) -> Candidates:
    """(1, 4 + c + 1, a): turned boxes, of which the upright box around each is given."""
    return _decode_columns("yolov8_obb", OBB_LAYOUT, tensors, wanted, behind=1)


def objectness_rows(
    name: str, layout: str, tensors: Sequence[Floats], wanted: Wanted
) -> tuple[Floats, int]:
    """The one tensor (1, a, 5 + c) as (a, 5 + c), and c. Raises ModelError, as `name`."""
    if len(tensors) != 1 or tensors[0].ndim != 3 or tensors[0].shape[0] != 1:
        raise refuse(name, layout, tensors)
    rows = tensors[0][0]
    classes = wanted.classes or rows.shape[1] - 5
    if not 0 < classes <= rows.shape[1] - 5:
        raise refuse(name, _with_classes(layout, classes), tensors)
    return rows, classes


def likely_objects(
    rows: Floats, classes: int, min_score: float
) -> tuple[npt.NDArray[np.intp], Floats, npt.NDArray[np.int64]]:
    """Of rows (a, 5 + c) those likely enough, their scores, and their classes.

    No score is above its row's objectness, so that few rows are multiplied.
    """
    objects = np.flatnonzero(rows[:, 4] >= min_score)
    scores = rows[objects, 5 : 5 + classes] * rows[objects, 4:5]
    kept, best, class_ids = likeliest(scores, min_score)
    return objects[kept], best, class_ids


def _decode_columns(
    name: str, layout: str, tensors: Sequence[Floats], wanted: Wanted, *, behind: int
) -> Candidates:
    if len(tensors) != 1 or tensors[0].ndim != 3 or tensors[0].shape[0] != 1:
        raise refuse(name, layout, tensors)
    table = tensors[0][0]
    classes = wanted.classes or table.shape[0] - 4 - behind
    if not 0 < classes <= table.shape[0] - 4 - behind:
        raise refuse(name, _with_classes(layout, classes), tensors)
    scores = table[4 : 4 + classes]
    # A maximum over the long axis compares whole rows; argmax over it would take ten times as long.
    columns = np.flatnonzero(scores.max(axis=0) >= wanted.min_score)
    kept = scores[:, columns]
    class_ids = kept.argmax(axis=0)
    boxes = np.ascontiguousarray(table[:4, columns].T)
    if behind:
        boxes = _upright(boxes, table[-1, columns])
    return finite(from_centres(boxes), kept[class_ids, np.arange(columns.size)], class_ids)


def _upright(boxes: Floats, angles: Floats) -> Floats:
    """cxcywh (n, 4) turned by angles (n,) radians, as cxcywh of the upright box around each."""
    cosine, sine = np.abs(np.cos(angles)), np.abs(np.sin(angles))
    width_px, height_px = boxes[:, 2], boxes[:, 3]
    upright = boxes.copy()
    upright[:, 2] = width_px * cosine + height_px * sine
    upright[:, 3] = width_px * sine + height_px * cosine
    return upright


def _with_classes(layout: str, classes: int) -> str:
    return f"{layout}, for {classes} classes" if classes > 0 else layout

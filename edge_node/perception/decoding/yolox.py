"""YOLOX as it is exported by default: boxes as offsets from the cells of its grids."""

from collections.abc import Sequence

import numpy as np

from edge_node.perception.decoding.boxes import finite, from_centres
from edge_node.perception.decoding.candidates import Candidates, Wanted, refuse
from edge_node.perception.decoding.grids import find_strides, locate
from edge_node.perception.decoding.yolo import likely_objects, objectness_rows
from shared.domain import Floats

YOLOX_LAYOUT = (
    "one output [1, A, 5 + C]: cxcywh as offsets from A cells of 8, 16, 32 (and 64) pixels, "
    "objectness, class scores"
)
YOLOX_STRIDES = ((8, 16, 32), (8, 16, 32, 64))


@np.errstate(all="ignore")
def decode_yolox(tensors: Sequence[Floats], wanted: Wanted) -> Candidates:
    """(1, a, 5 + c): centres in cells from the cell's corner, sizes as logarithms of cells."""
    rows, classes = objectness_rows("yolox", YOLOX_LAYOUT, tensors, wanted)
    strides = find_strides(rows.shape[0], wanted.width_px, wanted.height_px, YOLOX_STRIDES)
    if strides is None:
        size = f"{YOLOX_LAYOUT}, of an image of {wanted.width_px} x {wanted.height_px}"
        raise refuse("yolox", size, tensors)
    alive, scores, class_ids = likely_objects(rows, classes, wanted.min_score)
    places, stride = locate(alive, wanted.width_px, wanted.height_px, strides)
    raw = rows[alive, :4]
    boxes = np.concatenate([(raw[:, :2] + places) * stride, np.exp(raw[:, 2:]) * stride], axis=1)
    return finite(from_centres(boxes), scores, class_ids)

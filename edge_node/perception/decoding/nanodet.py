"""NanoDet: a box is how far its four sides lie from a point, each as a distribution."""

from collections.abc import Sequence

import numpy as np

from edge_node.perception.decoding.boxes import finite, likeliest
from edge_node.perception.decoding.candidates import Candidates, Wanted, refuse
from edge_node.perception.decoding.grids import find_strides, locate
from shared.domain import Floats

NANODET_LAYOUT = (
    "one output [1, A, C + 4 * bins]: class scores, and four distributions over distances from "
    "A points every 8, 16, 32, 64 pixels"
)
NANODET_STRIDES = ((8, 16, 32, 64), (8, 16, 32))
USUAL_BINS = 8
"""Used where nobody knows how many classes there are."""


@np.errstate(all="ignore")
def decode_nanodet(tensors: Sequence[Floats], wanted: Wanted) -> Candidates:
    """(1, a, c + 4 * bins). A distance is the mean of the softmax over its bins, in strides.

    NanoDet-Plus has four grids and measures from the corners of their cells; the first NanoDet
    has three and measures from the middle.
    """
    if len(tensors) != 1 or tensors[0].ndim != 3 or tensors[0].shape[0] != 1:
        raise refuse("nanodet", NANODET_LAYOUT, tensors)
    table = tensors[0][0]
    classes = wanted.classes or table.shape[1] - 4 * USUAL_BINS
    bins, rest = divmod(table.shape[1] - classes, 4)
    strides = find_strides(table.shape[0], wanted.width_px, wanted.height_px, NANODET_STRIDES)
    if classes < 1 or bins < 2 or rest or strides is None:
        expected = f"{NANODET_LAYOUT}, of an image of {wanted.width_px} x {wanted.height_px}"
        raise refuse("nanodet", expected, tensors)
    rows, scores, class_ids = likeliest(table[:, :classes], wanted.min_score)
    places, stride = locate(rows, wanted.width_px, wanted.height_px, strides)
    points = (places + (0.5 if len(strides) == 3 else 0.0)) * stride
    distances = _means(table[rows, classes:].reshape(-1, 4, bins)) * stride
    boxes = np.concatenate([points - distances[:, :2], points + distances[:, 2:]], axis=1)
    return finite(boxes, scores, class_ids)


def _means(logits: Floats) -> Floats:
    """(n, 4, bins) -> (n, 4): the mean bin of each distribution."""
    weights = np.exp(logits - logits.max(axis=2, keepdims=True))
    bins = np.arange(logits.shape[2], dtype=np.float32)
    return np.asarray((weights @ bins) / weights.sum(axis=2), np.float32)

"""What the decoders have in common: the rows worth reading, and boxes as corners in pixels.

Detectors have thousands of rows and find a handful of things. So scores are compared first, and
only what is left is converted.
"""

import numpy as np
import numpy.typing as npt

from edge_node.perception.decoding.candidates import Candidates, Wanted
from shared.domain import Floats

Rows = npt.NDArray[np.intp]

MAX_CLASS_ID = 1 << 24
"""Class numbers come as float32: above this they are no longer exact."""


def likeliest(scores: Floats, min_score: float) -> tuple[Rows, Floats, npt.NDArray[np.int64]]:
    """The rows of (n, c) with a score of at least `min_score`, their best score, and its column.

    Comparing all n * c numbers and looking at the hits costs a fifth of a maximum over each row.
    """
    hits = np.flatnonzero(scores >= min_score)
    if not hits.size:
        return hits, np.zeros(0, np.float32), np.zeros(0, np.int64)
    rows = np.unique(hits // scores.shape[1])
    kept = scores[rows]
    columns = kept.argmax(axis=1)
    return rows, kept[np.arange(rows.size), columns], columns.astype(np.int64)


def from_centres(boxes: Floats) -> Floats:
    """(n, 4) centre x, centre y, width, height as corners."""
    half = boxes[:, 2:4] * np.float32(0.5)
    return np.concatenate([boxes[:, :2] - half, boxes[:, :2] + half], axis=1)


def in_pixels(shares: Floats, wanted: Wanted) -> Floats:
    """(n, 4) xyxy in shares of the model's input as pixels of it."""
    return shares * np.array([wanted.width_px, wanted.height_px] * 2, np.float32)


def finite(boxes: Floats, scores: Floats, class_ids: npt.NDArray[np.int64]) -> Candidates:
    """The candidates all of whose numbers are finite."""
    if not scores.size:
        return Candidates(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), class_ids)
    sound = np.isfinite(boxes).all(axis=1) & np.isfinite(scores)
    if not sound.all():
        boxes, scores, class_ids = boxes[sound], scores[sound], class_ids[sound]
    return Candidates(
        np.asarray(boxes, np.float32), np.asarray(scores, np.float32), class_ids.astype(np.int64)
    )


def listed(boxes: Floats, scores: Floats, labels: Floats, wanted: Wanted) -> Candidates:
    """The candidates of a model that finished the work itself, its padding left out.

    boxes: (n, 4) xyxy in pixels. scores, labels: (n,); padding has no score, or a negative label.
    """
    rows = np.flatnonzero(
        (scores >= wanted.min_score) & (scores > 0) & (labels >= 0) & (labels <= MAX_CLASS_ID)
    )
    return finite(boxes[rows], scores[rows], labels[rows].astype(np.int64))

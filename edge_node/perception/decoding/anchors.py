"""Detectors whose graph finishes boxes and scores for every anchor, as the default one does."""

from collections.abc import Sequence

import numpy as np

from edge_node.perception.decoding.candidates import Candidates, InputSize, refuse
from shared.domain import Floats


def decode_anchors_scores(
    tensors: Sequence[Floats], size: InputSize, min_score: float
) -> Candidates:
    """Boxes (1, a, 4) xyxy in shares of the input, and scores (1, a, c)."""
    boxes, scores = tensors
    shapes_fit = (
        boxes.ndim == 3
        and scores.ndim == 3
        and boxes.shape == (1, scores.shape[1], 4)
        and scores.shape[0] == 1
        and scores.shape[2] > 0
    )
    if not shapes_fit:
        raise refuse("anchors_scores", "boxes [1, A, 4] and scores [1, A, C]", tensors)
    best = scores[0].max(axis=1)
    rows = np.flatnonzero(best >= min_score)
    class_ids = scores[0, rows].argmax(axis=1).astype(np.int64)
    scale = np.array([size.width_px, size.height_px] * 2, np.float32)
    return Candidates(boxes[0, rows] * scale, best[rows], class_ids)

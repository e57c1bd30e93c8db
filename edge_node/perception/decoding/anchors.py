"""Detectors whose graph finishes boxes and scores for every anchor, as the default one does."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from edge_node.perception.decoding.boxes import finite, in_pixels, likeliest
from edge_node.perception.decoding.candidates import Candidates, Wanted, refuse
from shared.domain import Floats

SHARES_LAYOUT = "boxes [1, A, 4] xyxy as shares, scores [1, A, C]"
PIXELS_LAYOUT = "boxes [1, A, 4] xyxy in pixels, scores [1, A, C]"


@np.errstate(all="ignore")
def decode_anchors_scores(tensors: Sequence[Floats], wanted: Wanted) -> Candidates:
    """Boxes (1, a, 4) or (1, a, 1, 4) xyxy in shares of the input, and scores (1, a, c)."""
    boxes, scores, class_ids = _likely("anchors_scores", SHARES_LAYOUT, tensors, wanted)
    return finite(in_pixels(boxes, wanted), scores, class_ids)


@np.errstate(all="ignore")
def decode_anchors_scores_px(tensors: Sequence[Floats], wanted: Wanted) -> Candidates:
    """The same with boxes in pixels of the input."""
    return finite(*_likely("anchors_scores_px", PIXELS_LAYOUT, tensors, wanted))


def _likely(
    name: str, layout: str, tensors: Sequence[Floats], wanted: Wanted
) -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
    if len(tensors) != 2:
        raise refuse(name, layout, tensors)
    boxes, scores = tensors
    if boxes.ndim == 4 and boxes.shape[2] == 1:
        boxes = boxes[:, :, 0]
    if (
        scores.ndim != 3
        or scores.shape[0] != 1
        or scores.shape[2] == 0
        or boxes.shape != (1, scores.shape[1], 4)
    ):
        raise refuse(name, layout, tensors)
    rows, best, class_ids = likeliest(scores[0], wanted.min_score)
    return boxes[0, rows], best, class_ids

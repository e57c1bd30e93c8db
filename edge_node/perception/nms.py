"""Non-maximum suppression without regard for classes, so that unknown things keep one box."""

import numpy as np
import numpy.typing as npt

from shared.domain import Floats

MAX_CANDIDATES = 400
"""Only so many of the best boxes are compared with each other."""

SAME_CLASS_CONTAINMENT = 0.8
"""A box of which so much lies in another of its class is no thing of its own. Measured on street
scenes: 1.27 instead of 1.57 tracks an object, purity .93 instead of .85, 10 % of recall lost."""


def suppress(
    boxes: Floats,
    scores: Floats,
    class_ids: npt.NDArray[np.int64],
    *,
    iou_threshold: float,
    max_kept: int,
) -> npt.NDArray[np.int64]:
    """Indices of the boxes to keep, best first (greedy suppression).

    A box goes if it overlaps a better kept one by more than `iou_threshold`, whatever their
    classes, or if one of the two lies within the other and both are of one class: parts of a
    thing that the detector takes for the thing.

    boxes: (n, 4) float32 xyxy. scores: (n,) float32. class_ids: (n,) int64.
    Returns (k,) int64, k at most `max_kept`.
    """
    left = np.argsort(-scores, kind="stable")[:MAX_CANDIDATES]
    rows = boxes[left].astype(np.float64)
    areas = np.prod(np.maximum(rows[:, 2:] - rows[:, :2], 0.0), axis=1)
    # A column an array: the loop below works on one box and all that are left, a few at a time.
    x0, y0, x1, y1 = np.ascontiguousarray(rows.T)
    classes = class_ids[left]
    kept: list[int] = []
    while left.size and len(kept) < max_kept:
        kept.append(int(left[0]))
        widths = np.minimum(x1, x1[0]) - np.maximum(x0, x0[0])
        heights = np.minimum(y1, y1[0]) - np.maximum(y0, y0[0])
        shared = np.maximum(widths, 0.0) * np.maximum(heights, 0.0)
        doubles = shared > iou_threshold * (areas + areas[0] - shared)
        parts = shared > SAME_CLASS_CONTAINMENT * np.minimum(areas, areas[0])
        apart = ~(doubles | (parts & (classes == classes[0])))
        apart[0] = False
        left, classes, areas = left[apart], classes[apart], areas[apart]
        x0, y0, x1, y1 = x0[apart], y0[apart], x1[apart], y1[apart]
    return np.asarray(kept, np.int64)

"""Non-maximum suppression without regard for classes, so that unknown things keep one box."""

import numpy as np
import numpy.typing as npt

from shared.domain import Floats

MAX_CANDIDATES = 400
"""Only so many of the best boxes are compared with each other."""

SAME_CLASS_CONTAINMENT = 0.8
"""A box of which so much lies in another of its class is no thing of its own. Measured on street
scenes: 1.27 instead of 1.57 tracks an object, purity .93 instead of .85, 10 % of recall lost."""


def iou_matrix(first: Floats, second: Floats) -> Floats:
    """Intersection over union of every pair. (n, 4), (m, 4) xyxy -> (n, m) float32, 0 to 1."""
    shared = _shared_areas(first, second)
    total = _areas(first)[:, None] + _areas(second)[None, :] - shared
    return np.asarray(shared / np.where(total > 0, total, 1.0), np.float32)


def containment_matrix(boxes: Floats) -> Floats:
    """Share of the smaller box of each pair that lies in the other. (n, 4) xyxy -> (n, n)."""
    areas = _areas(boxes)
    smaller = np.minimum(areas[:, None], areas[None, :])
    return np.asarray(_shared_areas(boxes, boxes) / np.where(smaller > 0, smaller, 1.0), np.float32)


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
    order = np.argsort(-scores, kind="stable")[:MAX_CANDIDATES]
    boxes, class_ids = boxes[order], class_ids[order]
    parts = containment_matrix(boxes) > SAME_CLASS_CONTAINMENT
    doubles = (iou_matrix(boxes, boxes) > iou_threshold) | (
        parts & (class_ids[:, None] == class_ids[None, :])
    )
    alive = np.ones(order.size, np.bool_)
    kept: list[int] = []
    for candidate in range(order.size):
        if len(kept) == max_kept:
            break
        if alive[candidate]:
            kept.append(candidate)
            alive &= ~doubles[candidate]
    return order[np.asarray(kept, np.int64)].astype(np.int64)


def _shared_areas(first: Floats, second: Floats) -> Floats:
    low = np.maximum(first[:, None, :2], second[None, :, :2])
    high = np.minimum(first[:, None, 2:], second[None, :, 2:])
    return np.asarray(np.prod(np.maximum(high - low, 0.0), axis=2), np.float32)


def _areas(boxes: Floats) -> Floats:
    return np.asarray(np.prod(np.maximum(boxes[:, 2:] - boxes[:, :2], 0.0), axis=1), np.float32)

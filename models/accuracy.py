"""Measures of accuracy, in numpy: boxes against labelled boxes, embeddings against classes.

Boxes are float (n, 4), xyxy, in fractions of the picture's width and height throughout. All of
these functions are pure; none changes what it is given.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.floating]
IntArray = npt.NDArray[np.integer]

COCO_IOU_LIMITS: tuple[float, ...] = tuple(float(limit) for limit in np.arange(50, 100, 5) / 100)
COCO_RECALL_LEVELS = np.linspace(0.0, 1.0, 101)
_CLASS_SHIFT = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a detector found in one photo: boxes (n, 4), scores (n,), classes (n,)."""

    boxes: FloatArray
    scores: FloatArray
    classes: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """What people marked in one photo: boxes (n, 4), classes (n,)."""

    boxes: FloatArray
    classes: IntArray


def overlaps(first: FloatArray, second: FloatArray) -> FloatArray:
    """Give the intersection over union of every pair, (n, m), for boxes (n, 4) and (m, 4)."""
    corner = np.maximum(first[:, None, :2], second[None, :, :2])
    opposite = np.minimum(first[:, None, 2:], second[None, :, 2:])
    shared = np.prod(np.maximum(opposite - corner, 0.0), axis=2)
    areas = [np.prod(np.maximum(b[:, 2:] - b[:, :2], 0.0), axis=1) for b in (first, second)]
    union = areas[0][:, None] + areas[1][None, :] - shared
    return np.asarray(shared / np.maximum(union, 1e-12))


def suppress(
    boxes: FloatArray, scores: FloatArray, *, iou_limit: float, keep_at_most: int
) -> IntArray:
    """Do non-maximum suppression: return the indices of what stays, best score first.

    A box goes where a better one that stays overlaps it by more than ``iou_limit``.
    """
    order = np.argsort(-scores, kind="stable")
    kept: list[int] = []
    while order.size and len(kept) < keep_at_most:
        best, rest = order[0], order[1:]
        kept.append(int(best))
        order = rest[overlaps(boxes[best : best + 1], boxes[rest])[0] <= iou_limit]
    return np.array(kept, np.int64)


def find_classes(
    boxes: FloatArray, scores: FloatArray, *, iou_limit: float = 0.5, keep_at_most: int = 100
) -> Found:
    """Read a detector's output class by class, for boxes (anchors, 4), scores (anchors, classes).

    Only the 1,000 best pairs of anchor and class are looked at; boxes suppress only boxes of their
    own class.
    """
    best = np.argsort(-scores, axis=None, kind="stable")[:1000]
    anchors, classes = np.unravel_index(best, scores.shape)
    chosen, chosen_scores = boxes[anchors], scores[anchors, classes]
    apart = chosen.astype(np.float64) + _CLASS_SHIFT * classes[:, None]
    kept = suppress(apart, chosen_scores, iou_limit=iou_limit, keep_at_most=keep_at_most)
    return Found(chosen[kept], chosen_scores[kept], classes[kept])


def find_things(
    boxes: FloatArray, scores: FloatArray, *, iou_limit: float = 0.5, keep_at_most: int = 30
) -> Found:
    """Read a detector's output whatever the class: a box's score is that of its best class.

    Only the 1,000 best anchors are looked at.
    """
    best_scores = scores.max(axis=1)
    best = np.argsort(-best_scores, kind="stable")[:1000]
    kept = best[
        suppress(boxes[best], best_scores[best], iou_limit=iou_limit, keep_at_most=keep_at_most)
    ]
    return Found(boxes[kept], best_scores[kept], scores[kept].argmax(axis=1))


def average_precision(
    found: Sequence[Found],
    labelled: Sequence[Labelled],
    iou_limits: Sequence[float] = COCO_IOU_LIMITS,
) -> float:
    """Give COCO's AP: the mean over classes and over IoU limits of the interpolated precision.

    As COCO does it: detections of a class go best first over all photos; each takes the labelled
    box of its photo that it overlaps most and that none took before; precision is made
    non-increasing and read at 101 levels of recall; classes without a labelled box do not count.
    What differs: there are no crowd boxes, so there is nothing to ignore.

    Raises:
        ValueError: there are not as many results as labelled photos, or nothing is labelled.
    """
    if len(found) != len(labelled):
        raise ValueError(f"expected results for {len(labelled)} photos, got {len(found)}")
    classes = sorted({int(c) for photo in labelled for c in photo.classes})
    if not classes:
        raise ValueError("expected labelled boxes, got photos without any")
    return float(np.mean([_class_precision(found, labelled, c, iou_limits) for c in classes]))


def recall(found: Sequence[Found], labelled: Sequence[Labelled], iou_limit: float = 0.5) -> float:
    """Give the share of labelled boxes that some box overlaps by ``iou_limit``, whatever its class.

    Raises:
        ValueError: there are not as many results as labelled photos.
    """
    best = [
        overlaps(truth.boxes, seen.boxes).max(axis=1, initial=0.0)
        for seen, truth in zip(found, labelled, strict=True)
    ]
    return float(np.mean(np.concatenate(best) >= iou_limit))


def even_out(embeddings: FloatArray) -> FloatArray:
    """Take signed square roots, then scale every row of (n, dimensions) to length 1."""
    roots = np.sign(embeddings) * np.sqrt(np.abs(embeddings))
    lengths = np.linalg.norm(roots, axis=1, keepdims=True)
    return np.asarray(roots / np.maximum(lengths, 1e-12))


def ridge_answers(
    train: FloatArray, classes: IntArray, test: FloatArray, *, penalty: float = 1.0
) -> IntArray:
    """Learn one ridge regression per class in closed form; answer the best class of each test row.

    ``train`` (n, dimensions) and ``classes`` (n,) are learnt from. The classes' +1/-1 targets are
    centred, and so are the embeddings, which stands for an unpenalised intercept.
    """
    mean = train.mean(axis=0)
    targets = np.where(classes[:, None] == np.arange(classes.max() + 1), 1.0, -1.0)
    centred = (train - mean).astype(np.float64)
    gram = centred.T @ centred + penalty * np.eye(centred.shape[1])
    weights = np.linalg.solve(gram, centred.T @ (targets - targets.mean(axis=0)))
    return np.asarray(((test - mean) @ weights + targets.mean(axis=0)).argmax(axis=1))


def mean_cosine(first: FloatArray, second: FloatArray) -> float:
    """Give the mean cosine between rows of two (n, dimensions) arrays."""
    lengths = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    return float(np.mean(np.sum(first * second, axis=1) / np.maximum(lengths, 1e-12)))


def _class_precision(
    found: Sequence[Found],
    labelled: Sequence[Labelled],
    class_index: int,
    iou_limits: Sequence[float],
) -> float:
    scores: list[FloatArray] = []
    hits: list[npt.NDArray[np.bool_]] = []
    wanted = 0
    for seen, truth in zip(found, labelled, strict=True):
        mine = np.flatnonzero(seen.classes == class_index)
        mine = mine[np.argsort(-seen.scores[mine], kind="stable")]
        target = truth.boxes[truth.classes == class_index]
        wanted += len(target)
        scores.append(seen.scores[mine])
        hits.append(_match(overlaps(seen.boxes[mine], target), iou_limits))
    order = np.argsort(-np.concatenate(scores), kind="stable")
    hit = np.concatenate(hits, axis=1)[:, order]
    return float(np.mean([_interpolated(row, wanted) for row in hit]))


def _match(iou: FloatArray, iou_limits: Sequence[float]) -> npt.NDArray[np.bool_]:
    """Say which detections (rows of ``iou``, best first) take a box: (limits, detections)."""
    hit = np.zeros((len(iou_limits), iou.shape[0]), np.bool_)
    for limit_index, limit in enumerate(iou_limits):
        free = np.ones(iou.shape[1], np.bool_)
        for row in range(iou.shape[0]):
            open_iou = np.where(free, iou[row], -1.0)
            if open_iou.size and open_iou.max() >= limit:
                free[open_iou.argmax()] = False
                hit[limit_index, row] = True
    return hit


def _interpolated(hit: npt.NDArray[np.bool_], wanted: int) -> float:
    hits = np.cumsum(hit)
    precision = hits / np.arange(1, hit.size + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    place = np.searchsorted(hits / wanted, COCO_RECALL_LEVELS, side="left")
    reached = np.append(precision, 0.0)
    return float(reached[np.minimum(place, hit.size)].mean())

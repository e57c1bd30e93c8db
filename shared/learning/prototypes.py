"""The mean of each class as a direction: how much something looks like anything that was taught.

Nearest class mean: Mensink, Verbeek, Perronnin & Csurka, "Distance-based image classification:
generalizing to new classes at near-zero cost" (TPAMI 2013). A class score and a measure of how
typical the feature itself is see different unknowns, and their sum sees both: Wang, Li, Feng &
Zhang, "ViM: out-of-distribution with virtual-logit matching" (CVPR 2022).
"""

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.learning.features import SMALLEST_NORM
from shared.learning.ridge import Doubles

FAMILIARITY_WEIGHT = 2.0
"""How much the familiarity counts beside the best ridge score in a row's top score."""


def class_prototypes(features: Floats, labels: Indices, groups: Indices, *, classes: int) -> Floats:
    """The direction of each class's mean, every track counting once.

    features: (n, d) float32, unit rows. labels, groups: (n,) int64. Every class has a row.
    Returns (d, classes) float32, columns of unit length.
    """
    sums, _, _ = _sums(features, labels, groups, classes)
    return _unit(sums).T.astype(np.float32)


def left_out_familiarity(
    features: Floats, labels: Indices, groups: Indices, *, classes: int
) -> Doubles:
    """The highest cosine of each row to a class prototype made without the row's track.

    A class of which that track is all there is does not take part; where no class is left, the
    familiarity is 0. Shapes as in `class_prototypes`. Returns (n,) float64, -1 to 1.
    """
    sums, unit_sums, unit_of = _sums(features, labels, groups, classes)
    unit_groups, unit_labels = unit_of
    cosines = features.astype(np.float64) @ _unit(sums).T

    tracks = np.bincount(unit_labels, minlength=classes)
    order = np.argsort(unit_groups, kind="stable")
    first = np.searchsorted(unit_groups[order], groups, side="left")
    last = np.searchsorted(unit_groups[order], groups, side="right")
    rows = np.repeat(np.arange(groups.size), last - first)
    offsets = np.arange(rows.size) - np.repeat(
        np.cumsum(last - first) - (last - first), last - first
    )
    units = order[first[rows] + offsets]
    columns = unit_labels[units]
    remaining = _unit(sums[columns] - unit_sums[units])
    cosines[rows, columns] = np.where(
        tracks[columns] > 1, np.sum(features[rows] * remaining, axis=1), -np.inf
    )
    highest = cosines.max(axis=1)
    return np.asarray(np.where(np.isfinite(highest), highest, 0.0))


def _sums(
    features: Floats, labels: Indices, groups: Indices, classes: int
) -> tuple[Doubles, Doubles, tuple[Indices, Indices]]:
    """Sums of features by class and by (track, class), each row weighted by 1 / track's views."""
    pairs, unit = np.unique(np.stack([groups, labels]), axis=1, return_inverse=True)
    _, track, views = np.unique(groups, return_inverse=True, return_counts=True)
    weighted = features.astype(np.float64) / views[track][:, None]
    unit_sums = np.zeros((pairs.shape[1], features.shape[1]))
    np.add.at(unit_sums, unit.ravel(), weighted)
    sums = np.zeros((classes, features.shape[1]))
    np.add.at(sums, pairs[1], unit_sums)
    return sums, unit_sums, (pairs[0], pairs[1])


def _unit(rows: Doubles) -> Doubles:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), SMALLEST_NORM))

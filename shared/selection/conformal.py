"""Prediction sets: the classes that cannot be ruled out at the stated risk.

Vovk, Gammerman & Shafer, "Algorithmic learning in a random world" (2005). The threshold comes
from `shared.learning.calibration.conformal_threshold`. A set of one is sure enough not to be
asked about; two or more are ambiguous and are the suggestions; none is novel. Softmax alone
cannot see novelty with few classes (with one, its probability is always 1), so that what looks
less familiar than nearly all that is known counts as novel too: a conformal p-value of at most
the risk (Bates, Candès, Lei, Romano & Sesia, "Testing for outliers with conformal p-values",
Annals of Statistics 2023).
"""

import numpy as np
import numpy.typing as npt

from shared.domain import Floats

Flags = npt.NDArray[np.bool_]


def prediction_sets(probabilities: Floats, threshold: float) -> Flags:
    """Which classes belong: those with a probability of at least `threshold`.

    probabilities: (n, k) float32. threshold: 0 (every class belongs) to 1.
    Returns (n, k) bool; a row may be all False. Raises ValueError for another threshold.
    """
    if not 0.0 <= threshold <= 1.0:
        raise ValueError(f"conformal threshold: expected 0 to 1, got {threshold}")
    return np.asarray(probabilities >= np.float32(threshold))


def is_ambiguous(sets: Flags) -> Flags:
    """Rows of (n, k) `sets` with two or more classes, as (n,) bool."""
    return np.asarray(sets.sum(axis=1) > 1)


def is_novel(sets: Flags, novelty: Floats, *, risk: float) -> Flags:
    """Rows that look like nothing known: an empty set, or a novelty of at least `1 - risk`.

    sets: (n, k) bool. novelty: (n,) float32, 0 to 1. risk: 0 to 1. Returns (n,) bool.
    Raises ValueError for another risk.
    """
    if not 0.0 <= risk <= 1.0:
        raise ValueError(f"risk: expected 0 to 1, got {risk}")
    empty = ~sets.any(axis=1)
    return np.asarray(empty | (novelty >= np.float32(1.0 - risk)))

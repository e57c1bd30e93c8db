"""How far a head's word can be trusted: its probabilities, its sets, its sense of the new. Pure."""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from shared.learning.dataset import Indices
from shared.learning.ridge import Doubles, Flags

BINS = 10
LEAST_IN_BIN = 5
"""With fewer tracks in each, there are fewer bins."""


def calibration_error(confidences: Doubles, right: Flags) -> float:
    """By how much the stated probability of the named class misses how often it is right.

    The expected calibration error over bins of equally many tracks (Naeini, Cooper & Hauskrecht,
    "Obtaining well calibrated probabilities using Bayesian binning", AAAI 2015; with bins by
    number: Nguyen & O'Connor, "Posterior calibration and exploratory analysis for natural
    language processing models", EMNLP 2015). Few tracks give a value that is too high.

    confidences: (t,) float64. right: (t,) bool. Returns 0 to 1; 0 of nothing.
    """
    if confidences.size == 0:
        return 0.0
    bins = max(1, min(BINS, confidences.size // LEAST_IN_BIN))
    parts = np.array_split(np.argsort(confidences, kind="stable"), bins)
    gaps = [len(part) * abs(confidences[part].mean() - right[part].mean()) for part in parts]
    return float(sum(gaps) / confidences.size)


@dataclass(frozen=True, slots=True)
class Separation:
    """How well the strange is told from the known: the area under the ROC, with standard error.

    area: how likely a strange thing looks stranger than a known one. error: by Hanley & McNeil,
    "The meaning and use of the area under a receiver operating characteristic (ROC) curve",
    Radiology 1982.
    """

    known: int
    strange: int
    area: float
    error: float

    @classmethod
    def of(cls, known: Doubles, strange: Doubles) -> Self | None:
        """From how familiar things look, (n,) and (m,) float64; None if either is empty."""
        n, m = known.size, strange.size
        if n == 0 or m == 0:
            return None
        values = np.concatenate([known, strange])
        ranks = _mean_ranks(values)
        area = float((ranks[:n].sum() - n * (n + 1) / 2) / (n * m))
        one, two = area / (2 - area), 2 * area**2 / (1 + area)
        spread = area * (1 - area) + (m - 1) * (one - area**2) + (n - 1) * (two - area**2)
        return cls(n, m, area, math.sqrt(max(0.0, spread) / (n * m)))


def _mean_ranks(values: Doubles) -> Doubles:
    """Ranks from 1; equal values share the mean of theirs."""
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[group])


@dataclass(frozen=True, slots=True)
class Trust:
    """What one head's word is worth on t tracks of classes that it knows.

    covered: of how many the prediction set holds the true name. set_size: its mean number of names.
    """

    tracks: int
    right: int
    calibration_error: float
    covered: int
    set_size: float

    @classmethod
    def of(cls, probabilities: Doubles, labels: Indices, *, threshold: float) -> Self:
        """probabilities: (t, k) float64. labels: (t,) int64, columns of the true classes."""
        right = probabilities.argmax(axis=1) == labels
        sets = probabilities.astype(np.float32) >= np.float32(threshold)
        rows = np.arange(labels.size)
        return cls(
            tracks=int(labels.size),
            right=int(right.sum()),
            calibration_error=calibration_error(probabilities.max(axis=1, initial=0.0), right),
            covered=int(sets[rows, labels].sum()),
            set_size=float(sets.sum(axis=1).mean()) if labels.size else 0.0,
        )

"""What might be asked about, and what it is compared with: all that a strategy gets to see."""

import math
from dataclasses import dataclass

import numpy as np

from shared.domain import Floats
from shared.errors import SelectionError
from shared.learning.committee import disagreement
from shared.learning.dataset import Indices

UNLABELLED = -1
"""The label of what was asked about and not answered yet."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Candidates:
    """n objects that might be asked about, in a stream or in a pool.

    probabilities: (n, k) float32, k at least 1, rows sum to 1; k = 1, all ones, with no head yet.
    features: (n, d) float32, unit rows (`shared.learning.features.normalise`).
    votes: (m, n, k) float32, what each member of the committee says; m at least 1.
    novelty: (n,) float32, 0 to 1.
    asked: (a, d) float32, unit rows: what was asked about or labelled; a may be 0.
    asked_labels: (a,) int64, the class of each as a column of `probabilities`, UNLABELLED where
        there is no answer yet.
    recent: (r, d) float32, unit rows: what else is seen; in a pool the pool itself. r may be 0.
    regularisation: the λ of the head's ridge classifier, above 0.
    conformal_threshold, risk: 0 to 1, as in `shared.bundle.HeadSpec`.

    Raises ValueError for other shapes and ranges, and SelectionError for values that are no
    finite numbers, as a broken model gives them.
    """

    probabilities: Floats
    features: Floats
    votes: Floats
    novelty: Floats
    asked: Floats
    asked_labels: Indices
    recent: Floats
    regularisation: float
    conformal_threshold: float
    risk: float

    def __post_init__(self) -> None:
        _check_shapes(self)
        _check_settings(self)
        _check_finite(self)

    def __len__(self) -> int:
        return int(self.features.shape[0])

    @property
    def classes(self) -> int:
        """k, the number of classes between which the head decides."""
        return int(self.probabilities.shape[1])

    @property
    def disagreement(self) -> Floats:
        """(n,) float32: how far the votes are from their consensus, 0 to 1."""
        return disagreement(self.votes)


def _check_shapes(candidates: Candidates) -> None:
    features, probabilities = candidates.features, candidates.probabilities
    if features.ndim != 2:
        raise ValueError(f"features: expected shape (n, d), got {features.shape}")
    n, d = features.shape
    if probabilities.ndim != 2 or probabilities.shape[0] != n or probabilities.shape[1] < 1:
        raise ValueError(f"probabilities: expected shape ({n}, k), got {probabilities.shape}")
    k, votes = probabilities.shape[1], candidates.votes
    if votes.ndim != 3 or votes.shape[0] < 1 or votes.shape[1:] != (n, k):
        raise ValueError(f"votes: expected shape (m, {n}, {k}), got {votes.shape}")
    if candidates.novelty.shape != (n,):
        raise ValueError(f"novelty: expected shape ({n},), got {candidates.novelty.shape}")
    for name, rows in (("asked", candidates.asked), ("recent", candidates.recent)):
        if rows.ndim != 2 or rows.shape[1] != d:
            raise ValueError(f"{name}: expected shape (m, {d}), got {rows.shape}")
    labels = candidates.asked_labels
    if labels.shape != candidates.asked.shape[:1]:
        raise ValueError(
            f"asked_labels: expected shape {candidates.asked.shape[:1]}, got {labels.shape}"
        )
    if labels.size and not (labels.min() >= UNLABELLED and labels.max() < k):
        raise ValueError(
            f"asked_labels: expected {UNLABELLED} to {k - 1}, got {labels.min()} to {labels.max()}"
        )


def _check_settings(candidates: Candidates) -> None:
    if not candidates.regularisation > 0.0:
        raise ValueError(f"regularisation: expected above 0, got {candidates.regularisation}")
    for name in ("conformal_threshold", "risk"):
        value = getattr(candidates, name)
        if not 0.0 <= value <= 1.0:
            raise ValueError(f"{name}: expected 0 to 1, got {value}")


def _check_finite(candidates: Candidates) -> None:
    # A sum is finite where all its values are, for values as small as these, and costs no memory.
    # A pool is its own surroundings, and summed once.
    names = ["probabilities", "features", "votes", "novelty", "asked", "recent"]
    arrays = {name: getattr(candidates, name) for name in names}
    if candidates.recent is candidates.features:
        del arrays["recent"]
    with np.errstate(invalid="ignore", over="ignore"):
        sums = {name: float(np.add.reduce(array, axis=None)) for name, array in arrays.items()}
    for name, total in sums.items():
        if not math.isfinite(total):
            raise SelectionError(
                f"{name}: not all values are finite numbers; "
                "check the embedder and the head that they come from"
            )

"""A committee of ridge classifiers: where its members differ, more labels would decide.

Members see the same tracks through other features: the random subspace method (Ho, "The random
subspace method for constructing decision forests", TPAMI 1998). Members made by reweighting
tracks (the bootstrap) disagree about the wrong things early: with one or two tracks a class they
disagree more about what the head has right than about what it has wrong, and only from hundreds
of tracks on are they as good (tests/bench/measure_learning.py).
"""

import math
from dataclasses import dataclass

import numpy as np

from shared.domain import Floats
from shared.learning.calibration import softmax
from shared.learning.dataset import Indices
from shared.learning.ridge import one_hot, row_weights, solve_ridge

SUBSPACE_SHARE = 0.25
"""The share of the features that each member sees."""

SMALLEST_PROBABILITY = 1e-12
"""Probabilities are kept at least this large inside logarithms."""


@dataclass(frozen=True, eq=False, slots=True)
class Committee:
    """m members that see s of the d features each.

    subspaces: (m, s) int64, the features that each member sees, ascending.
    weights: (m, s, k) float32; `features[:, subspaces[i]] @ weights[i]` are member i's scores.
    """

    subspaces: Indices
    weights: Floats

    def __len__(self) -> int:
        return int(self.weights.shape[0])

    def probabilities(self, features: Floats, temperature: float) -> Floats:
        """What each member says: (n, d) float32, unit rows, to (m, n, k) float32."""
        seen = features[:, self.subspaces].transpose(1, 0, 2)
        scores = (seen @ self.weights).astype(np.float64)
        return softmax(scores, temperature).astype(np.float32)


def train_committee(
    features: Floats,
    labels: Indices,
    groups: Indices,
    *,
    classes: int,
    regularisation: float,
    members: int,
    rng: np.random.Generator,
) -> Committee:
    """Fits a ridge classifier on each of `members` random subspaces.

    features: (n, d) float32, unit rows. labels, groups: (n,) int64.
    classes: k, above every label. regularisation: the λ of the head itself.
    """
    dim = features.shape[1]
    size = math.ceil(dim * SUBSPACE_SHARE)
    # What a member sees of a unit row is scaled so that its square is 1 on average: λ then
    # means to a member what it means to the head.
    scale = math.sqrt(dim / size)
    weights = row_weights(labels, groups)
    targets = one_hot(labels, classes)
    subspaces = np.stack([np.sort(rng.permutation(dim)[:size]) for _ in range(members)])
    fitted = np.stack(
        [
            scale
            * solve_ridge(
                features[:, subspace] * np.float32(scale),
                targets,
                weights,
                regularisation=regularisation,
            )
            for subspace in subspaces
        ]
    )
    return Committee(subspaces.astype(np.int64), fitted.astype(np.float32))


def disagreement(member_probabilities: Floats) -> Floats:
    """The Jensen-Shannon divergence of the members' probabilities, as a share of its maximum.

    The entropy of their mean less the mean of their entropies (Lin, "Divergence measures based
    on the Shannon entropy", IEEE Trans. Information Theory 1991), which is the "KL divergence to
    the mean" of query by committee (McCallum & Nigam, ICML 1998).

    member_probabilities: (m, n, k) float32, rows sum to 1. Returns (n,) float32, 0 (all say the
    same) to 1 (all are sure of something else); 0 with one member or one class.
    """
    members, rows, classes = member_probabilities.shape
    scale = disagreement_scale(members=members, classes=classes)
    if scale == 0.0:
        return np.zeros(rows, np.float32)
    divergence = _entropy(member_probabilities.mean(axis=0)) - _entropy(member_probabilities).mean(
        axis=0
    )
    return np.asarray(np.clip(divergence * np.float32(scale), 0.0, 1.0), dtype=np.float32)


def disagreement_scale(*, members: int, classes: int) -> float:
    """One over the largest divergence that so many members can have; 0 where they cannot differ."""
    largest = min(members, classes)
    return 0.0 if largest < 2 else 1.0 / float(np.log(largest))


def _entropy(probabilities: Floats) -> Floats:
    logs = np.log(np.maximum(probabilities, np.float32(SMALLEST_PROBABILITY)))
    return np.asarray(-(probabilities * logs).sum(axis=-1), dtype=np.float32)

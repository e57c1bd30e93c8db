"""How much the members of a committee differ, from the probabilities that each gives.

votes: (m, n, k) float32, rows sum to 1, m and k at least 1. Returns (n,) float32, 0 (all say the
same, or cannot differ) to 1 (as far apart as so many members and classes can be). The mean
divergence is `shared.learning.committee.disagreement`: the head's graph computes it too.
"""

import math

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.selection.uncertainty import entropy


def vote_entropy(votes: Floats) -> Floats:
    """The entropy of the members' first names, over its maximum `log min(m, k)`.

    Dagan & Engelson, "Committee-based sampling for training probabilistic classifiers"
    (ICML 1995).
    """
    members, rows, classes = votes.shape
    most = min(members, classes)
    if most < 2:
        return np.zeros(rows, np.float32)
    shares = _counts(votes).astype(np.float32) / np.float32(members)
    return np.asarray(np.minimum(entropy(shares) * (math.log(classes) / math.log(most)), 1.0), "f4")


def consensus_entropy(votes: Floats) -> Floats:
    """The entropy of the mean of the votes, over its maximum `log k`.

    "Soft vote entropy" in Settles, "Active learning" (Morgan & Claypool, 2012), section 3.4.
    """
    return entropy(votes.mean(axis=0))


def variation_ratio(votes: Floats) -> Floats:
    """The share of members that do not give the commonest first name, over its maximum.

    Freeman, "Elementary applied statistics" (1965). At most `1 - ceil(m / k) / m`.
    """
    members, rows, classes = votes.shape
    most = 1.0 - math.ceil(members / classes) / members
    if most == 0.0:
        return np.zeros(rows, np.float32)
    agreeing = _counts(votes).max(axis=1) / members
    return np.asarray(np.clip((1.0 - agreeing) / most, 0.0, 1.0), np.float32)


def _counts(votes: Floats) -> Indices:
    """(n, k) int64: how many members give each name first."""
    _, rows, classes = votes.shape
    cells = votes.argmax(axis=2) + classes * np.arange(rows)
    return np.bincount(cells.ravel(), minlength=rows * classes).reshape(rows, classes)

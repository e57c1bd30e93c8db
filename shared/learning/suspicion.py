"""Which labels look wrong, by what the head says of a track that it never saw.

After confident learning (Northcutt, Jiang & Chuang, "Confident learning: estimating uncertainty
in dataset labels", Journal of Artificial Intelligence Research 2021): how likely a label is is
compared with the mean of that among the tracks with the same label, so that a class that is hard
to tell is not suspected as a whole; and what is suspected is ranked by how unlikely the label is
("self-confidence"). The paper's own rule, that another class reaches its mean, finds fewer of the
wrong labels here, and more right ones (docs/how-to/labels.md).
"""

from dataclasses import dataclass

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices, TrainingSet
from shared.learning.features import normalise, unit_rows
from shared.learning.judgement import Judgement
from shared.learning.ridge import Doubles

LEAST_SHARE = 0.1
"""A label is suspicious below this share of the mean probability of its class. Higher ones find
more of the wrong labels and suspect more of the right ones (tests/bench/measure_suspicious.py)."""

NEAREST = 3
"""So many tracks are named that look like what is suspicious."""


@dataclass(frozen=True, eq=False, slots=True)
class Suspicions:
    """Judged tracks whose label looks wrong, the worst first; all (m,).

    rows: int64, of the judgement. looks_like: int64, the class that it is taken for.
    probabilities, own_probabilities: float64, of that class and of the label.
    """

    rows: Indices
    looks_like: Indices
    probabilities: Doubles
    own_probabilities: Doubles

    def __len__(self) -> int:
        return int(self.rows.size)


def suspicions(
    labels: Indices, probabilities: Doubles, *, limit: int, share: float = LEAST_SHARE
) -> Suspicions:
    """At most `limit`. labels: (t,) int64. probabilities: (t, k) float64, of tracks left out.

    share: of the mean, 0 to 1.
    """
    if not labels.size:
        nothing, none = np.zeros(0, np.int64), np.zeros(0)
        return Suspicions(nothing, nothing, none, none)
    own = probabilities[np.arange(labels.size), labels]
    means = np.bincount(labels, weights=own) / np.maximum(np.bincount(labels), 1)
    likeliest = probabilities.argmax(axis=1)
    wrong = np.flatnonzero((likeliest != labels) & (own < share * means[labels]))
    rows = wrong[np.argsort(own[wrong], kind="stable")[:limit]]
    return Suspicions(
        rows=rows,
        looks_like=likeliest[rows].astype(np.int64),
        probabilities=probabilities[rows, likeliest[rows]],
        own_probabilities=own[rows],
    )


def nearest_of_class(
    found: Suspicions, judgement: Judgement, training_set: TrainingSet
) -> list[Indices]:
    """For each suspicion the groups of the class that it looks like which look most like it.

    At most NEAREST int64 each, the most similar first, by the cosine of the tracks' mean features.
    """
    pairs, means = _track_means(training_set)
    place = {(int(group), int(label)): row for row, (group, label) in enumerate(pairs.T)}
    nearest: list[Indices] = [np.zeros(0, np.int64)] * len(found)
    for column in np.unique(found.looks_like):
        others = np.flatnonzero(pairs[1] == column)
        theirs = means[others]  # once for all that look like this class
        for at in np.flatnonzero(found.looks_like == column):
            row = found.rows[at]
            group = int(judgement.groups[row])
            cosines = theirs @ means[place[group, int(judgement.labels[row])]]
            order = others[np.argsort(-cosines, kind="stable")]
            nearest[at] = pairs[0][order[pairs[0][order] != group][:NEAREST]]
    return nearest


def _track_means(training_set: TrainingSet) -> tuple[Indices, Floats]:
    """The (group, label) pairs that a camera saw, (2, t), and their mean features, (t, d)."""
    seen = np.flatnonzero(training_set.seen)
    columns = np.stack([training_set.groups[seen], training_set.labels[seen]])
    pairs, unit = np.unique(columns, axis=1, return_inverse=True)
    sums = np.zeros((pairs.shape[1], training_set.dim), np.float32)
    np.add.at(sums, unit.ravel(), normalise(training_set.embeddings[seen]))
    return pairs, unit_rows(sums)

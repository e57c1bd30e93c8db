"""TypiClust: the most typical of each group that nothing was asked about yet.

Hacohen, Dekel & Weinshall, "Active learning on a budget: opposite strategies suit high and low
budgets" (ICML 2022).
"""

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.selection.candidates import Candidates
from shared.selection.chance import Chance
from shared.selection.clusters import Clusters, k_means, nearest
from shared.selection.compression import along, directions_of
from shared.selection.density import density
from shared.selection.diversity import dissimilarity
from shared.selection.ranking import best_new, ranked_batch

NEIGHBOURS = 20
MOST_CLUSTERS = 500
MOST_MEMBERS = 4096
"""Of larger groups so many rows by lot stand for the rest."""

FEWEST_MEMBERS = 5
"""Smaller groups come after all others: they are made of outliers."""


def typicality(candidates: Candidates) -> Floats:
    """In a stream: how typical of what is seen, times how unlike what was asked."""
    dense = density(candidates.features, candidates.recent, neighbours=NEIGHBOURS)
    return np.asarray(dense * dissimilarity(candidates.features, candidates.asked), np.float32)


def typical_batch(candidates: Candidates, count: int, rng: np.random.Generator) -> Indices:
    """In a pool: as many clusters as there will be answers, and of each the most typical.

    Clusters with the fewest rows asked about come first, of those the largest. At most
    MOST_CLUSTERS; typicality is the mean cosine to NEIGHBOURS of the cluster.
    """
    chance, features = Chance.of(candidates, rng), candidates.features
    if not len(candidates) or count < 1:
        return np.zeros(0, np.int64)
    order = chance.shuffled()
    directions = directions_of(features, order)
    small = along(features, directions)
    answers = candidates.asked.shape[0] + count
    clusters = k_means(small, min(answers, MOST_CLUSTERS), order, rng)
    taken = _asked_in(clusters, along(candidates.asked, directions))
    luck = chance.uniform()
    picks: list[int] = []
    for rows in _in_turn(clusters, taken, order):
        if len(picks) == count:
            return np.asarray(picks, np.int64)
        rows = rows[:MOST_MEMBERS]
        typical = density(small[rows], small[rows], neighbours=NEIGHBOURS)
        best = best_new(rows, typical, features=features, picks=picks, luck=luck)
        if best is not None:
            picks.append(best)
    values = density(features, candidates.recent, neighbours=NEIGHBOURS)
    return ranked_batch(values, features, count, rng=rng, picks=picks)


def _asked_in(clusters: Clusters, asked: Floats) -> Indices:
    """(c,) int64: how many of those asked about are in each cluster."""
    return np.bincount(nearest(asked, clusters.centres)[0], minlength=clusters.centres.shape[0])


def _in_turn(clusters: Clusters, taken: Indices, order: Indices) -> list[Indices]:
    """The clusters' rows: those with the fewest asked about first, of those the largest."""
    sizes, members = clusters.sizes(), clusters.members(order)
    turns = np.lexsort((-sizes, taken, sizes < FEWEST_MEMBERS))
    return [members[turn] for turn in turns if sizes[turn]]

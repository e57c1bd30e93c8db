"""Batches by k-means: one question for each group of the pool."""

import math

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.selection.batch import Spread, drawn_batch
from shared.selection.candidates import Candidates
from shared.selection.chance import Chance, content_order
from shared.selection.clusters import k_means, nearest
from shared.selection.compression import along, directions_of
from shared.selection.diversity import dissimilarity
from shared.selection.ranking import best_new, ranked_batch


def centrality(candidates: Candidates) -> Floats:
    """In a stream: the cosine to the nearest centre of what is seen, if nothing like it was asked.

    As many centres as the square root of the rows seen; times the dissimilarity to what was asked.
    """
    recent = candidates.recent
    diverse = dissimilarity(candidates.features, candidates.asked)
    if not recent.shape[0]:
        return diverse
    order = content_order(recent)
    directions = directions_of(recent, order)
    small = along(recent, directions)
    rng = np.random.default_rng(0)  # the same centres for the same surroundings
    clusters = k_means(small, math.isqrt(recent.shape[0]), rng.permutation(order), rng)
    _, cosines = nearest(along(candidates.features, directions), clusters.centres)
    return np.asarray(np.clip(cosines, 0.0, 1.0) * diverse, np.float32)


def k_means_batch(candidates: Candidates, count: int, rng: np.random.Generator) -> Indices:
    """In a pool: as many clusters as questions, and of each the row nearest to its centre.

    The largest clusters first (Zhdanov, "Diverse mini-batch active learning", 2019, unweighted).
    """
    chance, features = Chance.of(candidates, rng), candidates.features
    if not len(candidates) or count < 1:
        return np.zeros(0, np.int64)
    order = chance.shuffled()
    small = along(features, directions_of(features, order))
    clusters = k_means(small, min(count, len(candidates)), order, rng)
    members, luck = clusters.members(order), chance.uniform()
    picks: list[int] = []
    for cluster in np.argsort(-clusters.sizes(), kind="stable"):
        rows = members[cluster]
        central = best_new(rows, clusters.cosines[rows], features=features, picks=picks, luck=luck)
        if central is not None:
            picks.append(central)
    return ranked_batch(clusters.cosines, features, count, rng=rng, picks=picks)


def k_means_plus_plus_batch(
    candidates: Candidates, count: int, rng: np.random.Generator
) -> Indices:
    """In a pool: each row by lot, in proportion to its squared distance to all before and to what
    was asked (Arthur & Vassilvitskii, "k-means++", SODA 2007)."""
    chance, features = Chance.of(candidates, rng), candidates.features
    start = dissimilarity(features, candidates.asked)
    spread = Spread(features, start, chance=chance)
    return drawn_batch(spread, count, chance=chance)

"""k-means on directions: groups of what looks alike, as starts of batches and as cells of a pool.

Spherical k-means (Dhillon & Modha, "Concept decompositions for large sparse text data using
clustering", Machine Learning 2001) from a greedy k-means++ start (Arthur & Vassilvitskii,
SODA 2007), fitted to a sample where there are many rows.
"""

import math
from dataclasses import dataclass

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.learning.features import unit_rows
from shared.learning.ridge import Doubles

SAMPLE_ROWS = 8192
"""Rows to which the centres are fitted."""

SEED_ROWS = 2048
"""Rows of which the first centres are chosen, or four times the clusters where that is more."""

ROUNDS = 8
"""At most so many rounds of Lloyd's algorithm; it mostly stands still before."""

CHUNK_ROWS = 4096

NO_DISTANCE = 1e-6
"""Squared distances below this share of the squared lengths are rounding."""


@dataclass(frozen=True, eq=False, slots=True)
class Clusters:
    """centres: (c, d) float32, unit rows. member_of: (n,) int64, the centre nearest to each row.

    cosines: (n,) float32, of each row to that centre.
    """

    centres: Floats
    member_of: Indices
    cosines: Floats

    def sizes(self) -> Indices:
        """(c,) int64."""
        return np.bincount(self.member_of, minlength=self.centres.shape[0])

    def members(self, order: Indices) -> list[Indices]:
        """The rows of each cluster, as they come in (n,) `order`."""
        by_cluster = order[np.argsort(self.member_of[order], kind="stable")]
        return np.split(by_cluster, np.cumsum(self.sizes())[:-1])


def k_means(features: Floats, clusters: int, order: Indices, rng: np.random.Generator) -> Clusters:
    """At most so many clusters of the rows; fewer where fewer rows differ.

    features: (n, d) float32, n at least 1. clusters: at least 1. order: (n,) int64, all rows by
    lot; the first are the sample, so that one order of the same rows gives the same clusters.
    """
    sample = features[order[: max(SAMPLE_ROWS, 4 * clusters)]]
    seeds = sample[: max(SEED_ROWS, 4 * clusters)]
    centres = unit_rows(seeds[_plus_plus(seeds, clusters, rng)])
    before: Indices | None = None
    for _ in range(ROUNDS):
        member_of, _ = nearest(sample, centres)
        if before is not None and np.array_equal(member_of, before):
            break
        before = member_of
        centres = _means(sample, member_of, centres)
    return Clusters(centres, *nearest(features, centres))


def nearest(features: Floats, centres: Floats) -> tuple[Indices, Floats]:
    """For each row of (n, d) the centre with the highest product, and that product."""
    n = features.shape[0]
    member_of, cosines = np.empty(n, np.int64), np.empty(n, np.float32)
    for start in range(0, n, CHUNK_ROWS):
        products = features[start : start + CHUNK_ROWS] @ centres.T
        part = products.argmax(axis=1)
        member_of[start : start + CHUNK_ROWS] = part
        cosines[start : start + CHUNK_ROWS] = products[np.arange(part.size), part]
    return member_of, cosines


def _plus_plus(sample: Floats, clusters: int, rng: np.random.Generator) -> Indices:
    """Rows drawn one after the other in proportion to their squared distance to those before.

    Of a few draws each time the one that leaves the least distance in all.
    """
    squares = np.square(sample).sum(axis=1)
    trials = 2 + int(math.log(clusters))
    picks = np.zeros(1, np.int64)
    distances = _squared_distances(sample, squares, picks)[:, 0]
    while picks.size < clusters:
        shares = np.cumsum(distances)
        if shares[-1] <= NO_DISTANCE * squares.sum():  # all rows are centres
            break
        drawn = np.searchsorted(shares, rng.random(trials) * shares[-1], side="right")
        drawn = np.minimum(drawn, squares.size - 1)
        left = np.minimum(distances[:, None], _squared_distances(sample, squares, drawn))
        best = int(left.sum(axis=0).argmin())
        distances, picks = left[:, best], np.append(picks, drawn[best])
    return picks


def _squared_distances(sample: Floats, squares: Floats, rows: Indices) -> Doubles:
    """(s, r) float64, of all rows to some."""
    products = sample @ sample[rows].T
    return np.maximum(squares[:, None] + squares[rows] - 2.0 * products.astype(np.float64), 0.0)


def _means(sample: Floats, member_of: Indices, centres: Floats) -> Floats:
    """The directions of the clusters' means; an empty cluster keeps its centre."""
    order = np.argsort(member_of, kind="stable")
    labels, starts = np.unique(member_of[order], return_index=True)
    means = centres.copy()
    means[labels] = np.add.reduceat(sample[order], starts, axis=0)
    return unit_rows(means)

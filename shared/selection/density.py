"""How typical something is of what is seen: an answer about it helps with many others."""

import numpy as np

from shared.domain import Floats
from shared.selection.chance import content_order
from shared.selection.clusters import k_means, nearest
from shared.selection.compression import along, directions_of

NEIGHBOURS = 10
CHUNK_ROWS = 512
"""Candidates compared at a time, which bounds the memory."""

FEW_ROWS = 8192
"""Up to so many rows of what is seen every candidate is compared with all of them."""

CELL_ROWS = 400
"""About so many rows are in each cell, within which they are compared where there are more."""

MOST_IN_CELL = 4 * CELL_ROWS
"""Of larger cells so many rows by lot stand for the rest."""


def density(features: Floats, recent: Floats, *, neighbours: int = NEIGHBOURS) -> Floats:
    """The mean cosine to the nearest of what is seen.

    Information density (Settles & Craven, "An analysis of active learning strategies for
    sequence labeling tasks", EMNLP 2008) over nearest neighbours, as typicality is measured by
    Hacohen, Dekel & Weinshall, "Active learning on a budget" (ICML 2022). Among more than
    FEW_ROWS the neighbours are sought within the cell of the nearest k-means centre, and along
    the leading directions.

    features: (n, d) float32, unit rows. recent: (m, d) float32, unit rows; m may be 0.
        Where the candidates are among them, each is its own first neighbour, which changes no
        ranking.
    neighbours: at least 1; all of `recent` where it has fewer. Raises ValueError for less.
    Returns (n,) float32, 0 (nothing like it was seen) to 1 (seen all the time); 1, which changes
    no ranking, where nothing was seen.
    """
    if neighbours < 1:
        raise ValueError(f"neighbours: expected at least 1, got {neighbours}")
    n, m = features.shape[0], recent.shape[0]
    if m == 0 or n == 0:
        return np.ones(n, np.float32)
    means = (
        _mean_of_nearest(features, recent, neighbours)
        if m <= FEW_ROWS
        else _mean_within_cells(features, recent, neighbours)
    )
    return np.clip(means, 0.0, 1.0).astype(np.float32)


def _mean_of_nearest(features: Floats, recent: Floats, neighbours: int) -> Floats:
    n, m = features.shape[0], recent.shape[0]
    few = min(neighbours, m)
    means = np.empty(n, np.float32)
    for start in range(0, n, CHUNK_ROWS):
        cosines = features[start : start + CHUNK_ROWS] @ recent.T
        top = np.partition(cosines, m - few, axis=1)[:, m - few :]
        means[start : start + CHUNK_ROWS] = top.mean(axis=1)
    return means


def _mean_within_cells(features: Floats, recent: Floats, neighbours: int) -> Floats:
    directions = directions_of(recent, content_order(recent))
    small_recent = along(recent, directions)
    small = small_recent if features is recent else along(features, directions)
    rng = np.random.default_rng(0)  # the same cells for the same surroundings
    order = rng.permutation(content_order(small_recent))
    cells = k_means(small_recent, recent.shape[0] // CELL_ROWS, order, rng)
    own = cells.member_of if features is recent else nearest(small, cells.centres)[0]
    means = np.empty(features.shape[0], np.float32)
    for cell, members in enumerate(cells.members(order)):
        rows = np.flatnonzero(own == cell)
        surroundings = small_recent[members[:MOST_IN_CELL]]
        found = surroundings.shape[0] > 0
        means[rows] = _mean_of_nearest(small[rows], surroundings, neighbours) if found else 0.0
    return means

"""ProbCover: the questions whose answers speak for the most that is seen.

Yehuda, Dekel, Hacohen & Weinshall, "Active learning through a covering lens" (NeurIPS 2022): an
answer is taken to hold within a radius, and each question covers as much as possible that is not
covered yet. The radius comes from the data: within it, neighbours mostly share a cluster.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.learning.ridge import Doubles, Flags
from shared.selection.candidates import Candidates
from shared.selection.chance import Chance, content_order
from shared.selection.clusters import k_means
from shared.selection.compression import along, directions_of
from shared.selection.ranking import is_new, ranked_batch

PURITY = 0.95
"""The share of rows that have nothing of another cluster within the radius."""

FEWEST_CLUSTERS = 10
"""So many clusters stand in for classes while fewer are known."""

SAMPLE_ROWS = 1024
"""Rows from which the radius is taken, and of what is seen that a stream covers."""

CELL_ROWS = 500
FEW_ROWS = 4096
"""Above so many rows, only what is in the same cell is covered, of about CELL_ROWS."""


def coverage(candidates: Candidates) -> Floats:
    """In a stream: the share of what is seen that only this answer would speak for."""
    recent = candidates.recent
    if not recent.shape[0]:
        return np.ones(len(candidates), np.float32)
    seen = recent[content_order(recent)[:: -(-recent.shape[0] // SAMPLE_ROWS)]]
    radius = covering_radius(seen, candidates.classes)
    uncovered = np.ones(seen.shape[0], np.bool_)
    if candidates.asked.shape[0]:
        uncovered = (seen @ candidates.asked.T).max(axis=1) < 1.0 - radius
    near = candidates.features @ seen.T >= 1.0 - radius
    return np.asarray((near & uncovered).mean(axis=1), np.float32)


def covering_radius(sample: Floats, classes: int) -> float:
    """The cosine distance within which PURITY of the rows have only their own cluster.

    sample: (n, d) float32, unit rows. classes: as many clusters, at least FEWEST_CLUSTERS.
    0 where there is but one cluster.
    """
    order = content_order(sample)
    clusters = k_means(sample, max(classes, FEWEST_CLUSTERS), order, np.random.default_rng(0))
    others = clusters.member_of[:, None] != clusters.member_of[None, :]
    nearest_other = np.where(others, 1.0 - sample @ sample.T, np.inf).min(axis=1)
    if not np.isfinite(nearest_other).any():
        return 0.0
    return max(0.0, float(np.quantile(nearest_other, 1.0 - PURITY)))


def covering_batch(candidates: Candidates, count: int, rng: np.random.Generator) -> Indices:
    """In a pool: greedily those within whose radius the most is not covered yet."""
    chance, features = Chance.of(candidates, rng), candidates.features
    if not len(candidates) or count < 1:
        return np.zeros(0, np.int64)
    order = chance.shuffled()
    directions = directions_of(features, order)
    small, asked = along(features, directions), along(candidates.asked, directions)
    radius = covering_radius(small[order[:SAMPLE_ROWS]], candidates.classes)
    n = len(candidates)
    cells = [order]
    if n > FEW_ROWS:
        clusters = k_means(small, n // CELL_ROWS, order, rng).members(order)
        cells = [part for rows in clusters for part in _parts(rows, 2 * CELL_ROWS)]
    balls = _Balls([_Cell.of(rows, small[rows], asked, radius) for rows in cells], n)
    picks = balls.greedy(features, count, chance.uniform())
    return ranked_batch(balls.counts, features, count, rng=rng, picks=picks)


def _parts(rows: Indices, most: int) -> list[Indices]:
    """Parts of at most so many rows."""
    return [rows[start : start + most] for start in range(0, rows.size, most)]


@dataclass(eq=False, slots=True)
class _Cell:
    """rows: (c,), of the pool. near: (c, c), within the radius. uncovered: (c,), shrinks."""

    rows: Indices
    near: Flags
    uncovered: Flags

    @classmethod
    def of(cls, rows: Indices, features: Floats, asked: Floats, radius: float) -> "_Cell":
        near = np.asarray(features @ features.T >= 1.0 - radius)
        near[np.diag_indices(rows.size)] = True
        uncovered = np.ones(rows.size, np.bool_)
        if asked.shape[0]:
            uncovered = (features @ asked.T).max(axis=1) < 1.0 - radius
        return cls(rows, near, uncovered)

    def counts(self) -> Doubles:
        counts = np.count_nonzero(self.near & self.uncovered, axis=1)
        return np.asarray(counts, np.float64)


class _Balls:
    """Greedy set cover. counts: (n,), how much each row would newly cover."""

    def __init__(self, cells: Sequence[_Cell], rows: int) -> None:
        self.counts = np.zeros(rows)
        self._cells = cells
        self._cell_of = np.zeros(rows, np.int64)
        self._place = np.zeros(rows, np.int64)
        for number, cell in enumerate(cells):
            self._cell_of[cell.rows] = number
            self._place[cell.rows] = np.arange(cell.rows.size)
            self.counts[cell.rows] = cell.counts()

    def greedy(self, features: Floats, count: int, luck: Doubles) -> list[int]:
        """Rows while they cover anything new, near-duplicates left out; luck: (n,), for equals."""
        picks: list[int] = []
        left = self.counts > 0.0
        while len(picks) < count and left.any():
            best = np.where(left, self.counts, -1.0)
            equals = np.flatnonzero(best == best.max())
            row = int(equals[luck[equals].argmax()])
            left[row] = False
            if is_new(features, row, picks):
                picks.append(row)
                self._cover(row)
                left &= self.counts > 0.0
        return picks

    def _cover(self, row: int) -> None:
        cell = self._cells[int(self._cell_of[row])]
        cell.uncovered &= ~cell.near[self._place[row]]
        self.counts[cell.rows] = cell.counts()

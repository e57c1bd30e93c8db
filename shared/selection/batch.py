"""Batches: the best candidates first, each unlike those before it.

Greedy and lazy: what is picked can only lower the worth of the rest, so that an earlier worth
bounds a later one, and only candidates at the top of the bounds are compared anew (Minoux,
"Accelerated greedy algorithms for maximizing submodular set functions", 1978). The result is that
of comparing everything with everything.
"""

from collections.abc import Callable

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.learning.ridge import Doubles
from shared.selection.chance import Chance
from shared.selection.ranking import NEAR_DUPLICATE_COSINE, ranked_batch

FIRST_BLOCK = 64
"""So many candidates are compared anew at first; twice as many each time that was too few."""

CHUNK_ROWS = 4096
"""Rows compared at a time, which bounds the memory."""

SMALLEST_WAIT = 1e-12
"""Added to draws from the exponential distribution, so that nothing is divided by 0."""

Distance = Callable[[Floats, Indices, Indices], Floats | Doubles]
"""From cosines (r, p), rows (r,) and picks (p,) to the distances (r, p) between them."""

Keys = Callable[[Doubles, Indices], Doubles]
"""From distances (r,) and their rows (r,) to keys (r,) that do not rise as the distances fall."""


def cosine_distance(cosines: Floats, rows: Indices, picks: Indices) -> Floats:
    """One less the cosine, half the squared Euclidean distance of unit rows; at least 0."""
    return np.asarray(np.maximum(np.float32(1.0) - cosines, np.float32(0.0)))


class Spread:
    """How far each candidate is from all that was picked so far; lives for one selection."""

    def __init__(
        self,
        features: Floats,
        start: Floats | Doubles,
        *,
        chance: Chance,
        distance: Distance = cosine_distance,
    ) -> None:
        """features: (n, d) float32, unit rows. start: (n,), distances before anything is picked.

        chance: decides between equals.
        """
        self.distances = start.astype(np.float64)
        self.picks: list[int] = []
        self.features = features
        self._distance = distance
        self._luck = chance.uniform()
        self._compared = np.zeros(features.shape[0], np.int64)
        self._barred = np.zeros(features.shape[0], np.bool_)

    def pick(self, row: int) -> None:
        """Takes a row: from now on the others keep their distance to it."""
        self.picks.append(row)
        self._barred[row] = True

    def best(self, keys_of: Keys) -> int | None:
        """The row with the highest key that is no near-duplicate of a pick.

        None where only picks and their near-duplicates are left.
        """
        keys = keys_of(self.distances, np.arange(self.distances.size))
        keys[self._barred] = -np.inf
        block = FIRST_BLOCK
        while keys.size:
            equals = np.flatnonzero(keys == keys.max())
            top = int(equals[self._luck[equals].argmax()])
            if keys[top] == -np.inf:
                return None
            if self._compared[top] == len(self.picks):
                return top
            block = min(block, keys.size)
            rows = np.append(np.argpartition(keys, -block)[-block:], top)
            self._renew(rows)
            fresh = keys_of(self.distances[rows], rows)
            keys[rows] = np.where(self._barred[rows], -np.inf, fresh)
            block *= 2
        return None

    def _renew(self, rows: Indices) -> None:
        stale = np.unique(rows[self._compared[rows] < len(self.picks)])
        for start in range(0, stale.size, CHUNK_ROWS):
            self._compare(stale[start : start + CHUNK_ROWS])

    def _compare(self, rows: Indices) -> None:
        picks = np.asarray(self.picks[int(self._compared[rows].min()) :], np.int64)
        cosines = self.features[rows] @ self.features[picks].T
        nearest = self._distance(cosines, rows, picks).min(axis=1)
        self.distances[rows] = np.minimum(self.distances[rows], nearest)
        self._barred[rows] |= cosines.max(axis=1) >= NEAR_DUPLICATE_COSINE
        self._compared[rows] = len(self.picks)


def spread_batch(
    values: Floats | Doubles,
    features: Floats,
    count: int,
    *,
    chance: Chance,
    power: float = 0.0,
    distances: Floats | None = None,
) -> Indices:
    """The rows with the highest value × distance ** power, one after the other.

    The distance of a row is one less its cosine to the nearest row that was chosen before, or
    `distances` where that is less. Near-duplicates of what was chosen come after all others.

    values: (n,) finite; 0 or more where `power` is above 0. features: (n, d) float32, unit rows.
    distances: (n,) float32, 0 to 1, to what was asked before; 1 if None. power: 0 or more.
    Returns min(count, n) distinct rows, best first; the chance decides between equals.
    """
    if power == 0.0:
        return ranked_batch(values, features, count, rng=chance.rng)
    worth = values.astype(np.float64)
    start = np.ones(worth.size) if distances is None else distances
    spread = Spread(features, start, chance=chance)

    def keys_of(distances: Doubles, rows: Indices) -> Doubles:
        return np.asarray(worth[rows] * distances**power)

    return _extended(spread, lambda: keys_of, worth, count, chance=chance)


def drawn_batch(spread: Spread, count: int, *, chance: Chance) -> Indices:
    """Rows drawn one after the other, each in proportion to its distance to those before.

    The row with the highest distance over a draw from the exponential distribution is such a
    draw (the exponential race), which is why the lazy comparison finds it.

    spread: may have picks already. Returns min(count, n) distinct rows, in the order drawn.
    """

    def keys() -> Keys:
        waits = SMALLEST_WAIT - np.log(chance.uniform())
        return lambda distances, rows: np.asarray(distances / waits[rows])

    return _extended(spread, keys, spread.distances, count, chance=chance)


def _extended(
    spread: Spread,
    keys: Callable[[], Keys],
    values: Floats | Doubles,
    count: int,
    *,
    chance: Chance,
) -> Indices:
    """All that the spread picks, with new keys for every pick, and near-duplicates after them."""
    count = min(count, values.size)
    while len(spread.picks) < count:
        best = spread.best(keys())
        if best is None:
            break
        spread.pick(best)
    return ranked_batch(values, spread.features, count, rng=chance.rng, picks=spread.picks)

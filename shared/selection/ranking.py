"""The best first, near-duplicates last."""

from collections.abc import Sequence

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.learning.ridge import Doubles
from shared.selection.chance import Chance, content_order

NEAR_DUPLICATE_COSINE = 0.97
"""From this cosine on two candidates are near-duplicates: one answer does for both.

Measured on photos of clothes and cards and on digits: nearest neighbours that are so alike have
one name; of those above 0.95 one in ten has another.
"""

FIRST_ROWS = 64
"""At least so many of the highest are looked at first; four times as many where those are too few
to choose from."""


def ranked_batch(
    values: Floats | Doubles,
    features: Floats,
    count: int,
    *,
    rng: np.random.Generator,
    picks: Sequence[int] = (),
) -> Indices:
    """The picks, and after them the highest values that are no near-duplicates of those before.

    Near-duplicates come when nothing else is left.

    values: (n,) finite. features: (n, d) float32, unit rows. rng: decides between equals.
    Returns min(count, n) distinct rows, best first.
    """
    count = min(count, values.size)
    found = list(picks)[:count]
    wanted = FIRST_ROWS + 2 * count
    while len(found) < count:
        rows = highest_first(values, features, wanted, rng=rng)
        found = _walked(rows, features, count, list(picks))
        if rows.size == values.size and len(found) < count:
            found += rows[~np.isin(rows, found)][: count - len(found)].tolist()
        wanted *= 4
    return np.asarray(found, np.int64)


def highest_first(
    values: Floats | Doubles, features: Floats, wanted: int, *, rng: np.random.Generator
) -> Indices:
    """At least so many of the highest values, and all that equal the least of them; best first."""
    rows = np.arange(values.size)
    if wanted < values.size:
        least = np.partition(values, values.size - wanted)[values.size - wanted]
        rows = np.flatnonzero(values >= least)
    shown = features if rows.size == values.size else features[rows]
    luck = Chance(content_order(shown), rng).uniform()
    return rows[np.lexsort((luck, -values[rows]))]


def best_new(
    rows: Indices,
    values: Floats | Doubles,
    *,
    features: Floats,
    picks: list[int],
    luck: Doubles,
) -> int | None:
    """Of some rows (r,) the one with the highest value (r,) that is no near-duplicate of a pick.

    features: (n, d) float32, unit rows. luck: (n,) float64, decides between equals.
    """
    for row in rows[np.lexsort((luck[rows], -values))]:
        if is_new(features, int(row), picks):
            return int(row)
    return None


def is_new(features: Floats, row: int, picks: list[int]) -> bool:
    """Whether the row is no near-duplicate of a pick."""
    return not picks or float((features[picks] @ features[row]).max()) < NEAR_DUPLICATE_COSINE


def _walked(rows: Indices, features: Floats, count: int, picks: list[int]) -> list[int]:
    """The picks and what is new among the rows, in their order, until there are so many."""
    taken = set(picks)
    for start in range(0, rows.size, FIRST_ROWS):
        block = rows[start : start + FIRST_ROWS]
        block_rows = features[block]
        alike = block_rows @ block_rows.T >= NEAR_DUPLICATE_COSINE
        barred = np.isin(block, list(taken))
        if picks:
            barred |= (block_rows @ features[picks].T).max(axis=1) >= NEAR_DUPLICATE_COSINE
        for place, row in enumerate(block.tolist()):
            if len(picks) >= count:
                return picks
            if not barred[place]:
                picks.append(row)
                barred |= alike[place]
    return picks

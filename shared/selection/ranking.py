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

FEWEST_AT_ONCE = 16
"""So many are compared with each other at a time, or as many as are missing where that is more."""

LEADING = 256
"""So many of the columns mostly suffice to see that nothing is near-duplicate."""

ROUNDING = 1e-4
"""What the bound from those columns may be wrong by: far above the error of binary32."""


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
    rows: Indices
    if wanted < values.size:
        least = np.partition(values, values.size - wanted)[values.size - wanted]
        rows = (values >= least).nonzero()[0]
    else:
        rows = np.arange(values.size)
    descending: Indices = rows[values[rows].argsort()[::-1]]
    ordered = values[descending]
    if (ordered[1:] != ordered[:-1]).all():
        return descending
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
    if picks:
        rows = rows[~np.isin(rows, picks)]
    start = 0
    while start < rows.size and len(picks) < count:
        block = rows[start : start + max(count - len(picks), FEWEST_AT_ONCE)]
        start += block.size
        if not picks and not _may_be_alike(features, block):
            picks += block[:count].tolist()
            continue
        shown = features[block]
        alike = shown @ shown.T >= NEAR_DUPLICATE_COSINE
        barred = np.zeros(block.size, np.bool_)
        if picks:
            barred = (shown @ features[picks].T).max(axis=1) >= NEAR_DUPLICATE_COSINE
        for place, row in enumerate(block.tolist()):
            if len(picks) < count and not barred[place]:
                picks.append(row)
                barred |= alike[place]
    return picks


def _may_be_alike(features: Floats, rows: Indices) -> bool:
    """Whether any two of the rows may be near-duplicates, from their leading columns.

    By Cauchy and Schwarz a cosine is at most what these columns give and the product of the lengths
    that are left to the others.
    """
    leading = features[:, :LEADING][rows]
    # Of a matrix by its own transpose numpy makes a symmetric product, which is slower when small.
    most = leading @ leading.copy().T
    left = np.sqrt(np.maximum(1.0 - most.diagonal(), 0.0))
    most += left[:, None] * left
    return int(np.count_nonzero(most >= NEAR_DUPLICATE_COSINE - ROUNDING)) > rows.size

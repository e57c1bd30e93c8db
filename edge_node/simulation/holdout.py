"""Which objects are asked about and which are only tested on. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from edge_node.simulation.objects import Flags
from edge_node.simulation.picture import Part
from shared.errors import UsageError
from shared.learning.dataset import Indices


@dataclass(frozen=True, eq=False, slots=True)
class Split:
    """Indices of objects, ascending: to be asked about, and to be tested on."""

    pool: Indices
    test: Indices


def split(
    labels: Indices,
    sessions: Indices,
    parts: Sequence[Part],
    copied: Flags,
    *,
    test_share: float,
    rng: np.random.Generator,
) -> Split:
    """The test objects that the data names; where it names none, a share of each class by chance.

    labels, sessions: (n,) int64. copied: (n,) bool, objects that are in the data more than once:
    they are never tested on. test_share: above 0 and below 1. A session, and so what is seen in
    it, is tested on as a whole. What is of a class that is not in the pool is not tested on: no
    answer could ever name it. Raises UsageError if nothing is left to ask about or to test on.
    """
    named = np.array([part == "test" for part in parts])
    if not named.any():
        named = _drawn(labels, sessions, copied, test_share=test_share, rng=rng)
    pool = np.flatnonzero(~named)
    test = np.flatnonzero(named & ~copied & np.isin(labels, labels[pool]))
    if not pool.size:
        raise UsageError(
            "everything is in a test folder: expected a train folder beside it, to ask about"
        )
    if np.unique(labels[pool]).size < 2:
        raise UsageError("there are no two classes to tell apart; expected objects of at least two")
    if not test.size:
        raise UsageError(
            "no object is left to test on; expected at least one class with two objects, "
            "or a test folder with objects of the same classes"
        )
    return Split(pool, test)


def _drawn(
    labels: Indices,
    sessions: Indices,
    copied: Flags,
    *,
    test_share: float,
    rng: np.random.Generator,
) -> Flags:
    """Of the sessions of each class, the share at random, but never all of a class.

    A session counts for the rarest of its classes. One with a copied object is never drawn.
    """
    rarity = np.bincount(labels)
    order = np.lexsort((labels, rarity[labels], sessions))
    numbers, first = np.unique(sessions[order], return_index=True)
    strata = labels[order[first]]
    free = ~np.isin(numbers, sessions[copied])
    drawn: list[Indices] = []
    for stratum in np.unique(strata):
        total = int(np.sum(strata == stratum))
        candidates = numbers[(strata == stratum) & free]
        count = max(1, round(test_share * total)) if total > 1 else 0
        drawn.append(rng.permutation(candidates)[: min(count, total - 1)])
    return np.isin(sessions, np.concatenate(drawn))

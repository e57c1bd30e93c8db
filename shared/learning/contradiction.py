"""Whether the latest answers contradict what all others say. Pure.

A head that never learned a track says how likely the name is that a person gave to it. A wrong name
is any but the right one: by chance it is as likely as the head thinks all others to be, in equal
parts. How much likelier the given names are if a share of them is wrong than if next to none are is
what tells best whether they are (Neyman & Pearson, "On the problem of the most efficient tests of
statistical hypotheses", 1933). The latest answers are compared by that with all others, which were
asked for in the same way: what is hard to name is so in both.
"""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from shared.learning.ridge import Doubles

ORDINARY_WRONG = 0.02
"""This share of answers is wrong wherever people answer."""

POISONED_WRONG = 0.3
"""What is looked for: this share of the latest answers is wrong."""

LEAST_OTHERS = 30
"""With fewer other answers there is nothing that the latest could contradict."""

LEAST_LATEST = 10
SMALLEST = 1e-300
_SHARES = np.linspace(0.0, 0.99, 100)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """latest: how many answers were looked at; 0 where there was too little to look at.

    distance: by how many standard errors they are less likely than all others. wrong_share: how
    many of them seem to be wrong, and the same of all others. ids: so many of the latest, the
    unlikeliest first.
    """

    latest: int = 0
    distance: float = 0.0
    wrong_share: float = 0.0
    others_wrong_share: float = 0.0
    ids: tuple[str, ...] = ()

    @classmethod
    def of(cls, others: Doubles, latest: Doubles, ids: tuple[str, ...], *, classes: int) -> Self:
        """others, latest: (t,), (u,) float64, how likely the given names are by a head that did not
        learn them. ids: u, of the latest. classes: how many names there are."""
        if others.size < LEAST_OTHERS or latest.size < LEAST_LATEST or classes < 2:
            return cls()
        among, found = _suspicion(others, classes), _suspicion(latest, classes)
        error = float(among.std(ddof=1)) * math.sqrt(1.0 / others.size + 1.0 / latest.size)
        share = wrong_share(latest, classes)
        order = np.argsort(latest, kind="stable")[: round(share * latest.size)]
        return cls(
            latest=int(latest.size),
            distance=(float(found.mean()) - float(among.mean())) / max(error, 1e-9),
            wrong_share=share,
            others_wrong_share=wrong_share(others, classes),
            ids=tuple(ids[at] for at in order),
        )


def wrong_share(likely: Doubles, classes: int) -> float:
    """The share of wrong names that makes the given ones likeliest, to a hundredth.

    likely: (t,) float64, how likely each given name is if it is right.
    """
    if not likely.size:
        return 0.0
    mixed = _mixed(likely, _SHARES[:, None], classes)
    return float(_SHARES[np.log(np.maximum(mixed, SMALLEST)).sum(axis=1).argmax()])


def _suspicion(likely: Doubles, classes: int) -> Doubles:
    """The logarithm of how much likelier each given name is among poisoned answers."""
    poisoned, ordinary = (
        np.maximum(_mixed(likely, share, classes), SMALLEST)
        for share in (POISONED_WRONG, ORDINARY_WRONG)
    )
    return np.asarray(np.log(poisoned) - np.log(ordinary))


def _mixed(likely: Doubles, wrong: float | Doubles, classes: int) -> Doubles:
    """How likely the given names are where a share of all is wrong."""
    return np.asarray((1.0 - wrong) * likely + wrong * (1.0 - likely) / (classes - 1))

"""Whether the latest answers contradict what all others say. Pure.

A head that left a track out says how likely the name is that the track was given. Of older answers
a known share looks unlikely; if far more of the latest do, they are about something else than the
others: a batch of wrong names, whoever gave it.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from shared.learning.ridge import Doubles
from shared.learning.sign_test import binomial_tail

UNLIKELY_SHARE = 0.05
"""So many of the older answers look unlikely, by definition."""

LEAST_OLDER = 30
"""With fewer older answers there is nothing that the latest could contradict."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """latest: how many answers were looked at. unlikely: how many of them look unlikely.

    ids: the unlikely ones, the unlikeliest first.
    """

    latest: int = 0
    unlikely: int = 0
    ids: tuple[str, ...] = ()

    @classmethod
    def of(cls, older: Doubles, latest: Doubles, ids: tuple[str, ...]) -> Self:
        """older, latest: (t,), (u,) float64, how likely the given names are; ids: of the latest."""
        if older.size < LEAST_OLDER or not latest.size:
            return cls()
        threshold = np.quantile(older, UNLIKELY_SHARE)
        order = np.argsort(latest, kind="stable")
        unlikely = [ids[at] for at in order if latest[at] < threshold]
        return cls(int(latest.size), len(unlikely), tuple(unlikely))

    def chance(self, *, ordinary_share: float) -> float:
        """How likely so many are if `ordinary_share` of ordinary answers looks unlikely."""
        return binomial_tail(self.unlikely, self.latest, ordinary_share)

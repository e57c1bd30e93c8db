"""What was timed, in memory that does not grow with it: the memory of the app is measured too."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

_BIN_MS = 0.1
_BINS = 20_000


@dataclass(frozen=True, slots=True)
class Took:
    """wall_ms: as the person waits. computing_ms: of that, by the window's own thread; the rest
    went to other threads and other programs."""

    wall_ms: float
    computing_ms: float


class Pulses:
    """Very many times, of which only the longest and how they are spread are of interest.

    They are counted in bins of a tenth of a millisecond, the last of which has all from two seconds
    on.
    """

    def __init__(self) -> None:
        self._walls, self._computing = np.zeros(_BINS, np.int64), np.zeros(_BINS, np.int64)
        self.longest_computing_ms = 0.0

    @classmethod
    def of(cls, times: Iterable[Took]) -> Self:
        made = cls()
        for took in times:
            made.add(took)
        return made

    def add(self, took: Took) -> None:
        self._walls[min(int(took.wall_ms / _BIN_MS), _BINS - 1)] += 1
        self._computing[min(int(took.computing_ms / _BIN_MS), _BINS - 1)] += 1
        self.longest_computing_ms = max(self.longest_computing_ms, took.computing_ms)

    def __len__(self) -> int:
        return int(self._walls.sum())

    def share_over(self, computing_ms: float) -> float:
        """Of those that took longer by computing, to a tenth of a millisecond; 0 to 1. There is at
        least one."""
        return float(self._computing[round(computing_ms / _BIN_MS) :].sum() / len(self))

    def wall_quantile_ms(self, share: float) -> float:
        """By the clock, to a tenth of a millisecond; share 0 for the least and 1 for the longest.
        There is at least one."""
        return _quantile_ms(self._walls, share)

    def computing_quantile_ms(self, share: float) -> float:
        """The same by computing."""
        return _quantile_ms(self._computing, share)


def _quantile_ms(counts: npt.NDArray[np.int64], share: float) -> float:
    upto = np.cumsum(counts)
    return _BIN_MS * float(np.searchsorted(upto, max(1, share * upto[-1])))

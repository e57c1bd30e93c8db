"""Shares of a count, with how sure they are."""

import math
from typing import NamedTuple

Z_95 = 1.959963984540054
"""The two-sided 95 % point of the standard normal distribution."""


class Share(NamedTuple):
    """`hits` of `total`, as a share from 0 to 1 with its 95 % interval."""

    hits: int
    total: int
    value: float
    low: float
    high: float


def wilson(hits: int, total: int) -> Share:
    """The share with its 95 % score interval (Wilson, JASA 1927).

    Raises ValueError unless 0 <= hits <= total and total is at least 1.
    """
    if total < 1 or not 0 <= hits <= total:
        raise ValueError(f"share: expected 0 <= hits <= total >= 1, got {hits} of {total}")
    value = hits / total
    shrink = 1.0 / (1.0 + Z_95**2 / total)
    middle = (value + Z_95**2 / (2 * total)) * shrink
    half = Z_95 * shrink * math.sqrt(value * (1 - value) / total + Z_95**2 / (4 * total**2))
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    high = 1.0 if hits == total else min(1.0, middle + half)
    return Share(hits, total, value, low, high)

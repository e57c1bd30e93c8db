"""Whether one way of fitting is better than another, judged by the same tracks left out of both."""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from shared.learning.committee import SMALLEST_PROBABILITY
from shared.learning.judgement import Judgement
from shared.learning.ridge import Doubles

LEAST_TRACKS = 8
"""With fewer tracks to judge by it would be chance that decides."""

SURE_ERRORS = 1.0
"""The gain has to be above so many of its standard errors."""

LEAST_GAIN = 1e-6
"""Less is what sums in another order differ by: all tracks by as little, so that it looks sure."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes from one fit to another.

    tracks: how many were judged. gain: by how much they are better, on average, and `error` its
        standard error. Both are 0 with fewer than two tracks.
    more_right: how many tracks more are named rightly.
    """

    tracks: int
    gain: float
    error: float
    more_right: int

    @classmethod
    def of(cls, plain: Judgement, other: Judgement) -> Self:
        """Both of the same tracks in the same order, each at its own temperature.

        What gains is the logarithm of the true class's probability (the logarithmic score: Good,
        "Rational decisions", Journal of the Royal Statistical Society B, 1952).
        """
        more_right = int(np.sum(other.right)) - int(np.sum(plain.right))
        return cls.of_gains(_scores(other) - _scores(plain), more_right=more_right)

    @classmethod
    def of_gains(cls, gains: Doubles, *, more_right: int) -> Self:
        """gains: (t,) float64, by how much each track is better, in any one unit."""
        tracks = int(gains.size)
        if tracks < 2:
            return cls(tracks, 0.0, 0.0, more_right)
        error = float(gains.std(ddof=1)) / math.sqrt(tracks)
        return cls(tracks, float(gains.mean()), error, more_right)

    @property
    def is_better(self) -> bool:
        """There were enough tracks, the gain is no chance, and no track more is named wrongly."""
        sure = self.gain > max(LEAST_GAIN, SURE_ERRORS * self.error)
        return sure and self.tracks >= LEAST_TRACKS and self.more_right >= 0


def _scores(judgement: Judgement) -> Doubles:
    return np.asarray(np.log(np.maximum(judgement.true_probabilities, SMALLEST_PROBABILITY)))

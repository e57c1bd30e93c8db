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


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes from one fit to another.

    tracks: how many were judged. gain: by how much the logarithm of a track's true class's
        probability rises, on average (the logarithmic score: Good, "Rational decisions", Journal
        of the Royal Statistical Society B, 1952); its standard error is `error`. Both are 0 with
        fewer than two tracks.
    more_right: how many tracks more are named rightly.
    """

    tracks: int
    gain: float
    error: float
    more_right: int

    @classmethod
    def of(cls, plain: Judgement, other: Judgement) -> Self:
        """Both of the same tracks in the same order, each at its own temperature."""
        gains = _scores(other) - _scores(plain)
        tracks = int(gains.size)
        return cls(
            tracks=tracks,
            gain=float(gains.mean()) if tracks > 1 else 0.0,
            error=float(gains.std(ddof=1)) / math.sqrt(tracks) if tracks > 1 else 0.0,
            more_right=int(np.sum(other.right)) - int(np.sum(plain.right)),
        )

    @property
    def is_better(self) -> bool:
        """There were enough tracks, the gain is no chance, and no track more is named wrongly."""
        sure = self.tracks >= LEAST_TRACKS and self.gain > SURE_ERRORS * self.error
        return sure and self.more_right >= 0


def _scores(judgement: Judgement) -> Doubles:
    return np.asarray(np.log(np.maximum(judgement.true_probabilities, SMALLEST_PROBABILITY)))

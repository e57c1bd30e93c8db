"""Whether one way of fitting is better than another, judged by the same tracks left out of both."""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from shared.learning.judgement import TrackIndex
from shared.learning.ridge import Doubles, Flags

LEAST_TRACKS = 8
"""With fewer tracks to judge by it would be chance that decides."""

SURE_ERRORS = 1.0
"""The gain has to be above so many of its standard errors."""


@dataclass(frozen=True, eq=False, slots=True)
class LeftOutTracks:
    """What a fit says of tracks that it did not see: (t,) each, in the order of a TrackIndex.

    errors: float64, the squared errors of a track's mean scores. right: whether it is named
    rightly.
    """

    errors: Doubles
    right: Flags

    @classmethod
    def of(cls, index: TrackIndex, left_out: Doubles) -> Self:
        """left_out: (n, k) float64, the scores of all rows."""
        scores = index.mean(left_out[index.judged])
        targets = np.eye(scores.shape[1])[index.labels]
        return cls(
            errors=np.square(scores - targets).sum(axis=1),
            right=scores.argmax(axis=1) == index.labels,
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes from one fit to another.

    tracks: how many were judged. gain: by how much the squared error of a track falls, on
        average; its standard error is `error`. Both are 0 with fewer than two tracks.
    more_right: how many tracks more are named rightly.
    """

    tracks: int
    gain: float
    error: float
    more_right: int

    @classmethod
    def of(cls, plain: LeftOutTracks, other: LeftOutTracks) -> Self:
        """Both of the same tracks in the same order."""
        gains = plain.errors - other.errors
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

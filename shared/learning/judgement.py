"""What the head would have said of each labelled track, had it never seen that track.

A track is judged by leaving it out. A class with one track cannot be judged so: left out, the
class is unknown, and every answer would be wrong. Such tracks take no part in accuracy,
temperature, conformal threshold or known scores; all of these speak of classes with at least two
tracks.

Where several sessions were labelled, a track is judged without its whole session: the views of one
session share light and background, and an object that was lost and found again is there in several
tracks, near-copies of each other (docs/novelty.md).
"""

from dataclasses import dataclass

import numpy as np

from shared.domain import Floats
from shared.learning.calibration import class_shifts, fit_temperature, softmax
from shared.learning.dataset import Indices
from shared.learning.intervals import Share, wilson
from shared.learning.ridge import Doubles, Flags

LEAST_SESSIONS = 3
"""With fewer sessions, one less would leave too little to learn from."""

LARGEST_SESSION = 0.5
"""A session with more than this share of all tracks is never left out whole."""


@dataclass(frozen=True, eq=False, slots=True)
class TrackIndex:
    """Which rows are judged, and together as which track.

    judged: (n,) bool. unit: (r,) int64, the track of each judged row, 0 to t - 1.
    labels, groups: (t,) int64, the class of each judged track and which track it is. A track
    whose views have several labels counts once for each of them.
    """

    judged: Flags
    unit: Indices
    labels: Indices
    groups: Indices

    def __len__(self) -> int:
        return int(self.labels.size)

    @classmethod
    def of(cls, labels: Indices, groups: Indices, *, seen: Flags | None = None) -> "TrackIndex":
        """labels, groups: (n,) int64. seen: (n,) bool, rows that may be judged; all if None."""
        counted = np.ones(labels.size, np.bool_) if seen is None else seen
        pairs, unit = np.unique(np.stack([groups, labels]), axis=1, return_inverse=True)
        seen_units = np.bincount(unit.ravel(), weights=counted, minlength=pairs.shape[1]) > 0
        tracks = np.bincount(pairs[1], weights=seen_units)
        judged = np.asarray((tracks[labels] > 1) & counted)
        kept, compact = np.unique(unit.ravel()[judged], return_inverse=True)
        return cls(judged, compact.astype(np.int64), pairs[1][kept], pairs[0][kept])

    def row_shares(self) -> Doubles:
        """(r,) float64: one over the number of its track's judged rows, for each judged row."""
        return np.asarray(1.0 / np.bincount(self.unit, minlength=len(self))[self.unit])

    def mean(self, values: Doubles) -> Doubles:
        """Values of the judged rows, (r, ...) float64, averaged by track to (t, ...)."""
        sums = np.zeros((len(self), *values.shape[1:]))
        shares = self.row_shares().reshape(-1, *([1] * (values.ndim - 1)))
        np.add.at(sums, self.unit, values * shares)
        return sums


def left_out_together(labels: Indices, groups: Indices, sessions: Indices) -> Indices | None:
    """What to leave out together to judge each row; None where every track is left out alone.

    A session is left out whole if it holds at least two classes and at most LARGEST_SESSION of the
    tracks, and if there are at least LEAST_SESSIONS with two classes. Tracks of a class that no
    other session has stay behind, and are left out by themselves: without them the class would be
    unknown, and what is judged would have one rival fewer than it will have.

    labels, groups, sessions: (n,) int64; a track is of one session. Returns (n,) int64.
    """
    classes_of = np.unique(np.stack([sessions, labels]), axis=1)
    tracks_of = np.unique(np.stack([sessions, groups]), axis=1)[0]
    numbers, session = np.unique(sessions, return_inverse=True)
    mixed = np.bincount(np.searchsorted(numbers, classes_of[0]), minlength=numbers.size) > 1
    if int(mixed.sum()) < LEAST_SESSIONS:
        return None
    shares = np.bincount(np.searchsorted(numbers, tracks_of)) / tracks_of.size
    whole = mixed & (shares <= LARGEST_SESSION)
    elsewhere = np.bincount(classes_of[1])[labels] > 1
    with_session = whole[session] & elsewhere
    if not with_session.any():
        return None
    track = np.unique(groups, return_inverse=True)[1]
    return np.asarray(np.where(with_session, track.max() + 1 + session, track), np.int64)


@dataclass(frozen=True, eq=False, slots=True)
class Judgement:
    """The judged tracks when left out, each by the mean over its views.

    temperature: above 0. class_shifts: (k,) float64. labels, groups: (t,) int64, the true classes,
    and which tracks these are.
    probabilities: (t, k) float64; true_probabilities: (t,), those of the true classes.
    top_scores: (t,) float64, how familiar the tracks are.
    """

    temperature: float
    class_shifts: Doubles
    labels: Indices
    groups: Indices
    probabilities: Doubles
    true_probabilities: Doubles
    top_scores: Doubles

    @classmethod
    def of(
        cls, index: TrackIndex, labels: Indices, left_out: Doubles, familiarity: Floats
    ) -> "Judgement":
        """labels: (n,). left_out: (n, k), scores; familiarity: (n,), what is added to the best."""
        scores = left_out[index.judged]
        shares, predicted = index.row_shares(), scores.argmax(axis=1)
        temperature = fit_temperature(scores, labels[index.judged], shares)
        probabilities = index.mean(softmax(scores, temperature))
        tops = scores.max(axis=1) + familiarity[index.judged]
        shifts = class_shifts(tops, predicted, shares, classes=scores.shape[1])
        return cls(
            temperature=temperature,
            class_shifts=shifts,
            labels=index.labels,
            groups=index.groups,
            probabilities=probabilities,
            true_probabilities=probabilities[np.arange(len(index)), index.labels],
            top_scores=index.mean(tops - shifts[predicted]),
        )

    @property
    def right(self) -> Flags:
        """(t,) bool: whether each track is named rightly."""
        return np.asarray(self.probabilities.argmax(axis=1) == self.labels)

    @property
    def accuracy(self) -> Share | None:
        """How many tracks are named rightly; None where none was judged."""
        return _share(self.right)

    @property
    def class_accuracies(self) -> tuple[Share | None, ...]:
        """The same of each class."""
        return tuple(
            _share(self.right[self.labels == column])
            for column in range(self.probabilities.shape[1])
        )


def _share(right: Flags) -> Share | None:
    return wilson(int(np.sum(right)), right.size) if right.size else None

"""How much something looks like anything that was taught, beside what the classifier says.

Two statistics of the labelled features see what a class score does not. The *residual* is the part
of a feature that nothing labelled has: the length of what is left of `x - mean` when the
directions in which labelled things differ are taken out, each as far as it stands above the noise.
The *relative distance* is the squared Mahalanobis distance to the mean of everything less that to
the nearest class mean (Ren, Fort, Liu, Roy, Padhy & Lakshminarayanan, "A simple fix to Mahalanobis
distance for improving near-OOD detection", 2021). A class
score and statistics of the feature itself see different unknowns, so that their sum sees both:
Wang, Li, Feng & Zhang, "ViM: out-of-distribution with virtual-logit matching" (CVPR 2022). The
weights of the sum are one choice on a flat top (docs/novelty.md).

Everything here counts tracks, by their mean feature: a track whose views have several names counts
once for each name.
"""

from dataclasses import dataclass, replace

import numpy as np

from shared.domain import Floats
from shared.learning.covariance import Covariance, covariance_of
from shared.learning.dataset import Indices
from shared.learning.ridge import Doubles, Flags

RESIDUAL_WEIGHT = 2.0
"""What a residual of 1 takes from the best ridge score."""

DISTANCE_WEIGHT = 0.02
"""What a relative distance of 1 adds to it."""

NOISE_SHARE = 0.3
"""The noise's variance, as a share of the mean variance of the principal directions."""

NOISE_DIRECTIONS = 256
"""Over how many directions, at most, that mean is taken."""

SMALLEST_NOISE = 1e-4

FOLDS = 5
"""In so many parts the tracks are left out of the statistics."""


@dataclass(frozen=True, eq=False, slots=True)
class Familiarity:
    """The statistics in the form in which a row needs three products of matrices and few sums.

    centre: (d,) float32, the mean of all tracks.
    common: (d, r) float32; `x @ common` is what is not residual of a centred row, r at least 1.
    spread: (d, s) float32, the same by the covariance within classes.
    directions: (d, k), offsets: (k,) float32: of the class means in that covariance; the offset
        of a class without tracks is infinite.
    class_shifts: (k,) float32, what is taken off the top score for the likeliest class.
    noise: above 0, the variance of everything else.
    """

    centre: Floats
    common: Floats
    spread: Floats
    directions: Floats
    offsets: Floats
    class_shifts: Floats
    noise: float

    @property
    def distance_scale(self) -> float:
        """What turns differences of squared lengths into the distance's part of the sum."""
        return DISTANCE_WEIGHT / self.noise

    def top_scores(self, features: Floats, scores: Floats) -> Floats:
        """How familiar each row is, (n,) float32. (n, d) unit rows; (n, k) ridge scores."""
        shifts = self.class_shifts[scores.argmax(axis=1)]
        return np.asarray(scores.max(axis=1) + self.of(features) - shifts, np.float32)

    def of(self, features: Floats) -> Floats:
        """What to add to the best ridge score. (n, d) float32, unit rows, to (n,) float32."""
        rows = features - self.centre
        explained = np.square(rows @ self.common).sum(axis=1)
        residual = np.sqrt(np.maximum(np.square(rows).sum(axis=1) - explained, np.float32(0)))
        nearest = (rows @ self.directions - self.offsets).max(axis=1)
        distance = np.square(rows @ self.spread).sum(axis=1) - explained + nearest
        return np.asarray(
            np.float32(self.distance_scale) * distance - np.float32(RESIDUAL_WEIGHT) * residual,
            dtype=np.float32,
        )

    def shifted(self, class_shifts: Doubles) -> "Familiarity":
        """The same with other class shifts, (k,)."""
        return replace(self, class_shifts=class_shifts.astype(np.float32))


@dataclass(frozen=True, eq=False, slots=True)
class LearnedFamiliarity:
    """The statistics of all tracks, and those made without a part of the tracks.

    left_out: (n,) float32, what the statistics without a row's part add to its left-out score.
    part: (n,) int64, in which part each row is left out, 0 to the number of `parts` - 1.
    Class shifts are 0 in all of them.
    """

    whole: Familiarity
    parts: tuple[Familiarity, ...]
    left_out: Floats
    part: Indices


def learn_familiarity(
    features: Floats,
    labels: Indices,
    groups: Indices,
    *,
    classes: int,
    apart: Indices | None = None,
) -> LearnedFamiliarity:
    """The statistics, and what they say of each row when made without the row's track.

    The tracks are left out in parts, of every class in turn: what a class's only track is told is
    that of a class unknown. The noise stays that of all tracks. A closed form would leave out one
    track, but from directions that the track itself had a part in; where tracks are about as many
    as directions, what was taught would then look too familiar (docs/novelty.md).

    features: (n, d) float32, unit rows. labels, groups: (n,) int64. Every class has a row.
    apart: (n,) int64, the rows to leave out together; a track is all in one. By track if None.
    """
    tracks = _Tracks.of(features, labels, groups, groups if apart is None else apart)
    noise = tracks.noise()
    whole = _Statistics.of(tracks, classes, noise=noise)
    part = tracks.parts()
    row_part = part[tracks.unit_of]
    left_out, parts = np.zeros(labels.size, np.float32), []
    for number in range(int(part.max()) + 1):
        rows = row_part == number
        kept = tracks.where(part != number)
        statistics = whole if not len(kept) else _Statistics.of(kept, classes, noise, whole)
        parts.append(statistics.familiarity)
        left_out[rows] = statistics.familiarity.of(features[rows])
    return LearnedFamiliarity(whole.familiarity, tuple(parts), left_out, row_part)


@dataclass(frozen=True, eq=False, slots=True)
class _Tracks:
    """features: (t, d), the mean of each track; labels: (t,); unit_of: (n,), each row's track.

    A track whose views are called differently is one for each name.
    apart: (t,), what is left out together.
    """

    features: Doubles
    labels: Indices
    apart: Indices
    unit_of: Indices

    def __len__(self) -> int:
        return int(self.labels.size)

    @classmethod
    def of(cls, features: Floats, labels: Indices, groups: Indices, apart: Indices) -> "_Tracks":
        pairs, first, unit = np.unique(
            np.stack([groups, labels]), axis=1, return_index=True, return_inverse=True
        )
        unit_of = unit.ravel()
        means = _means(features.astype(np.float64), unit_of, pairs.shape[1])
        return cls(means, pairs[1], apart[first], unit_of)

    def where(self, kept: Flags) -> "_Tracks":
        return _Tracks(self.features[kept], self.labels[kept], self.apart[kept], self.unit_of)

    def parts(self) -> Indices:
        """(t,): in which part each track is left out, under all of its names; large sessions in
        different ones, and tracks of one class."""
        _, first, unit_of, sizes = np.unique(
            self.apart, return_index=True, return_inverse=True, return_counts=True
        )
        part = np.empty(sizes.size, np.int64)
        order = np.lexsort((self.labels[first], -sizes))
        part[order] = np.arange(sizes.size) % min(FOLDS, sizes.size)
        return np.asarray(part[unit_of])

    def noise(self) -> float:
        freedom = max(len(self) - 1, 1)
        directions = min(freedom, NOISE_DIRECTIONS, self.features.shape[1])
        scatter = float(np.square(self.features - self.features.mean(axis=0)).sum())
        return float(max(NOISE_SHARE * scatter / freedom / directions, SMALLEST_NOISE))


@dataclass(frozen=True, eq=False, slots=True)
class _Statistics:
    familiarity: Familiarity
    common: Covariance
    spread: Covariance

    @classmethod
    def of(
        cls, tracks: _Tracks, classes: int, noise: float, start: "_Statistics | None" = None
    ) -> "_Statistics":
        present = np.bincount(tracks.labels, minlength=classes) > 0
        class_means = _means(tracks.features, tracks.labels, classes)
        centre = tracks.features.mean(axis=0)
        common = covariance_of(
            tracks.features - centre,
            freedom=len(tracks) - 1,
            noise=noise,
            start=None if start is None else start.common,
        )
        spread = covariance_of(
            tracks.features - class_means[tracks.labels],
            freedom=len(tracks) - int(present.sum()),
            noise=noise,
            start=None if start is None else start.spread,
        )
        means = (class_means - centre) * present[:, None]
        inner = means @ spread.whitening
        offsets = np.square(means).sum(axis=1) - np.square(inner).sum(axis=1)
        familiarity = Familiarity(
            centre=centre.astype(np.float32),
            common=common.whitening.astype(np.float32),
            spread=spread.whitening.astype(np.float32),
            directions=np.ascontiguousarray(
                2.0 * (means - inner @ spread.whitening.T).T, np.float32
            ),
            offsets=np.where(present, offsets, np.inf).astype(np.float32),
            class_shifts=np.zeros(classes, np.float32),
            noise=noise,
        )
        return cls(familiarity, common, spread)


def _means(rows: Doubles, unit: Indices, units: int) -> Doubles:
    """Of the rows of each unit; 0 for one without rows."""
    counts = np.bincount(unit, minlength=units)
    present = np.flatnonzero(counts)
    starts = (np.cumsum(counts) - counts)[present]
    sums = np.zeros((units, rows.shape[1]))
    sums[present] = np.add.reduceat(rows[np.argsort(unit, kind="stable")], starts)
    return np.asarray(sums / np.maximum(counts, 1)[:, None])

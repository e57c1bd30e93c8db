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

from dataclasses import dataclass

import numpy as np

from shared.domain import Floats
from shared.learning.covariance import Covariance, Removal
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


@dataclass(frozen=True, eq=False, slots=True)
class Familiarity:
    """The statistics in the form in which a row needs three products of matrices and few sums.

    centre: (d,) float32, the mean of all tracks.
    common: (d, r) float32; `x @ common` is what is not residual of a centred row, r at least 1.
    spread: (d, s) float32, the same by the covariance within classes.
    directions: (d, k), offsets: (k,) float32: of the class means in that covariance.
    noise: above 0, the variance of everything else.
    """

    centre: Floats
    common: Floats
    spread: Floats
    directions: Floats
    offsets: Floats
    noise: float

    @property
    def distance_scale(self) -> float:
        """What turns differences of squared lengths into the distance's part of the sum."""
        return DISTANCE_WEIGHT / self.noise

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


def learn_familiarity(
    features: Floats, labels: Indices, groups: Indices, *, classes: int, judged: Flags
) -> tuple[Familiarity, Doubles]:
    """The statistics, and what they would say of the judged rows without the row's track.

    A track leaves the means and covariances; the noise and the principal directions stay those
    of all tracks.

    features: (n, d) float32, unit rows. labels, groups: (n,) int64. Every class has a row.
    judged: (n,) bool, only rows of classes with two tracks or more.
    Returns the statistics and (r,) float64, which is to add to the rows' left-out scores.
    """
    tracks = _Tracks.of(features, labels, groups, classes)
    common, spread = tracks.everything(), tracks.within()
    means = tracks.means - tracks.centre
    inner = means @ spread.whitening
    familiarity = Familiarity(
        centre=tracks.centre.astype(np.float32),
        common=common.whitening.astype(np.float32),
        spread=spread.whitening.astype(np.float32),
        directions=np.ascontiguousarray(2.0 * (means - inner @ spread.whitening.T).T, np.float32),
        offsets=(np.square(means).sum(axis=1) - np.square(inner).sum(axis=1)).astype(np.float32),
        noise=tracks.noise,
    )
    rows, unit = features[judged].astype(np.float64), tracks.unit_of[judged]
    to_all = _left_out_to_all(tracks, common, rows, unit)
    to_class = _left_out_to_classes(tracks, spread, rows, unit)
    left_out = DISTANCE_WEIGHT * (to_all - to_class.min(axis=1)) - RESIDUAL_WEIGHT * np.sqrt(
        np.maximum(tracks.noise * to_all, 0.0)
    )
    return familiarity, np.asarray(left_out)


def _left_out_to_all(
    tracks: "_Tracks", common: Covariance, rows: Doubles, unit: Indices
) -> Doubles:
    """Squared distances of rows, (r, d), to the mean of all tracks but the row's own: (r,)."""
    others = max(len(tracks) - 1, 1)
    removed = tracks.features[unit] - tracks.centre
    removal = Removal(common, removed, np.full(unit.size, len(tracks) / others))
    return removal.distances(rows - tracks.centre + removed / others, _origin(rows))[:, 0]


def _left_out_to_classes(
    tracks: "_Tracks", spread: Covariance, rows: Doubles, unit: Indices
) -> Doubles:
    """Squared distances of rows, (r, d), to the class means without the row's track: (r, k)."""
    own = tracks.labels[unit]
    others = np.bincount(tracks.labels)[own] - 1.0
    removed = tracks.features[unit] - tracks.means[own]
    removal = Removal(spread, removed, (others + 1.0) / others)
    distances = removal.distances(rows, tracks.means)
    moved = rows - tracks.means[own] + removed / others[:, None]
    distances[np.arange(unit.size), own] = removal.distances(moved, _origin(rows))[:, 0]
    return distances


def _origin(rows: Doubles) -> Doubles:
    return np.zeros((1, rows.shape[1]))


@dataclass(frozen=True, eq=False, slots=True)
class _Tracks:
    """features: (t, d), the mean of each track; labels: (t,); unit_of: (n,), each row's track.

    means: (k, d), of each class. centre: (d,). noise: above 0.
    """

    features: Doubles
    labels: Indices
    unit_of: Indices
    means: Doubles
    centre: Doubles
    noise: float

    def __len__(self) -> int:
        return int(self.labels.size)

    @classmethod
    def of(cls, features: Floats, labels: Indices, groups: Indices, classes: int) -> "_Tracks":
        pairs, unit = np.unique(np.stack([groups, labels]), axis=1, return_inverse=True)
        unit_of = unit.ravel()
        mean = _means(features.astype(np.float64), unit_of, pairs.shape[1])
        centre = mean.mean(axis=0)
        freedom = max(len(mean) - 1, 1)
        directions = min(freedom, NOISE_DIRECTIONS, mean.shape[1])
        variance = float(np.square(mean - centre).sum()) / freedom
        noise = max(NOISE_SHARE * variance / directions, SMALLEST_NOISE)
        return cls(mean, pairs[1], unit_of, _means(mean, pairs[1], classes), centre, noise)

    def everything(self) -> Covariance:
        deviations = self.features - self.centre
        return Covariance.of(deviations, freedom=len(self) - 1, noise=self.noise)

    def within(self) -> Covariance:
        deviations = self.features - self.means[self.labels]
        return Covariance.of(deviations, freedom=len(self) - len(self.means), noise=self.noise)


def _means(rows: Doubles, unit: Indices, units: int) -> Doubles:
    sums = np.zeros((units, rows.shape[1]))
    np.add.at(sums, unit, rows)
    return np.asarray(sums / np.bincount(unit, minlength=units)[:, None])

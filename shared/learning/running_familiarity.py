"""The statistics of what is familiar between two full fits: tracks come and go.

Class means are exact. The principal directions of the covariances take in each track that comes
(Brand, "Fast low-rank modifications of the thin singular value decomposition", Linear Algebra and
its Applications 2006) and keep those that go; the mean of all, the noise and the class shifts stay
those of the last full fit, which replaces them all.
"""

from dataclasses import dataclass, replace

import numpy as np

from shared.domain import Floats
from shared.learning.covariance import LEAST_SHARE, RANK
from shared.learning.dataset import Indices
from shared.learning.familiarity import Familiarity
from shared.learning.ridge import Doubles
from shared.learning.running_ridge import sums_by


@dataclass(frozen=True, eq=False, slots=True)
class RunningFamiliarity:
    """familiarity: as it stands, but for the directions and offsets of classes that changed since
    `of_classes`. sums: (k, d) float64, the features of each class's tracks, added up.
    tracks: (k,) int64, how many these are.
    """

    familiarity: Familiarity
    sums: Doubles
    tracks: Indices

    def with_track(self, feature: Doubles, column: int) -> "RunningFamiliarity":
        """feature: (d,) float64, the mean of a track's views, of the class in `column`."""
        known, total = int(self.tracks[column]), int(self.tracks.sum())
        freedom = max(total - int((self.tracks > 0).sum()), 1)
        familiarity, spread = self.familiarity, self.familiarity.spread
        if known:
            deviation = feature - self.sums[column] / known
            share = known / (known + 1.0) / (freedom + 1.0)
            kept = freedom / (freedom + 1.0)
            spread = _turned(spread, deviation, kept=kept, share=share, noise=familiarity.noise)
        common = _turned(
            familiarity.common,
            feature - familiarity.centre,
            kept=max(total - 1, 0) / max(total, 1),
            share=1.0 / (total + 1.0),
            noise=familiarity.noise,
        )
        learned = replace(familiarity, common=common, spread=spread)
        return replace(self, familiarity=learned)._counted(feature, column, sign=1)

    def without_track(self, feature: Doubles, column: int) -> "RunningFamiliarity":
        """The reverse, but for the principal directions."""
        return self._counted(feature, column, sign=-1)

    def with_class(self) -> "RunningFamiliarity":
        """With one more class, without tracks."""
        dim = self.sums.shape[1]
        known = self.familiarity
        return RunningFamiliarity(
            replace(
                known,
                directions=np.hstack([known.directions, np.zeros((dim, 1), np.float32)]),
                offsets=np.append(known.offsets, np.float32(np.inf)),
                class_shifts=np.append(known.class_shifts, np.float32(0.0)),
            ),
            np.vstack([self.sums, np.zeros((1, dim))]),
            np.append(self.tracks, 0),
        )

    def without_class(self, column: int) -> "RunningFamiliarity":
        """Without a class that has no track any more."""
        known = self.familiarity
        return RunningFamiliarity(
            replace(
                known,
                directions=np.delete(known.directions, column, axis=1),
                offsets=np.delete(known.offsets, column),
                class_shifts=np.delete(known.class_shifts, column),
            ),
            np.delete(self.sums, column, axis=0),
            np.delete(self.tracks, column),
        )

    def of_classes(self) -> Familiarity:
        """With directions and offsets of all class means as they are now."""
        known = self.familiarity
        present = self.tracks > 0
        means = self.sums / np.maximum(self.tracks, 1)[:, None] - known.centre
        means *= present[:, None]
        spread = known.spread.astype(np.float64)
        inner = means @ spread
        offsets = np.square(means).sum(axis=1) - np.square(inner).sum(axis=1)
        directions = 2.0 * (means - inner @ spread.T).T
        return replace(
            known,
            directions=np.ascontiguousarray(directions, np.float32),
            offsets=np.where(present, offsets, np.inf).astype(np.float32),
        )

    def _counted(self, feature: Doubles, column: int, *, sign: int) -> "RunningFamiliarity":
        sums, tracks = self.sums.copy(), self.tracks.copy()
        sums[column] += sign * feature
        tracks[column] += sign
        return replace(self, sums=sums, tracks=tracks)


def running_familiarity(
    familiarity: Familiarity, features: Doubles, labels: Indices, *, classes: int
) -> RunningFamiliarity:
    """features: (t, d) float64, the mean of each track's views. labels: (t,) int64."""
    sums = sums_by(labels, features, classes)
    return RunningFamiliarity(familiarity, sums, np.bincount(labels, minlength=classes))


def _turned(
    whitening: Floats, deviation: Doubles, *, kept: float, share: float, noise: float
) -> Floats:
    """The whitening of `kept` times its covariance and `share` times that of one more deviation.

    whitening: (d, r), as `Covariance.whitening`; its columns' squared lengths are the shares
    `v / (v + noise)` of their variances v. deviation: (d,). Returns (d, r) or (d, r + 1), at most
    RANK columns.
    """
    columns = whitening.astype(np.float64)
    shares = np.minimum(np.square(columns).sum(axis=0), 1.0 - 1e-9)
    used = shares > LEAST_SHARE
    lengths, shares = np.sqrt(shares[used]), shares[used]
    directions = columns[:, used] / lengths
    variances = kept * noise * shares / (1.0 - shares)
    along = directions.T @ deviation
    rest = deviation - directions @ along
    length = float(np.sqrt(rest @ rest))
    if length > np.sqrt(LEAST_SHARE):
        directions = np.hstack([directions, rest[:, None] / length])
        variances, along = np.append(variances, 0.0), np.append(along, length)
    if not variances.size:
        return whitening
    values, vectors = np.linalg.eigh(np.diag(variances) + share * np.outer(along, along))
    values, vectors = np.maximum(values[-RANK:], 0.0), vectors[:, -RANK:]
    turned = (directions @ vectors) * np.sqrt(values / (values + noise))
    return np.asarray(turned, np.float32)

"""Covariances of few rows in many dimensions, and what they would be without one of the rows.

Principal directions plus isotropic noise: Tipping & Bishop, "Probabilistic principal component
analysis" (1999). Leaving a row out is a rank-one update of the inverse: Sherman & Morrison,
"Adjustment of an inverse matrix" (Annals of Mathematical Statistics, 1950).
"""

from dataclasses import dataclass

import numpy as np

from shared.learning.ridge import Doubles

RANK = 64
"""How many principal directions are kept."""


@dataclass(frozen=True, eq=False, slots=True)
class Covariance:
    """directions: (d, r) orthonormal; variances: (r,); all else has the variance `noise`.

    freedom: how many tracks less means it was made of, at least 1.
    """

    directions: Doubles
    variances: Doubles
    noise: float
    freedom: int

    @classmethod
    def of(cls, deviations: Doubles, *, freedom: int, noise: float) -> "Covariance":
        """Of (t, d) deviations from their means. At least one direction, be it of no variance."""
        tracks, dim = deviations.shape
        freedom = max(freedom, 1)
        rank = min(RANK, tracks, dim)
        dual = tracks < dim
        gram = deviations @ deviations.T if dual else deviations.T @ deviations
        values, vectors = np.linalg.eigh(gram)
        values, vectors = np.maximum(values[::-1][:rank], 0.0), vectors[:, ::-1][:, :rank]
        if dual:
            lengths = np.sqrt(values)
            kept = lengths > 1e-6
            vectors = deviations.T @ vectors * np.where(kept, 1.0 / np.where(kept, lengths, 1), 0.0)
            values = values * kept
        return cls(vectors, values / freedom, noise, freedom)

    @property
    def whitening(self) -> Doubles:
        """(d, r): what of a row's squared length the directions explain, as a product."""
        share = self.variances / (self.variances + self.noise)
        return np.asarray(self.directions * np.sqrt(share))


@dataclass(frozen=True, eq=False, slots=True)
class Removal:
    """A covariance from whose scatter `factors * removed removed'` was taken, row by row.

    removed: (n, d). factors: (n,).
    """

    covariance: Covariance
    removed: Doubles
    factors: Doubles

    def distances(self, rows: Doubles, means: Doubles) -> Doubles:
        """Squared Mahalanobis distances of (n, d) rows to (m, d) means, as (n, m)."""
        cov = self.covariance
        left = cov.freedom - 1
        variances = cov.variances * (cov.freedom / left if left else 0.0)
        factors = self.factors / left if left else np.zeros(self.factors.size)
        inverse = 1.0 / (variances + cov.noise)
        seen, seen_means = rows @ cov.directions, means @ cov.directions
        taken = self.removed @ cov.directions
        squares = _squares(rows, means, np.ones(rows.shape[1]))
        kept = _squares(seen, seen_means, variances * inverse)
        cross = (seen * inverse * taken).sum(axis=1)[:, None] - taken @ (seen_means * inverse).T
        shrunk = 1.0 - factors * (np.square(taken) @ inverse)
        return np.asarray(
            (squares - kept) / cov.noise + (factors / shrunk)[:, None] * np.square(cross)
        )


def _squares(rows: Doubles, means: Doubles, weights: Doubles) -> Doubles:
    """Weighted squared distances of (n, d) rows to (m, d) means, (n, m)."""
    found = (np.square(rows) @ weights)[:, None] - 2.0 * (rows * weights) @ means.T
    return np.asarray(found + np.square(means) @ weights)

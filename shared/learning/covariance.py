"""Covariances of few rows in many dimensions: the principal directions plus isotropic noise.

Tipping & Bishop, "Probabilistic principal component analysis" (Journal of the Royal Statistical
Society B, 1999). The directions come from subspace iteration (Halko, Martinsson & Tropp, "Finding
structure with randomness", SIAM Review 2011, section 4.5), which for few directions of many rows
takes a fraction of what an eigendecomposition takes, and for a part of the rows starts from the
directions of all. Of very few rows they come at once from the rows' inner products.
"""

from dataclasses import dataclass

import numpy as np

from shared.learning.ridge import Doubles

RANK = 64
"""How many principal directions are kept."""

ROWS_MAX = 1024
"""Of more rows, so many at even distances say what the covariance is."""

FEW_ROWS = 256
"""Up to so many rows, the eigendecomposition of their inner products is the cheaper way."""

LEAST_SHARE = 1e-8
"""Directions with less than this share of the largest squared length are rounding errors."""

FIRST_ITERATIONS = 6
NEXT_ITERATIONS = 2
"""How often the directions are improved from a first guess, and from those of nearly all rows."""


@dataclass(frozen=True, eq=False, slots=True)
class Covariance:
    """directions: (d, r) orthonormal, r at least 1. variances: (r,), along them. noise: above 0,
    the variance that is added in every direction."""

    directions: Doubles
    variances: Doubles
    noise: float

    @property
    def whitening(self) -> Doubles:
        """(d, r). `x'x - |x @ whitening|^2`, over the noise, is the squared Mahalanobis length."""
        share = self.variances / (self.variances + self.noise)
        return np.asarray(self.directions * np.sqrt(share))


def covariance_of(
    deviations: Doubles, *, freedom: int, noise: float, start: Covariance | None = None
) -> Covariance:
    """Of rows that are deviations from their means.

    deviations: (t, d) float64, t at least 1. freedom: t less the number of means. noise: above 0.
    start: the covariance of these rows and some more.
    """
    scale = deviations.shape[0] / max(freedom, 1)
    rows = _spaced(deviations, ROWS_MAX)
    if rows.shape[0] <= FEW_ROWS:
        lengths, vectors = _leading(rows @ rows.T)
        directions = rows.T @ (vectors / np.sqrt(lengths))
        return Covariance(directions, lengths / rows.shape[0] * scale, noise)
    if start is None:
        directions = _orthonormal(_spaced(rows, RANK).T)
        iterations = FIRST_ITERATIONS
    else:
        directions, iterations = start.directions, NEXT_ITERATIONS
    for _ in range(iterations):
        directions = _orthonormal(rows.T @ (rows @ directions))
    along = rows @ directions
    variances, turned = np.linalg.eigh(along.T @ along / rows.shape[0])
    return Covariance(directions @ turned, np.maximum(variances, 0.0) * scale, noise)


def _orthonormal(columns: Doubles) -> Doubles:
    """What the columns span, by the eigenvectors of their inner products: for many more rows than
    columns that takes a third of what a QR decomposition does."""
    lengths, vectors = _leading(columns.T @ columns)
    return np.asarray(columns @ (vectors / np.sqrt(lengths)))


def _leading(products: Doubles) -> tuple[Doubles, Doubles]:
    """Of a symmetric matrix the largest eigenvalues (r,), r at least 1 and at most RANK, and their
    eigenvectors in columns."""
    values, vectors = np.linalg.eigh(products)
    kept = values > max(LEAST_SHARE * values[-1], np.finfo(np.float64).tiny)
    kept[:-RANK] = False
    if not kept.any():  # all rows are equal
        return np.ones(1), np.zeros((values.size, 1))
    return values[kept], vectors[:, kept]


def _spaced(rows: Doubles, count: int) -> Doubles:
    if rows.shape[0] <= count:
        return rows
    return rows[np.linspace(0, rows.shape[0] - 1, count).astype(np.int64)]

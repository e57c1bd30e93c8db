"""The ridge classifier between two full fits: rows come and go without solving it anew.

With `P = (A'A + λI)^-1` and `W = P A'B` (see `ridge`), rows `U = diag(sqrt(w)) X` that come (s = 1)
or go (s = -1) change them to `P - P U' (S^-1 + U P U')^-1 U P` and `W + P' U' S (T - U W)`, where
`S = diag(s)`, `P'` is the new P and T are the weighted targets (Woodbury, "Inverting modified
matrices", 1950; for one row Sherman & Morrison, 1950, and Plackett, "Some theorems in least
squares", Biometrika 1950). All is exact: what comes out is what `solve_ridge` gives for the rows
that are in it, but for rounding.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from shared.domain import Floats
from shared.errors import LearningError
from shared.learning.dataset import Indices
from shared.learning.ridge import Doubles

LEAST_REMAINDER = 1e-6
"""What a row that goes must leave of itself: one less its leverage. Below, rounding decides."""


@dataclass(frozen=True, eq=False, slots=True)
class RunningRidge:
    """inverse: (d, d) float64, symmetric, P. weights: (d, k) float64, W."""

    inverse: Doubles
    weights: Doubles

    @property
    def classes(self) -> int:
        return int(self.weights.shape[1])

    def moved(
        self, features: Floats, row_weights: Doubles, targets: Doubles, *, sign: Literal[1, -1]
    ) -> "RunningRidge":
        """With further rows (1), or without rows that are in it (-1), as they are in it.

        features: (m, d) float32. row_weights: (m,) float64, above 0. targets: (m, k) float64.
        Raises LearningError where what would be left of such rows is a rounding error.
        """
        root = np.sqrt(row_weights)[:, None]
        rows, wanted = features.astype(np.float64) * root, targets * root
        solved = self.inverse @ rows.T
        inner = sign * np.eye(rows.shape[0]) + rows @ solved
        if sign < 0 and np.linalg.eigvalsh(-inner)[0] < LEAST_REMAINDER:
            raise LearningError("a label cannot be taken out of the classifier without a new fit")
        inverse = self.inverse - solved @ np.linalg.solve(inner, solved.T)
        residual = wanted - rows @ self.weights
        moved = inverse @ rows.T
        return RunningRidge(inverse, self.weights + sign * (moved @ residual))

    def with_class(self) -> "RunningRidge":
        """With one more column, of a class that no row is of yet."""
        column = np.zeros((self.weights.shape[0], 1))
        return replace(self, weights=np.hstack([self.weights, column]))

    def without_class(self, column: int) -> "RunningRidge":
        """Without the column of a class that no row is of any more."""
        return replace(self, weights=np.delete(self.weights, column, axis=1))


def running_ridge(
    features: Floats,
    labels: Indices,
    row_weights: Doubles,
    *,
    classes: int,
    regularisation: float,
) -> RunningRidge:
    """From the rows of a full fit: one inverse, of the smaller of the two Gram matrices.

    features: (n, d) float32. labels: (n,) int64, below `classes`. row_weights: (n,) float64, 0 or
    more.
    """
    design = features.astype(np.float64) * np.sqrt(row_weights)[:, None]
    n, d = design.shape
    inverse: Doubles
    if n < d:
        gram = design @ design.T
        gram[np.diag_indices(n)] += regularisation
        inside = np.linalg.solve(gram, design)
        inverse = np.asarray((np.eye(d) - design.T @ inside) / regularisation)
    else:
        gram = design.T @ design
        gram[np.diag_indices(d)] += regularisation
        inverse = np.asarray(np.linalg.inv(gram))
    inverse = np.asarray((inverse + inverse.T) / 2.0)
    design *= np.sqrt(row_weights)[:, None]
    return RunningRidge(inverse, inverse @ sums_by(labels, design, classes).T)


def sums_by(labels: Indices, rows: Doubles, classes: int) -> Doubles:
    """Of the rows (n, d) of each label; (classes, d), 0 for one without rows."""
    counts = np.bincount(labels, minlength=classes)
    present = np.flatnonzero(counts)
    starts = (np.cumsum(counts) - counts)[present]
    sums = np.zeros((classes, rows.shape[1]))
    sums[present] = np.add.reduceat(rows[np.argsort(labels, kind="stable")], starts)
    return sums

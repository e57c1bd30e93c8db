"""The ridge classifier in closed form; one factorisation also gives what leaving out tracks would.

Features are weighted rows `A = diag(sqrt(w)) X`, targets `B = diag(sqrt(w)) Y` with `Y` 1 for the
row's own class and 0 elsewhere, and no intercept: `W = (A'A + λI)^-1 A'B` (Hoerl & Kennard,
"Ridge regression", Technometrics 1970; as a classifier: Rifkin, Yeo & Poggio, "Regularized
least-squares classification", 2003). One symmetric eigendecomposition, of `A A'` where there are
fewer rows than features and of `A'A` otherwise, serves every λ.

The hat matrix `H = A (A'A + λI)^-1 A'` gives what a fit without the rows of a track G would have
said of them, without that fit: the left-out residual is `(I - H_GG)^-1 (B - HB)_G` (the block
form of Allen's PRESS, Technometrics 1974; Cook & Weisberg, "Residuals and influence in
regression", 1982, section 3). The other rows keep their weights when a track is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shared.domain import Floats
from shared.learning.dataset import Indices

Doubles = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

REGULARISATIONS = (0.03, 0.1, 0.3, 1.0)
"""The λ to choose from, in units of one track's weight on features of unit length.

The wrong one costs up to 8 points of accuracy, and which is best differs between kinds of
objects; the one with the least left-out error is mostly it or beside it
(tests/bench/measure_learning.py).
"""

DEFAULT_REGULARISATION = 0.3
"""The λ where no track can be judged by leaving it out."""

CLASS_BALANCE = 0.5
"""How far rare classes are raised: 0 not at all, 1 until all classes weigh the same.

Measured (tests/bench/measure_learning.py): 1 is better for the mean over classes and 0.5 for the
share of things met that are named rightly where a few classes are most of what is met.
"""


@dataclass(frozen=True, eq=False, slots=True)
class RidgeFit:
    """A fitted classifier.

    weights: (d, k) float64; `features @ weights` are the scores, about 1 for the own class of
        what was taught and 0 for everything far from it.
    left_out: (n, k) float64, the scores of each row by a fit without the row's track, or
        without all that was to be left out together with it.
    regularisation: the λ that was chosen.
    """

    weights: Doubles
    left_out: Doubles
    regularisation: float


def row_weights(
    labels: Indices, groups: Indices, *, class_balance: float = CLASS_BALANCE
) -> Doubles:
    """How much each row counts: each track once however many views it has, rare classes more.

    A row weighs `1 / (views of its track)`, times `(mean tracks of a class / tracks of its
    class) ** class_balance`; all is then scaled so that the sum is the number of tracks.

    labels, groups: (n,) int64. class_balance: 0 to 1. Returns (n,) float64, above 0.
    """
    _, track, views = np.unique(groups, return_inverse=True, return_counts=True)
    weights = 1.0 / views[track]
    class_tracks = np.bincount(labels, weights=weights)
    present = class_tracks[class_tracks > 0]
    weights = weights * (present.mean() / class_tracks[labels]) ** class_balance
    return np.asarray(weights * (views.size / weights.sum()), dtype=np.float64)


def one_hot(labels: Indices, classes: int) -> Doubles:
    """(n, classes) float64: 1 in the column of the row's label, 0 elsewhere."""
    targets = np.zeros((labels.size, classes))
    targets[np.arange(labels.size), labels] = 1.0
    return targets


def fit_ridge(
    features: Floats,
    labels: Indices,
    groups: Indices,
    *,
    classes: int,
    judged: Flags | None = None,
    apart: Indices | None = None,
    regularisations: Sequence[float] = REGULARISATIONS,
    class_balance: float = CLASS_BALANCE,
) -> RidgeFit:
    """Fits the classifier and leaves out every track, for the λ with the least left-out error.

    features: (n, d) float32, unit rows. labels, groups: (n,) int64.
    classes: k, above every label.
    judged: (n,) bool, the rows whose left-out error chooses λ (all if None): those of a class
        that has no other track say nothing. With none, λ is DEFAULT_REGULARISATION.
    apart: (n,) int64, the rows to leave out together; each track by itself if None.
    regularisations: the λ to choose from, each above 0. Raises ValueError if there are none.
    class_balance: as in `row_weights`.
    """
    weights = row_weights(labels, groups, class_balance=class_balance)
    root = np.sqrt(weights)[:, None]
    targets = one_hot(labels, classes)
    spectrum = _Spectrum.of(features.astype(np.float64) * root, targets * root)
    blocks = _blocks_by_size(groups if apart is None else apart)
    counted = weights if judged is None else weights * judged
    if not counted.any():
        regularisations = (DEFAULT_REGULARISATION,)

    best: tuple[float, float, Doubles] | None = None
    for regularisation in regularisations:
        left_out = targets - spectrum.left_out_residuals(regularisation, blocks) / root
        error = float(counted @ np.square(left_out - targets).sum(axis=1))
        if best is None or error < best[0]:
            best = (error, regularisation, left_out)
    if best is None:
        raise ValueError("regularisations: expected at least one")
    _, chosen, left_out = best
    return RidgeFit(spectrum.weights(chosen), left_out, chosen)


def solve_ridge(
    features: Floats, targets: Doubles, weights: Doubles, *, regularisation: float
) -> Doubles:
    """The weights alone, for given row weights: one linear solve.

    features: (n, d) float32. targets: (n, k) float64. weights: (n,) float64, 0 or more.
    Returns (d, k) float64.
    """
    root = np.sqrt(weights)[:, None]
    design, wanted = features.astype(np.float64) * root, targets * root
    n, d = design.shape
    if n < d:
        gram = design @ design.T
        gram[np.diag_indices(n)] += regularisation
        return np.asarray(design.T @ np.linalg.solve(gram, wanted))
    gram = design.T @ design
    gram[np.diag_indices(d)] += regularisation
    return np.asarray(np.linalg.solve(gram, design.T @ wanted))


@dataclass(frozen=True, eq=False, slots=True)
class _Spectrum:
    """The weighted problem in the eigenvectors of its smaller Gram matrix.

    dual: `rows` are the eigenvectors of `A A'`; otherwise they are `A` times those of `A'A`.
    """

    dual: bool
    design: Doubles
    wanted: Doubles
    eigenvalues: Doubles
    vectors: Doubles
    rows: Doubles
    projected: Doubles

    @classmethod
    def of(cls, design: Doubles, wanted: Doubles) -> "_Spectrum":
        n, d = design.shape
        dual = n < d
        eigenvalues, vectors = np.linalg.eigh(design @ design.T if dual else design.T @ design)
        rows = vectors if dual else design @ vectors
        return cls(
            dual=dual,
            design=design,
            wanted=wanted,
            eigenvalues=np.maximum(eigenvalues, 0.0),
            vectors=vectors,
            rows=rows,
            projected=rows.T @ wanted,
        )

    def weights(self, regularisation: float) -> Doubles:
        inner = self.projected / (self.eigenvalues + regularisation)[:, None]
        if self.dual:
            return np.asarray(self.design.T @ (self.vectors @ inner))
        return np.asarray(self.vectors @ inner)

    def left_out_residuals(self, regularisation: float, blocks: Sequence[Indices]) -> Doubles:
        shrunk = 1.0 / (self.eigenvalues + regularisation)
        if self.dual:
            shrunk = shrunk * self.eigenvalues
        residuals = self.wanted - self.rows @ (shrunk[:, None] * self.projected)
        left_out = np.empty_like(residuals)
        for block in blocks:
            rows = self.rows[block]
            if block.shape[1] == 1:
                leverage = np.square(rows[:, 0, :]) @ shrunk
                left_out[block[:, 0]] = residuals[block[:, 0]] / (1.0 - leverage)[:, None]
            elif block.shape[1] <= self.rows.shape[1]:
                hat = (rows * shrunk) @ rows.transpose(0, 2, 1)
                left_out[block] = np.linalg.solve(np.eye(block.shape[1]) - hat, residuals[block])
            else:  # the same by the inversion lemma, where there are more rows than features
                inner = np.diag(1.0 / shrunk) - rows.transpose(0, 2, 1) @ rows
                moved = np.linalg.solve(inner, rows.transpose(0, 2, 1) @ residuals[block])
                left_out[block] = residuals[block] + rows @ moved
        return left_out


def _blocks_by_size(groups: Indices) -> list[Indices]:
    """The rows of each group, stacked over groups of one size: one (groups, size) array a size."""
    order = np.argsort(groups, kind="stable")
    _, starts, sizes = np.unique(groups[order], return_index=True, return_counts=True)
    return [
        order[starts[sizes == size][:, None] + np.arange(size)[None, :]]
        for size in np.unique(sizes)
    ]

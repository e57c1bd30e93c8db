"""What one more answer would do to the ridge classifier, exactly, without fitting it again.

The classifier is `W = (X'X + λI)^-1 X'Y` on the rows that were asked about (all of one weight).
One more row x with the target y changes it by `A^-1 x (y - W'x)' / (1 + x'A^-1 x)`, where
`A = X'X + λI` (Sherman & Morrison, 1950; Plackett, Biometrika 1950). `A^-1` is never written
out: with `X'X = V S V'` of the rank that X has, `A^-1 = (I - V (S / (S + λ)) V') / λ`.
"""

from dataclasses import dataclass

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.learning.ridge import Doubles, one_hot
from shared.selection.candidates import UNLABELLED, Candidates
from shared.selection.chance import content_order

SURROUNDINGS_ROWS = 512
"""Of what is seen so many rows stand for the rest: a mean over more hardly differs."""

SMALLEST_EIGENVALUE = 1e-9
"""Below this share of the largest an eigenvalue is nought."""

CHUNK_ROWS = 4096


@dataclass(frozen=True, eq=False, slots=True)
class RidgeState:
    """The classifier as far as updates need it.

    vectors: (d, r) float32, orthonormal columns V. shrinkage: (r,) float32, S / (S + λ).
    weights: (d, k) float32.
    """

    vectors: Floats
    shrinkage: Floats
    weights: Floats
    regularisation: float

    def solved(self, rows: Floats) -> Floats:
        """`A^-1 x` of each row: (n, d) float32 both."""
        inside = ((rows @ self.vectors) * self.shrinkage) @ self.vectors.T
        return np.asarray((rows - inside) / np.float32(self.regularisation))

    def leverages(self, rows: Floats) -> Floats:
        """`x'A^-1 x` of each row of unit length: (n, d) float32 to (n,), 0 to 1 / λ."""
        explained = np.square(rows @ self.vectors) @ self.shrinkage
        return np.asarray(np.maximum(1.0 - explained, 0.0) / np.float32(self.regularisation))


def ridge_state(
    rows: Floats, labels: Indices, *, classes: int, regularisation: float
) -> RidgeState:
    """rows: (a, d) float32, a may be 0. labels: (a,) int64, UNLABELLED where there is no answer:
    such rows count in A, and their target is nought.
    """
    targets = one_hot(np.maximum(labels, 0), classes) * (labels != UNLABELLED)[:, None]
    design = rows.astype(np.float64)
    a, d = design.shape
    dual = a < d
    eigenvalues, vectors = np.linalg.eigh(design @ design.T if dual else design.T @ design)
    kept = eigenvalues > SMALLEST_EIGENVALUE * max(eigenvalues.max(initial=0.0), 1.0)
    eigenvalues, vectors = eigenvalues[kept], vectors[:, kept]
    if dual:
        vectors = design.T @ vectors / np.sqrt(eigenvalues)
    # X'Y lies in the span of V, where A is diagonal.
    projected = vectors.T @ (design.T @ targets)
    weights = vectors @ (projected / (eigenvalues + regularisation)[:, None])
    return RidgeState(
        vectors.astype(np.float32),
        (eigenvalues / (eigenvalues + regularisation)).astype(np.float32),
        weights.astype(np.float32),
        regularisation,
    )


def answered_state(candidates: Candidates) -> RidgeState:
    """The classifier of what was answered."""
    answered = candidates.asked_labels != UNLABELLED
    return ridge_state(
        candidates.asked[answered],
        candidates.asked_labels[answered],
        classes=candidates.classes,
        regularisation=candidates.regularisation,
    )


def asked_state(candidates: Candidates) -> RidgeState:
    """The classifier once all that was asked is answered; only its A means anything."""
    return ridge_state(
        candidates.asked,
        candidates.asked_labels,
        classes=candidates.classes,
        regularisation=candidates.regularisation,
    )


def outputs(candidates: Candidates, state: RidgeState, rows: slice) -> Floats:
    """What the classifier says of some candidates; the head's probabilities where it has learned
    nothing, as on a node that remembers questions and no answers. (n, k) float32."""
    if not state.weights.any():
        return candidates.probabilities[rows]
    return np.asarray(candidates.features[rows] @ state.weights)


def surroundings(candidates: Candidates) -> Floats:
    """What is seen, or at most SURROUNDINGS_ROWS rows of it; the candidates if nothing else is."""
    seen = candidates.recent if candidates.recent.shape[0] else candidates.features
    if seen.shape[0] <= SURROUNDINGS_ROWS:
        return seen
    order = np.random.default_rng(0).permutation(content_order(seen))
    return np.asarray(seen[order[:SURROUNDINGS_ROWS]])


def chunks(rows: int) -> list[slice]:
    """Consecutive parts of so many rows."""
    return [slice(start, start + CHUNK_ROWS) for start in range(0, rows, CHUNK_ROWS)]


def largest_step(regularisation: float) -> float:
    """The most that `|A^-1 x| / (1 + x'A^-1 x)` can be for x of unit length.

    With t the eigenvalues of A^-1, at most 1 / λ, and m their mean in the direction of x, it is
    at most `sqrt(m / λ) / (1 + m)`, whose greatest value is at m = 1, or at 1 / λ where that is
    less.
    """
    mean = min(1.0, 1.0 / regularisation)
    return float(np.sqrt(mean / regularisation) / (1.0 + mean))


def expected_residual(candidates: Candidates, state: RidgeState, rows: slice) -> Doubles:
    """`sum_c p_c |e_c - W'x|` of some candidates: (n,) float64."""
    probabilities = candidates.probabilities[rows].astype(np.float64)
    said = outputs(candidates, state, rows).astype(np.float64)
    squares = np.square(said).sum(axis=1, keepdims=True) - 2.0 * said + 1.0
    return np.asarray((probabilities * np.sqrt(np.maximum(squares, 0.0))).sum(axis=1))

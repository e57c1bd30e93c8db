"""Features in fewer dimensions, so that pools of a hundred thousand can be compared in seconds."""

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices

DIRECTIONS = 128
"""So many dimensions are kept."""

SMALL_VALUES = 1_000_000
"""Up to so many values (rows × dimensions) features are compared as they are."""

SAMPLE_ROWS = 4096
"""Rows from which the directions are learned."""

CHUNK_ROWS = 8192
ROUNDS = 3

SMALLEST_SQUARE = 1e-12
"""Squared lengths below this share of the largest are taken for this: the sample has no more
directions."""


def directions_of(features: Floats, order: Indices) -> Floats | None:
    """The leading directions of a sample of the rows; None where the rows are few or short.

    The truncated singular value decomposition by random sampling (Halko, Martinsson & Tropp,
    "Finding structure with randomness", SIAM Review 2011, algorithm 4.4): no other so many
    dimensions keep more of the sample's products.

    features: (n, d) float32. order: (m,) int64; its first rows are the sample.
    Returns (d, DIRECTIONS) float32 with orthonormal columns.
    """
    if features.size <= SMALL_VALUES or features.shape[1] <= DIRECTIONS:
        return None
    sample = features[order[:SAMPLE_ROWS]]
    rng = np.random.default_rng(0)  # the same directions for the same sample
    basis = rng.standard_normal((features.shape[1], DIRECTIONS), np.float32)
    for _ in range(ROUNDS):
        basis = _orthonormal(sample.T @ (sample @ basis))
    return basis


def _orthonormal(columns: Floats) -> Floats:
    """Columns of unit length at right angles that span the same."""
    exact = columns.astype(np.float64)
    squares, vectors = np.linalg.eigh(exact.T @ exact)
    scales = np.sqrt(np.maximum(squares, SMALLEST_SQUARE * squares[-1]))
    return np.asarray(exact @ (vectors / scales), np.float32)


def along(rows: Floats, directions: Floats | None) -> Floats:
    """The rows (n, d) along the directions (d, e), as (n, e) float32; as they are without any.

    Products of the result are those of the rows, less what lies outside of the directions.
    """
    if directions is None:
        return rows
    result = np.empty((rows.shape[0], directions.shape[1]), np.float32)
    for start in range(0, rows.shape[0], CHUNK_ROWS):
        chunk = slice(start, start + CHUNK_ROWS)
        np.matmul(rows[chunk], directions, out=result[chunk])
    return result

"""How unlike something is to what was lately asked or labelled: nobody wants one question twice."""

import numpy as np

from shared.domain import Floats
from shared.selection.chance import content_order
from shared.selection.compression import along, directions_of

CHUNK_ROWS = 4096
"""Rows compared at a time, which bounds the memory."""

EXACT_PRODUCTS = 40_000_000_000
"""Up to so many products of two numbers everything is compared as it is; above, along the leading
directions."""


def dissimilarity(features: Floats, reference: Floats) -> Floats:
    """One less the highest cosine to a row of the reference.

    The distance to the nearest chosen point of the greedy core-set (Sener & Savarese, "Active
    learning for convolutional neural networks: a core-set approach", ICLR 2018), in cosines.

    features: (n, d) float32, unit rows. reference: (m, d) float32, unit rows, m may be 0.
    Returns (n,) float32, 0 (the same as one of them) to 1 (at right angles to all, or further);
    1 where the reference is empty.
    """
    n, d = features.shape
    if n * reference.shape[0] * d > EXACT_PRODUCTS:
        directions = directions_of(features, content_order(features))
        features, reference = along(features, directions), along(reference, directions)
    highest = np.zeros(n, np.float32)
    for start in range(0, n, CHUNK_ROWS):
        rows = features[start : start + CHUNK_ROWS]
        for first in range(0, reference.shape[0], CHUNK_ROWS):
            cosines = rows @ reference[first : first + CHUNK_ROWS].T
            part = highest[start : start + CHUNK_ROWS]
            np.maximum(part, cosines.max(axis=1), out=part)
    return np.asarray(np.clip(1.0 - highest, 0.0, 1.0), dtype=np.float32)

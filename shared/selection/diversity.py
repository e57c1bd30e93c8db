"""How unlike something is to what was lately asked or labelled: nobody wants one question twice."""

import numpy as np

from shared.domain import Floats

CHUNK_ROWS = 4096
"""Rows of the reference compared at a time, which bounds the memory."""


def dissimilarity(features: Floats, reference: Floats) -> Floats:
    """One less the highest cosine to a row of the reference.

    The distance to the nearest chosen point of the greedy core-set (Sener & Savarese, "Active
    learning for convolutional neural networks: a core-set approach", ICLR 2018), in cosines.

    features: (n, d) float32, unit rows. reference: (m, d) float32, unit rows, m may be 0.
    Returns (n,) float32, 0 (the same as one of them) to 1 (at right angles to all, or further);
    1 where the reference is empty.
    """
    highest = np.zeros(features.shape[0], np.float32)
    for start in range(0, reference.shape[0], CHUNK_ROWS):
        cosines = features @ reference[start : start + CHUNK_ROWS].T
        np.maximum(highest, cosines.max(axis=1), out=highest)
    return np.asarray(np.clip(1.0 - highest, 0.0, 1.0), dtype=np.float32)

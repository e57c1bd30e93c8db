"""Embeddings as features: the space in which the head is linear and similarity is a dot product."""

import numpy as np

from shared.domain import Floats

SMALLEST_NORM = 1e-12
"""Rows shorter than this are treated as zero."""


def normalise(embeddings: Floats) -> Floats:
    """Signed square root of every value, then unit length of every row; zero rows stay zero.

    The "power" normalisation of Perronnin, Sánchez & Mensink, "Improving the Fisher kernel for
    large-scale image classification" (ECCV 2010): it damps the few features that dominate.

    embeddings: (n, d) float32, finite. Returns (n, d) float32.
    """
    rooted = np.sign(embeddings) * np.sqrt(np.abs(embeddings))
    return unit_rows(rooted.astype(np.float32))


def unit_rows(rows: Floats) -> Floats:
    """Rows divided by their Euclidean length; zero rows stay zero. (n, d) float32 both."""
    lengths = np.sqrt(np.sum(np.square(rows), axis=1, keepdims=True))
    return np.asarray(rows / np.maximum(lengths, SMALLEST_NORM), dtype=np.float32)


def embeddings_like(features: Floats) -> Floats:
    """Embeddings of which `normalise` makes these features again, for what only features are kept
    of. (n, d) float32 both.
    """
    return np.asarray(np.sign(features) * np.square(features), dtype=np.float32)

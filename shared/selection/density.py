"""How typical something is of what was lately seen: an answer about it helps with many others."""

import numpy as np

from shared.domain import Floats

NEIGHBOURS = 10
CHUNK_ROWS = 512
"""Candidates compared at a time, which bounds the memory."""


def density(features: Floats, recent: Floats, *, neighbours: int = NEIGHBOURS) -> Floats:
    """The mean cosine to the nearest of what was lately seen.

    Information density (Settles & Craven, "An analysis of active learning strategies for
    sequence labeling tasks", EMNLP 2008) over nearest neighbours, as typicality is measured by
    Hacohen, Dekel & Weinshall, "Active learning on a budget" (ICML 2022).

    features: (n, d) float32, unit rows. recent: (m, d) float32, unit rows, without the
        candidates' own; m may be 0.
    neighbours: at least 1; all of `recent` where it has fewer. Raises ValueError for less.
    Returns (n,) float32, 0 (nothing like it was seen) to 1 (seen all the time); 1, which changes
    no ranking, where nothing was seen.
    """
    if neighbours < 1:
        raise ValueError(f"neighbours: expected at least 1, got {neighbours}")
    n, m = features.shape[0], recent.shape[0]
    if m == 0:
        return np.ones(n, np.float32)
    nearest = min(neighbours, m)
    means = np.empty(n, np.float32)
    for start in range(0, n, CHUNK_ROWS):
        cosines = features[start : start + CHUNK_ROWS] @ recent.T
        top = np.partition(cosines, m - nearest, axis=1)[:, m - nearest :]
        means[start : start + CHUNK_ROWS] = top.mean(axis=1)
    return np.clip(means, 0.0, 1.0).astype(np.float32)

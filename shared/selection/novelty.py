"""How little something resembles what was taught, on a scale made of what was taught."""

from collections.abc import Sequence

import numpy as np

from shared.domain import Floats

SMALLEST_SPREAD = 0.02
"""The least scale, in raw scores, on which scores outside all known ones still differ."""


def novelty(top_scores: Floats, known_scores: Sequence[float]) -> Floats:
    """The share of known tracks that scored higher when they were left out.

    One less a conformal p-value (Vovk, Gammerman & Shafer, "Algorithmic learning in a random
    world", 2005), made continuous so that any two scores rank: the i-th of m known scores,
    ascending from 0, is at `1 - (i + 0.5) / m`, with straight lines between them; beyond the
    ends, what is left decays as `exp(-distance / spread)` with the spread the standard deviation
    of the known scores. So 5 % of known things are above 0.95.

    top_scores: (n,) float32, higher = more familiar (`HeadOutput.top_scores`).
    known_scores: ascending, finite (`HeadSpec.known_scores`); where empty, nothing is known to
        compare with and everything is novel.
    Returns (n,) float32, 0 (familiar) to 1 (like nothing taught).
    """
    if not known_scores:
        return np.ones(top_scores.shape, np.float32)
    known = np.asarray(known_scores, dtype=np.float64)
    scores = top_scores.astype(np.float64)
    spread = max(float(known.std()), SMALLEST_SPREAD)
    edge = 0.5 / known.size
    heights = 1.0 - (np.arange(known.size) + 0.5) / known.size
    inside = np.interp(scores, known, heights)
    below = 1.0 - edge * np.exp(-np.maximum(known[0] - scores, 0.0) / spread)
    above = edge * np.exp(-np.maximum(scores - known[-1], 0.0) / spread)
    outer = np.where(scores < known[0], below, above)
    beyond = (scores < known[0]) | (scores > known[-1])
    return np.where(beyond, outer, inside).astype(np.float32)

"""Baselines: what everything else has to beat."""

import zlib

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.selection.candidates import Candidates
from shared.selection.chance import Chance
from shared.selection.ranking import ranked_batch
from shared.selection.strategy import Strategy, best_of
from shared.texts import mark

_HASHES = 2.0**32


def novelty(candidates: Candidates) -> Floats:
    """How little a candidate resembles what was taught."""
    return candidates.novelty.astype(np.float32, copy=True)


def random(candidates: Candidates) -> Floats:
    """A hash of the features: any number from 0 to 1, and the same for the same view."""
    rows = np.ascontiguousarray(candidates.features)
    return np.asarray([zlib.crc32(row.data) / _HASHES for row in rows], np.float32)


def random_select(candidates: Candidates, count: int, rng: np.random.Generator) -> Indices:
    """Candidates by lot."""
    drawn = Chance.of(candidates, rng).uniform()
    return ranked_batch(drawn, candidates.features, count, rng=rng)


BASELINES = (
    Strategy(
        name="random",
        title=mark("Random"),
        family="baseline",
        formula="u ~ U(0, 1)",
        source="none: the yardstick",
        cost="O(n)",
        when=mark("To compare with, and for an unbiased sample."),
        score=random,
        select=random_select,
    ),
    Strategy(
        name="novelty",
        title=mark("Novelty"),
        family="baseline",
        formula="1 - p-value of the top score among known tracks",
        source="Bates et al., Testing for outliers with conformal p-values (Ann. Statist. 2023)",
        cost="O(n log t), t known tracks",
        when=mark("To find new classes. It also finds rubbish."),
        score=novelty,
        select=best_of(novelty),
    ),
)

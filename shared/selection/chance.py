"""Luck that belongs to the candidates: the order in which a pool is handed over changes nothing."""

from dataclasses import dataclass

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.learning.ridge import Doubles
from shared.selection.candidates import Candidates

_KEY_SEED = 0


@dataclass(frozen=True, eq=False, slots=True)
class Chance:
    """Draws for n candidates from one generator.

    Every draw is made in an order that follows from the candidates' contents, so that one
    generator gives each candidate the same luck wherever in the pool it stands.

    order: (n,) int64, the candidates in that order.
    """

    order: Indices
    rng: np.random.Generator

    @classmethod
    def of(cls, candidates: Candidates, rng: np.random.Generator) -> "Chance":
        return cls(content_order(candidates.features), rng)

    def uniform(self) -> Doubles:
        """(n,) float64, above 0 and at most 1."""
        drawn = np.empty(self.order.size)
        drawn[self.order] = 1.0 - self.rng.random(self.order.size)
        return drawn

    def shuffled(self) -> Indices:
        """(n,) int64: all candidates by lot."""
        return self.order[self.rng.permutation(self.order.size)]


def content_order(features: Floats) -> Indices:
    """(n,) int64: the rows of (n, d) float32 in the order of a fixed random projection."""
    direction = np.random.default_rng(_KEY_SEED).standard_normal(features.shape[1], np.float32)
    return np.argsort(features @ direction, kind="stable").astype(np.int64)

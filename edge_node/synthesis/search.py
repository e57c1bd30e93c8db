"""A search of the unit cube for where a score is highest, in few evaluations. Pure.

Random points first, then an evolution strategy with one parent and many offspring about it,
(1 + λ): Rechenberg, "Evolutionsstrategie" (1973); Beyer & Schwefel, "Evolution strategies: a
comprehensive introduction" (Natural Computing 2002).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from shared.domain import Floats
from shared.learning.ridge import Doubles

FIRST_STEP = 0.2
"""Standard deviation of the first offspring, in units of the cube's side."""

STEP_FACTOR = 0.6
"""By which the step shrinks from generation to generation."""


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """The best point, (dims,) float64 in the unit cube, its score and the evaluations it took."""

    point: Doubles
    score: float
    evaluations: int


def search(
    score: Callable[[Doubles], Floats],
    *,
    dims: int,
    first: int,
    offspring: int,
    generations: int,
    rng: np.random.Generator,
) -> Found:
    """Looks for the highest score.

    score: (p, dims) float64 points of the unit cube to (p,) float32; -inf for points that are
        out of the question.
    first: random points to begin with, 1 or more. offspring: in each generation.
    """
    points = rng.random((first, dims))
    scores = score(points)
    best = int(np.argmax(scores))
    point, highest = points[best], float(scores[best])
    step = FIRST_STEP
    for _ in range(generations):
        moved = np.clip(point + step * rng.standard_normal((offspring, dims)), 0.0, 1.0)
        scores = score(moved)
        best = int(np.argmax(scores))
        if scores[best] > highest:
            point, highest = moved[best], float(scores[best])
        step *= STEP_FACTOR
    return Found(point, highest, first + generations * offspring)

"""What a strategy is: a pure function of candidates, for streams and for pools, with its story.

Strategies are composed of functions, not inherited from (after modAL, Danka & Horvath, 2018).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.selection.candidates import Candidates
from shared.selection.ranking import ranked_batch

Family = Literal[
    "combination",
    "uncertainty",
    "diversity",
    "committee",
    "model_change",
    "error_reduction",
    "baseline",
]

Score = Callable[[Candidates], Floats]
"""In a stream: (n,) float32, 0 to 1, higher = ask the human, given what was asked and seen."""

Select = Callable[[Candidates, int, np.random.Generator], Indices]
"""In a pool: min(count, n) distinct rows, best first; the generator decides between equals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """One way to choose what to ask.

    name: in configuration files. title: for people. formula: of the score, in plain characters.
    source: the paper. cost: of n candidates with d features and k classes against a asked ones.
    when: to use it, in one or two sentences.
    score, select: see `Score` and `Select`. Neither changes its input.
    """

    name: str
    title: str
    family: Family
    formula: str
    source: str
    cost: str
    when: str
    score: Score
    select: Select


def best_of(score: Score) -> Select:
    """Selects the highest scores, near-duplicates of what was chosen last."""

    def select(candidates: Candidates, count: int, rng: np.random.Generator) -> Indices:
        return ranked_batch(score(candidates), candidates.features, count, rng=rng)

    return select

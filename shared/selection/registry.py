"""The strategies by name: one table for configuration files, command line, screen and docs."""

import difflib
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from shared.domain import Floats
from shared.errors import SelectionError
from shared.selection.candidates import Candidates
from shared.selection.diversity import dissimilarity
from shared.selection.families.baseline import BASELINES
from shared.selection.families.combination import COMBINATIONS
from shared.selection.families.committee import COMMITTEE
from shared.selection.families.diversity import DIVERSITY
from shared.selection.families.error_reduction import ERROR_REDUCTION
from shared.selection.families.model_change import MODEL_CHANGE
from shared.selection.families.uncertainty import UNCERTAINTY
from shared.selection.strategy import Strategy

__all__ = ["STRATEGIES", "Strategy", "query_value", "strategy_named"]

STRATEGIES: Mapping[str, Strategy] = MappingProxyType(
    {
        strategy.name: strategy
        for family in (
            COMBINATIONS,
            UNCERTAINTY,
            DIVERSITY,
            COMMITTEE,
            MODEL_CHANGE,
            ERROR_REDUCTION,
            BASELINES,
        )
        for strategy in family
    }
)
"""Every strategy by the name it has in configuration files; the first is the default."""


def strategy_named(name: str) -> Strategy:
    """The strategy of that name. Raises SelectionError with the nearest name and all known ones."""
    found = STRATEGIES.get(name)
    if found is not None:
        return found
    nearest = difflib.get_close_matches(name, STRATEGIES, n=1, cutoff=0.5)
    hint = f"did you mean {nearest[0]!r}? " if nearest else ""
    raise SelectionError(f"strategy: none is called {name!r}; {hint}known: {', '.join(STRATEGIES)}")


def query_value(candidates: Candidates, strategy: Strategy) -> Floats:
    """What a question is worth in a stream: the score, times how unlike the candidate is to what
    was asked where the strategy does not weigh that itself. (n,) float32, 0 to 1."""
    scores = strategy.score(candidates)
    if strategy.family in ("combination", "diversity"):
        return scores
    return np.asarray(scores * dissimilarity(candidates.features, candidates.asked), np.float32)

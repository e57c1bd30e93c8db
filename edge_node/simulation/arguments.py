"""What a person typed for a simulation, as settings. Pure."""

import math
from collections.abc import Sequence

from edge_node.simulation.experiment import Budget, Settings, Variant
from edge_node.simulation.report import BASELINE
from shared.errors import UsageError
from shared.selection.registry import STRATEGIES, strategy_named
from shared.selection.strategy import Strategy

MAX_JOBS = 2


def parse_settings(
    *,
    strategies: str,
    seeds: int,
    budget: str,
    batch: str,
    start: int,
    wrong: str,
    risk: float,
    test_share: float,
    jobs: int,
) -> Settings:
    """Raises UsageError, or SelectionError for a strategy that there is not."""
    for name, number in (("--seeds", seeds), ("--start", start), ("--jobs", jobs)):
        if number < 1:
            raise UsageError(f"{name} {number}: expected at least 1")
    for name, share in (("--risk", risk), ("--test-share", test_share)):
        if not 0.0 < share < 1.0:
            raise UsageError(f"{name} {share}: expected above 0 and below 1")
    batches = [_whole("--batch", word) for word in _words("--batch", batch)]
    rates = [_rate(word) for word in _words("--wrong", wrong)]
    first = Variant(batches[0], rates[0])
    variants = [
        first,
        *(Variant(first.batch, r) for r in rates),
        *(Variant(b, first.wrong) for b in batches),
    ]
    return Settings(
        strategies=parse_strategies(strategies),
        variants=tuple(dict.fromkeys(variants)),
        seeds=seeds,
        budget=parse_budget(budget),
        start=start,
        risk=risk,
        test_share=test_share,
        jobs=min(jobs, MAX_JOBS),
    )


def parse_strategies(text: str) -> tuple[Strategy, ...]:
    """The strategies that are named, each once; "all" for all. The baseline is always among them.

    "" is the default one. Raises SelectionError for one that there is not.
    """
    words = [word.strip() for word in text.split(",") if word.strip()]
    names = list(STRATEGIES) if words == ["all"] else words or [next(iter(STRATEGIES))]
    return tuple(strategy_named(name) for name in dict.fromkeys([*names, BASELINE]))


def parse_budget(text: str) -> Budget:
    """A whole number of labels, or a share of the pool: 30% or 0.3. Raises UsageError."""
    word = text.strip()
    if word.isascii() and word.isdecimal() and int(word) > 0:
        return Budget(labels=int(word), share=None)
    try:
        share = float(word.removesuffix("%")) / (100.0 if word.endswith("%") else 1.0)
    except ValueError:
        share = math.nan
    if not 0.0 < share <= 1.0:
        raise UsageError(
            f"--budget {text}: expected a number of labels such as 400, or a share of all objects "
            "such as 30% or 0.3"
        )
    return Budget(labels=None, share=share)


def _words(option: str, text: str) -> Sequence[str]:
    words = [word.strip() for word in text.split(",")]
    if not all(words):
        raise UsageError(f"{option} {text!r}: expected numbers with commas between them")
    return words


def _whole(option: str, word: str) -> int:
    if not (word.isascii() and word.isdecimal() and int(word) > 0):
        raise UsageError(f"{option} {word}: expected whole numbers from 1 on")
    return int(word)


def _rate(word: str) -> float:
    try:
        rate = float(word)
    except ValueError:
        rate = math.nan
    if not 0.0 <= rate < 1.0:
        raise UsageError(f"--wrong {word}: expected shares from 0 to below 1")
    return rate

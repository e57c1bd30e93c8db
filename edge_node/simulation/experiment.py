"""Every strategy, in every variant, from every seed: the trials of a simulation."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from edge_node.simulation.gathering import Gathered
from edge_node.simulation.holdout import split
from edge_node.simulation.objects import Objects
from edge_node.simulation.trial import Checkpoint, InterruptedTrialError, TrialPlan, run_trial
from shared.errors import UsageError
from shared.selection.strategy import Strategy


@dataclass(frozen=True, slots=True)
class Variant:
    """How many are asked about at a time, and which share of the answers is wrong."""

    batch: int
    wrong: float


@dataclass(frozen=True, slots=True)
class Budget:
    """How many labels: a number, or a share of the pool above 0 and at most 1."""

    labels: int | None
    share: float | None

    def of(self, pool: int) -> int:
        """In labels. Raises UsageError if the pool has not as many objects."""
        wanted = self.labels if self.labels is not None else round((self.share or 0.0) * pool)
        if wanted > pool:
            raise UsageError(
                f"--budget {wanted}: there are only {pool} objects to ask about; "
                "give fewer, or a share such as 50%"
            )
        return wanted


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """The first variant is the one that all others differ from in one way."""

    strategies: tuple[Strategy, ...]
    variants: tuple[Variant, ...]
    seeds: int
    budget: Budget
    start: int
    risk: float
    test_share: float
    jobs: int


@dataclass(frozen=True, eq=False, slots=True)
class Fold:
    """What a seed asks about and tests on."""

    pool: Objects
    test: Objects


Results = Mapping[tuple[str, Variant], tuple[tuple[Checkpoint, ...], ...]]
"""By strategy and variant, the checkpoints of each seed that was gone through."""


@dataclass(frozen=True, eq=False, slots=True)
class Experiment:
    """What came of it. seeds: those that every strategy went through. budget: in labels."""

    results: Results
    seeds: int
    budget: int


def folds(gathered: Gathered, settings: Settings) -> tuple[Fold, ...]:
    """One for each seed; the same where the data says itself what is tested on.

    Raises UsageError if nothing is left to ask about or to test on.
    """
    objects = gathered.objects

    def fold(seed: int) -> Fold:
        parted = split(
            objects.labels,
            gathered.sessions,
            gathered.parts,
            gathered.copied,
            test_share=settings.test_share,
            rng=np.random.default_rng((seed, 0)),
        )
        return Fold(objects.take(parted.pool), objects.take(parted.test))

    if "test" in gathered.parts:
        return (fold(0),) * settings.seeds
    return tuple(fold(seed) for seed in range(settings.seeds))


def budget_of(parted: Sequence[Fold], settings: Settings) -> int:
    """How many labels every trial gets. Raises UsageError if the pool or the start forbids it."""
    budget = settings.budget.of(min(len(fold.pool) for fold in parted))
    if settings.start > budget:
        raise UsageError(
            f"--start {settings.start}: expected at most the budget, which is {budget}; "
            "start with fewer, or give a larger --budget"
        )
    return budget


def run_experiment(
    parted: Sequence[Fold],
    settings: Settings,
    *,
    stop: threading.Event,
    timer_s: Callable[[], float],
    advance: Callable[[int], None] = lambda _: None,
) -> Experiment:
    """All trials, seed by seed, `settings.jobs` at a time. advance: told of labels, in any thread.

    When `stop` is set, what is under way is given up, and what is whole is returned. Raises
    UsageError for a budget or a start that the pool does not allow.
    """
    budget = budget_of(parted, settings)
    failed = threading.Event()

    def proceed(labels: int) -> None:
        advance(labels)
        if stop.is_set() or failed.is_set():
            raise InterruptedTrialError

    def trial(seed: int, strategy: Strategy, variant: Variant) -> tuple[Checkpoint, ...]:
        proceed(0)
        plan = TrialPlan(
            start=settings.start,
            batch=variant.batch,
            budget=budget,
            wrong=variant.wrong,
            risk=settings.risk,
            seed=seed,
        )
        fold = parted[seed]
        return run_trial(strategy, fold.pool, fold.test, plan, timer_s=timer_s, proceed=proceed)

    with ThreadPoolExecutor(settings.jobs, thread_name_prefix="trial") as workers:
        running = [
            {(s.name, v): workers.submit(trial, seed, s, v) for s, v in _tried(settings)}
            for seed in range(settings.seeds)
        ]
        try:
            whole = [done for trials in running if (done := _gathered(trials)) is not None]
        except BaseException:
            failed.set()  # the others end at their next batch
            raise
    keys = [(strategy.name, variant) for strategy, variant in _tried(settings)]
    return Experiment(
        results={key: tuple(trials[key] for trials in whole) for key in keys},
        seeds=len(whole),
        budget=budget,
    )


def _tried(settings: Settings) -> Iterator[tuple[Strategy, Variant]]:
    for variant in settings.variants:
        for strategy in settings.strategies:
            yield strategy, variant


_Trials = dict[tuple[str, Variant], "Future[tuple[Checkpoint, ...]]"]


def _gathered(trials: _Trials) -> dict[tuple[str, Variant], tuple[Checkpoint, ...]] | None:
    """The results of one seed; None if any was given up."""
    try:
        return {key: future.result() for key, future in trials.items()}
    except InterruptedTrialError:
        return None

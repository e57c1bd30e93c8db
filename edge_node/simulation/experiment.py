"""Every strategy, in every variant, from every seed: the trials of a simulation."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from weakref import WeakValueDictionary

import numpy as np

from edge_node.simulation.gathering import Gathered
from edge_node.simulation.holdout import Split, split
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


@dataclass(frozen=True, eq=False, slots=True, weakref_slot=True)
class Fold:
    """What a seed asks about and tests on."""

    pool: Objects
    test: Objects


class Folds:
    """The fold of each seed, made when it is needed and kept for as long: it may be large.

    Any thread may ask for one.
    """

    def __init__(self, objects: Objects, splits: Sequence[Split]) -> None:
        """splits: one for each seed, which may be one and the same."""
        self._objects = objects
        self._splits = tuple(splits)
        self._alive: WeakValueDictionary[int, Fold] = WeakValueDictionary()
        self._lock = threading.Lock()

    @property
    def pool(self) -> int:
        """How many objects there are to ask about; the fewest of all seeds."""
        return min(split.pool.size for split in self._splits)

    @property
    def test(self) -> int:
        """How many there are to test on; the fewest of all seeds."""
        return min(split.test.size for split in self._splits)

    def of(self, seed: int) -> Fold:
        """What this seed asks about and tests on."""
        split = self._splits[seed]
        with self._lock:
            fold = self._alive.get(id(split))
            if fold is None:
                fold = Fold(self._objects.take(split.pool), self._objects.take(split.test))
                self._alive[id(split)] = fold
        return fold


Results = Mapping[tuple[str, Variant], tuple[tuple[Checkpoint, ...], ...]]
"""By strategy and variant, the checkpoints of each seed that was gone through."""


@dataclass(frozen=True, eq=False, slots=True)
class Experiment:
    """What came of it. seeds: those that every strategy went through. budget: in labels."""

    results: Results
    seeds: int
    budget: int


def folds(gathered: Gathered, settings: Settings) -> Folds:
    """One for each seed; the same where the data says itself what is tested on.

    Raises UsageError if nothing is left to ask about or to test on.
    """

    def parted(seed: int) -> Split:
        return split(
            gathered.objects.labels,
            gathered.sessions,
            gathered.parts,
            gathered.copied,
            test_share=settings.test_share,
            rng=np.random.default_rng((seed, 0)),
        )

    if "test" in gathered.parts:
        return Folds(gathered.objects, (parted(0),) * settings.seeds)
    return Folds(gathered.objects, [parted(seed) for seed in range(settings.seeds)])


def budget_of(parted: Folds, settings: Settings) -> int:
    """How many labels every trial gets. Raises UsageError if the pool or the start forbids it."""
    budget = settings.budget.of(parted.pool)
    if settings.start > budget:
        raise UsageError(
            f"--start {settings.start}: expected at most the budget, which is {budget}; "
            "start with fewer, or give a larger --budget"
        )
    return budget


def run_experiment(
    parted: Folds,
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
        fold = parted.of(seed)
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

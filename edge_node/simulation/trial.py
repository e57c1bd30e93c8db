"""One trial: a strategy asks, answers come, the head learns, until the budget is used up."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from edge_node.simulation.learner import Score, candidates_of, score
from edge_node.simulation.objects import Objects
from shared.learning.dataset import Indices
from shared.learning.head import TrainedHead, train_head
from shared.learning.self_training import MAX_UNLABELLED
from shared.selection.strategy import Strategy


class InterruptedTrialError(Exception):
    """Nobody wants the trial any more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TrialPlan:
    """start: so many are asked about first, with nothing known. batch: so many at a time from
    then on. budget: in all. wrong: the share of answers that are wrong, 0 to 1."""

    start: int
    batch: int
    budget: int
    wrong: float
    risk: float
    seed: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """labels: answers so far. choose_s: what choosing took this time, all of the batch."""

    labels: int
    score: Score
    choose_s: float


def run_trial(
    strategy: Strategy,
    pool: Objects,
    test: Objects,
    plan: TrialPlan,
    *,
    timer_s: Callable[[], float],
    proceed: Callable[[int], None] = lambda _: None,
) -> tuple[Checkpoint, ...]:
    """Asks about the pool and tests on `test`, a checkpoint after every batch.

    The head is the one that a station would train, with what nobody was asked about yet among the
    open questions.

    timer_s: a monotonic time. proceed: told of the labels of every batch; it may raise
    InterruptedTrialError. Equal plans give equal results, and every strategy the same answers.
    """
    answers = given_answers(
        pool.labels,
        classes=len(pool.class_names),
        wrong=plan.wrong,
        rng=np.random.default_rng((plan.seed, 1)),
    )
    choosing = np.random.default_rng((plan.seed, 2))
    teaching = np.random.default_rng((plan.seed, 3))
    drawing = np.random.default_rng((plan.seed, 4))
    is_asked = np.zeros(len(pool), np.bool_)
    asked = np.zeros(0, np.int64)
    head: TrainedHead | None = None
    checkpoints: list[Checkpoint] = []
    while asked.size < plan.budget:
        count = plan.start if head is None else plan.batch
        still_open = np.flatnonzero(~is_asked)
        candidates = candidates_of(
            head, pool, still_open=still_open, asked=asked, answers=answers, risk=plan.risk
        )
        start_s = timer_s()
        chosen = strategy.select(candidates, min(count, plan.budget - asked.size), choosing)
        choose_s = timer_s() - start_s
        asked = np.concatenate([asked, still_open[chosen]])
        is_asked[asked] = True
        head = train_head(
            pool.labelled(asked, answers),
            risk=plan.risk,
            rng=teaching,
            unlabelled=pool.drawn_views(np.flatnonzero(~is_asked), MAX_UNLABELLED, drawing),
        )
        checkpoints.append(Checkpoint(int(asked.size), score(head, test), choose_s))
        proceed(int(chosen.size))
    return tuple(checkpoints)


def given_answers(
    labels: Indices, *, classes: int, wrong: float, rng: np.random.Generator
) -> Indices:
    """What would be said of each object: its class or, with probability `wrong`, any other one.

    labels: (n,) int64, below `classes`. All others are as likely. Returns (n,) int64.
    """
    others = (labels + rng.integers(1, max(2, classes), labels.size)) % classes
    return np.where(rng.random(labels.size) < wrong, others, labels).astype(np.int64)

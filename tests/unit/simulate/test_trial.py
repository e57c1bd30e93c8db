"""One trial: the real head and the real strategies on made-up vectors."""

import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from edge_node.simulation.learner import candidates_of, judge, score
from edge_node.simulation.objects import Objects
from edge_node.simulation.trial import (
    Checkpoint,
    InterruptedTrialError,
    TrialPlan,
    given_answers,
    run_trial,
)
from shared.learning.dataset import Indices
from shared.learning.head import TrainedHead, train_head
from shared.selection.candidates import Candidates
from shared.selection.registry import STRATEGIES
from shared.selection.strategy import Strategy
from tests.unit.simulate.made_up import objects

PLAN = TrialPlan(start=6, batch=5, budget=18, wrong=0.0, risk=0.1, seed=0)


def timer() -> Callable[[], float]:
    return itertools.count().__next__


def trial(plan: TrialPlan = PLAN, strategy: str = "random") -> tuple[Checkpoint, ...]:
    return run_trial(STRATEGIES[strategy], objects(), objects(each=8), plan, timer_s=timer())


def spying(seen: list[Candidates]) -> Strategy:
    """Random, and keeps what it was shown."""

    def select(candidates: Candidates, count: int, rng: np.random.Generator) -> Indices:
        seen.append(candidates)
        return STRATEGIES["random"].select(candidates, count, rng)

    return replace(STRATEGIES["random"], select=select)


def test_that_there_is_a_checkpoint_after_every_batch_up_to_the_budget() -> None:
    assert [point.labels for point in trial()] == [6, 11, 16, 18]


def test_that_each_batch_is_timed() -> None:
    assert [point.choose_s for point in trial()] == [1, 1, 1, 1]


def test_that_a_trial_can_be_repeated_exactly() -> None:
    assert trial() == trial()


def test_that_another_seed_asks_about_others() -> None:
    assert trial() != trial(replace(PLAN, seed=1))


@pytest.mark.parametrize("strategy", sorted(STRATEGIES))
def test_that_every_strategy_learns_something(strategy: str) -> None:
    points = trial(replace(PLAN, budget=30), strategy)
    assert points[-1].score.accuracy > 0.8


def test_that_the_first_batch_is_chosen_with_nothing_known() -> None:
    seen: list[Candidates] = []
    run_trial(spying(seen), objects(), objects(), PLAN, timer_s=timer())
    assert seen[0].classes == 1
    assert seen[0].asked.shape[0] == 0
    assert (seen[0].probabilities == 1).all()
    assert seen[1].classes > 1


def test_that_what_was_asked_is_not_offered_again_and_is_known_by_its_answer() -> None:
    seen: list[Candidates] = []
    pool = objects()
    run_trial(spying(seen), pool, objects(), PLAN, timer_s=timer())
    assert [len(shown) for shown in seen] == [36, 30, 25, 20]
    assert [shown.asked.shape[0] for shown in seen] == [0, 6, 11, 16]
    for shown in seen[1:]:
        rows = [int(np.flatnonzero((pool.features == row).all(axis=1))[0]) for row in shown.asked]
        names = [pool.labels[row] for row in rows]
        assert shown.asked_labels.tolist() == np.unique(names, return_inverse=True)[1].tolist()


def test_that_the_pool_itself_is_what_else_is_seen() -> None:
    seen: list[Candidates] = []
    pool = objects(views=2)
    run_trial(spying(seen), pool, objects(), PLAN, timer_s=timer())
    assert all(shown.recent is pool.features for shown in seen)


def test_that_nobody_needing_it_any_more_ends_a_trial() -> None:
    def proceed(labels: int) -> None:
        raise InterruptedTrialError

    with pytest.raises(InterruptedTrialError):
        run_trial(
            STRATEGIES["random"], objects(), objects(), PLAN, timer_s=timer(), proceed=proceed
        )


def test_that_wrong_answers_are_as_many_as_stated_and_any_other_class() -> None:
    labels = np.arange(3000) % 4
    said = given_answers(labels, classes=4, wrong=0.1, rng=np.random.default_rng(0))
    wrong = said != labels
    assert 0.08 < wrong.mean() < 0.12
    assert set(said[wrong & (labels == 0)]) == {1, 2, 3}


def test_that_right_answers_are_the_labels() -> None:
    labels = np.arange(30) % 3
    said = given_answers(labels, classes=3, wrong=0.0, rng=np.random.default_rng(0))
    assert np.array_equal(said, labels)


def test_that_wrong_answers_cost_accuracy() -> None:
    plan = replace(PLAN, budget=36)
    assert trial(replace(plan, wrong=0.6))[-1].score.accuracy < trial(plan)[-1].score.accuracy


def head_of(some: Objects, indices: Indices) -> TrainedHead:
    return train_head(some.labelled(indices, some.labels), risk=0.1, rng=np.random.default_rng(0))


def test_that_classes_which_were_not_taught_are_wrong_and_weigh_the_same() -> None:
    some = objects(each=20, classes=4)
    uneven = some.take(np.flatnonzero((some.labels < 3) | (np.arange(len(some)) < 4)))
    head = head_of(some, np.flatnonzero(some.labels < 3))
    found = score(head, uneven)
    assert found.balanced <= 0.75
    assert found.accuracy > found.balanced


def test_that_views_of_an_object_are_judged_as_one() -> None:
    some = objects(views=3)
    head = head_of(some, np.arange(12))
    opinion = judge(head, some, np.arange(12, 36))
    assert opinion.probabilities.shape == (24, 3)
    assert opinion.probabilities.sum(axis=1) == pytest.approx(np.ones(24), abs=1e-5)
    assert opinion.votes.shape == (5, 24, 3)


def test_that_judging_in_parts_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    some = objects(views=2)
    everything = {"still_open": np.arange(6, 36), "asked": np.arange(6), "answers": some.labels}
    head = head_of(some, np.arange(6))
    whole = candidates_of(head, some, **everything, risk=0.1)
    monkeypatch.setattr("edge_node.simulation.learner.OBJECTS_AT_ONCE", 7)
    parts = candidates_of(head, some, **everything, risk=0.1)
    assert parts.probabilities == pytest.approx(whole.probabilities, abs=1e-6)
    assert parts.votes == pytest.approx(whole.votes, abs=1e-6)
    assert parts.novelty == pytest.approx(whole.novelty, abs=1e-5)

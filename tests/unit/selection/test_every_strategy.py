"""What every strategy promises, whatever it looks at."""

from dataclasses import fields, replace

import numpy as np
import pytest

from shared.selection.strategy import STRATEGIES, Candidates, Strategy, query_value
from tests.unit.selection.candidates import candidates_of, random_candidates

every_strategy = pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=STRATEGIES.keys())
with_and_without_weights = pytest.mark.parametrize("weighted", [False, True])


def scores_of(strategy: Strategy, candidates: Candidates, *, weighted: bool) -> np.ndarray:
    return query_value(candidates, strategy) if weighted else strategy(candidates)


def arrays_of(candidates: Candidates) -> dict[str, np.ndarray]:
    values = {field.name: getattr(candidates, field.name) for field in fields(candidates)}
    return {name: value for name, value in values.items() if isinstance(value, np.ndarray)}


@every_strategy
@with_and_without_weights
@pytest.mark.parametrize("rows", [0, 1, 12])
@pytest.mark.parametrize("classes", [1, 2, 9])
@pytest.mark.parametrize("threshold", [0.0, 0.4, 1.0])
def test_that_there_is_one_score_a_row_from_nought_to_one(
    strategy: Strategy, weighted: bool, rows: int, classes: int, threshold: float
) -> None:
    candidates = random_candidates(rows=rows, classes=classes, threshold=threshold)

    scores = scores_of(strategy, candidates, weighted=weighted)

    assert scores.shape == (rows,)
    assert scores.dtype == np.float32
    assert np.isfinite(scores).all()
    assert ((scores >= 0.0) & (scores <= 1.0)).all()


@every_strategy
@with_and_without_weights
@pytest.mark.parametrize("seed", range(5))
def test_that_the_order_of_the_rows_does_not_matter(
    strategy: Strategy, weighted: bool, seed: int
) -> None:
    candidates = random_candidates(seed=seed)
    order = np.random.default_rng(seed).permutation(len(candidates))
    per_row = ("probabilities", "features", "novelty", "disagreement")
    shuffled = replace(candidates, **{name: getattr(candidates, name)[order] for name in per_row})

    scores = scores_of(strategy, candidates, weighted=weighted)

    np.testing.assert_allclose(
        scores_of(strategy, shuffled, weighted=weighted), scores[order], atol=1e-6
    )


@every_strategy
@with_and_without_weights
def test_that_no_input_is_changed_or_handed_back(strategy: Strategy, weighted: bool) -> None:
    candidates = random_candidates()
    before = {name: array.copy() for name, array in arrays_of(candidates).items()}
    for array in arrays_of(candidates).values():
        array.setflags(write=False)

    scores = scores_of(strategy, candidates, weighted=weighted)

    for name, array in arrays_of(candidates).items():
        np.testing.assert_array_equal(array, before[name], err_msg=name)
        assert not np.shares_memory(scores, array)


@every_strategy
def test_that_the_same_candidates_score_the_same_again(strategy: Strategy) -> None:
    np.testing.assert_array_equal(strategy(random_candidates()), strategy(random_candidates()))


@every_strategy
def test_that_what_is_harder_in_every_way_scores_higher(strategy: Strategy) -> None:
    easy, harder, hardest = strategy(
        candidates_of(
            [[0.98, 0.01, 0.01], [0.5, 0.35, 0.15], [0.34, 0.33, 0.33]],
            novelty=[0.1, 0.6, 0.99],
            disagreement=[0.0, 0.3, 0.8],
        )
    )

    assert easy < harder < hardest


@every_strategy
def test_that_certainty_about_something_familiar_is_worth_no_question(strategy: Strategy) -> None:
    assert strategy(candidates_of([[1.0, 0.0, 0.0]], threshold=0.3)).tolist() == [0.0]


def test_that_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        STRATEGIES["random"] = STRATEGIES["margin"]  # type: ignore[index]

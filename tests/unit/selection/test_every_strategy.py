"""What every strategy promises, whatever it looks at, in a stream and in a pool."""

from dataclasses import replace

import numpy as np
import pytest

from shared.errors import SelectionError
from shared.selection.candidates import Candidates
from shared.selection.ranking import NEAR_DUPLICATE_COSINE
from shared.selection.registry import STRATEGIES, Strategy, query_value
from tests.unit.selection.candidates import (
    arrays_of,
    candidates_of,
    directions,
    random_candidates,
    rows_of,
)

every_strategy = pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=STRATEGIES.keys())
of_certainty = pytest.mark.parametrize(
    "strategy",
    [it for it in STRATEGIES.values() if it.family in ("uncertainty", "committee")],
    ids=lambda it: it.name,
)


def pool(*, rows: int = 60, classes: int = 4, asked: int = 5, seed: int = 0) -> Candidates:
    """Candidates that are their own surroundings."""
    made = random_candidates(rows=rows, classes=classes, asked=asked, seed=seed)
    return replace(made, recent=made.features)


def select(strategy: Strategy, candidates: Candidates, count: int, seed: int = 0) -> np.ndarray:
    return strategy.select(candidates, count, np.random.default_rng(seed))


def frozen(candidates: Candidates) -> dict[str, np.ndarray]:
    """Copies of all arrays, which can't be written to from now on."""
    before = {name: array.copy() for name, array in arrays_of(candidates).items()}
    for array in arrays_of(candidates).values():
        array.setflags(write=False)
    return before


@every_strategy
@pytest.mark.parametrize("rows", [0, 1, 12])
@pytest.mark.parametrize("classes", [1, 2, 9])
@pytest.mark.parametrize("threshold", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("asked", [0, 5])
def test_that_there_is_one_score_a_row_from_nought_to_one(
    strategy: Strategy, rows: int, classes: int, threshold: float, asked: int
) -> None:
    candidates = random_candidates(
        rows=rows, classes=classes, threshold=threshold, asked=asked, recent=4 * asked
    )

    for scores in (strategy.score(candidates), query_value(candidates, strategy)):
        assert scores.shape == (rows,)
        assert scores.dtype == np.float32
        assert np.isfinite(scores).all()
        assert ((scores >= 0.0) & (scores <= 1.0)).all()


@every_strategy
@pytest.mark.parametrize("seed", range(5))
def test_that_the_order_of_the_rows_does_not_matter(strategy: Strategy, seed: int) -> None:
    candidates = random_candidates(seed=seed)
    order = np.random.default_rng(seed).permutation(len(candidates))

    scores = strategy.score(candidates)

    np.testing.assert_allclose(strategy.score(rows_of(candidates, order)), scores[order], atol=1e-6)


@every_strategy
@pytest.mark.parametrize("classes", [1, 4])
@pytest.mark.parametrize("seed", range(3))
def test_that_the_order_of_the_pool_does_not_matter(
    strategy: Strategy, classes: int, seed: int
) -> None:
    candidates = pool(classes=classes, seed=seed)
    order = np.random.default_rng(seed).permutation(len(candidates))

    chosen = select(strategy, rows_of(candidates, order), 8)

    np.testing.assert_array_equal(order[chosen], select(strategy, candidates, 8))


@every_strategy
@pytest.mark.parametrize("rows", [0, 1, 60])
@pytest.mark.parametrize("classes", [1, 2, 9])
@pytest.mark.parametrize("asked", [0, 7])
@pytest.mark.parametrize("count", [0, 1, 10, 99])
def test_that_a_batch_is_distinct_and_of_the_size_that_was_asked_for(
    strategy: Strategy, rows: int, classes: int, asked: int, count: int
) -> None:
    chosen = select(strategy, pool(rows=rows, classes=classes, asked=asked), count)

    assert chosen.dtype == np.int64
    assert chosen.shape == (min(count, rows),)
    assert np.unique(chosen).size == chosen.size
    assert ((chosen >= 0) & (chosen < rows)).all()


@every_strategy
@pytest.mark.parametrize("classes", [1, 4])
def test_that_a_batch_holds_no_near_duplicates_while_others_are_left(
    strategy: Strategy, classes: int
) -> None:
    rng = np.random.default_rng(3)
    kinds = directions(rng, 10, dim=16)
    candidates = random_candidates(rows=60, classes=classes, dim=16, asked=0, recent=0)
    twins = kinds[np.arange(60) % 10]
    candidates = replace(candidates, features=twins, recent=twins)

    chosen = twins[select(strategy, candidates, 10)]

    cosines = chosen @ chosen.T - 2 * np.eye(10)
    assert cosines.max() < NEAR_DUPLICATE_COSINE
    assert select(strategy, candidates, 30).size == 30


@every_strategy
def test_that_no_input_is_changed_or_handed_back(strategy: Strategy) -> None:
    candidates = pool()
    before = frozen(candidates)

    scores, chosen = strategy.score(candidates), select(strategy, candidates, 5)

    for name, array in arrays_of(candidates).items():
        np.testing.assert_array_equal(array, before[name], err_msg=name)
        assert not np.shares_memory(scores, array)
        assert not np.shares_memory(chosen, array)


@every_strategy
def test_that_the_same_candidates_and_seed_give_the_same_again(strategy: Strategy) -> None:
    np.testing.assert_array_equal(strategy.score(pool()), strategy.score(pool()))
    np.testing.assert_array_equal(select(strategy, pool(), 9), select(strategy, pool(), 9))


@every_strategy
@pytest.mark.parametrize("name", ["probabilities", "features", "votes", "novelty", "recent"])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_that_what_is_no_number_never_reaches_a_strategy(
    strategy: Strategy, name: str, value: float
) -> None:
    broken = getattr(random_candidates(), name).copy()
    broken.flat[3] = value

    with pytest.raises(SelectionError, match=f"{name}: not all values are finite"):
        strategy.score(replace(random_candidates(), **{name: broken}))


@every_strategy
def test_that_equals_are_chosen_by_lot(strategy: Strategy) -> None:
    alike = candidates_of([[0.4, 0.3, 0.3]] * 40, votes=[[[0.5, 0.3, 0.2]] * 40] * 2)

    chosen = {int(select(strategy, alike, 1, seed)[0]) for seed in range(20)}

    assert len(chosen) > 5


@of_certainty
def test_that_with_nothing_known_the_start_is_a_lot(strategy: Strategy) -> None:
    nothing = replace(pool(classes=1, asked=0), novelty=np.ones(60, np.float32))

    starts = {tuple(select(strategy, nothing, 6, seed)) for seed in range(6)}

    assert len(starts) == 6
    assert np.unique(strategy.score(nothing)).size == 1


@of_certainty
def test_that_what_is_harder_in_every_way_scores_higher(strategy: Strategy) -> None:
    easy, harder, hardest = strategy.score(
        candidates_of(
            [[0.98, 0.01, 0.01], [0.5, 0.35, 0.15], [0.34, 0.33, 0.33]],
            votes=[
                [[0.98, 0.01, 0.01], [0.7, 0.2, 0.1], [0.8, 0.1, 0.1]],
                [[0.98, 0.01, 0.01], [0.6, 0.3, 0.1], [0.1, 0.8, 0.1]],
                [[0.98, 0.01, 0.01], [0.2, 0.7, 0.1], [0.1, 0.1, 0.8]],
            ],
            novelty=[0.1, 0.6, 0.99],
        )
    )

    assert easy < harder < hardest


@of_certainty
def test_that_certainty_about_something_familiar_is_worth_no_question(strategy: Strategy) -> None:
    sure = candidates_of([[1.0, 0.0, 0.0]], votes=[[[1.0, 0.0, 0.0]]] * 3, threshold=0.3)

    assert strategy.score(sure).tolist() == [0.0]

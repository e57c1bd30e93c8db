import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import LearningError
from shared.learning.ridge import one_hot, solve_ridge
from shared.learning.running_ridge import RunningRidge, running_ridge
from tests.unit.learning.samples import random_rows

CLASSES = 3
DIM = 12


def problem(seed: int, rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, targets and weights of so many rows."""
    rng = np.random.default_rng(seed)
    features, labels, _ = random_rows(rng, rows=rows, dim=DIM, classes=CLASSES, tracks=rows)
    return features, one_hot(labels, CLASSES), rng.uniform(0.2, 5.0, rows)


def fitted(
    features: np.ndarray, targets: np.ndarray, weights: np.ndarray, regularisation: float
) -> RunningRidge:
    return running_ridge(
        features,
        targets.argmax(axis=1),
        weights,
        classes=targets.shape[1],
        regularisation=regularisation,
    )


def assert_is_fit(
    running: RunningRidge,
    features: np.ndarray,
    targets: np.ndarray,
    weights: np.ndarray,
    *,
    regularisation: float,
) -> None:
    expected = solve_ridge(features, targets, weights, regularisation=regularisation)
    np.testing.assert_allclose(running.weights, expected, atol=1e-8)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    rows=st.integers(6, 40),
    start=st.integers(3, 30),
    step=st.integers(1, 4),
    regularisation=st.sampled_from([0.03, 0.3, 1.0]),
)
def test_that_rows_that_come_one_after_the_other_make_the_fit_of_all(
    seed: int, rows: int, start: int, step: int, regularisation: float
) -> None:
    features, targets, weights = problem(seed, rows)
    start = min(start, rows)
    running = fitted(features[:start], targets[:start], weights[:start], regularisation)
    for first in range(start, rows, step):
        part = slice(first, min(first + step, rows))
        running = running.moved(features[part], weights[part], targets[part], sign=1)
    assert_is_fit(running, features, targets, weights, regularisation=regularisation)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    rows=st.integers(6, 40),
    gone=st.lists(st.integers(0, 39), min_size=1, max_size=5, unique=True),
)
def test_that_rows_that_go_leave_the_fit_of_the_others(
    seed: int, rows: int, gone: list[int]
) -> None:
    features, targets, weights = problem(seed, rows)
    running = fitted(features, targets, weights, 0.3)
    leaving = [row for row in gone if row < rows]
    for row in leaving:
        part = slice(row, row + 1)
        running = running.moved(features[part], weights[part], targets[part], sign=-1)
    kept = np.setdiff1d(np.arange(rows), leaving)
    assert_is_fit(running, features[kept], targets[kept], weights[kept], regularisation=0.3)


def test_that_a_class_comes_and_goes_as_a_column() -> None:
    features, targets, weights = problem(1, 20)
    order = np.argsort(targets[:, 2], kind="stable")  # the third class comes last
    features, targets, weights = features[order], targets[order], weights[order]
    old = int((targets[:, 2] == 0).sum())
    first, rest = slice(0, old), slice(old, None)
    start = fitted(features[first], targets[first, :2], weights[first], 0.3)
    running = start.with_class().moved(features[rest], weights[rest], targets[rest], sign=1)
    assert_is_fit(running, features, targets, weights, regularisation=0.3)
    running = running.moved(features[rest], weights[rest], targets[rest], sign=-1)
    np.testing.assert_allclose(running.without_class(2).weights, start.weights, atol=1e-8)


def test_that_a_thousand_rows_that_come_and_go_leave_no_trace() -> None:
    features, targets, weights = problem(2, 30)
    others, their_targets, their_weights = problem(3, 50)
    start = fitted(features, targets, weights, 0.03)
    running = start
    for turn in range(1000):
        part = slice(turn % 50, turn % 50 + 1)
        for sign in (1, -1):
            running = running.moved(
                others[part], their_weights[part], their_targets[part], sign=sign
            )
    np.testing.assert_allclose(running.weights, start.weights, atol=1e-8)


def test_that_a_row_that_was_never_there_is_not_taken_out() -> None:
    features, targets, weights = problem(4, 8)
    running = fitted(features, targets, weights, 0.03)
    stranger = np.zeros((1, DIM), np.float32)
    stranger[0, 0] = 1.0
    with pytest.raises(LearningError, match="taken out"):
        running.moved(stranger, np.full(1, 100.0), targets[:1], sign=-1)

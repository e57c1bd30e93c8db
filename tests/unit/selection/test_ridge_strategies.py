"""Closed forms of one more answer, against really fitting the classifier again."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from shared.domain import Floats
from shared.selection.candidates import UNLABELLED, Candidates
from shared.selection.expected_error import expected_error, impurity_reduction
from shared.selection.model_change import output_change, weight_change
from shared.selection.registry import STRATEGIES
from shared.selection.ridge_update import (
    answered_state,
    asked_state,
    largest_step,
    surroundings,
)
from shared.selection.variance import a_optimal, leverage, v_optimal
from tests.unit.selection.candidates import directions, random_candidates

SHAPES = pytest.mark.parametrize(
    ("asked", "dim"), [(4, 10), (12, 10), (40, 6), (0, 6)], ids=["wide", "near", "tall", "none"]
)


def made(*, asked: int, dim: int, classes: int = 3, ridge: float = 0.3) -> Candidates:
    candidates = random_candidates(
        rows=9, classes=classes, dim=dim, asked=asked, recent=17, seed=asked + dim
    )
    return replace(candidates, regularisation=ridge)


def answered(candidates: Candidates) -> tuple[np.ndarray, np.ndarray]:
    """Rows and one-hot targets of what was answered."""
    known = candidates.asked_labels != UNLABELLED
    targets = np.eye(candidates.classes)[candidates.asked_labels[known]]
    return candidates.asked[known].astype(np.float64), targets


def fitted(rows: np.ndarray, targets: np.ndarray, ridge: float) -> np.ndarray:
    return np.linalg.solve(rows.T @ rows + ridge * np.eye(rows.shape[1]), rows.T @ targets)


def inverse(rows: np.ndarray, ridge: float) -> np.ndarray:
    return np.linalg.inv(rows.T @ rows + ridge * np.eye(rows.shape[1]))


def refitted(candidates: Candidates, row: int, label: int) -> tuple[np.ndarray, np.ndarray]:
    """The weights before and after a candidate got its label."""
    rows, targets = answered(candidates)
    more_rows = np.vstack([rows, candidates.features[row]])
    more_targets = np.vstack([targets, np.eye(candidates.classes)[label]])
    ridge = candidates.regularisation
    return fitted(rows, targets, ridge), fitted(more_rows, more_targets, ridge)


def expected_over_answers(
    candidates: Candidates, row: int, worth: Callable[[np.ndarray, np.ndarray], float]
) -> float:
    shares = candidates.probabilities[row]
    return sum(
        float(shares[label]) * worth(*refitted(candidates, row, label))
        for label in range(candidates.classes)
    )


@SHAPES
def test_that_the_state_is_the_fitted_classifier(asked: int, dim: int) -> None:
    candidates = made(asked=asked, dim=dim)
    rows, targets = answered(candidates)
    state, ridge = answered_state(candidates), candidates.regularisation

    np.testing.assert_allclose(state.weights, fitted(rows, targets, ridge), atol=1e-5)
    solved = candidates.features @ inverse(rows, ridge)
    np.testing.assert_allclose(state.solved(candidates.features), solved, atol=1e-4)
    np.testing.assert_allclose(
        state.leverages(candidates.features),
        np.sum(candidates.features * solved, axis=1),
        atol=1e-4,
    )


@pytest.mark.parametrize(("asked", "dim"), [(4, 10), (12, 10), (40, 6)])
@pytest.mark.parametrize("ridge", [0.05, 0.3, 3.0])
def test_that_the_change_of_weights_is_that_of_fitting_again(
    asked: int, dim: int, ridge: float
) -> None:
    candidates = made(asked=asked, dim=dim, ridge=ridge)
    found = weight_change(candidates) * np.sqrt(2.0) * largest_step(ridge)

    for row in range(len(candidates)):
        expected = expected_over_answers(
            candidates, row, lambda before, after: float(np.linalg.norm(after - before))
        )
        assert found[row] == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(("asked", "dim"), [(4, 10), (12, 10), (40, 6)])
def test_that_the_change_of_outputs_is_that_of_fitting_again(asked: int, dim: int) -> None:
    candidates = made(asked=asked, dim=dim)
    most = np.sqrt(2.0) * largest_step(candidates.regularisation)
    found, seen = output_change(candidates) * most, candidates.recent.astype(np.float64)

    def change(before: np.ndarray, after: np.ndarray) -> float:
        return float(np.linalg.norm(seen @ (after - before)) / np.sqrt(seen.shape[0]))

    for row in range(len(candidates)):
        assert found[row] == pytest.approx(expected_over_answers(candidates, row, change), rel=1e-3)


@pytest.mark.parametrize(("asked", "dim"), [(4, 10), (12, 10), (40, 6)])
def test_that_the_reduction_of_impurity_is_that_of_fitting_again(asked: int, dim: int) -> None:
    candidates = made(asked=asked, dim=dim)
    found, seen = impurity_reduction(candidates), candidates.recent.astype(np.float64)

    def reduction(before: np.ndarray, after: np.ndarray) -> float:
        squares = [np.square(seen @ weights).sum(axis=1) for weights in (before, after)]
        return float(np.mean((1 - squares[0]) - (1 - squares[1])))

    for row in range(len(candidates)):
        expected = expected_over_answers(candidates, row, reduction)
        assert found[row] == pytest.approx(expected, abs=1e-5)
    np.testing.assert_allclose(expected_error(candidates), np.clip(found, 0, 1), atol=1e-6)


def test_that_without_answers_the_head_speaks_for_the_classifier() -> None:
    open_questions = replace(made(asked=4, dim=10), asked_labels=np.full(4, UNLABELLED, np.int64))
    sure = np.zeros_like(open_questions.probabilities)
    sure[:, 0] = 1.0

    assert (weight_change(open_questions) > 0.0).all()
    assert not weight_change(replace(open_questions, probabilities=sure)).any()


def variances(candidates: Candidates, rows: np.ndarray) -> dict[str, np.ndarray]:
    """By definition: what each design wants large, for each candidate, given rows asked about."""
    ridge, seen = candidates.regularisation, candidates.recent.astype(np.float64)
    before = inverse(rows, ridge)
    found: dict[str, list[float]] = {"leverage": [], "a_optimal": [], "v_optimal": []}
    for feature in candidates.features.astype(np.float64):
        after = inverse(np.vstack([rows, feature]), ridge)
        found["leverage"].append(float(feature @ before @ feature) * ridge)
        found["a_optimal"].append(float(np.trace(before - after)) * ridge * (1 + ridge))
        shrunk = np.trace(seen @ (before - after) @ seen.T) / np.trace(seen @ before @ seen.T)
        found["v_optimal"].append(float(shrunk))
    return {name: np.asarray(values) for name, values in found.items()}


@SHAPES
def test_that_variances_are_those_of_inverting_again(asked: int, dim: int) -> None:
    candidates = made(asked=asked, dim=dim)
    expected = variances(candidates, candidates.asked.astype(np.float64))

    for name, score in (
        ("leverage", leverage),
        ("a_optimal", a_optimal),
        ("v_optimal", v_optimal),
    ):
        np.testing.assert_allclose(score(candidates), expected[name], atol=1e-4, err_msg=name)


@pytest.mark.parametrize("name", ["leverage", "a_optimal", "v_optimal"])
@pytest.mark.parametrize(("asked", "dim"), [(4, 10), (12, 10), (40, 6)])
def test_that_a_batch_is_what_asking_one_by_one_would_give(name: str, asked: int, dim: int) -> None:
    candidates = made(asked=asked, dim=dim)
    rows, left, expected = candidates.asked.astype(np.float64), set(range(9)), []
    for _ in range(4):
        values = variances(candidates, rows)[name]
        best = max(left, key=lambda row: values[row])
        expected.append(best)
        left.remove(best)
        rows = np.vstack([rows, candidates.features[best]])

    chosen = STRATEGIES[name].select(candidates, 4, np.random.default_rng(0))

    assert chosen.tolist() == expected


@pytest.mark.parametrize("ridge", [0.01, 0.3, 1.0, 4.0])
def test_that_no_step_is_longer_than_the_longest(ridge: float) -> None:
    rng = np.random.default_rng(0)
    for asked in (0, 1, 3, 9):
        state = asked_state(
            replace(made(asked=asked, dim=10, ridge=ridge), asked=directions(rng, asked, 10))
        )
        rows = directions(rng, 200, 10)
        steps = np.linalg.norm(state.solved(rows), axis=1) / (1 + state.leverages(rows))
        assert steps.max() <= largest_step(ridge) * (1 + 1e-5)


def test_that_without_surroundings_the_candidates_are_their_own() -> None:
    candidates = made(asked=4, dim=10)
    alone = replace(candidates, recent=np.zeros((0, 10), np.float32))

    np.testing.assert_array_equal(surroundings(alone), candidates.features)


def test_that_of_large_surroundings_a_sample_stands_for_all() -> None:
    rng = np.random.default_rng(1)
    many: Floats = directions(rng, 3000, 10)
    candidates = replace(made(asked=12, dim=10), recent=many)
    sample = surroundings(candidates)

    assert sample.shape == (512, 10)
    assert (many @ sample.T > 1 - 1e-6).any(axis=0).all()
    shuffled = replace(candidates, recent=many[rng.permutation(3000)])
    np.testing.assert_array_equal(surroundings(shuffled), sample)

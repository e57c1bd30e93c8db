import numpy as np
import pytest

from shared.selection.conformal import is_ambiguous, is_novel, prediction_sets

PROBABILITIES = np.array([[0.8, 0.15, 0.05], [0.5, 0.45, 0.05], [0.35, 0.33, 0.32]], np.float32)


def test_that_classes_at_or_above_the_threshold_belong() -> None:
    assert prediction_sets(PROBABILITIES, 0.45).tolist() == [
        [True, False, False],
        [True, True, False],
        [False, False, False],
    ]


def test_that_every_class_belongs_without_a_threshold() -> None:
    assert prediction_sets(np.array([[1.0, 0.0]], np.float32), 0.0).all()


def test_that_two_or_more_are_ambiguous() -> None:
    assert is_ambiguous(prediction_sets(PROBABILITIES, 0.45)).tolist() == [False, True, False]


def test_that_an_empty_set_or_a_novelty_beyond_the_risk_is_novel() -> None:
    sets = prediction_sets(PROBABILITIES, 0.45)

    assert is_novel(sets, np.array([0.95, 0.94, 0.0], np.float32), risk=0.05).tolist() == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan")])
def test_that_a_threshold_that_is_no_probability_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold"):
        prediction_sets(PROBABILITIES, threshold)


@pytest.mark.parametrize("risk", [-0.1, 1.1, float("nan")])
def test_that_a_risk_that_is_no_probability_is_refused(risk: float) -> None:
    with pytest.raises(ValueError, match="risk"):
        is_novel(np.ones((1, 1), np.bool_), np.zeros(1, np.float32), risk=risk)

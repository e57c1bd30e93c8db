import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.learning.calibration import (
    KNOWN_SCORES_MAX,
    PRIOR_TEMPERATURE,
    TEMPERATURES,
    conformal_threshold,
    fit_temperature,
    known_scores,
    softmax,
)
from shared.learning.dataset import Indices
from shared.learning.ridge import Doubles


def drawn_labels(scores: Doubles, temperature: float, rng: np.random.Generator) -> Indices:
    """Labels as likely as the softmax of the scores at the temperature says."""
    cumulated = softmax(scores, temperature).cumsum(axis=1)
    return np.asarray(np.sum(rng.random((len(scores), 1)) > cumulated, axis=1))


@pytest.mark.parametrize("temperature", [0.05, 0.2, 1.0])
def test_that_the_temperature_is_found_again(temperature: float) -> None:
    rng = np.random.default_rng(0)
    scores = rng.normal(0.0, 2 * temperature, (20_000, 4))
    labels = drawn_labels(scores, temperature, rng)

    fitted = fit_temperature(scores, labels, np.ones(len(scores)))

    assert fitted == pytest.approx(temperature, rel=0.05)


def test_that_few_tracks_that_are_all_right_do_not_make_the_head_sure() -> None:
    scores = np.eye(3)[[0, 1, 2]] * 0.5
    labels = np.array([0, 1, 2])

    few = fit_temperature(scores, labels, np.ones(3))
    many = fit_temperature(scores.repeat(200, axis=0), labels.repeat(200), np.ones(600))

    assert TEMPERATURES[0] < many < few < PRIOR_TEMPERATURE


def test_that_views_do_not_outvote_tracks() -> None:
    scores = np.array([[1.0, 0.0], [1.0, 0.0], [0.2, 0.0]])
    labels = np.array([0, 0, 1])

    once = fit_temperature(scores[1:], labels[1:], np.ones(2))
    twice = fit_temperature(scores, labels, np.array([0.5, 0.5, 1.0]))

    assert once == pytest.approx(twice)


@pytest.mark.parametrize("shape", [(0, 3), (4, 1)])
def test_that_nothing_to_fit_leaves_the_prior(shape: tuple[int, int]) -> None:
    labels = np.zeros(shape[0], np.int64)

    assert fit_temperature(np.zeros(shape), labels, np.ones(shape[0])) == PRIOR_TEMPERATURE


@given(st.integers(1, 300), st.sampled_from((0.01, 0.05, 0.1, 0.3)), st.integers(0, 1000))
def test_that_the_threshold_is_the_finite_sample_quantile(n: int, risk: float, seed: int) -> None:
    probabilities = np.random.default_rng(seed).random(n)

    threshold = conformal_threshold(probabilities, risk=risk)

    # The ceil((n + 1)(1 - risk))-th smallest of the scores 1 - p, in whole numbers of hundredths.
    rank = -(-(n + 1) * (100 - round(100 * risk)) // 100)
    expected = 0.0 if rank > n else 1.0 - np.sort(1.0 - probabilities)[rank - 1]
    assert threshold == pytest.approx(expected)


@pytest.mark.parametrize("risk", [0.05, 0.1, 0.2])
def test_that_the_promise_is_kept_on_new_tracks(risk: float) -> None:
    rng = np.random.default_rng(1)
    covered = [
        np.mean(rng.random(200) >= conformal_threshold(rng.random(60), risk=risk))
        for _ in range(500)
    ]

    assert 1 - risk - 0.01 < np.mean(covered) < 1 - risk + 0.03


def test_that_every_class_belongs_while_tracks_are_too_few_for_the_risk() -> None:
    assert conformal_threshold(np.full(18, 0.9), risk=0.05) == 0.0
    assert conformal_threshold(np.full(19, 0.9), risk=0.05) == pytest.approx(0.9)
    assert conformal_threshold(np.zeros(0), risk=0.5) == 0.0


@pytest.mark.parametrize("risk", [0.0, 1.0, -0.1, float("nan")])
def test_that_a_risk_that_is_none_is_refused(risk: float) -> None:
    with pytest.raises(ValueError, match="risk"):
        conformal_threshold(np.ones(3), risk=risk)


def test_that_known_scores_ascend_and_are_kept_as_they_are_while_few() -> None:
    assert known_scores(np.array([0.5, -1.0, 0.25])) == (-1.0, 0.25, 0.5)
    assert known_scores(np.zeros(0)) == ()


def test_that_many_known_scores_become_quantiles() -> None:
    scores = known_scores(np.random.default_rng(2).permutation(np.arange(1001.0)))

    assert len(scores) == KNOWN_SCORES_MAX
    assert scores == tuple(float(score) for score in range(0, 1001, 10))

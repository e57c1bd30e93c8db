"""When to stop answering: models that no longer change, and answers that gain nothing."""

import numpy as np
import pytest

from shared.learning.stopping import CurvePoint, gain_of, kappa, outlook


def _curve(*points: tuple[int, float]) -> list[CurvePoint]:
    return [CurvePoint(tracks, accuracy) for tracks, accuracy in points]


RISING = _curve((20, 0.5), (40, 0.6), (80, 0.7), (160, 0.8))
FLAT = _curve((200, 0.9), (400, 0.9), (600, 0.9), (800, 0.9))


def test_that_agreement_is_what_goes_beyond_chance() -> None:
    first = np.array([0, 0, 1, 1])
    assert kappa(first, first) == 1.0
    assert kappa(first, np.array([0, 1, 0, 1])) == 0.0
    assert kappa(first, 1 - first) == -1.0
    assert kappa(first, np.array([0, 0, 1, 0])) == pytest.approx(0.5)
    assert kappa(np.zeros(5, np.int64), np.zeros(5, np.int64)) == 1.0


def test_that_two_rows_of_other_lengths_cannot_agree() -> None:
    with pytest.raises(ValueError, match="one length"):
        kappa(np.zeros(2, np.int64), np.zeros(3, np.int64))
    with pytest.raises(ValueError, match="one length"):
        kappa(np.zeros(0, np.int64), np.zeros(0, np.int64))


def test_that_a_curve_that_doubles_its_tracks_for_a_tenth_says_so() -> None:
    gain = gain_of(1, RISING)
    assert gain == pytest.approx(0.1 / np.log(2) * np.log1p(1 / 160))


def test_that_nothing_is_foretold_from_two_points_and_no_loss_ever() -> None:
    assert gain_of(1, RISING[:2]) is None
    assert gain_of(1, _curve((10, 0.9), (20, 0.8), (40, 0.7))) == 0.0
    assert gain_of(1, _curve((10, 0.9), (10, 0.8), (10, 0.7))) is None


def test_that_a_rising_curve_says_go_on() -> None:
    said = outlook(RISING, [0.5, 0.6, 0.7], answer_s=3.0)
    assert said.verdict == "go_on"
    assert said.agreement == pytest.approx(0.6)
    assert said.gain_per_minute == pytest.approx(0.1 / np.log(2) * np.log1p(20 / 160))
    assert said.gain_in_ten == pytest.approx(0.1 / np.log(2) * np.log1p(200 / 160))


def test_that_no_more_is_promised_than_the_accuracy_lacks() -> None:
    said = outlook(RISING, [0.5, 0.6, 0.7], answer_s=0.01)
    assert said.gain_in_ten == pytest.approx(0.2)
    assert said.gain_per_minute == pytest.approx(0.2)
    said = outlook(_curve((10, 0.5), (20, 0.7), (30, 1.0)), [], answer_s=3.0)
    assert said.gain_in_ten == 0.0


def test_that_stable_models_that_gain_nothing_say_stop_and_one_of_both_slow_down() -> None:
    assert outlook(FLAT, [0.2, 0.99, 1.0, 1.0], answer_s=3.0).verdict == "stop"
    assert outlook(FLAT, [0.99, 1.0, 0.8], answer_s=3.0).verdict == "slow_down"
    assert outlook(RISING, [1.0, 1.0, 1.0], answer_s=3.0).verdict == "slow_down"
    assert outlook(FLAT[:1], [1.0, 1.0, 1.0], answer_s=3.0).verdict == "stop"


def test_that_too_little_is_known_at_first() -> None:
    assert outlook([], [], answer_s=3.0).verdict == "too_early"
    assert outlook(RISING[:2], [1.0], answer_s=3.0).verdict == "too_early"
    assert outlook(_curve((5, 0.1), (6, 0.2), (7, 0.3)), [1.0] * 3, answer_s=3.0).verdict == (
        "too_early"
    )

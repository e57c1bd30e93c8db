import numpy as np
import pytest

from shared.learning.comparison import LEAST_TRACKS, Comparison
from shared.learning.judgement import Judgement


def judged(true_probabilities: list[float]) -> Judgement:
    """Tracks of the first of two classes, by the probability that each is given for it."""
    true = np.array(true_probabilities)
    return Judgement(
        temperature=0.1,
        class_shifts=np.zeros(2),
        labels=np.zeros(true.size, np.int64),
        groups=np.arange(true.size),
        probabilities=np.stack([true, 1.0 - true], axis=1),
        true_probabilities=true,
        top_scores=true,
    )


def test_that_a_gain_of_every_track_is_better() -> None:
    plain, other = judged([0.6] * LEAST_TRACKS), judged([0.7] * LEAST_TRACKS)

    assert Comparison.of(plain, other).is_better
    assert not Comparison.of(other, plain).is_better
    assert not Comparison.of(plain, plain).is_better


def test_that_a_gain_within_its_error_is_chance() -> None:
    plain = judged([0.6] * 20)
    other = judged((0.6 * np.exp(np.tile([0.3, -0.2], 10))).tolist())

    found = Comparison.of(plain, other)

    assert found.gain == pytest.approx(0.05)
    assert found.error == pytest.approx(0.25 / np.sqrt(19))
    assert not found.is_better


def test_that_one_track_more_named_wrongly_is_not_better() -> None:
    plain, other = judged([0.6] * 19 + [0.51]), judged([0.9] * 19 + [0.49])

    found = Comparison.of(plain, other)

    assert found.gain > found.error
    assert (found.more_right, found.is_better) == (-1, False)


def test_that_few_tracks_decide_nothing() -> None:
    few = LEAST_TRACKS - 1

    assert not Comparison.of(judged([0.5] * few), judged([0.9] * few)).is_better
    assert Comparison.of(judged([]), judged([])) == Comparison(0, 0.0, 0.0, 0)


def test_that_a_class_held_impossible_counts_as_very_unlikely() -> None:
    assert np.isfinite(Comparison.of(judged([0.0, 0.5]), judged([0.5, 0.5])).gain)

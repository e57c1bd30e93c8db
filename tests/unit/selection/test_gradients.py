"""Gradients that are never written out, against gradients that are."""

from dataclasses import replace

import numpy as np
import pytest

from shared.selection.gradients import (
    badge_batch,
    expected_gradient_length,
    likeliest_gradient_length,
)
from tests.unit.selection.candidates import random_candidates


def gradient(feature: np.ndarray, probabilities: np.ndarray, label: int) -> np.ndarray:
    """Of the log loss of a softmax classifier by its weights (d, k), at one row."""
    return np.outer(feature, probabilities - np.eye(probabilities.size)[label])


@pytest.mark.parametrize("classes", [2, 5])
def test_that_the_expected_length_is_that_of_all_gradients(classes: int) -> None:
    candidates = random_candidates(classes=classes)
    found = expected_gradient_length(candidates.probabilities)

    for row, (feature, shares) in enumerate(
        zip(candidates.features, candidates.probabilities, strict=True)
    ):
        lengths = [np.linalg.norm(gradient(feature, shares, c)) for c in range(classes)]
        most = np.sqrt(1 - 1 / classes)
        assert found[row] == pytest.approx(float(shares @ lengths) / most, abs=1e-5)


def test_that_no_gradient_is_longer_than_where_all_classes_are_as_likely() -> None:
    flat = np.full((1, 5), 0.2, np.float32)
    drawn = np.random.default_rng(0).dirichlet(np.full(5, 0.7), 500).astype(np.float32)

    for length in (expected_gradient_length, likeliest_gradient_length):
        assert length(flat)[0] == pytest.approx(1.0)
        assert length(drawn).max() < 1.0


def test_that_the_first_has_the_longest_gradient_and_the_next_are_by_lot_by_distance() -> None:
    candidates = random_candidates(rows=6, classes=3, dim=12, asked=0, recent=0, seed=2)
    written = np.stack(
        [
            gradient(feature, shares, int(shares.argmax())).ravel()
            for feature, shares in zip(candidates.features, candidates.probabilities, strict=True)
        ]
    )
    first = int(np.linalg.norm(written, axis=1).argmax())
    squares = np.square(written - written[first]).sum(axis=1)

    draws = [badge_batch(candidates, 2, np.random.default_rng(seed)) for seed in range(3000)]

    assert {int(draw[0]) for draw in draws} == {first}
    shares = np.bincount([int(draw[1]) for draw in draws], minlength=6) / len(draws)
    np.testing.assert_allclose(shares, squares / squares.sum(), atol=0.03)


def test_that_the_nearest_gradient_counts_and_not_the_first() -> None:
    base = random_candidates(rows=3, classes=2, dim=4, asked=0, recent=0)
    axes = np.eye(3, 4, dtype=np.float32)
    leaning = np.array([0.0, 0.96, np.sqrt(1 - 0.96**2), 0.0], np.float32)
    candidates = replace(
        base,
        features=np.stack([axes[0], axes[1], leaning]),
        probabilities=np.array([[0.5, 0.5], [0.55, 0.45], [0.55, 0.45]], np.float32),
    )

    thirds = [badge_batch(candidates, 3, np.random.default_rng(seed)) for seed in range(50)]

    # Whichever of the two alike comes second, the other is left for the end.
    assert {int(order[0]) for order in thirds} == {0}
    assert {int(order[1]) for order in thirds} == {1, 2}

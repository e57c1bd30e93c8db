"""Diversity and density: how near things are to what was asked and to what is seen."""

import numpy as np
import pytest

from shared.selection import density as density_module
from shared.selection import diversity as diversity_module
from shared.selection.density import density
from shared.selection.diversity import dissimilarity
from tests.unit.selection.candidates import directions

AXES = np.eye(3, dtype=np.float32)


def test_that_the_nearest_of_the_reference_counts() -> None:
    found = dissimilarity(AXES[:1], np.stack([AXES[1], np.array([0.8, 0.6, 0.0], "f4")]))

    assert found[0] == pytest.approx(0.2)


def test_that_without_a_reference_everything_is_new() -> None:
    assert dissimilarity(AXES, np.zeros((0, 3), np.float32)).tolist() == [1.0, 1.0, 1.0]


def test_that_opposites_are_no_more_than_new() -> None:
    assert dissimilarity(AXES, -AXES[:1]).tolist() == [1.0, 1.0, 1.0]


def test_that_a_long_reference_is_searched_to_its_end() -> None:
    rng = np.random.default_rng(0)
    reference = directions(rng, diversity_module.CHUNK_ROWS * 2 + 7)
    features = np.concatenate([reference[-1:], directions(rng, 4)])

    found = dissimilarity(features, reference)

    np.testing.assert_allclose(found, 1 - (features @ reference.T).max(axis=1), atol=1e-6)
    assert found[0] == pytest.approx(0.0, abs=1e-6)


def test_that_density_is_the_mean_cosine_to_the_nearest() -> None:
    recent = np.array([[1, 0, 0], [0.8, 0.6, 0], [0, 1, 0], [0, 0, 1]], np.float32)

    assert density(AXES[:1], recent, neighbours=2)[0] == pytest.approx(0.9)
    assert density(AXES[:1], recent, neighbours=99)[0] == pytest.approx(0.45)


def test_that_without_recent_views_density_changes_nothing() -> None:
    assert density(AXES, np.zeros((0, 3), np.float32)).tolist() == [1.0, 1.0, 1.0]


def test_that_opposites_have_no_density() -> None:
    assert density(AXES[:1], -AXES[:1]).tolist() == [0.0]


def test_that_many_candidates_are_all_compared() -> None:
    rng = np.random.default_rng(1)
    features, recent = directions(rng, density_module.CHUNK_ROWS + 3), directions(rng, 30)

    found = density(features, recent, neighbours=4)

    expected = np.sort(features @ recent.T, axis=1)[:, -4:].mean(axis=1).clip(0, 1)
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_that_no_neighbour_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="neighbours"):
        density(AXES, AXES, neighbours=0)

import math

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from shared.learning.measures import Separation, Trust, calibration_error


def test_that_honest_probabilities_have_next_to_no_error() -> None:
    rng = np.random.default_rng(0)
    stated = rng.uniform(0.5, 1.0, 4000)
    assert calibration_error(stated, rng.uniform(size=4000) < stated) < 0.03


def test_that_boasting_is_measured() -> None:
    right = np.arange(200) % 2 == 0
    assert calibration_error(np.full(200, 0.9), right) == pytest.approx(0.4)
    assert calibration_error(np.zeros(0), np.zeros(0, np.bool_)) == 0.0


def test_that_the_area_is_that_of_the_curve_with_ties() -> None:
    rng = np.random.default_rng(1)
    known = np.round(rng.normal(1.0, 1.0, 80), 1)
    strange = np.round(rng.normal(0.0, 1.0, 50), 1)
    found = Separation.of(known, strange)
    assert found is not None
    truth = np.repeat([1, 0], [80, 50])
    assert found.area == pytest.approx(roc_auc_score(truth, np.concatenate([known, strange])))
    assert 0.02 < found.error < 0.06
    assert Separation.of(known, np.zeros(0)) is None


def test_that_a_perfect_separation_is_sure() -> None:
    found = Separation.of(np.array([2.0, 3.0]), np.array([0.0, 1.0]))
    assert found is not None
    assert (found.area, found.error) == (1.0, 0.0)


def test_that_coverage_and_size_are_those_of_the_sets() -> None:
    probabilities = np.array([[0.7, 0.2, 0.1], [0.5, 0.4, 0.1], [0.2, 0.2, 0.6]])
    found = Trust.of(probabilities, np.array([0, 1, 0]), threshold=0.3)
    assert (found.tracks, found.right, found.covered) == (3, 1, 2)
    assert math.isclose(found.set_size, 4 / 3)

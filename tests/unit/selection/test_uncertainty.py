from collections.abc import Callable

import numpy as np
import pytest

from shared.domain import Floats
from shared.selection.uncertainty import entropy, least_confidence, margin

Measure = Callable[[Floats], Floats]
MEASURES = (least_confidence, margin, entropy)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("classes", [2, 3, 50])
def test_that_certainty_is_nought_and_ignorance_one(measure: Measure, classes: int) -> None:
    certain = np.eye(1, classes, dtype=np.float32)
    ignorant = np.full((1, classes), 1 / classes, np.float32)

    assert measure(certain)[0] == pytest.approx(0.0, abs=1e-6)
    assert measure(ignorant)[0] == pytest.approx(1.0, abs=1e-6)


def test_that_the_measures_look_at_different_things() -> None:
    probabilities = np.array([[0.5, 0.4, 0.1]], np.float32)

    assert least_confidence(probabilities)[0] == pytest.approx(0.75)
    assert margin(probabilities)[0] == pytest.approx(0.9)
    assert entropy(probabilities)[0] == pytest.approx(0.8587, abs=1e-4)


@pytest.mark.parametrize("measure", MEASURES)
def test_that_one_class_leaves_nothing_to_be_unsure_of(measure: Measure) -> None:
    assert measure(np.ones((2, 1), np.float32)).tolist() == [0.0, 0.0]

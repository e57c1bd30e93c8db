from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from shared.selection.strategy import STRATEGIES, conformal, margin, query_value
from tests.unit.selection.candidates import candidates_of, random_candidates


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"features": np.zeros(3, np.float32)}, "features"),
        ({"probabilities": np.zeros(12, np.float32)}, "probabilities"),
        ({"probabilities": np.zeros((11, 2), np.float32)}, "probabilities"),
        ({"probabilities": np.zeros((12, 0), np.float32)}, "probabilities"),
        ({"novelty": np.zeros(3, np.float32)}, "novelty"),
        ({"disagreement": np.zeros((12, 1), np.float32)}, "disagreement"),
        ({"asked": np.zeros((2, 5), np.float32)}, "asked"),
        ({"recent": np.zeros(6, np.float32)}, "recent"),
    ],
)
def test_that_candidates_of_other_shapes_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(random_candidates(), **changes)


def test_that_the_default_is_conformal() -> None:
    assert next(iter(STRATEGIES)) == "conformal"


def test_that_one_class_left_is_not_asked_about_and_two_are() -> None:
    sure, torn = conformal(candidates_of([[0.9, 0.1], [0.6, 0.4]], threshold=0.2))

    assert (sure, torn) == (0.0, pytest.approx(0.8))


def test_that_no_class_left_is_asked_about_though_it_looks_familiar() -> None:
    scores = conformal(candidates_of([[0.4, 0.3, 0.3]], novelty=[0.2], threshold=0.5))

    assert scores[0] == pytest.approx(0.9)


def test_that_a_sure_answer_about_something_novel_is_asked_about() -> None:
    novel, familiar = conformal(
        candidates_of([[1.0], [1.0]], novelty=[0.97, 0.5], threshold=0.3, risk=0.05)
    )

    assert (novel, familiar) == (pytest.approx(0.97), 0.0)


def test_that_nothing_is_settled_while_no_threshold_is_known() -> None:
    assert (conformal(candidates_of([[0.7, 0.3], [0.9, 0.1]], threshold=0.0)) > 0.0).all()


def test_that_what_was_asked_is_not_worth_asking_again() -> None:
    candidates = candidates_of([[0.5, 0.5]])

    again = replace(candidates, asked=candidates.features)

    assert query_value(candidates, margin)[0] == pytest.approx(1.0)
    assert query_value(again, margin)[0] == pytest.approx(0.0, abs=1e-6)


def test_that_what_is_seen_all_the_time_is_worth_more() -> None:
    candidates = candidates_of([[0.5, 0.5]])
    often = replace(candidates, recent=candidates.features)
    seldom = replace(candidates, recent=np.array([[0.6, 0.8, 0.0]], np.float32))

    assert query_value(seldom, margin)[0] < query_value(often, margin)[0]

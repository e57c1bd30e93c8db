"""Candidates, the registry, and the strategies that make the default policy."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from edge_node.asking.ask_policy import AskConfig
from shared.errors import SelectionError
from shared.selection.families.uncertainty import conformal
from shared.selection.registry import STRATEGIES, query_value, strategy_named
from tests.unit.selection.candidates import candidates_of, random_candidates

MARGIN = STRATEGIES["margin"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"features": np.zeros(3, np.float32)}, "features"),
        ({"probabilities": np.zeros(12, np.float32)}, "probabilities"),
        ({"probabilities": np.zeros((11, 2), np.float32)}, "probabilities"),
        ({"probabilities": np.zeros((12, 0), np.float32)}, "probabilities"),
        ({"votes": np.zeros((3, 12, 5), np.float32)}, "votes"),
        ({"votes": np.zeros((0, 12, 4), np.float32)}, "votes"),
        ({"votes": np.zeros((12, 4), np.float32)}, "votes"),
        ({"novelty": np.zeros(3, np.float32)}, "novelty"),
        ({"asked": np.zeros((2, 5), np.float32)}, "asked"),
        ({"asked_labels": np.zeros(4, np.int64)}, "asked_labels"),
        ({"asked_labels": np.full(5, 4, np.int64)}, "asked_labels"),
        ({"asked_labels": np.full(5, -2, np.int64)}, "asked_labels"),
        ({"recent": np.zeros(6, np.float32)}, "recent"),
        ({"regularisation": 0.0}, "regularisation"),
        ({"risk": -0.1}, "risk"),
        ({"conformal_threshold": float("nan")}, "conformal_threshold"),
    ],
)
def test_that_candidates_of_other_shapes_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(random_candidates(), **changes)


def test_that_the_first_strategy_is_the_default_of_the_edge() -> None:
    assert next(iter(STRATEGIES)) == AskConfig().strategy == "whatsit"


def test_that_a_name_is_corrected() -> None:
    with pytest.raises(SelectionError, match="none is called 'margins'; did you mean 'margin'"):
        strategy_named("margins")
    with pytest.raises(SelectionError, match="none is called 'zzz'; known: whatsit, "):
        strategy_named("zzz")
    assert strategy_named("margin") is MARGIN


def test_that_every_strategy_says_what_it_is() -> None:
    for name, strategy in STRATEGIES.items():
        assert strategy.name == name
        for text in ("title", "formula", "source", "cost", "when"):
            assert getattr(strategy, text).strip(), (name, text)
    assert len({strategy.title for strategy in STRATEGIES.values()}) == len(STRATEGIES)


def test_that_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        STRATEGIES["luck"] = MARGIN  # type: ignore[index]


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


@pytest.mark.parametrize("name", ["margin", "whatsit"])
def test_that_what_was_asked_is_not_worth_asking_again(name: str) -> None:
    candidates, strategy = candidates_of([[0.5, 0.5]]), STRATEGIES[name]

    again = replace(candidates, asked=candidates.features, asked_labels=np.zeros(1, np.int64))

    assert query_value(candidates, strategy)[0] == pytest.approx(1.0)
    assert query_value(again, strategy)[0] == pytest.approx(0.0, abs=1e-6)


def test_that_what_is_seen_all_the_time_is_worth_more() -> None:
    candidates = candidates_of([[0.5, 0.5]])
    often = replace(candidates, recent=candidates.features)
    seldom = replace(candidates, recent=np.array([[0.6, 0.8, 0.0]], np.float32))

    score = STRATEGIES["whatsit"].score
    assert score(seldom)[0] < score(often)[0]

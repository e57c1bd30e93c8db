"""A person's word goes before the head's, the head's before the detector's."""

import numpy as np
import pytest

from edge_node.asking.subject import Judgement
from edge_node.perception.naming import Belief, NamingConfig, believe
from shared.domain import NOT_AN_OBJECT, AnswerKind, HeadOutput, Prediction

NOTHING = np.zeros((1, 0), np.float32)


def _judgement(
    name: str = "mug",
    *,
    names: tuple[str, ...] = ("mug",),
    probability: float = 0.9,
    novelty: float = 0.2,
    calibrated: bool = True,
) -> Judgement:
    return Judgement(
        Prediction(name, probability, names, novelty, 0.0, ((name, probability),)),
        HeadOutput(NOTHING, NOTHING[0], NOTHING, NOTHING[0], NOTHING[None]),
        calibrated,
    )


def _believe(
    judgement: Judgement | None = None,
    answer: tuple[AnswerKind, str] | None = None,
    detector_class: str = "cup",
    detector_score: float = 0.8,
) -> Belief:
    return believe(
        answer=answer,
        judgement=judgement,
        detector_class=detector_class,
        detector_score=detector_score,
        config=NamingConfig(),
    )


def test_that_an_answer_goes_before_the_head() -> None:
    found = _believe(_judgement(), ("name", "stein"))
    assert (found.name, found.source, found.probability) == ("stein", "operator", 1.0)


@pytest.mark.parametrize("answer", [("not_an_object", ""), ("name", NOT_AN_OBJECT)])
def test_that_no_object_has_no_name_from_the_operator(answer: tuple[AnswerKind, str]) -> None:
    found = _believe(_judgement(), answer)
    assert (found.name, found.source) == ("", "operator")


def test_that_not_knowing_leaves_the_word_to_the_head() -> None:
    assert _believe(_judgement(), ("dont_know", "")).source == "head"


def test_that_a_sure_head_goes_before_the_detector() -> None:
    found = _believe(_judgement(probability=0.3))
    assert (found.name, found.source) == ("mug", "head")


def test_that_the_head_never_names_the_background() -> None:
    found = _believe(_judgement(NOT_AN_OBJECT, names=(NOT_AN_OBJECT,)))
    assert (found.name, found.source) == ("", "head")


def test_that_a_likely_name_counts_though_others_are_not_ruled_out() -> None:
    assert _believe(_judgement(names=("mug", "bowl"), probability=0.6)).source == "head"
    assert _believe(_judgement(names=("mug", "bowl"), probability=0.4)).source == "detector"


def test_that_a_head_that_knows_nothing_like_it_is_silent() -> None:
    found = _believe(_judgement(names=(), novelty=0.99))
    assert (found.name, found.source, found.novelty) == ("cup", "detector", 0.99)


def test_that_an_uncalibrated_head_names_only_what_is_familiar() -> None:
    assert _believe(_judgement(calibrated=False, novelty=0.2)).source == "head"
    assert _believe(_judgement(calibrated=False, novelty=0.7)).source == "detector"


def test_that_a_doubtful_detector_gives_no_name() -> None:
    assert _believe(detector_score=0.1) == Belief()
    assert _believe(detector_class="").source == "none"

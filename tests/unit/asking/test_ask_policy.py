"""Who is asked about, why, and what an answer is worth."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from edge_node.asking.ask_policy import AskConfig, is_ready, propose
from edge_node.asking.subject import Proposal, Subject
from shared.bundle import HeadSpec
from shared.domain import Floats
from tests.unit.asking.made_up import DIM, axis, judgement, subject
from tests.unit.perception import tiny_models

CONFIG = AskConfig()
NOTHING: Floats = np.zeros((0, DIM), np.float32)


@pytest.fixture
def head(tmp_path: Path) -> HeadSpec:
    return tiny_models.head_spec(tiny_models.head(tmp_path / "h.onnx", [0.5, 0.5]))


def _one(made: Subject, head: HeadSpec | None, asked: Floats = NOTHING) -> Proposal | None:
    likeness = (made.features @ asked.T).max(axis=0)
    made.alike = asked[int(likeness.argmax())] if likeness.size else None
    (found,) = propose([made], head, CONFIG)
    return found


def test_that_without_a_head_everything_is_novel() -> None:
    assert _one(subject(), None) == Proposal("novel", 1.0)


def test_that_what_was_asked_is_worth_nothing_and_what_is_like_it_little() -> None:
    assert _one(subject(), None, axis(0)[None]) is None
    half = np.sqrt(np.array([[0.5, 0.5] + [0.0] * 6], np.float32))
    found = _one(subject(), None, half)
    assert found is not None
    assert found.value == pytest.approx(1 - 0.5**0.5, abs=1e-4)


def test_that_any_view_that_is_like_what_was_asked_counts() -> None:
    made = subject()
    made.book.views.append(subject("other", axis(3)).book.views[0])
    made.book.changes += 1
    assert _one(made, None, axis(3)[None]) is None


def test_that_a_sure_name_is_not_asked_about(head: HeadSpec) -> None:
    assert _one(subject(judgement=judgement(0.95, 0.05)), head) is None


def test_that_two_names_are_ambiguous_and_worth_more_the_closer_they_are(head: HeadSpec) -> None:
    close = _one(subject(judgement=judgement(0.5, 0.5)), head)
    far = _one(subject(judgement=judgement(0.65, 0.35)), head)
    assert close is not None
    assert far is not None
    assert close.reason == far.reason == "ambiguous"
    assert close.value > far.value


def test_that_what_looks_like_nothing_known_is_novel(head: HeadSpec) -> None:
    found = _one(subject(judgement=judgement(0.99, 0.01, novelty=0.99)), head)
    assert found is not None
    assert found.reason == "novel"
    assert found.value == pytest.approx(0.99)


def test_that_a_random_check_is_put_though_the_head_is_sure(head: HeadSpec) -> None:
    found = _one(subject(judgement=judgement(0.95, 0.05), audit=True), head)
    assert found == Proposal("audit", 1.0)
    without = _one(subject(audit=True), None)
    assert without is not None
    assert without.reason == "novel"


def test_that_a_head_that_cannot_state_its_risk_silences_nothing(head: HeadSpec) -> None:
    early = msgspec.structs.replace(head, conformal_threshold=0.0)
    found = _one(subject(judgement=judgement(1.0, 0.0, calibrated=False)), early)
    assert found == Proposal("ambiguous", 1.0)


def test_that_every_strategy_can_be_chosen_by_name(head: HeadSpec) -> None:
    config = AskConfig(strategy="novelty")
    (found,) = propose([subject(judgement=judgement(0.95, 0.05, novelty=0.4))], head, config)
    assert found == Proposal("ambiguous", pytest.approx(0.4))
    with pytest.raises(ValueError, match="none is called 'luck'; known: whatsit"):
        AskConfig(strategy="luck")
    with pytest.raises(msgspec.ValidationError, match="none is called"):
        msgspec.json.decode(b'{"strategy": "luck"}', type=AskConfig)


def test_that_nobody_is_nobody() -> None:
    assert propose([], None, CONFIG) == []


@pytest.mark.parametrize(
    ("sightings", "sequence", "now_s", "ended", "ready"),
    [
        (10, 3, 100.3, False, False),
        (10, 8, 100.3, False, True),
        (10, 3, 101.0, False, True),
        (10, 3, 100.3, True, True),
        (3, 50, 109.0, True, False),
    ],
)
def test_that_a_question_waits_for_the_best_view(
    sightings: int, sequence: int, now_s: float, ended: bool, ready: bool
) -> None:
    made = subject(sightings=sightings)
    found = is_ready(made, CONFIG, sequence=sequence, now_s=now_s, ended=ended)
    assert found is ready


def test_that_a_single_image_is_enough_for_stills_but_no_view_never_is() -> None:
    made = subject(sightings=1)
    made.still = True
    assert is_ready(made, CONFIG, sequence=1, now_s=100.1, ended=True)
    made.book.forget()
    assert not is_ready(made, CONFIG, sequence=1, now_s=100.1, ended=True)

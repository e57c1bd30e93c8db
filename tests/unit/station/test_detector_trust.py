"""How much the detector's own name counts, by what people called such things."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from operator_gui.station.detector_trust import LATEST, DetectorTrust, on_one_scale
from operator_gui.station.label_operations import LabelOperations
from operator_gui.station.questions import QuestionMaker
from shared.domain import AnswerKind
from shared.protocol.curation import Rename
from shared.protocol.questions import Question, Suggestion
from tests.unit.station.station_world import EMBEDDER_SHA256, make_answer
from tests.unit.station.stores import Stores

SCORE = 0.3
CUP = Suggestion(name="cup", probability=SCORE, source="detector")
MUG = Suggestion(name="mug", probability=0.4, source="head")
BOWL = Suggestion(name="bowl", probability=0.1, source="head")

Say = Callable[..., None]


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    stores = Stores(tmp_path)
    with contextlib.closing(stores.database):
        yield stores


@pytest.fixture
def trust(stores: Stores) -> DetectorTrust:
    return DetectorTrust(stores.database, stores.labels.name_now)


@pytest.fixture
def say(stores: Stores) -> Say:
    """Has so many things answered that the detector, or only the head, had a name for."""
    asked = 0

    def put(
        name: str,
        times: int = 1,
        *,
        kind: AnswerKind = "name",
        suggestions: tuple[Suggestion, ...] = (MUG, CUP),
    ) -> None:
        nonlocal asked
        for _ in range(times):
            asked += 1
            stores.ask(f"q{asked}", suggestions=suggestions, seed=asked)
            stores.put(make_answer(f"q{asked}", name, kind=kind))

    return put


def first_of(stores: Stores, trust: DetectorTrust, query_id: str, **changes: object) -> list[str]:
    """The names that a question suggests, as it is put."""
    stores.ask(query_id, seed=999, **changes)
    maker = QuestionMaker(stores.inbox, stores.labels, trust, embedder_sha256=EMBEDDER_SHA256)
    envelope = maker.question(query_id, None)
    assert envelope is not None
    assert isinstance(envelope.message, Question)
    return [one.name for one in envelope.message.query.suggestions]


def test_that_before_anybody_answered_its_own_score_is_all_there_is(trust: DetectorTrust) -> None:
    assert trust.probability(SCORE) == pytest.approx(SCORE)


def test_that_a_detector_that_people_agree_with_is_believed(
    stores: Stores, trust: DetectorTrust, say: Say
) -> None:
    assert first_of(stores, trust, "before", suggestions=(MUG, CUP, BOWL)) == ["mug", "cup", "bowl"]
    say("cup", 9)
    assert trust.probability(SCORE) == pytest.approx((9 + 2 * SCORE) / 11)
    assert first_of(stores, trust, "after", suggestions=(MUG, BOWL, CUP)) == ["cup", "mug", "bowl"]


def test_that_one_that_names_what_people_call_otherwise_comes_last(
    stores: Stores, trust: DetectorTrust, say: Say
) -> None:
    say("king", 8)
    say("", 2, kind="not_an_object")
    assert trust.probability(0.9) == pytest.approx(1.8 / 12)
    sure = Suggestion(name="book", probability=0.9, source="detector")
    assert first_of(stores, trust, "q", suggestions=(sure, MUG)) == ["mug", "book"]


def test_that_only_the_latest_answers_to_what_it_named_count(
    trust: DetectorTrust, say: Say
) -> None:
    say("king", LATEST)
    trust.probability(SCORE)
    say("cup", LATEST // 2)
    say("mug", 5, suggestions=(MUG,))  # it said nothing of these
    say("", 5, kind="dont_know")
    half = (LATEST // 2 + 2 * SCORE) / (LATEST + 2)
    assert trust.probability(SCORE) == pytest.approx(half)


def test_that_an_answer_is_read_once(stores: Stores, trust: DetectorTrust, say: Say) -> None:
    say("king", 40)
    first = stores.effort(lambda: trust.probability(SCORE))
    say("king")
    assert stores.effort(lambda: trust.probability(SCORE)) < first / 5
    assert stores.effort(lambda: trust.probability(SCORE)) < first / 10


def test_that_a_class_that_was_renamed_is_still_what_the_detector_means(
    stores: Stores, trust: DetectorTrust, say: Say
) -> None:
    say("cup", 3)
    with stores.database.transaction():
        LabelOperations(stores.database).carry_out(
            "o1", Rename(name="cup", to="beaker"), operator="Ada", peer_id="a", at_s=3.0
        )
    say("beaker", 3)
    assert trust.probability(SCORE) == pytest.approx((6 + 2 * SCORE) / 8)


def test_that_names_that_are_one_now_are_suggested_once() -> None:
    told = on_one_scale(
        (MUG, BOWL, CUP),
        name_now=lambda name: "bowl" if name == "mug" else name,
        trusted=lambda score: score / 2,
    )
    assert [(one.name, one.probability) for one in told] == [("bowl", 0.5), ("cup", SCORE / 2)]
    both = on_one_scale((MUG, CUP), name_now=lambda _: "cup", trusted=lambda _: 0.9)
    assert [(one.name, one.probability) for one in both] == [("cup", 0.9)]


def test_that_a_made_view_is_asked_about_what_it_was_made_from(
    stores: Stores, trust: DetectorTrust
) -> None:
    asked = first_of(stores, trust, "q", suggestions=(BOWL, MUG), views=1, made_from="q0")
    assert asked == ["bowl", "mug"]

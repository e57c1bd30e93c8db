"""One answer for what looks the same: what is sent, listed, taken back, corrected. No widgets."""

import pytest

from operator_gui.operator_events import AnswerRefused, QuestionsWithdrawn, StatusArrived
from operator_gui.viewmodels.alike import Alike, place_words, strip_words
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.lately import lately_items
from operator_gui.viewmodels.notices import Notice
from shared.domain import AnswerKind
from shared.protocol.answers import Answer
from tests.fakes import ManualClock
from tests.gui import scenes
from tests.gui.conftest import Ask
from tests.gui.station_log import StationLog
from tests.gui.test_lately import progress

THREE = ("a1", "a2", "a3")


def asked_of(answers: tuple[Answer, ...]) -> list[str]:
    return [answer.query_id for answer in answers]


def listed(model: AppModel) -> list[tuple[str, str]]:
    items = lately_items(model.ask.desk.given, model.view.progress())
    return [(item.said, item.state) for item in items]


def top_id(model: AppModel) -> str:
    return "" if model.ask.top is None else model.ask.top.query.query_id


@pytest.fixture
def notices(model: AppModel) -> list[Notice]:
    heard: list[Notice] = []
    model.ask.noticed.connect(heard.append)
    return heard


def test_that_an_answer_goes_to_all_that_look_the_same_in_one_message(
    model: AppModel, ask: Ask, log: StationLog, clock: ManualClock
) -> None:
    ask("q1", alike=THREE)
    clock.advance(4.0)
    model.ask.name("bowl")
    (sent,) = log.submissions
    assert asked_of(sent) == ["q1", *THREE]
    assert {(answer.kind, answer.name) for answer in sent} == {("name", "bowl")}
    assert len({answer.answer_id for answer in sent}) == 4
    assert [a.along_with for a in sent] == ["", *[sent[0].answer_id] * 3]
    assert sum(answer.elapsed_ms for answer in sent) == pytest.approx(4000.0)


def test_that_what_was_taken_out_gets_no_answer(model: AppModel, ask: Ask, log: StationLog) -> None:
    ask("q1", alike=THREE)
    model.ask.toggle_alike("a2")
    model.ask.toggle_alike("a3")
    model.ask.toggle_alike("a3")
    model.ask.answer("not_an_object")
    assert asked_of(log.submissions[-1]) == ["q1", "a1", "a3"]


def test_that_all_can_be_taken_out_and_put_back(model: AppModel, ask: Ask, log: StationLog) -> None:
    ask("q1", alike=THREE)
    model.ask.toggle_alike("a1")
    model.ask.toggle_all_alike()
    assert model.ask.desk.top_alike.inside == ()
    model.ask.toggle_all_alike()
    assert model.ask.desk.top_alike.inside == THREE


@pytest.mark.parametrize("kind", ["dont_know", "later"])
def test_that_what_is_not_known_is_said_of_one_alone(
    model: AppModel, ask: Ask, log: StationLog, kind: AnswerKind
) -> None:
    ask("q1", alike=THREE)
    model.ask.answer(kind)
    assert asked_of(log.submissions[-1]) == ["q1"]


def test_that_one_undo_takes_all_back_and_answering_again_supersedes(
    model: AppModel, ask: Ask, log: StationLog
) -> None:
    ask("q1", alike=THREE)
    model.ask.toggle_alike("a2")
    model.ask.name("bowl")
    ask("q2")
    model.ask.undo()
    given, back = log.submissions
    assert asked_of(back) == ["q1", "a1", "a3"]
    assert {answer.kind for answer in back} == {"withdrawn"}
    assert [b.supersedes for b in back] == [g.answer_id for g in given]
    assert top_id(model) == "q1"
    assert model.ask.desk.top_alike == Alike(THREE, frozenset({"a2"}))
    assert listed(model) == []
    model.ask.name("vase")
    again = log.submissions[-1]
    assert asked_of(again) == ["q1", "a1", "a3"]
    assert [a.supersedes for a in again] == [b.answer_id for b in back]


def test_that_redo_says_it_again_to_all_that_it_was_said_to(
    model: AppModel, ask: Ask, log: StationLog
) -> None:
    ask("q1", alike=THREE)
    model.ask.toggle_alike("a2")
    model.ask.name("bowl")
    ask("q2")
    model.ask.undo()
    model.ask.toggle_alike("a2")  # back in, which is no longer asked once it is said again
    assert model.ask.redo()
    _, back, again = log.submissions
    assert asked_of(again) == ["q1", "a1", "a3"]
    assert {answer.name for answer in again} == {"bowl"}
    assert [a.supersedes for a in again] == [b.answer_id for b in back]
    assert top_id(model) == "q2"
    assert not model.ask.redo()


def test_that_redo_goes_forward_answer_by_answer_until_another_is_given(
    model: AppModel, ask: Ask, log: StationLog
) -> None:
    for query_id, name in (("q1", "bowl"), ("q2", "mug"), ("q3", "jar")):
        ask(query_id)
        model.ask.name(name)
    for _ in range(3):
        model.ask.undo()
    assert model.ask.redo()
    assert model.ask.redo()
    assert [(a.query_id, a.name) for a in log.answers[-2:]] == [("q1", "bowl"), ("q2", "mug")]
    assert top_id(model) == "q3"
    model.ask.name("vase")
    assert not model.ask.redo()
    assert log.answers[-1].name == "vase"


def test_that_what_somebody_else_answered_is_not_said_again(
    model: AppModel, ask: Ask, log: StationLog
) -> None:
    ask("q1")
    model.ask.name("bowl")
    model.ask.undo()
    model.ask.take_gone(("q1",), "Ben answered it")
    assert not model.ask.redo()


def test_that_they_are_listed_as_one_and_stand_where_the_slowest_does(
    model: AppModel, ask: Ask, log: StationLog
) -> None:
    ask("q1", alike=THREE)
    model.ask.name("bowl")
    assert listed(model) == [("bowl × 4", "on its way")]
    first, *others = log.answers
    told = (progress(first, "deployed", 12), *(progress(one, "trained") for one in others))
    model.take(StatusArrived(scenes.status(progress=told)))
    assert listed(model) == [("bowl × 4", "trained")]


@pytest.mark.parametrize("kind", ["not_an_object", "dont_know"])
def test_that_correcting_the_entry_corrects_all(
    model: AppModel, ask: Ask, log: StationLog, kind: AnswerKind
) -> None:
    ask("q1", alike=THREE)
    model.ask.name("bowl")
    model.ask.change(log.answers[0].answer_id)
    assert model.ask.desk.top_alike.inside == THREE
    model.ask.answer(kind)
    before, after = log.submissions
    assert asked_of(after) == asked_of(before)
    assert [a.supersedes for a in after] == [b.answer_id for b in before]
    assert [said for said, _ in listed(model)] == [f"{_words(kind)} × 4"]


def _words(kind: AnswerKind) -> str:
    return "not an object" if kind == "not_an_object" else "don't know"


def test_that_what_is_taken_out_of_a_correction_is_asked_again(
    model: AppModel, ask: Ask, log: StationLog
) -> None:
    ask("q1", alike=THREE)
    model.ask.name("bowl")
    model.ask.change(log.answers[0].answer_id)
    model.ask.toggle_alike("a2")
    model.ask.name("vase")
    sent = {answer.query_id: answer for answer in log.submissions[-1]}
    assert {q: (a.kind, a.name) for q, a in sent.items()} == {
        "q1": ("name", "vase"),
        "a1": ("name", "vase"),
        "a3": ("name", "vase"),
        "a2": ("withdrawn", ""),
    }
    assert sent["a2"].supersedes == log.submissions[0][2].answer_id
    ask("a2")
    assert top_id(model) == "a2"


def test_that_keeping_an_answer_keeps_it_for_all(
    model: AppModel, ask: Ask, log: StationLog
) -> None:
    ask("q1", alike=THREE)
    model.ask.name("bowl")
    model.ask.change(log.answers[0].answer_id)
    model.ask.toggle_alike("a2")
    model.ask.later()
    assert len(log.submissions) == 1
    assert listed(model)[0][0] == "bowl × 4"


def test_that_what_was_answered_along_is_not_asked_and_looks_like_nothing_any_more(
    model: AppModel, ask: Ask, log: StationLog
) -> None:
    ask("q1", alike=("a1", "q2"))
    ask("q2", alike=("q1", "a1", "a9"))
    ask("q3", alike=("a1", "a9"))
    model.ask.name("bowl")
    assert model.ask.desk.holding == ("q3",)
    assert model.ask.desk.top_alike.ids == ("a9",)
    ask("a1")
    assert model.ask.desk.holding == ("q3",)


def test_that_a_new_question_does_not_offer_what_is_settled(model: AppModel, ask: Ask) -> None:
    ask("q1", alike=("a1",))
    model.ask.name("bowl")
    ask("q2", alike=("q1", "a1", "a2"))
    assert model.ask.desk.top_alike.ids == ("a2",)


def test_that_what_was_answered_elsewhere_drops_out_and_the_rest_stands(
    model: AppModel, ask: Ask, log: StationLog, clock: ManualClock
) -> None:
    ask("q1", alike=THREE)
    model.ask.toggle_alike("a3")
    clock.advance(2.0)
    model.take(QuestionsWithdrawn(("a1",), "Bo answered it"))
    clock.advance(2.0)
    assert model.ask.desk.top_alike == Alike(("a2", "a3"), frozenset({"a3"}))
    assert model.ask.top is not None
    assert model.ask.top.gone is None
    model.ask.name("bowl")
    assert asked_of(log.submissions[-1]) == ["q1", "a2"]
    assert sum(a.elapsed_ms for a in log.answers) == pytest.approx(4000.0)


def test_that_what_somebody_else_changed_later_is_neither_undone_nor_corrected(
    model: AppModel, ask: Ask, log: StationLog
) -> None:
    ask("q1", alike=THREE)
    model.ask.name("bowl")
    model.ask.change(log.answers[0].answer_id)
    model.take(QuestionsWithdrawn(("a1",), "Bo answered it"))
    assert listed(model)[0][0] == "bowl × 3"
    model.ask.name("vase")
    assert asked_of(log.submissions[-1]) == ["q1", "a2", "a3"]


def test_that_an_answer_that_came_too_late_leaves_the_entry_politely(
    model: AppModel, ask: Ask, log: StationLog, notices: list[Notice]
) -> None:
    ask("q1", alike=THREE)
    model.ask.name("bowl")
    late = log.answers[2]
    model.take(AnswerRefused(late.answer_id, "somebody else answered it", overtaken=True))
    assert listed(model)[0][0] == "bowl × 3"
    assert [notice.tone for notice in notices] == ["info"]
    model.ask.undo()
    assert asked_of(log.submissions[-1]) == ["q1", "a1", "a3"]


def test_that_a_question_sent_again_keeps_its_thumbnails(model: AppModel, ask: Ask) -> None:
    ask("q1", alike=THREE)
    ask("q1", alike=("a9",))
    assert model.ask.desk.top_alike.ids == THREE
    assert model.ask.top_pictures is not None
    assert tuple(model.ask.top_pictures.alike) == THREE


def test_that_the_strip_says_who_gets_the_answer() -> None:
    alike = Alike(THREE)
    assert strip_words(alike, changing=False).startswith("Looks the same, 3 more: one answer for 4")
    some = alike.toggled("a1")
    assert strip_words(some, changing=False).endswith("one answer for 3, 1 is out")
    assert strip_words(alike.toggled_all(), changing=False).endswith("to this one alone")
    assert strip_words(some, changing=True) == (
        "Answered with 3 more: 3 change, 1 will be asked again"
    )
    assert place_words(0, some) == "look-alike 1 of 3, taken out; press to put it back"
    assert place_words(1, some) == "look-alike 2 of 3, in; press to take it out"
    assert some.toggled("unheard of") == some

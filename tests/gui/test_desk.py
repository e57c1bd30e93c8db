import pytest

from operator_gui.viewmodels import desk as desks
from operator_gui.viewmodels.desk import REMEMBERED, ROOM, Desk, arrive, give, put_away, withdraw
from shared.domain import AnswerKind
from shared.protocol.answers import Answer
from tests.gui.scenes import NOW_S, query


def answer(desk: Desk, number: int, kind: AnswerKind = "name", name: str = "mug") -> Answer:
    assert desk.top is not None
    query_id = desk.top.query.query_id
    return Answer(
        answer_id=f"a{number}",
        query_id=query_id,
        kind=kind,
        name=name,
        answered_at_s=NOW_S,
        operator="Ada",
        supersedes=desk.supersedes(query_id),
    )


def withdrawal(desk: Desk, number: int) -> Answer:
    given = desk.given[0].answer
    return Answer(
        answer_id=f"a{number}",
        query_id=given.query_id,
        kind="withdrawn",
        answered_at_s=NOW_S,
        operator="Ada",
        supersedes=desk.supersedes(given.query_id),
    )


def filled(count: int) -> Desk:
    desk = Desk()
    for at in range(count):
        desk = arrive(desk, query(f"q{at}"))
    return desk


def top_id(desk: Desk) -> str:
    return "" if desk.top is None else desk.top.query.query_id


def test_that_the_first_question_is_shown_and_the_rest_wait_in_order() -> None:
    desk = filled(3)
    assert desk.holding == ("q0", "q1", "q2")
    assert desk.room == ROOM - 3


def test_that_a_question_is_not_put_twice() -> None:
    assert filled(2).holding == arrive(filled(2), query("q1")).holding


def test_that_the_next_question_is_on_top_at_once() -> None:
    desk = give(filled(2), answer(filled(2), 1))
    assert top_id(desk) == "q1"
    assert [g.answer.answer_id for g in desk.given] == ["a1"]


def test_that_a_settled_question_sent_again_is_not_put() -> None:
    desk = give(filled(1), answer(filled(1), 1))
    assert arrive(desk, query("q0")).top is None


def test_that_a_question_put_off_may_come_again_and_its_answer_supersedes() -> None:
    desk = give(filled(1), answer(filled(1), 1, "later"))
    desk = arrive(desk, query("q0"))
    assert answer(desk, 2).supersedes == "a1"


def test_that_undo_brings_the_question_back_before_the_one_that_was_shown() -> None:
    desk = give(filled(3), answer(filled(3), 1))
    desk = desks.take_back(desk, (withdrawal(desk, 2),))
    assert desk.holding == ("q0", "q1", "q2")
    assert desk.given == ()
    assert answer(desk, 3).supersedes == "a2"


def test_that_undo_goes_back_answer_by_answer() -> None:
    desk = filled(3)
    for number in range(3):
        desk = give(desk, answer(desk, number))
    for number in range(3, 6):
        desk = desks.take_back(desk, (withdrawal(desk, number),))
    assert desk.holding == ("q0", "q1", "q2")


def test_that_a_reopened_answer_is_replaced_and_not_repeated() -> None:
    desk = give(filled(3), answer(filled(3), 1))
    desk = desks.reopen(desk, "a1")
    assert desk.top is not None
    assert desk.top.changing is not None
    assert desk.holding == ("q0", "q1", "q2")
    changed = answer(desk, 2, name="bowl")
    assert changed.supersedes == "a1"
    desk = give(desk, changed)
    assert [g.answer.name for g in desk.given] == ["bowl"]
    assert top_id(desk) == "q1"


def test_that_a_reopened_answer_can_be_left_as_it_was() -> None:
    desk = give(filled(2), answer(filled(2), 1))
    kept = put_away(desks.reopen(desk, "a1"))
    assert (top_id(kept), kept.given) == ("q1", desk.given)


def test_that_undo_while_another_answer_is_open_leaves_that_one_standing() -> None:
    desk = give(filled(3), answer(filled(3), 1))
    desk = give(desk, answer(desk, 2))
    desk = desks.reopen(desk, "a1")
    desk = desks.take_back(desk, (withdrawal(desk, 3),))
    assert desk.holding == ("q1", "q2")
    assert [g.answer.answer_id for g in desk.given] == ["a1"]


@pytest.mark.parametrize("answer_id", ["", "never"])
def test_that_an_unknown_answer_cannot_be_reopened(answer_id: str) -> None:
    desk = filled(1)
    assert desks.reopen(desk, answer_id) is desk


def test_that_an_open_question_cannot_be_put_away() -> None:
    desk = filled(2)
    assert put_away(desk) is desk


def test_that_a_question_nobody_needs_leaves_the_waiting_ones() -> None:
    desk = withdraw(filled(3), ("q1",), "answered elsewhere")
    assert desk.holding == ("q0", "q2")


def test_that_the_question_on_top_stays_and_says_that_it_is_gone() -> None:
    desk = withdraw(filled(2), ("q0",), "answered elsewhere")
    assert desk.top is not None
    assert desk.top.gone == "answered elsewhere"
    assert top_id(put_away(desk)) == "q1"


def test_that_a_late_answer_to_a_gone_question_is_still_taken() -> None:
    desk = withdraw(filled(2), ("q0",), "")
    assert top_id(give(desk, answer(desk, 1))) == "q1"


def test_that_only_so_many_answers_are_remembered() -> None:
    desk = filled(REMEMBERED + 5)
    for number in range(REMEMBERED + 5):
        desk = give(desk, answer(desk, number))
    assert len(desk.given) == REMEMBERED
    assert len(desk.pictured) == REMEMBERED


def test_that_a_refused_answer_is_forgotten() -> None:
    desk = give(filled(1), answer(filled(1), 1))
    desk = desks.refuse(desk, "a1")
    assert desk.given == ()
    assert top_id(arrive(desk, query("q0"))) == "q0"


def test_that_a_refused_answer_that_is_being_changed_is_open_again() -> None:
    desk = desks.reopen(give(filled(1), answer(filled(1), 1)), "a1")
    desk = desks.refuse(desk, "a1")
    assert desk.top is not None
    assert desk.top.changing is None

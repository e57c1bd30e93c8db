"""Urgent questions on the desk, which holds no clock and no pictures."""

import msgspec

from operator_gui.urgency import Urgency
from operator_gui.viewmodels import desk as desks
from operator_gui.viewmodels.desk import Desk, OnTop, arrive, give, interrupt, withdraw
from operator_gui.viewmodels.urgent import (
    Offer,
    countdown,
    heading,
    name_mode,
    offers,
    why_urgent,
)
from tests.gui.scenes import query
from tests.gui.test_desk import answer, filled, top_id


def urgency(until_s: float = 30.0, *choices: str, teaches: bool = False) -> Urgency:
    return Urgency("Is the door open?", choices, teaches, until_s)


def with_urgent(desk: Desk, query_id: str = "u1", until_s: float = 30.0) -> Desk:
    return arrive(desk, query(query_id), urgency(until_s))


def test_that_urgent_questions_wait_before_all_others_by_deadline() -> None:
    desk = with_urgent(with_urgent(filled(3), "slow", 30.0), "quick", 10.0)
    assert desk.holding == ("q0", "quick", "slow", "q1", "q2")
    assert desks.first_urgent(desk) == "quick"


def test_that_an_urgent_question_interrupts_and_then_the_other_one_is_back() -> None:
    desk = interrupt(with_urgent(with_urgent(filled(2), "u1"), "u2", 40.0), "u1")
    assert desk.holding == ("u1", "u2", "q0", "q1")
    assert desk.top is not None
    assert desk.top.urgency == urgency()
    desk = give(desk, answer(desk, 1))
    assert top_id(desk) == "u2"
    desk = give(desk, answer(desk, 2))
    assert desk.top == OnTop(query("q0"))
    assert desk.urgencies == {}


def test_that_only_what_is_urgent_and_waits_can_interrupt() -> None:
    desk = with_urgent(filled(2))
    assert interrupt(desk, "q1") is desk
    assert interrupt(desk, "never") is desk


def test_that_an_interrupted_change_leaves_the_answer_as_it_was() -> None:
    desk = give(filled(2), answer(filled(2), 1))
    changing = desks.reopen(desk, "a1")
    desk = interrupt(with_urgent(changing), "u1")
    assert desk.holding == ("u1", "q1")
    assert [g.answer.answer_id for g in desk.given] == ["a1"]


def test_that_it_is_known_for_what_it_is_too_late() -> None:
    desk = with_urgent(with_urgent(Desk(), "u1", 10.0), "u2", 20.0)
    assert desks.overdue(desk, 9.9) == ()
    assert desks.overdue(desk, 10.0) == ("u1",)
    assert desks.overdue(withdraw(desk, ("u1",), "over"), 10.0) == ()


def test_that_what_a_robot_was_told_is_final() -> None:
    desk = with_urgent(Desk())
    desk = give(desk, answer(desk, 1, name="yes"))
    assert desk.given[0].final
    assert desks.reopen(desk, "a1") is desk


def test_that_what_the_robot_learned_can_be_changed_as_any_answer() -> None:
    desk = arrive(Desk(), query("u1"), urgency(teaches=True))
    desk = give(desk, answer(desk, 1))
    assert not desk.given[0].final
    reopened = desks.reopen(desk, "a1").top
    assert reopened is not None
    assert reopened.urgency is None  # the robot does not wait any more


def test_that_a_declined_question_may_come_again() -> None:
    desk = desks.decline(with_urgent(Desk()))
    assert desk == Desk()
    assert top_id(with_urgent(desk)) == "u1"


def test_that_a_choice_has_no_likelihood_and_a_suggestion_has() -> None:
    choices = OnTop(query("u1"), urgency=urgency(30.0, "yes", "no"))
    assert offers(choices) == (Offer("yes", None), Offer("no", None))
    assert offers(OnTop(query("q1")))[0] == Offer("mug", 0.42)


def test_that_the_question_stands_in_the_robots_own_words() -> None:
    top = OnTop(query("u1"), urgency=urgency(30.0, "yes", "no"))
    assert heading(top) == "Is the door open?"
    assert heading(OnTop(query("q1"))) == "What's this?"
    assert countdown(top, 7.2) == "rover-1 waits for your answer: 23 s left"
    assert countdown(top, 99.0) == "rover-1 waits for your answer: 0 s left"
    assert countdown(OnTop(query("q1")), 0.0) == ""
    assert "choose one of 2" in why_urgent(top)
    assert "nothing is learned" in why_urgent(top)
    learned = OnTop(query("u1"), urgency=urgency(teaches=True))
    assert "the robot learns it" in why_urgent(learned)


def test_that_the_field_knows_what_it_is_for() -> None:
    assert name_mode(OnTop(query())) == "name"
    assert name_mode(OnTop(query(), urgency=urgency(teaches=True))) == "name"
    assert name_mode(OnTop(query(), urgency=urgency())) == "free"
    assert name_mode(OnTop(query(), urgency=urgency(30.0, "yes", teaches=True))) == "choice"


def test_that_a_made_view_is_asked_about_by_the_name_of_its_source() -> None:
    made = msgspec.structs.replace(query("q1"), made_from="q0")
    assert heading(OnTop(made)) == "Is this still “mug”?"
    assert heading(OnTop(msgspec.structs.replace(made, suggestions=()))) == "What's this?"

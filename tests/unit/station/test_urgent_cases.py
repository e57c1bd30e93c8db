import numpy as np

from operator_gui.station.intake import CheckedQuery
from operator_gui.station.urgent_cases import MOST_OPEN, Case, Closed, UrgentCases
from shared.protocol.answers import NamedTrack
from shared.protocol.questions import Urgent
from tests.unit.station.station_world import make_query, query_of


def case(query_id: str, *, asked_s: float = 0.0, for_s: float = 10.0, teaches: bool = True) -> Case:
    query = query_of(make_query(query_id=query_id))
    return Case(
        checked=CheckedQuery(query, np.zeros((2, 4), np.float32), ()),
        urgent=Urgent(question="What's this?", remaining_s=for_s, teaches=teaches),
        asked_s=asked_s,
        until_s=asked_s + for_s,
    )


def told(query_id: str) -> NamedTrack:
    return NamedTrack(answer_id="a", query_id=query_id, track_key="t", kind="name", name="mug")


def with_cases(*cases: Case) -> UrgentCases:
    made = UrgentCases()
    for one in cases:
        made.open(one)
    return made


def shown(cases: UrgentCases, present: list[str], now_s: float) -> list[tuple[str, str]]:
    """Shows everything that is due, and says what was shown to whom."""
    pairs = []
    for one, operator in cases.to_show(present, now_s):
        one.holders[operator] = now_s
        pairs.append((one.query_id, operator))
    return pairs


def test_that_the_most_pressing_is_shown_first() -> None:
    cases = with_cases(case("slow", for_s=20.0), case("quick", for_s=5.0))
    assert [query_id for query_id, _ in shown(cases, ["ada"], 0.0)] == ["quick", "slow"]


def test_that_one_operator_is_asked_and_the_one_with_less_to_do() -> None:
    cases = with_cases(case("q1"), case("q2"))
    assert shown(cases, ["ada", "bo"], 0.0) == [("q1", "ada"), ("q2", "bo")]
    assert shown(cases, ["ada", "bo"], 1.0) == []


def test_that_everybody_is_asked_after_half_of_the_time() -> None:
    cases = with_cases(case("q1"))
    assert shown(cases, ["ada", "bo"], 0.0) == [("q1", "ada")]
    assert shown(cases, ["ada", "bo"], 5.0) == [("q1", "bo")]


def test_that_another_one_is_asked_when_the_first_leaves_or_puts_it_off() -> None:
    cases = with_cases(case("q1"))
    assert shown(cases, ["ada", "bo"], 0.0) == [("q1", "ada")]
    cases.put_off("q1", "ada")
    assert shown(cases, ["ada", "bo"], 0.0) == [("q1", "bo")]
    assert shown(cases, ["ada", "cy"], 1.0) == [("q1", "cy")]  # bo is gone, ada does not want it
    assert shown(cases, ["ada", "cy"], 9.0) == []


def test_that_what_an_operator_does_not_hold_after_a_while_is_sent_again() -> None:
    cases = with_cases(case("q1"))
    shown(cases, ["ada"], 0.0)
    cases.holds("ada", (), 1.0)  # it may be on its way
    assert shown(cases, ["ada"], 1.0) == []
    cases.holds("ada", ("q1",), 3.0)
    assert shown(cases, ["ada"], 3.0) == []
    cases.holds("ada", (), 3.0)
    assert shown(cases, ["ada"], 3.0) == [("q1", "ada")]


def test_that_a_case_expires_at_its_deadline() -> None:
    cases = with_cases(case("q1"), case("q2", for_s=20.0))
    assert cases.expired(9.9) == []
    assert cases.expired(10.0) == ["q1"]


def test_that_what_teaches_can_be_answered_late_and_the_rest_cannot() -> None:
    cases = with_cases(case("q1"), case("q2", teaches=False))
    for query_id in ("q1", "q2"):
        cases.close(query_id, Closed("over"))
    assert cases.answerable("q1") is not None
    assert cases.answerable("q2") is None
    cases.close("q1", Closed("answered", told("q1")))
    assert cases.answerable("q1") is None
    assert cases.closed("q1") == Closed("answered", told("q1"))


def test_that_a_case_that_is_asked_again_is_open_again() -> None:
    cases = with_cases(case("q1"))
    cases.close("q1", Closed("over"))
    cases.open(case("q1"))
    assert cases.closed("q1") is None
    assert cases.is_open("q1")


def test_that_everything_is_bounded() -> None:
    cases = with_cases(*(case(f"q{at}") for at in range(MOST_OPEN)))
    assert cases.is_full
    for at in range(1000):
        cases.open(case(f"r{at}"))
        cases.close(f"r{at}", Closed("over"))
    assert cases.closed("r0") is None
    assert cases.answerable("r0") is None
    assert cases.answerable("r999") is not None

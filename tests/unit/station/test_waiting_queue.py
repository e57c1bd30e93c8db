import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from operator_gui.station.inbox import Arrival
from operator_gui.station.waiting_queue import Ages, RankedQueue, apart

NOW_S = 100_000.0


def arrival(
    query_id: str,
    *,
    value: float = 0.5,
    age_h: float = 0.0,
    number: int = 1,
    deferred: int = 0,
    reopened: int = 0,
) -> Arrival:
    received_at_s = NOW_S - 3600 * age_h
    return Arrival(query_id, number, value, received_at_s, deferred=deferred, reopened=reopened)


def order(*questions: Arrival, sure: frozenset[str] = frozenset()) -> str:
    return "".join(queue_of(*questions, sure=sure).first(99))


def queue_of(*questions: Arrival, sure: frozenset[str] = frozenset()) -> RankedQueue:
    queue = RankedQueue()
    for question in questions:
        queue.put(question, sure=question.query_id in sure)
    return queue


def test_that_the_more_valuable_question_comes_first() -> None:
    assert order(arrival("a", value=0.1), arrival("b", value=0.9)) == "ba"


def test_that_waiting_makes_a_question_more_urgent() -> None:
    assert order(arrival("a", value=0.5, age_h=0), arrival("b", value=0.4, age_h=2)) == "ba"


def test_that_among_equals_the_first_to_come_is_first() -> None:
    assert order(arrival("a", number=2), arrival("b", number=1)) == "ba"


def test_that_later_goes_behind_everything_and_undo_in_front_of_it() -> None:
    questions = (
        arrival("d", value=9.0, deferred=5),
        arrival("e", value=9.0, deferred=7),
        arrival("s", value=9.0),
        arrival("n", value=0.1),
        arrival("r", value=0.0, reopened=3),
        arrival("q", value=0.0, reopened=4),
    )
    assert order(*questions, sure=frozenset("s")) == "qrnsde"


def test_that_taken_questions_are_left_out_and_the_limit_kept() -> None:
    questions = [arrival(name) for name in "abcd"]
    found = queue_of(*questions).first(2, taken={"a"})
    assert len(found) == 2
    assert "a" not in found


def test_that_a_question_that_stands_otherwise_moves_and_one_that_goes_is_gone() -> None:
    queue = queue_of(arrival("a", value=0.9), arrival("b", value=0.5), arrival("c", value=0.1))
    assert queue.first(9) == ["a", "b", "c"]
    queue.put(arrival("a", value=0.9), sure=True)
    assert queue.first(9) == ["b", "c", "a"]
    queue.discard("b")
    queue.discard("b")
    assert queue.first(9) == ["c", "a"]
    queue.put(arrival("c", value=0.1, deferred=1))
    assert queue.first(9) == ["a", "c"]


def test_that_very_many_questions_are_ranked_like_few() -> None:
    many = [arrival(f"{n:04d}", value=(37 * n) % 1000 / 1000, number=n) for n in range(1000)]
    queue = queue_of(*many)
    ranked = sorted(many, key=lambda q: -q.value)
    assert queue.first(1000) == [q.query_id for q in ranked]
    for question in ranked[:500]:
        queue.discard(question.query_id)
    for question in ranked[:500]:
        queue.put(question)
    assert queue.first(1000) == [q.query_id for q in ranked]


def test_that_the_oldest_question_is_found_whatever_came_and_went() -> None:
    ages = Ages()
    assert ages.oldest_s(NOW_S) == 0.0
    first, second = arrival("a", age_h=1), arrival("b", age_h=2)
    ages.put(first)
    ages.put(second)
    assert ages.oldest_s(NOW_S) == 7200.0
    assert ages.oldest_s(NOW_S - 9000.0) == 0.0
    ages.discard("b")
    ages.discard("b")
    assert ages.oldest_s(NOW_S) == 3600.0
    ages.put(second)  # reopened
    assert ages.oldest_s(NOW_S) == 7200.0
    ages.discard("a")
    ages.discard("b")
    assert ages.oldest_s(NOW_S) == 0.0


def test_that_a_question_reopened_again_and_again_is_kept_once() -> None:
    ages = Ages()
    ages.put(arrival("older", age_h=9))
    for _ in range(100):
        ages.put(arrival("a", age_h=1))
        ages.discard("a")
    assert len(ages) <= 2


@given(
    st.lists(
        st.builds(
            arrival,
            st.uuids().map(str),
            value=st.floats(-1e12, 1e12),
            age_h=st.floats(0, 1e5),
            number=st.integers(1, 99),
            deferred=st.integers(0, 3),
            reopened=st.integers(0, 3),
        ),
        unique_by=lambda question: question.query_id,
    )
)
def test_that_no_question_is_lost_or_doubled_by_ranking(questions: list[Arrival]) -> None:
    found = queue_of(*questions).first(len(questions))
    assert sorted(found) == sorted(question.query_id for question in questions)


LOOKS = {
    "a": np.array([1.0, 0.0], np.float32),
    "b": np.array([0.99, 0.14], np.float32),
    "c": np.array([0.0, 1.0], np.float32),
}


def _apart(ranked: str, *, limit: int = 9, shown: str = "") -> str:
    return "".join(apart(ranked, limit=limit, shown=shown, feature_of=LOOKS.get))


def test_that_what_looks_like_one_before_it_comes_after_what_does_not() -> None:
    assert _apart("abc") == "acb"
    assert _apart("abc", limit=2) == "ac"
    assert _apart("bac", limit=1) == "b"


def test_that_what_looks_like_one_that_is_shown_waits_but_is_not_lost() -> None:
    assert _apart("ac", shown="b") == "ca"
    assert _apart("a", shown="b") == "a"


def test_that_what_cannot_be_compared_keeps_its_place() -> None:
    assert _apart("xayb") == "xayb"


@given(st.permutations("abcxy"), st.integers(0, 6))
def test_that_spreading_loses_and_doubles_nothing(ranked: list[str], limit: int) -> None:
    spread = apart(ranked, limit=limit, shown="b", feature_of=LOOKS.get)
    assert len(spread) == len(set(spread)) == min(limit, 5)
    assert set(spread) <= set(ranked)

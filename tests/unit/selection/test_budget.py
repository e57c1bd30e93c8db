import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.selection.budget import Budget, BudgetState

HOUR_S = 3600.0


def asked_at(budget: Budget, times_s: list[float]) -> list[bool]:
    """Which of the questions at the given times were allowed, from a full reserve at 0."""
    state, allowed = budget.start(0.0), []
    for now_s in times_s:
        permitted, state = budget.allow(state, now_s)
        allowed.append(permitted)
    return allowed


def test_that_a_burst_is_allowed_and_no_more() -> None:
    assert asked_at(Budget(per_hour=6, burst=3), [0, 0, 0, 0]) == [True, True, True, False]


def test_that_waiting_a_questions_time_earns_a_question() -> None:
    assert asked_at(Budget(per_hour=6), [0, 599, 600, 601]) == [True, False, True, False]


def test_that_many_short_waits_earn_what_one_long_one_does() -> None:
    budget = Budget(per_hour=7)
    wait_s = HOUR_S / 7

    assert asked_at(budget, [0.0, *(wait_s * part / 10 for part in range(1, 11))])[-1]


def test_that_silence_earns_no_more_than_the_burst() -> None:
    allowed = asked_at(Budget(per_hour=60, burst=2), [10 * HOUR_S] * 5)

    assert sum(allowed) == 2


def test_that_a_budget_of_nothing_asks_nothing() -> None:
    budget = Budget(per_hour=0, burst=5)

    assert asked_at(budget, [0, HOUR_S]) == [False, False]
    assert budget.wait_s(budget.start(0), 0) == math.inf


def test_that_a_clock_set_back_earns_nothing_and_stops_nothing() -> None:
    budget = Budget(per_hour=6)
    state = BudgetState(tokens=0.0, at_s=HOUR_S)

    allowed, state = budget.allow(state, 0.0)

    assert (allowed, state) == (False, BudgetState(0.0, 0.0))
    assert budget.allow(state, 600.0)[0]


def test_that_a_refund_gives_one_question_back() -> None:
    budget = Budget(per_hour=6, burst=2)
    _, state = budget.allow(budget.start(0.0), 0.0)

    assert budget.refund(state).tokens == 2.0
    assert budget.refund(budget.start(0.0)).tokens == 2.0


def test_that_it_says_how_long_to_wait() -> None:
    budget = Budget(per_hour=6)
    start = budget.start(0.0)
    _, spent = budget.allow(start, 0.0)

    assert budget.wait_s(start, 0.0) == 0.0
    assert budget.wait_s(spent, 200.0) == pytest.approx(400.0)


@pytest.mark.parametrize("per_hour", [-1.0, math.nan, math.inf])
def test_that_a_rate_that_is_none_is_refused(per_hour: float) -> None:
    with pytest.raises(ValueError, match="per_hour"):
        Budget(per_hour=per_hour)


def test_that_a_burst_of_none_is_refused() -> None:
    with pytest.raises(ValueError, match="burst"):
        Budget(per_hour=1, burst=0)


@given(
    st.floats(0.1, 1000.0),
    st.integers(1, 10),
    st.lists(st.floats(0.0, 300.0), min_size=1, max_size=100),
)
def test_that_no_span_of_time_has_more_than_its_rate_and_one_burst(
    per_hour: float, burst: int, waits_s: list[float]
) -> None:
    times_s = [sum(waits_s[: end + 1]) for end in range(len(waits_s))]

    allowed = asked_at(Budget(per_hour=per_hour, burst=burst), times_s)

    assert sum(allowed) <= burst + times_s[-1] * per_hour / HOUR_S + 1e-6

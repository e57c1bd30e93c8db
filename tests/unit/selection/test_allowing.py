"""How much may be asked: over the day, by the pace of what comes, and by who is there."""

import pytest

from shared.selection.attention import (
    FIRST_ANSWER_S,
    LEAST_ANSWER_S,
    answer_time_s,
    room_for_questions,
    shares_of_room,
)
from shared.selection.budget import Budget
from shared.selection.pace import Pace
from shared.selection.quiet_hours import QuietHours


def test_that_quiet_hours_may_go_over_midnight() -> None:
    night = QuietHours.parse("22:00-06:30")
    assert night == QuietHours(22 * 60, 6 * 60 + 30)
    quiet = {minute for minute in range(1440) if night.covers(minute)}
    assert quiet == set(range(1320, 1440)) | set(range(390))
    assert str(night) == "22:00-06:30"


def test_that_quiet_hours_within_a_day_end_before_their_last_minute() -> None:
    noon = QuietHours.parse(" 12:00 - 13:00 ")
    assert [noon.covers(m) for m in (719, 720, 779, 780)] == [False, True, True, False]


def test_that_the_same_minute_twice_is_never_quiet() -> None:
    for none in (QuietHours.parse(""), QuietHours(300, 300)):
        assert not none
        assert str(none) == ""
        assert not any(none.covers(minute) for minute in range(1440))


@pytest.mark.parametrize("text", ["22-6", "24:00-06:00", "22:00-06:60", "always"])
def test_that_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="quiet_hours"):
        QuietHours.parse(text)
    with pytest.raises(ValueError, match="1440"):
        QuietHours(0, 1440)


def test_that_with_few_tracks_everything_may_be_asked_and_with_many_the_share() -> None:
    budget = Budget(per_hour=60.0, burst=5)
    pace = Pace.starting(0.0)
    assert pace.share(budget) == 1.0
    for second in range(0, 6 * 3600, 6):  # 600 an hour
        pace = pace.after_arrival(float(second))
    assert pace.share(budget) == pytest.approx(0.1, rel=0.02)
    for second in range(6 * 3600, 12 * 3600, 120):  # 30 an hour
        pace = pace.after_arrival(float(second))
    assert pace.share(budget) > 0.9


def test_that_the_reserve_counts_at_the_start_and_no_budget_gives_no_share() -> None:
    pace = Pace.starting(0.0)
    for _ in range(10):
        pace = pace.after_arrival(0.0)
    assert pace.share(Budget(per_hour=60.0, burst=5)) == pytest.approx(0.5)
    assert pace.share(Budget(per_hour=0.0)) == 0.0


def test_that_answers_are_timed_by_their_median_without_breaks() -> None:
    assert answer_time_s([]) == FIRST_ANSWER_S
    assert answer_time_s([2.0, 3.0, 4.0, 600.0, 0.0]) == 3.0
    assert answer_time_s([0.01]) == LEAST_ANSWER_S
    assert answer_time_s([600.0]) == FIRST_ANSWER_S


def test_that_no_more_is_asked_than_can_be_answered_in_time() -> None:
    def room(waiting: int, operators: int, answer_s: float = 6.0) -> int:
        return room_for_questions(
            waiting=waiting, operators=operators, answer_s=answer_s, horizon_s=600, unattended=30
        )

    assert room(0, 1) == 100
    assert room(40, 2) == 160
    assert room(100, 1) == room(500, 1) == 0
    assert room(0, 1, answer_s=60.0) == 10
    assert (room(10, 0), room(30, 0)) == (20, 0)


def test_that_room_is_shared_out_whole() -> None:
    assert shares_of_room(7, 3) == [3, 2, 2]
    assert shares_of_room(1, 2) == [1, 0]
    assert shares_of_room(5, 0) == []

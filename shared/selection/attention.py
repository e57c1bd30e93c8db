"""How many questions people can take: nobody is asked more than can be answered in time."""

import statistics
from collections.abc import Sequence

FIRST_ANSWER_S = 6.0
"""What an answer is taken to cost before any was timed."""

LEAST_ANSWER_S = 0.5
LONGEST_ANSWER_S = 120.0
"""Longer pauses are breaks, and say nothing of how long an answer takes."""


def answer_time_s(elapsed_s: Sequence[float]) -> float:
    """The median time of an answer, of those that were timed; `FIRST_ANSWER_S` if none was."""
    timed = [seconds for seconds in elapsed_s if 0.0 < seconds <= LONGEST_ANSWER_S]
    return max(LEAST_ANSWER_S, statistics.median(timed)) if timed else FIRST_ANSWER_S


def room_for_questions(
    *, waiting: int, operators: int, answer_s: float, horizon_s: float, unattended: int
) -> int:
    """How many more questions may be put, 0 or more.

    waiting: questions open now. operators: who are there. answer_s: the time for one answer, above
    0. horizon_s: within this time whatever is asked should be answered. unattended: so many may
    wait where nobody is there.
    """
    capacity = int(operators * horizon_s / answer_s) if operators else unattended
    return max(0, capacity - waiting)


def shares_of_room(room: int, nodes: int) -> list[int]:
    """The room in equal parts, one for each node; the first ones get what is left over."""
    each, over = divmod(room, max(1, nodes))
    return [each + (at < over) for at in range(nodes)]

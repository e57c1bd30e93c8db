"""Which open question comes first. Pure."""

import heapq
from collections.abc import Collection, Iterable

from operator_gui.station.inbox import Arrival

AGE_VALUE_PER_HOUR = 0.1
"""What an hour of waiting adds to a question's value, so that none waits for ever."""

_REOPENED, _ASKED, _SURE, _DEFERRED = range(4)


def rank_key(question: Arrival, *, now_s: float, sure: bool) -> tuple[int, float, int]:
    """The lower, the sooner.

    First what was reopened, the latest first; then by value and age; then what the active head
    has become sure about; and what was put off last, behind everything asked since.
    """
    if question.reopened:
        return (_REOPENED, -float(question.reopened), question.arrival)
    if question.deferred:
        return (_DEFERRED, float(question.deferred), question.arrival)
    age_h = max(0.0, now_s - question.received_at_s) / 3600.0
    worth = question.value + AGE_VALUE_PER_HOUR * age_h
    return (_SURE if sure else _ASKED, -worth, question.arrival)


def first_questions(
    questions: Iterable[Arrival],
    *,
    now_s: float,
    limit: int,
    sure: Collection[str] = (),
    taken: Collection[str] = (),
) -> list[str]:
    """The ids of the `limit` questions to put next, leaving out those that are taken."""
    free = (question for question in questions if question.query_id not in taken)
    best = heapq.nsmallest(
        limit, free, key=lambda q: rank_key(q, now_s=now_s, sure=q.query_id in sure)
    )
    return [question.query_id for question in best]


def oldest_age_s(questions: Iterable[Arrival], now_s: float) -> float:
    """How long the longest waiting question waits, 0 if there is none."""
    return max((now_s - question.received_at_s for question in questions), default=0.0)

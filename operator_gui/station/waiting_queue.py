"""Which open question comes first. Pure."""

import heapq
from collections.abc import Callable, Collection, Iterable, Sequence

import numpy as np

from operator_gui.station.inbox import Arrival
from shared.domain import Floats

AGE_VALUE_PER_HOUR = 0.1
"""What an hour of waiting adds to a question's value, so that none waits for ever."""

SAME_LOOK_COSINE = 0.85
"""From this likeness on, two questions are taken to show the same kind of thing."""

LOOKED_THROUGH = 8
"""So many times the questions that are wanted are looked through for some that look different."""

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


def apart(
    ranked: Sequence[str],
    *,
    limit: int,
    shown: Iterable[str],
    feature_of: Callable[[str], Floats | None],
) -> list[str]:
    """The first `limit` of the ranked questions, but what looks like one that is shown, or like
    one before it, behind those that do not: an answer to the one may settle the other.

    feature_of: (d,) float32, unit length, of a question; None if it cannot be compared.
    """
    seen = [feature for query_id in shown if (feature := feature_of(query_id)) is not None]
    fresh: list[str] = []
    alike: list[str] = []
    for query_id in ranked:
        if len(fresh) == limit:
            break
        feature = feature_of(query_id)
        if feature is not None and any(_look_the_same(feature, other) for other in seen):
            alike.append(query_id)
            continue
        fresh.append(query_id)
        if feature is not None:
            seen.append(feature)
    return (fresh + alike)[:limit]


def _look_the_same(first: Floats, second: Floats) -> bool:
    return first.shape == second.shape and float(np.dot(first, second)) >= SAME_LOOK_COSINE

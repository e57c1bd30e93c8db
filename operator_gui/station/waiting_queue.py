"""Which open question comes first. Pure."""

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Sequence
from heapq import heappop, heappush
from itertools import islice

import numpy as np

from operator_gui.station.inbox import Arrival
from shared.domain import Floats

AGE_VALUE_PER_HOUR = 0.1
"""What an hour of waiting adds to a question's value, so that none waits for ever."""

SAME_LOOK_COSINE = 0.85
"""From this likeness on, two questions are taken to show the same kind of thing."""

LOOKED_THROUGH = 8
"""So many times the questions that are wanted are looked through for some that look different."""

_SORTED_AT_ONCE = 500
"""From so many new questions on, sorting all is quicker than finding a place for each."""

_REOPENED, _ASKED, _SURE, _DEFERRED = range(4)


Key = tuple[int, float, int]


def rank_key(question: Arrival, *, sure: bool) -> Key:
    """The lower, the sooner.

    First what was reopened, the latest first; then by value and age; then what the active head
    has become sure about; and what was put off last, behind everything asked since. All grow older
    alike, so that a key holds for as long as the question stands as it does.
    """
    if question.reopened:
        return (_REOPENED, -float(question.reopened), question.arrival)
    if question.deferred:
        return (_DEFERRED, float(question.deferred), question.arrival)
    worth = question.value - AGE_VALUE_PER_HOUR * question.received_at_s / 3600.0
    return (_SURE if sure else _ASKED, -worth, question.arrival)


class RankedQueue:
    """Questions in the order in which to put them, kept as they come and go: with 100,000 of them
    to rank all anew at every answer takes longer than a person does."""

    def __init__(self) -> None:
        self._keys: dict[str, Key] = {}
        self._order: list[tuple[Key, str]] = []
        self._new: list[tuple[Key, str]] = []

    def put(self, question: Arrival, *, sure: bool = False) -> None:
        """One that is new, or stands otherwise than before."""
        key = rank_key(question, sure=sure)
        if self._keys.get(question.query_id) != key:
            self.discard(question.query_id)
            self._keys[question.query_id] = key
            self._new.append((key, question.query_id))

    def discard(self, query_id: str) -> None:
        """One that is not asked any more; nothing happens if it is not here."""
        key = self._keys.pop(query_id, None)
        if key is not None:
            self._settle()
            del self._order[bisect_left(self._order, (key, query_id))]

    def first(self, limit: int, *, taken: Collection[str] = ()) -> list[str]:
        """The ids of the `limit` questions to put next, leaving out those that are taken."""
        self._settle()
        free = (query_id for _, query_id in self._order if query_id not in taken)
        return list(islice(free, limit))

    def _settle(self) -> None:
        if len(self._new) > _SORTED_AT_ONCE:
            self._order += self._new
            self._order.sort()
        else:
            for one in self._new:
                insort(self._order, one)
        self._new.clear()


class Ages:
    """When questions came, kept so that the oldest is at hand whatever came and went since."""

    def __init__(self) -> None:
        self._open: set[str] = set()
        self._in_heap: set[str] = set()
        self._heap: list[tuple[float, str]] = []

    def __len__(self) -> int:
        """How many are kept, with some that wait no longer."""
        return len(self._heap)

    def put(self, question: Arrival) -> None:
        """One that waits; nothing happens if it is here already."""
        self._open.add(question.query_id)
        if question.query_id not in self._in_heap:
            self._in_heap.add(question.query_id)
            heappush(self._heap, (question.received_at_s, question.query_id))

    def discard(self, query_id: str) -> None:
        """One that waits no longer; nothing happens if it is not here."""
        self._open.discard(query_id)

    def oldest_s(self, now_s: float) -> float:
        """How long the longest waiting question waits, 0 if there is none."""
        while self._heap and self._heap[0][1] not in self._open:
            self._in_heap.remove(heappop(self._heap)[1])
        return max(0.0, now_s - self._heap[0][0]) if self._heap else 0.0


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

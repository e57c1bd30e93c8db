"""Urgent questions in memory: who has which, and who is to be shown it next. Pure: times come in.

Nothing of it is ever on disk. A robot that waits is told its default in time whatever becomes of
the station, and its node says again what is still open.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from operator_gui.station.intake import CheckedQuery
from operator_gui.station.leases import ARRIVAL_S
from shared.protocol.answers import NamedTrack
from shared.protocol.questions import Urgent
from shared.texts import phrase

MOST_OPEN = 32
"""More open cases than this are refused as busy."""

ALONE_SHARE = 0.5
"""For this share of its time a question is with one operator; then with everybody who is there."""

TRY_AGAIN_S = 0.5
_KEPT_LATE = 32
_REMEMBERED = 256

TIME_OVER = phrase("station", "the robot's time for it is over")


@dataclass(slots=True)
class Case:
    """A question that a robot waits for. Times are monotonic.

    holders: the operators who have it, and since when. declined: those who put it off.
    """

    checked: CheckedQuery
    urgent: Urgent
    asked_s: float
    until_s: float
    holders: dict[str, float] = field(default_factory=dict)
    declined: set[str] = field(default_factory=set)
    try_again_s: float = float("-inf")

    @property
    def query_id(self) -> str:
        return self.checked.query.query_id

    def is_for_all(self, now_s: float) -> bool:
        return now_s - self.asked_s >= ALONE_SHARE * (self.until_s - self.asked_s)


@dataclass(frozen=True, slots=True)
class Closed:
    """A case that is over: why it needs no answer, and what the node was told if it got one."""

    reason: str
    told: NamedTrack | None = None

    @property
    def answer_id(self) -> str:
        """By which answer, "" for none."""
        return "" if self.told is None else self.told.answer_id


class UrgentCases:
    """At most 32 open cases. Of the last 256 closed ones it is known how they ended, and of those
    that teach the last 32 are kept whole, for an answer that comes too late for the robot."""

    def __init__(self) -> None:
        self._open: dict[str, Case] = {}
        self._late: OrderedDict[str, Case] = OrderedDict()
        self._closed: OrderedDict[str, Closed] = OrderedDict()

    def __len__(self) -> int:
        return len(self._open)

    @property
    def is_full(self) -> bool:
        return len(self._open) >= MOST_OPEN

    def is_open(self, query_id: str) -> bool:
        return query_id in self._open

    def closed(self, query_id: str) -> Closed | None:
        """How a case ended, None if it is open or not known."""
        return self._closed.get(query_id)

    def open(self, case: Case) -> None:
        """A robot waits, perhaps once more: its node may have been started again."""
        self._open[case.query_id] = case
        self._closed.pop(case.query_id, None)
        self._late.pop(case.query_id, None)

    def answerable(self, query_id: str) -> Case | None:
        """The case that an answer may still close: an open one, or a late one that teaches."""
        return self._open.get(query_id) or self._late.get(query_id)

    def close(self, query_id: str, closed: Closed) -> Case | None:
        """The case is over; returns it if it was open."""
        self._closed[query_id] = closed
        while len(self._closed) > _REMEMBERED:
            self._closed.popitem(last=False)
        case = self._open.pop(query_id, None)
        if closed.told is not None:
            self._late.pop(query_id, None)
        elif case is not None and case.urgent.teaches:
            self._late[query_id] = case
            while len(self._late) > _KEPT_LATE:
                self._late.popitem(last=False)
        return case

    def expired(self, now_s: float) -> list[str]:
        """The open cases whose time is over."""
        return [case.query_id for case in self._open.values() if case.until_s <= now_s]

    def put_off(self, query_id: str, operator: str) -> None:
        """An operator does not want it now: others may."""
        case = self._open.get(query_id)
        if case is not None:
            case.holders.pop(operator, None)
            case.declined.add(operator)

    def holds(self, operator: str, holding: Collection[str], now_s: float) -> None:
        """Takes an operator's word for what he or she holds: what is not there is sent again."""
        for case in self._open.values():
            sent_s = case.holders.get(operator)
            lost = sent_s is not None and now_s - sent_s > ARRIVAL_S
            if lost and case.query_id not in holding:
                del case.holders[operator]

    def to_show(self, present: Sequence[str], now_s: float) -> Iterable[tuple[Case, str]]:
        """Which operator is to be shown which case now, the most pressing first.

        present: the operators who are there, those to be preferred first.
        """
        for case in sorted(self._open.values(), key=lambda case: case.until_s):
            case.holders = {who: at for who, at in case.holders.items() if who in present}
            if now_s < case.try_again_s or (case.holders and not case.is_for_all(now_s)):
                continue
            free = [p for p in present if p not in case.holders and p not in case.declined]
            free.sort(key=self._load)
            for operator in free if case.is_for_all(now_s) else free[:1]:
                yield case, operator

    def _load(self, operator: str) -> int:
        return sum(operator in case.holders for case in self._open.values())

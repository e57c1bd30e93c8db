"""Which operator holds which question, so that no two get the same one at the same time. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

ARRIVAL_S = 2.0
"""How long a question, or its answer, may be on its way: until then its absence from `holding`
means nothing."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A question with an operator.

    `sign_s` is when it was sent, kept back, or last named as held. It is "kept" without having
    been sent for the operator who just took an answer to it back.
    """

    operator: str
    sign_s: float
    state: Literal["kept", "sent", "held"]


class Leases:
    """All leases. `now_s` is any monotonic time, the same in every call."""

    def __init__(self, lease_s: float) -> None:
        self._lease_s = lease_s
        self._by_query: dict[str, Lease] = {}
        self._heard_s: dict[str, float] = {}

    def heard(self, operator: str, now_s: float) -> None:
        """Notes that an operator is there, which renews all that he or she holds."""
        self._heard_s[operator] = now_s

    def grant(self, operator: str, query_id: str, now_s: float) -> None:
        """Notes that a question was sent to an operator."""
        self._by_query[query_id] = Lease(operator, now_s, "sent")

    def reserve(self, operator: str, query_id: str, now_s: float) -> None:
        """Keeps a question for the operator who just reopened it."""
        self._by_query[query_id] = Lease(operator, now_s, "kept")

    def close(self, query_id: str) -> str | None:
        """The question is answered; says who held it."""
        lease = self._by_query.pop(query_id, None)
        return None if lease is None else lease.operator

    def holder(self, query_id: str) -> str | None:
        """The operator who has a question, None if it is free."""
        lease = self._by_query.get(query_id)
        return None if lease is None else lease.operator

    def claim(self, operator: str, holding: Collection[str], now_s: float) -> tuple[str, ...]:
        """Takes an operator's word for what he or she holds; returns what another one has.

        Whatever was sent a while ago and is not held is free again.
        """
        conflicts: list[str] = []
        for query_id in holding:
            lease = self._by_query.get(query_id)
            if lease is not None and lease.operator != operator:
                conflicts.append(query_id)
            else:
                self._by_query[query_id] = Lease(operator, now_s, "held")
        for query_id, lease in list(self._by_query.items()):
            is_missing = lease.operator == operator and now_s - lease.sign_s > ARRIVAL_S
            if is_missing and lease.state != "kept":
                del self._by_query[query_id]
        return tuple(conflicts)

    def on_the_way(self, operator: str) -> int:
        """How many questions were sent to an operator who has not yet named them as held."""
        return sum(
            lease.operator == operator and lease.state == "sent"
            for lease in self._by_query.values()
        )

    def lapse(self, now_s: float) -> tuple[str, ...]:
        """Frees what silent operators hold; returns those operators."""
        silent = tuple(
            operator
            for operator, heard_s in self._heard_s.items()
            if now_s - heard_s > self._lease_s
        )
        for operator in silent:
            del self._heard_s[operator]
        for query_id, lease in list(self._by_query.items()):
            if lease.operator not in self._heard_s:
                del self._by_query[query_id]
        return silent

    def taken(self) -> Collection[str]:
        """The questions that somebody has."""
        return self._by_query.keys()

    def with_operator(self, operator: str) -> list[str]:
        """What was sent to this operator."""
        return [
            query_id
            for query_id, lease in self._by_query.items()
            if lease.operator == operator and lease.state != "kept"
        ]

    def kept_for(self, operator: str) -> list[str]:
        """What waits for this operator alone."""
        return [
            query_id
            for query_id, lease in self._by_query.items()
            if lease.operator == operator and lease.state == "kept"
        ]

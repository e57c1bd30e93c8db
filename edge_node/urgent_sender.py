"""Which urgent questions the station has to be told of, and when. Pure: times come in."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from shared.protocol.questions import Query, Urgent, UrgentQuery

REPEAT_S = 1.0


@dataclass(slots=True)
class _Open:
    query: Query
    urgent: Urgent
    payloads: tuple[bytes, ...]
    until_s: float
    sent_s: float = float("-inf")
    told: bool = False
    noted: bool = False


class UrgentSender:
    """The urgent questions that are open, each said again every second until the station noted it.

    Times are monotonic. Nothing of it is ever on disk: who waits is told its default in time.
    """

    def __init__(self) -> None:
        self._open: dict[str, _Open] = {}

    def put(
        self, query: Query, urgent: Urgent, payloads: tuple[bytes, ...], *, until_s: float
    ) -> None:
        """A question that is worth something until `until_s`."""
        self._open[query.query_id] = _Open(query, urgent, payloads, until_s)

    def end(self, query_id: str) -> bool:
        """Nobody waits any more; says whether the station may have the question."""
        ended = self._open.pop(query_id, None)
        return ended is not None and ended.told

    def noted(self, query_id: str) -> None:
        """The station has it."""
        if query_id in self._open:
            self._open[query_id].noted = True

    def start_over(self) -> None:
        """The link broke: a station that restarted knows nothing of what it had noted."""
        for one in self._open.values():
            one.noted, one.sent_s = False, float("-inf")

    def due(self, now_s: float) -> Iterator[tuple[UrgentQuery, tuple[bytes, ...]]]:
        """What to send now, the most pressing first; forgets what is over."""
        for query_id in [q for q, one in self._open.items() if one.until_s <= now_s]:
            del self._open[query_id]
        for one in sorted(self._open.values(), key=lambda one: one.until_s):
            if not one.noted and now_s - one.sent_s >= REPEAT_S:
                urgent = msgspec.structs.replace(one.urgent, remaining_s=one.until_s - now_s)
                yield UrgentQuery(query=one.query, urgent=urgent), one.payloads

    def sent(self, query_id: str, now_s: float) -> None:
        """It is on its way."""
        if query_id in self._open:
            self._open[query_id].sent_s, self._open[query_id].told = now_s, True

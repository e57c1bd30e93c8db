"""Questions that need no answer any more are withdrawn: nobody's time is spent on them.

A newer model answers them itself, or a person named the very thing on another robot.
"""

import logging
from collections.abc import Callable, Collection

from operator_gui.station.database import Database
from operator_gui.station.deliveries import Deliveries
from operator_gui.station.inbox import Inbox
from operator_gui.station.leases import Leases
from operator_gui.station.sessions import Peer, Sessions
from operator_gui.station.twins import Twins
from operator_gui.station.waiting_room import WaitingRoom
from shared.clock import Clock
from shared.protocol.answers import NamedTrack
from shared.protocol.codec import Envelope
from shared.protocol.questions import Query, QuestionGone
from shared.texts import phrase

_log = logging.getLogger(__name__)

AT_A_TIME = 64
REASON = phrase("station", "the model knows it by now")
TWIN_REASON = phrase("station", "another robot asked about the same thing")


class Withdrawals:
    """`serve` runs outside of any transaction and makes its own."""

    def __init__(
        self,
        *,
        database: Database,
        inbox: Inbox,
        waiting: WaitingRoom,
        twins: Twins | None,
        by_model: bool,
        leases: Leases,
        deliveries: Deliveries,
        sessions: Sessions,
        clock: Clock,
        send: Callable[[Peer, Envelope], bool],
    ) -> None:
        self._db = database
        self._inbox = inbox
        self._waiting = waiting
        self._twins = twins
        self._by_model = by_model
        self._leases = leases
        self._deliveries = deliveries
        self._sessions = sessions
        self._clock = clock
        self._send = send
        row = database.one("SELECT count(*) FROM withdrawal")
        self.count = 0 if row is None else int(row[0])

    def refresh(self, query_ids: Collection[str]) -> None:
        """Reads these queries anew, after the waiting room did."""
        if self._twins is not None:
            self._twins.refresh(query_ids)

    def serve(self) -> bool:
        """Withdraws what the active head resolves and whose twin was named; says whether there was
        anything.

        Never what an operator looks at: that is for him or her to answer, and for no other. Nothing
        without a head, as nodes are told which version needs no answer.
        Raises StorageError if it cannot be written.
        """
        version = self._waiting.head_version
        if not version:
            return False
        looked_at = {peer.looks_at for peer in self._sessions.of_role("operator")}
        resolved = self._waiting.resolved() if self._by_model else []
        twins = [] if self._twins is None else self._twins.settled()
        done = self._withdraw(resolved, looked_at, version, REASON)
        return self._withdraw(twins, looked_at, version, TWIN_REASON) or done

    def _withdraw(
        self, query_ids: list[str], looked_at: set[str], version: int, reason: str
    ) -> bool:
        free = [query_id for query_id in query_ids if query_id not in looked_at][:AT_A_TIME]
        queries = [query for query_id in free if (query := self._inbox.query(query_id))]
        if not queries:
            return False
        with self._db.transaction():
            for query in queries:
                self._close(query, version)
        self.count += len(queries)
        ids = tuple(query.query_id for query in queries)
        self._waiting.refresh(ids)
        for query_id in ids:
            self._leases.close(query_id)
        gone = Envelope(QuestionGone(query_ids=ids, reason=reason))
        for peer in self._sessions.of_role("operator"):
            self._send(peer, gone)
        _log.info("%d questions are withdrawn under version %d: %s", len(ids), version, reason)
        return True

    def _close(self, query: Query, version: int) -> None:
        self._db.insert(
            "withdrawal",
            {"query_id": query.query_id, "version": version, "at_s": self._clock.now_s()},
        )
        told = NamedTrack(
            answer_id=query.query_id,
            query_id=query.query_id,
            track_key=query.track_key,
            kind="withdrawn",
            resolved_by=version,
        )
        self._deliveries.add(query.node_id, (told,))

"""Open questions about a thing that a person has named already, on another robot.

One robot does not ask about one thing twice; of what another robot asked only the station knows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from operator_gui.station.database import Database
from operator_gui.station.inbox import Inbox
from operator_gui.station.label_store import LabelStore
from operator_gui.station.waiting_room import WaitingRoom
from shared.domain import Floats
from shared.learning.features import normalise
from shared.learning.twins import TWIN_VIEWS, twins_of

REMEMBERED = 1000
"""So many of the latest answered questions, and of the latest open ones, are compared."""

LEAST_FOR_A_MIDDLE = 20
"""With fewer nobody knows yet what all things have in common."""


@dataclass(frozen=True, eq=False, slots=True)
class _Seen:
    """features: (v, d) float32, unit rows."""

    node_id: str
    features: Floats


class _Shelf:
    """The latest questions of a kind, each with a place of its own in one table of views."""

    def __init__(self) -> None:
        self._nodes: dict[str, str] = {}
        self._places: dict[str, int] = {}
        self._owners: list[str] = [""] * REMEMBERED
        self._free = list(range(REMEMBERED))
        self._table: Floats | None = None

    def __len__(self) -> int:
        return len(self._nodes)

    def put(self, query_id: str, seen: _Seen) -> None:
        self.drop(query_id)
        if not self._free:
            self.drop(next(iter(self._nodes)))
        if self._table is None:
            self._table = np.zeros((REMEMBERED * TWIN_VIEWS, seen.features.shape[1]), np.float32)
        place = self._free.pop()
        self._nodes[query_id], self._places[query_id] = seen.node_id, place
        self._owners[place] = query_id
        for view in range(TWIN_VIEWS):  # where there are fewer, the last one again
            row = seen.features[min(view, len(seen.features) - 1)]
            self._table[place * TWIN_VIEWS + view] = row

    def drop(self, query_id: str) -> None:
        place = self._places.pop(query_id, None)
        if place is None or self._table is None:
            return
        del self._nodes[query_id]
        self._table[place * TWIN_VIEWS : (place + 1) * TWIN_VIEWS] = 0.0  # is like nothing
        self._owners[place] = ""
        self._free.append(place)

    def twins(self, seen: _Seen, centre: Floats | None) -> Iterator[str]:
        """The ids of those of other robots that show the same thing."""
        if self._table is None:
            return
        for row in twins_of(seen.features, self._table, centre):
            owner = self._owners[row // TWIN_VIEWS]
            if owner and self._nodes[owner] != seen.node_id:
                yield owner

    def middle(self) -> Floats | None:
        """(d,) float32, of all that is here; None for nothing."""
        if self._table is None or not self._nodes:
            return None
        return np.asarray(self._table.sum(axis=0) / (TWIN_VIEWS * len(self._nodes)), np.float32)


class Twins:
    """Follows the database: after each transaction `refresh` what it touched, after the waiting
    room did. Costs nothing while there is one robot."""

    def __init__(
        self, *, database: Database, inbox: Inbox, labels: LabelStore, waiting: WaitingRoom
    ) -> None:
        self._inbox = inbox
        self._labels = labels
        self._waiting = waiting
        self._known, self._open = _Shelf(), _Shelf()
        self._nodes: set[str] = set()
        self._settled: dict[str, str] = {}
        rows = database.execute(
            "SELECT query_id FROM current_answer ORDER BY seq DESC LIMIT ?", (REMEMBERED,)
        ).fetchall()
        self.refresh(row[0] for row in reversed(rows))
        self.refresh(reversed(waiting.latest(REMEMBERED)))

    def refresh(self, query_ids: Iterable[str]) -> None:
        """Reads these queries anew: they may have come, or been answered, also differently."""
        for query_id in query_ids:
            self._forget(query_id)
            if query_id in self._waiting:
                self._look_at_open(query_id)
            else:
                self._look_at_answered(query_id)

    def settled(self) -> list[str]:
        """Open questions whose twin was named, but what a person reopened."""
        return [
            query_id
            for query_id in self._settled
            if query_id in self._waiting and not self._waiting.is_reopened(query_id)
        ]

    def _forget(self, query_id: str) -> None:
        """Also what was settled by it: its answer may be taken back."""
        self._known.drop(query_id)
        self._open.drop(query_id)
        self._settled.pop(query_id, None)
        if query_id in self._settled.values():
            self._settled = {o: by for o, by in self._settled.items() if by != query_id}

    def _look_at_open(self, query_id: str) -> None:
        """Random checks, what is held out and made views are put whatever was said of others."""
        if not self._inbox.teaches_as_seen(query_id) or (seen := self._seen(query_id)) is None:
            return
        self._open.put(query_id, seen)
        if len(self._nodes) > 1:
            for answered in self._known.twins(seen, self._middle()):
                self._settled[query_id] = answered
                return

    def _look_at_answered(self, query_id: str) -> None:
        """What a person said is a class, of what a camera saw."""
        current, query = self._labels.current(query_id), self._inbox.query(query_id)
        if current is None or not current.class_name or query is None or query.made_from:
            return
        if (seen := self._seen(query_id)) is None:
            return
        self._known.put(query_id, seen)
        if len(self._nodes) > 1:
            for waiting in self._open.twins(seen, self._middle()):
                self._settled.setdefault(waiting, query_id)

    def _seen(self, query_id: str) -> _Seen | None:
        """None for what cannot be compared."""
        query, embeddings = self._inbox.query(query_id), self._inbox.embeddings(query_id)
        if query is None or embeddings is None:
            return None
        if query.embedder_sha256 != self._waiting.embedder_sha256:
            return None
        self._nodes.add(query.node_id)
        return _Seen(query.node_id, normalise(embeddings[:TWIN_VIEWS]))

    def _middle(self) -> Floats | None:
        """Of what is known: (d,) float32; None while it is too little."""
        if (centre := self._waiting.centre) is not None:
            return centre
        return self._known.middle() if len(self._known) >= LEAST_FOR_A_MIDDLE else None

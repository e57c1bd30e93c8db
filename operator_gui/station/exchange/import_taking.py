"""Takes a data set into the station's rows, or out of what counts, a track at a time."""

from collections.abc import Callable

from operator_gui.station.database import Database
from operator_gui.station.exchange.import_decision import (
    PEER,
    UNDONE_PEER,
    ImportedLabel,
    answer_of,
    fate_of,
)
from operator_gui.station.exchange.import_queries import NODE_ID
from operator_gui.station.exchange.import_run import Import, Work
from operator_gui.station.exchange.import_undo import answer_before
from operator_gui.station.exchange.staged_set import StagedSetError
from operator_gui.station.inbox import Inbox
from operator_gui.station.intake import check_query
from operator_gui.station.label_store import LabelStore
from shared.clock import Clock
from shared.errors import ProtocolError
from shared.protocol.answers import Answer
from shared.protocol.questions import Query

Keep = Callable[[Answer, str, bool], None]
"""Keeps an answer: whose it is, and whether the node that asked is to be told."""


class ImportTaking:
    """Works in the transaction that is open when it is called."""

    def __init__(
        self,
        *,
        database: Database,
        inbox: Inbox,
        labels: LabelStore,
        keep: Keep,
        names_are_proven: bool,
        clock: Clock,
    ) -> None:
        """keep: an answer and its consequences. names_are_proven: operators' are the enrolled."""
        self._db = database
        self._inbox = inbox
        self._labels = labels
        self._keep = keep
        self._names_are_proven = names_are_proven
        self._clock = clock

    def step(self, one: Import, work: Work) -> bool:
        """One track; False if the slice is to end with it."""
        if one.undone:
            return self._undo_step(one, work)
        assert one.staged is not None
        found = one.staged.label(work.position)
        if found is None:
            if work.position < one.state.total:
                raise StagedSetError(f"{one.staged.path}: label {work.position} is missing")
            return False
        is_of_node = self._one_track(one, work, *found)
        work.position += 1
        return not is_of_node  # what is open is looked through for its like, which takes longer

    def _one_track(self, one: Import, work: Work, label: ImportedLabel, split: str) -> bool:
        """Says whether a node had asked about it, and is told another name."""
        current = self._labels.current(label.query_id)
        is_known = current is not None or self._inbox.knows(label.query_id)
        fate = fate_of(label, current, is_known=is_known)
        work.fates[fate] += 1
        if fate in ("new", "corrected"):
            work.classes[label.name] += 1
        if one.state.stage != "taking":
            if fate == "new":
                work.new_ids.append(label.query_id)
            return False
        if fate == "new":
            assert one.staged is not None
            envelope = one.staged.query(work.position)
            if envelope is None or not isinstance(envelope.message, Query):
                raise ProtocolError(f"the query {label.query_id} was not read")
            self._inbox.put(
                check_query(envelope.message, envelope), self._clock.now_s(), split=split
            )
        if fate in ("new", "corrected"):
            answer = answer_of(
                label,
                current,
                self._labels,
                operator=one.operator,
                now_s=self._clock.now_s(),
                names_are_proven=self._names_are_proven,
            )
            is_of_node = fate == "corrected" and self._is_of_node(label.query_id)
            self._keep(answer, f"{PEER}{one.state.import_id}", is_of_node)
            return is_of_node
        return False

    def _undo_step(self, one: Import, work: Work) -> bool:
        if work.position >= len(one.undone):
            return False
        query_id = one.undone[work.position]
        current, is_of_node = self._labels.current(query_id), False
        if current is not None and current.peer_id == f"{PEER}{one.state.import_id}":
            answer = answer_before(self._db, current, one.operator, self._clock.now_s())
            is_of_node = self._is_of_node(query_id)
            self._keep(answer, f"{UNDONE_PEER}{one.state.import_id}", is_of_node)
        work.position += 1
        return not is_of_node

    def _is_of_node(self, query_id: str) -> bool:
        query = self._inbox.query(query_id)
        return query is not None and query.node_id != NODE_ID

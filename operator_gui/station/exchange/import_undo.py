"""An import taken back: what it said counts no more, and all of it stays on record."""

from contextlib import closing
from pathlib import Path

from operator_gui.station.database import Database
from operator_gui.station.exchange.import_decision import (
    BY_A_STATION,
    PEER,
    UNDONE_PEER,
    new_answer_id,
)
from operator_gui.station.label_store import CurrentAnswer, LabelStore
from shared.clock import Clock
from shared.errors import UsageError
from shared.folder_lock import FolderLock
from shared.protocol.answers import Answer


def undo_import(state_folder: Path, import_id: str, *, operator: str, clock: Clock) -> int:
    """Supersedes every answer of an import that still counts, in one transaction.

    What it corrected is called again what it was called before; the rest teaches nothing any more
    and is not asked about either. Returns how many objects that were. Raises UsageError if there
    is no such import, or nothing of it counts; StorageError if the station runs.
    """
    lock = FolderLock(state_folder, owner="station", in_use=BY_A_STATION)
    try:
        with closing(Database(state_folder)) as database, database.transaction():
            labels = LabelStore(database)
            rows = database.execute(
                "SELECT query_id FROM current_answer WHERE peer_id = ? ORDER BY seq",
                (f"{PEER}{import_id}",),
            ).fetchall()
            if not rows:
                raise UsageError(
                    f"nothing counts of an import {import_id!r}: `whatsit import` says the id "
                    "of an import at its end"
                )
            for (query_id,) in rows:
                current = labels.current(query_id)
                assert current is not None
                answer = answer_before(database, current, operator, clock.now_s())
                labels.put(answer, peer_id=f"{UNDONE_PEER}{import_id}", received_at_s=clock.now_s())
            return len(rows)
    finally:
        lock.release()


def answer_before(
    database: Database, current: CurrentAnswer, operator: str, now_s: float
) -> Answer:
    """What was said before the import; "don't know" where that is nothing."""
    row = database.one(
        "SELECT o.kind, o.name FROM answer a JOIN answer o ON o.answer_id = a.supersedes "
        "WHERE a.answer_id = ?",
        (current.answer_id,),
    )
    kind, name = ("dont_know", "") if row is None else row
    return Answer(
        answer_id=new_answer_id(current.query_id, f"{kind} {name}", current),
        query_id=current.query_id,
        kind=kind,
        name=name,
        answered_at_s=now_s,
        operator=operator,
        supersedes=current.answer_id,
    )

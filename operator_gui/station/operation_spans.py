"""Which operation on labels gave an answer, kept in step with the operations.

Operations only ever come, each with answers of its own that follow one another. To look through all
of them for every answer in question takes the longer the more there are.
"""

import bisect
from typing import NamedTuple

from operator_gui.station.database import Database


class Operated(NamedTuple):
    """An operation that gave answers number `first` to `last`. of_names: as in its row."""

    first: int
    last: int
    kind: str
    of_names: bool


class OperationSpans:
    """Belongs to whoever owns the database. What a transaction wrote that failed is forgotten."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._newest: tuple[int, str] = (0, "")
        self._spans: list[Operated] = []
        self._firsts: list[int] = []

    def refresh(self) -> None:
        """Reads what came since; before `of` is asked."""
        if self._newest[0] and not self._is_there(self._newest):
            self._newest, self._spans, self._firsts = (0, ""), [], []
        rows = self._db.execute(
            "SELECT operation, operation_id, first_seq, last_seq, kind, of_names "
            "FROM label_operation WHERE operation > ? ORDER BY operation",
            (self._newest[0],),
        )
        for operation, operation_id, first, last, kind, of_names in rows:
            self._newest = (operation, operation_id)
            self._spans.append(Operated(first, last, kind, bool(of_names)))
            self._firsts.append(first)

    def of(self, seq: int) -> Operated | None:
        """The operation that gave the answer of this number, None if a person did."""
        at = bisect.bisect_right(self._firsts, seq) - 1
        return self._spans[at] if at >= 0 and seq <= self._spans[at].last else None

    def _is_there(self, newest: tuple[int, str]) -> bool:
        row = self._db.one(
            "SELECT 1 FROM label_operation WHERE operation = ? AND operation_id = ?", newest
        )
        return row is not None

"""One spelling for each name, that in which an answer gave it last; and what became of a name."""

from operator_gui.station.database import Database
from operator_gui.station.names import folded, normalised

MOST_RENAMED = 20
"""A name is followed over so many operations at most."""

MOST_CORRECTED = 100
"""So many of the latest answers of a name are looked through at most for one that still counts, or
that was renamed."""

_FATES = """
SELECT (SELECT s.name FROM answer s
    JOIN label_operation o ON s.seq BETWEEN o.first_seq AND o.last_seq
    WHERE s.supersedes = a.answer_id AND s.query_id = a.query_id AND o.kind IN ('rename', 'merge')
    AND NOT EXISTS (SELECT 1 FROM label_operation u WHERE u.undoes = o.operation_id
      AND NOT EXISTS (SELECT 1 FROM label_operation r WHERE r.undoes = u.operation_id))),
  EXISTS (SELECT 1 FROM answer s WHERE s.supersedes = a.answer_id AND s.query_id = a.query_id)
FROM answer a WHERE a.kind = 'name' AND a.name = ? ORDER BY a.seq DESC LIMIT ?
"""
"""Of the answers of a name, the latest first: what it was renamed to by an operation that was not
taken back, and whether it was replaced by anything."""


class Spellings:
    """Follows the answers in the open transaction too, and notices when it was undone."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._spelling: dict[str, str] = {}
        self._newest: tuple[int, str] = (0, "")

    def of(self, name: str) -> str:
        """The normalised name, in the spelling that is in use where there is one.

        Raises ProtocolError as `normalised` does.
        """
        text = normalised(name)
        self._catch_up()
        return self._spelling.get(folded(text), text)

    def now(self, name: str) -> str:
        """What a class of that name is called since it was renamed or merged, as far as nothing
        was called so again; heads and open questions go on using the old name for a while."""
        for _ in range(MOST_RENAMED):
            if not (renamed := self._renamed(name)):
                break
            name = renamed
        return name

    def _renamed(self, name: str) -> str:
        """The same of one operation, "" if none renamed it. An answer that was corrected says
        nothing of its class, be it the last of that name."""
        fates = self._db.execute(_FATES, (name, MOST_CORRECTED))
        for renamed, is_replaced in fates:
            if renamed or not is_replaced:
                return renamed or ""
        return ""

    def _catch_up(self) -> None:
        row = self._db.one("SELECT seq, answer_id FROM answer ORDER BY seq DESC LIMIT 1")
        newest = (0, "") if row is None else (int(row[0]), str(row[1]))
        if newest == self._newest:
            return
        still_there = self._db.one(
            "SELECT 1 FROM answer WHERE seq = ? AND answer_id = ?", self._newest
        )
        if still_there is None:  # what was read last was not kept
            self._spelling, self._newest = {}, (0, "")
        rows = self._db.execute(
            "SELECT name FROM answer WHERE seq > ? AND kind = 'name' ORDER BY seq",
            (self._newest[0],),
        )
        for (name,) in rows:
            self._spelling[folded(name)] = name
        self._newest = newest

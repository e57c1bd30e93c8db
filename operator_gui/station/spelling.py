"""One spelling for each name: that in which an answer gave it last."""

from operator_gui.station.database import Database
from operator_gui.station.names import folded, normalised


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

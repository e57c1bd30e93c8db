"""How many queries were made with each embedder, kept in step with the queries.

Queries only ever come, so that only those since the last look are counted: to look at all of them,
each with its embeddings beside it, takes a fifth of a second for 200,000.
"""

from collections import Counter

from operator_gui.station.database import Database


class EmbedderTally:
    """Belongs to whoever owns the database. What a transaction wrote that failed is forgotten."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._arrival, self._query_id = 0, ""
        self._counts: Counter[str] = Counter()

    def others(self, embedder_sha256: str) -> int:
        """How many queries were made with another embedder than this one."""
        self._refresh()
        return self._counts.total() - self._counts[embedder_sha256]

    def _refresh(self) -> None:
        if self._arrival and self._query_at(self._arrival) != self._query_id:
            self._arrival = 0
            self._counts.clear()
        last = self._db.one("SELECT arrival, query_id FROM query ORDER BY arrival DESC LIMIT 1")
        if last is None or last[0] == self._arrival:
            return
        rows = self._db.execute(
            "SELECT embedder_sha256, count(*) FROM query WHERE arrival > ? GROUP BY 1",
            (self._arrival,),
        )
        self._counts.update(dict(rows.fetchall()))
        self._arrival, self._query_id = int(last[0]), str(last[1])

    def _query_at(self, arrival: int) -> str:
        row = self._db.one("SELECT query_id FROM query WHERE arrival = ?", (arrival,))
        return "" if row is None else str(row[0])

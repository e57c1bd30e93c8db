"""How many queries there are of each embedder and of each split, kept in step with the queries.

Queries only ever come, so that only those since the last look are counted: to look at all of them,
each with its embeddings beside it, takes a fifth of a second for 200,000.
"""

from collections import Counter

from operator_gui.station.database import Database


class QueryTally:
    """Belongs to whoever owns the database. What a transaction wrote that failed is forgotten."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._arrival, self._query_id = 0, ""
        self._counts: Counter[tuple[str, str]] = Counter()

    def others(self, embedder_sha256: str) -> int:
        """How many queries were made with another embedder than this one."""
        self._refresh()
        return sum(n for (embedder, _), n in self._counts.items() if embedder != embedder_sha256)

    def of_split(self, split: str) -> int:
        """How many queries are of a split."""
        self._refresh()
        return sum(n for (_, one), n in self._counts.items() if one == split)

    def _refresh(self) -> None:
        if self._arrival and self._query_at(self._arrival) != self._query_id:
            self._arrival = 0
            self._counts.clear()
        last = self._db.one("SELECT arrival, query_id FROM query ORDER BY arrival DESC LIMIT 1")
        if last is None or last[0] == self._arrival:
            return
        rows = self._db.execute(
            "SELECT embedder_sha256, split, count(*) FROM query WHERE arrival > ? GROUP BY 1, 2",
            (self._arrival,),
        )
        for embedder, split, count in rows:
            self._counts[embedder, split] += count
        self._arrival, self._query_id = int(last[0]), str(last[1])

    def _query_at(self, arrival: int) -> str:
        row = self._db.one("SELECT query_id FROM query WHERE arrival = ?", (arrival,))
        return "" if row is None else str(row[0])

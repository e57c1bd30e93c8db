"""How many tracks and views of each class count now, kept in step with the answers.

Which answer counts follows from all of them, and asking for all at every answer would take longer
the more there are. So only the queries are looked at again that were answered since.
"""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from operator_gui.station.database import Database


class _Taught(NamedTuple):
    """What a query's views are called, and how many they are."""

    class_name: str
    split: str
    views: int


_NOBODY_KNEW = _Taught("", "", 0)
"""What was answered with "don't know"."""


class ClassTally:
    """Belongs to whoever owns the database. What a transaction wrote that failed is forgotten."""

    def __init__(self, database: Database, *, listed: str = "") -> None:
        """listed: the split of which it is known query by query what each carries, "" for none."""
        self._db = database
        self._listed = listed
        self._clear()

    def tracks(self, *, without_split: str) -> list[tuple[str, int]]:
        """Classes with how many queries carry each, by name; those of one split do not count."""
        self._refresh()
        found: Counter[str] = Counter()
        for (class_name, split), count in self._tracks.items():
            if class_name and split != without_split:
                found[class_name] += count
        return sorted((name, count) for name, count in found.items() if count)

    def carrying(self, class_name: str, *, split: str | None = None) -> int:
        """How many queries carry a class, of one split or of all."""
        self._refresh()
        splits = (split,) if split is not None else {split for _, split in self._tracks}
        return sum(self._tracks[class_name, one] for one in splits)

    def of_split(self, split: str) -> int:
        """How many queries of a split carry any class."""
        self._refresh()
        return sum(n for (name, one), n in self._tracks.items() if name and one == split)

    def unknown(self) -> int:
        """How many queries were answered with "don't know"."""
        return self.carrying(_NOBODY_KNEW.class_name)

    def of_listed(self) -> Mapping[str, str]:
        """Of the split that is listed the class of every query that carries one."""
        self._refresh()
        return self._carried

    def views(self, split: str) -> int:
        """How many views carry a label that counts."""
        self._refresh()
        return self._views[split]

    def _clear(self) -> None:
        self._seq, self._answer_id = 0, ""
        self._known: dict[str, _Taught] = {}
        self._carried: dict[str, str] = {}
        self._tracks: Counter[tuple[str, str]] = Counter()
        self._views: Counter[str] = Counter()

    def _refresh(self) -> None:
        if self._seq and self._answer_of(self._seq) != self._answer_id:
            self._clear()
        last = self._db.one("SELECT seq FROM answer ORDER BY seq DESC LIMIT 1")
        if last is None or last[0] == self._seq:
            return
        if self._seq:
            # Not DISTINCT, for which SQLite goes through the answers of all queries.
            answered = self._db.execute("SELECT query_id FROM answer WHERE seq > ?", (self._seq,))
            for query_id in {row[0] for row in answered}:
                self._put(query_id, self._read(query_id))
        else:
            rows = self._db.execute(
                "SELECT query_id, class_name, split, count(*) FROM current_label GROUP BY query_id"
            )
            for query_id, *taught in rows:
                self._put(query_id, _Taught(*taught))
            unknown = self._db.execute(
                "SELECT query_id FROM current_answer WHERE kind = 'dont_know'"
            )
            for (query_id,) in unknown:
                self._put(query_id, _NOBODY_KNEW)
        self._seq, self._answer_id = int(last[0]), self._answer_of(last[0])

    def _answer_of(self, seq: int) -> str:
        row = self._db.one("SELECT answer_id FROM answer WHERE seq = ?", (seq,))
        return "" if row is None else str(row[0])

    def _read(self, query_id: str) -> _Taught | None:
        answer = self._db.one(
            "SELECT answer_id, kind FROM live_answer WHERE query_id = ? ORDER BY seq DESC LIMIT 1",
            (query_id,),
        )
        if answer is None or answer[1] == "dont_know":
            return None if answer is None else _NOBODY_KNEW
        row = self._db.one(
            "SELECT class_name, split, count(*) FROM label WHERE answer_id = ?", (answer[0],)
        )
        return None if row is None or not row[2] else _Taught(*row)

    def _put(self, query_id: str, taught: _Taught | None) -> None:
        before = self._known.pop(query_id, None)
        self._carried.pop(query_id, None)
        if before is not None:
            self._tracks[before.class_name, before.split] -= 1
            self._views[before.split] -= before.views
        if taught is not None:
            self._known[query_id] = taught
            if taught.class_name and taught.split == self._listed:
                self._carried[query_id] = taught.class_name
            self._tracks[taught.class_name, taught.split] += 1
            self._views[taught.split] += taught.views

"""How good each version was, over the answers that people had given by then and their time."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field

import msgspec

from operator_gui.station.audit import measured, told_by
from operator_gui.station.database import Database
from operator_gui.station.exchange.import_decision import PEER, UNDONE_PEER
from operator_gui.station.inbox import AUDIT_SPLIT
from operator_gui.station.operation_spans import OperationSpans
from operator_gui.station.registry import Registry, Version
from operator_gui.station.spelling import Spellings
from shared.learning.intervals import wilson
from shared.protocol.curve import MAX_PARTS, Curve, CurvePart, CurveWanted
from shared.protocol.questions import Query
from shared.protocol.standing import Measured
from shared.selection.attention import LONGEST_ANSWER_S

ANSWERS_A_TURN = 10_000
"""So many are read at a time: nobody else is served meanwhile."""
MOST_CHECKS = 2000
"""So many of the latest random checks are looked at."""

_MS_PER_MINUTE = 60_000.0


class _Timed(msgspec.Struct, frozen=True):
    """What of an answer matters here."""

    elapsed_ms: float = 0.0


_answers = msgspec.msgpack.Decoder(_Timed)
_queries = msgspec.msgpack.Decoder(Query)


@dataclass(slots=True)
class _Work:
    """What people had done by each answer, by its number."""

    newest: tuple[int, str] = (0, "")
    numbers: list[int] = field(default_factory=list)
    minutes: list[float] = field(default_factory=list)

    def by(self, number: int) -> tuple[int, float]:
        """How many answers there were by then, and how many minutes they took."""
        count = bisect_right(self.numbers, number)
        return count, self.minutes[count - 1] if count else 0.0


class CurveBook:
    """Belongs to the station's thread; reading belongs to the open transaction."""

    def __init__(self, database: Database, registry: Registry) -> None:
        self._db = database
        self._registry = registry
        self._spellings = Spellings(database)
        self._operations = OperationSpans(database)
        self._work = _Work()
        self._told: dict[str, tuple[int, str]] = {}

    def told(self, wanted: CurveWanted) -> Curve | None:
        """The curve, None while there are more answers to be read than at one time: the operator
        asks again."""
        if not self._catch_up():
            return None
        checks = self._checks(wanted.name)
        names: dict[str, str] = {}
        parts: list[CurvePart] = []
        for version in reversed(self._registry.versions()):
            if len(parts) == MAX_PARTS:
                break
            if version.record.restored_from:
                continue
            left_out = self._left_out(version, wanted.name, names)
            hits = checks.get(version.number, [])
            if left_out is None and not hits:
                continue
            answers, minutes = self._work.by(version.record.answer_seq)
            parts.append(
                CurvePart(
                    version=version.number,
                    state=version.state,
                    labels=version.record.head.labels,
                    answers=answers,
                    minutes=minutes,
                    left_out=left_out,
                    checks=measured(hits),
                )
            )
        return Curve(request_id=wanted.request_id, name=wanted.name, parts=tuple(parts[::-1]))

    def _left_out(self, version: Version, name: str, names: dict[str, str]) -> Measured | None:
        """names: what classes of earlier days are called now, as far as it was looked up."""
        record = version.record
        if name:
            for result in record.classes:
                if result.name not in names:
                    names[result.name] = self._spellings.now(result.name)
        of_name = [one for one in record.classes if not name or names[one.name] == name]
        hits, judged = sum(one.hits for one in of_name), sum(one.judged for one in of_name)
        accuracy = record.head.accuracy
        if name or accuracy is None:
            if not judged:
                return None
            share = wilson(min(hits, judged), judged)
            return Measured(
                hits=share.hits, tracks=judged, value=share.value, low=share.low, high=share.high
            )
        return Measured(
            hits=hits,
            tracks=judged,
            value=accuracy,
            low=accuracy if record.accuracy_low is None else record.accuracy_low,
            high=accuracy if record.accuracy_high is None else record.accuracy_high,
        )

    def _checks(self, name: str) -> dict[int, list[bool]]:
        """By version, which of the random checks it named rightly where it ran."""
        rows = self._db.execute(
            "SELECT l.query_id, l.class_name FROM current_label l JOIN query q USING (query_id) "
            "WHERE l.split = ? AND l.view = 0 ORDER BY q.arrival DESC LIMIT ?",
            (AUDIT_SPLIT, MOST_CHECKS),
        ).fetchall()
        found: dict[int, list[bool]] = defaultdict(list)
        known = {query_id: self._told.get(query_id) or self._read(query_id) for query_id, _ in rows}
        self._told = known
        names: dict[str, str] = {}
        for query_id, called in rows:
            version, said = known[query_id]
            if not said or (name and called != name):
                continue
            if said not in names:
                names[said] = self._spellings.now(said)
            found[version].append(names[said] == called)
        return found

    def _read(self, query_id: str) -> tuple[int, str]:
        row = self._db.one("SELECT header FROM query WHERE query_id = ?", (query_id,))
        assert row is not None
        query = _queries.decode(row[0])
        return query.head_version, told_by(query)

    def _catch_up(self) -> bool:
        """Reads the answers that came since; False if there are more of them."""
        work = self._work
        if work.newest[0]:
            still_there = self._db.one(
                "SELECT 1 FROM answer WHERE seq = ? AND answer_id = ?", work.newest
            )
            if still_there is None:  # what was read last was not kept
                work = self._work = _Work()
        rows = self._db.execute(
            "SELECT a.seq, a.answer_id, a.body, a.kind IN ('name', 'not_an_object', 'dont_know') "
            "AND a.peer_id NOT LIKE ? AND a.peer_id NOT LIKE ? "
            "FROM answer a WHERE a.seq > ? ORDER BY a.seq LIMIT ?",
            (f"{PEER}%", f"{UNDONE_PEER}%", work.newest[0], ANSWERS_A_TURN),
        ).fetchall()
        self._operations.refresh()
        minutes = work.minutes[-1] if work.minutes else 0.0
        for seq, answer_id, body, is_a_person_s in rows:
            work.newest = seq, answer_id
            if is_a_person_s and self._operations.of(seq) is None:
                elapsed_ms = _answers.decode(body).elapsed_ms
                # A longer one was a break.
                minutes += min(max(0.0, elapsed_ms), 1000 * LONGEST_ANSWER_S) / _MS_PER_MINUTE
                work.numbers.append(seq)
                work.minutes.append(minutes)
        return len(rows) < ANSWERS_A_TURN

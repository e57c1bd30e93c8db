"""Which model learned from which answer: it follows from the answers and their order alone.

A version that learned from all answers up to a number learned from those of them that counted
then: of a track's answers the last that none up to that number supersedes. Never from that of what
measures, nor of what was kept back from the program that trained it; and from that of views that no
camera saw only if they helped it. (Of these it left out those whose own track had no name then,
which is not looked into here.)
"""

from dataclasses import dataclass

import msgspec

from operator_gui.station.corrections import Reads
from operator_gui.station.inbox import MADE_SPLIT, TRAINING_SPLIT
from shared.domain import AnswerKind
from shared.errors import LabelError

_COUNTED = """
a.kind IN ('name', 'not_an_object') AND a.seq <= v.answer_seq
AND a.query_id NOT IN (SELECT value FROM json_each(v.kept_back))
AND q.embedder_sha256 = v.embedder AND (q.split = ?2 OR (q.split = ?3 AND v.made_views))
AND NOT EXISTS (SELECT 1 FROM answer s WHERE s.supersedes = a.answer_id
  AND s.query_id = a.query_id AND s.seq <= v.answer_seq)
AND NOT EXISTS (SELECT 1 FROM answer m WHERE m.query_id = a.query_id
  AND m.seq > a.seq AND m.seq <= v.answer_seq
  AND m.kind IN ('name', 'not_an_object', 'dont_know')
  AND NOT EXISTS (SELECT 1 FROM answer s WHERE s.supersedes = m.answer_id
    AND s.query_id = m.query_id AND s.seq <= v.answer_seq))
"""
"""Whether answer `a` to query `q` was one of those that version `v` learned from."""

_VERSIONS = """
WITH v AS (SELECT json_extract(value, '$.version') AS version,
  json_extract(value, '$.answer_seq') AS answer_seq,
  json_extract(value, '$.embedder_sha256') AS embedder,
  json_extract(value, '$.kept_back') AS kept_back,
  json_extract(value, '$.made_views') = 'help' AS made_views FROM json_each(?1))
"""


class _Record(msgspec.Struct, frozen=True):
    """What of a version's record matters here."""

    version: int
    answer_seq: int
    embedder_sha256: str
    made_views: str = "untested"
    kept_back: tuple[str, ...] = ()


_records = msgspec.msgpack.Decoder(_Record)


@dataclass(frozen=True, slots=True)
class Member:
    """An answer that a version learned from. name: the class that it teaches, "" for background."""

    seq: int
    answer_id: str
    query_id: str
    kind: AnswerKind
    name: str


def learned_from(connection_or_db: Reads, answer_id: str) -> tuple[int, ...]:
    """The versions that learned from an answer, in order.

    Raises LabelError if there is no such answer.
    """
    known = connection_or_db.execute("SELECT 1 FROM answer WHERE answer_id = ?", (answer_id,))
    if known.fetchone() is None:
        raise LabelError(f"there is no answer {answer_id!r} at this station")
    rows = connection_or_db.execute(
        f"{_VERSIONS} SELECT v.version FROM v, answer a JOIN query q USING (query_id) "
        f"WHERE a.answer_id = ?4 AND {_COUNTED} ORDER BY v.version",
        (*_parameters(_all(connection_or_db)), answer_id),
    )
    return tuple(row[0] for row in rows)


def members_of(
    connection_or_db: Reads, version: int, *, after_seq: int = 0, limit: int = -1
) -> tuple[Member, ...]:
    """The answers that a version learned from, in the order in which they came.

    after_seq: only those with a higher number. limit: at most so many; all if it is negative.
    Raises LabelError if there is no such version.
    """
    records = [_record(connection_or_db, version)]
    rows = connection_or_db.execute(
        f"{_VERSIONS} SELECT a.seq, a.answer_id, a.query_id, a.kind, a.name "
        f"FROM v, answer a JOIN query q USING (query_id) WHERE a.seq > ?4 AND {_COUNTED} "
        "ORDER BY a.seq LIMIT ?5",
        (*_parameters(records), after_seq, limit),
    )
    return tuple(Member(*row) for row in rows)


def member_count(connection_or_db: Reads, version: int) -> int:
    """How many answers a version learned from. Raises LabelError if there is no such version."""
    records = [_record(connection_or_db, version)]
    row = connection_or_db.execute(
        f"{_VERSIONS} SELECT count(*) FROM v, answer a JOIN query q USING (query_id) "
        f"WHERE {_COUNTED}",
        _parameters(records),
    ).fetchone()
    return int(row[0])


class MemberCounts:
    """How many answers versions learned from, of whoever reads pages of them: a count goes over all
    answers and never changes, so that the latest is kept."""

    def __init__(self, connection_or_db: Reads) -> None:
        self._db = connection_or_db
        self._latest = (-1, 0)

    def of(self, version: int) -> int:
        """As `member_count`, which raises LabelError too."""
        if version != self._latest[0]:
            self._latest = version, member_count(self._db, version)
        return self._latest[1]


def _parameters(records: list[_Record]) -> tuple[str, str, str]:
    return msgspec.json.encode(records).decode(), TRAINING_SPLIT, MADE_SPLIT


def _all(connection_or_db: Reads) -> list[_Record]:
    rows = connection_or_db.execute("SELECT record FROM version ORDER BY version")
    return [_records.decode(record) for (record,) in rows]


def _record(connection_or_db: Reads, version: int) -> _Record:
    row = connection_or_db.execute(
        "SELECT record FROM version WHERE version = ?", (version,)
    ).fetchone()
    if row is None:
        raise LabelError(f"there is no version {version}; see `whatsit status`")
    return _records.decode(row[0])

"""Past corrections: what a model was taught wrongly, and what a person said that it is instead.

A case is a track that some version learned under one class and that an answer gave another one
afterwards. What a label operation did to the names of a whole class is no correction of any track;
a case goes by the name that its track carries now.
"""

import bisect
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

import msgspec

from operator_gui.station.inbox import TRAINING_SPLIT
from shared.domain import NOT_AN_OBJECT


class Reads(Protocol):
    """A connection to the station's database, or the station's own handle on it."""

    def execute(self, sql: str, values: tuple[Any, ...] = ..., /) -> sqlite3.Cursor: ...


@dataclass(frozen=True, slots=True)
class Correction:
    """A track that was learned as `was`, and is `now` since answer number `seq`."""

    query_id: str
    was: str
    now: str
    seq: int


@dataclass(frozen=True, slots=True)
class _Given:
    """One answer to a query; `of_names`: a label operation gave it to a whole class."""

    seq: int
    answer_id: str
    supersedes: str
    kind: str
    name: str
    of_names: bool

    @property
    def class_name(self) -> str:
        return NOT_AN_OBJECT if self.kind == "not_an_object" else self.name


class _Learned(msgspec.Struct, frozen=True):
    """What of a version's record matters here."""

    answer_seq: int
    embedder_sha256: str


_learned = msgspec.msgpack.Decoder(_Learned)

_ANSWERS = """
SELECT a.query_id, a.seq, a.answer_id, a.supersedes, a.kind, a.name, EXISTS (
  SELECT 1 FROM label_operation WHERE of_names AND a.seq BETWEEN first_seq AND last_seq)
FROM answer a JOIN query q USING (query_id)
WHERE q.embedder_sha256 = ? AND q.split = ?
  AND a.query_id IN (SELECT query_id FROM answer p WHERE NOT EXISTS (
    SELECT 1 FROM label_operation WHERE of_names AND p.seq BETWEEN first_seq AND last_seq)
    GROUP BY query_id HAVING count(*) > 1)
ORDER BY a.query_id, a.seq
"""


def corrections(connection_or_db: Reads, *, embedder_sha256: str) -> tuple[Correction, ...]:
    """The cases that still count, the oldest first, of tracks that are for training.

    embedder_sha256: of the versions that learned, and of the tracks.
    """
    records = (
        _learned.decode(record)
        for (record,) in connection_or_db.execute("SELECT record FROM version")
    )
    cuts = sorted({r.answer_seq for r in records if r.embedder_sha256 == embedder_sha256})
    rows = connection_or_db.execute(_ANSWERS, (embedder_sha256, TRAINING_SPLIT))
    found = []
    for query_id, group in groupby(rows, key=lambda row: str(row[0])):
        case = _case(query_id, [_Given(*row[1:]) for row in group], cuts)
        if case is not None:
            found.append(case)
    return tuple(sorted(found, key=lambda case: case.seq))


def _case(query_id: str, given: Sequence[_Given], cuts: Sequence[int]) -> Correction | None:
    """The correction that one track's answers, in their order, come to."""
    now, since, taught, was, seq = "", 0, "", "", 0
    for last, answer in enumerate(given):
        after = _class_after(given[: last + 1])
        if after == now:
            continue
        if now and _learned_between(cuts, since, answer.seq):
            taught = now
        if not answer.of_names and after:
            was, seq = (taught, answer.seq) if taught and taught != after else ("", 0)
        now, since = after, answer.seq
    return Correction(query_id, was, now, seq) if was and now and was != now else None


def _class_after(given: Sequence[_Given]) -> str:
    """As the view `current_answer` has it."""
    superseded = {answer.supersedes for answer in given}
    live: Iterable[_Given] = (
        answer
        for answer in reversed(given)
        if answer.kind in ("name", "not_an_object", "dont_know")
        and answer.answer_id not in superseded
    )
    current = next(iter(live), None)
    return "" if current is None else current.class_name


def _learned_between(cuts: Sequence[int], first: int, end: int) -> bool:
    """Whether a version learned from the answers up to a number of `first` to `end` - 1."""
    at = bisect.bisect_left(cuts, first)
    return at < len(cuts) and cuts[at] < end

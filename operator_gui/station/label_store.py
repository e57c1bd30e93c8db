"""Answers and what they mean: append-only, superseded and never edited.

An answer is one row. If it teaches a class, one label row for each view of its track goes with
it. Which answer counts is never written down but follows from all of them, so that a correction
or an undo may even arrive before what it corrects.
"""

import itertools
from dataclasses import dataclass

import msgspec

from operator_gui.station.answer_rows import AnswerRows
from operator_gui.station.class_tally import ClassTally
from operator_gui.station.database import Database
from operator_gui.station.inbox import (
    AUDIT_SPLIT,
    MADE_SPLIT,
    MEASURING_SPLITS,
    TRAINING_SPLIT,
)
from operator_gui.station.spelling import Spellings
from shared.domain import NOT_AN_OBJECT, AnswerKind
from shared.errors import ProtocolError
from shared.protocol.answers import Answer

_decoder = msgspec.msgpack.Decoder(Answer)


@dataclass(frozen=True, slots=True)
class CurrentAnswer:
    """The answer that counts for a query, with its name in canonical spelling."""

    seq: int
    answer_id: str
    query_id: str
    kind: AnswerKind
    name: str
    peer_id: str

    @property
    def class_name(self) -> str:
        """The class that it teaches, "" for none."""
        return NOT_AN_OBJECT if self.kind == "not_an_object" else self.name


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """One answer as it was given, for a list of the latest.

    measures: to a random check, or held out. is_made: of a view that no camera saw.
    """

    seq: int
    answer_id: str
    query_id: str
    kind: AnswerKind
    name: str
    supersedes: str
    node_id: str
    embedder_sha256: str
    measures: bool = False
    is_made: bool = False


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """What an answer changed: the query's current answer before and after.

    knew_of: the answer that its operator knew to count, "" for none.
    """

    before: CurrentAnswer | None
    after: CurrentAnswer | None
    knew_of: str = ""

    @property
    def of_class(self) -> bool:
        """Whether there is something to learn from it."""
        before = self.before.class_name if self.before else ""
        after = self.after.class_name if self.after else ""
        return before != after


class LabelStore:
    """Everything it writes belongs to the open transaction. `tally` counts what counts now."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._spellings = Spellings(database)
        self._rows = AnswerRows(database)
        self.tally = ClassTally(database, listed=AUDIT_SPLIT)

    def knows(self, answer_id: str) -> bool:
        return self._db.one("SELECT 1 FROM answer WHERE answer_id = ?", (answer_id,)) is not None

    def put(self, answer: Answer, *, peer_id: str, received_at_s: float) -> AnswerChange:
        """Keeps an answer that was not known, and its labels. The query must be known.

        Raises ProtocolError if it supersedes an answer to another query.
        """
        self._check_superseded(answer)
        before = self.current(answer.query_id)
        supersedes = self.superseded_by(answer, peer_id)
        name = self._spellings.of(answer.name) if answer.kind == "name" else ""
        self._rows.put(
            answer,
            name=name,
            supersedes=supersedes,
            peer_id=peer_id,
            received_at_s=received_at_s,
        )
        return AnswerChange(before, self.current(answer.query_id), supersedes)

    def superseded_by(self, answer: Answer, peer_id: str) -> str:
        """The id of what it supersedes: where a label operation has replaced that since, the answer
        of the operation.

        Of an operation of somebody else on these very tracks the operator did not know, so only
        one kind of answer follows it: what takes an answer back, which shall not come to nothing.
        What goes along with that gives way, as any that goes along does.
        """
        follows_all = answer.kind == "withdrawn" and not answer.along_with
        superseded = answer.supersedes
        while superseded:
            row = self._db.one(
                "SELECT a.answer_id FROM answer a JOIN label_operation o "
                "ON a.seq BETWEEN o.first_seq AND o.last_seq "
                "WHERE a.supersedes = ? AND a.query_id = ? AND (? OR o.of_names OR o.peer_id = ?)",
                (superseded, answer.query_id, follows_all, peer_id),
            )
            if row is None:
                break
            superseded = row[0]
        return superseded

    def name_now(self, name: str) -> str:
        """What a class of that name is called since it was renamed or merged."""
        return self._spellings.now(name)

    def current(self, query_id: str) -> CurrentAnswer | None:
        """The answer that counts, None while the query is open."""
        row = self._db.one(
            "SELECT seq, answer_id, query_id, kind, name, peer_id FROM live_answer "
            "WHERE query_id = ? ORDER BY seq DESC LIMIT 1",
            (query_id,),
        )
        return None if row is None else CurrentAnswer(*row)

    def tracks_by_class(self) -> list[tuple[str, int]]:
        """Classes that what a camera saw is called now, with how many tracks carry each."""
        return self.tally.tracks(without_split=MADE_SPLIT)

    def answer_times_s(self, limit: int) -> list[float]:
        """How long each of the last answers took that people gave, newest first."""
        rows = self._db.execute(
            "SELECT body FROM answer WHERE seq IN (SELECT value FROM json_each(?)) "
            "ORDER BY seq DESC",
            (self._latest_given(limit),),
        )
        return [_decoder.decode(row[0]).elapsed_ms / 1000.0 for row in rows]

    def counts(self) -> tuple[int, int]:
        """How many answers there are, and how many labels of what a camera saw teach now."""
        answers = self._db.one("SELECT count(*) FROM answer") or (0,)
        return int(answers[0]), self.tally.views(TRAINING_SPLIT)

    def latest(self, limit: int) -> list[StoredAnswer]:
        """The last answers that people gave, newest first."""
        rows = self._db.execute(
            "SELECT seq, answer_id, query_id, kind, name, supersedes, coalesce(node_id, ''), "
            "coalesce(embedder_sha256, ''), coalesce(split IN (?, ?), 0), coalesce(split = ?, 0) "
            "FROM answer LEFT JOIN query USING (query_id) "
            "WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq DESC",
            (*MEASURING_SPLITS, MADE_SPLIT, self._latest_given(limit)),
        )
        return [StoredAnswer(*row) for row in rows]

    def example_of(self, name: str) -> str | None:
        """The query whose best view, which a camera saw, shows what was last called so."""
        row = self._db.one(
            "SELECT query_id FROM current_answer c WHERE kind = 'name' AND name = ? AND EXISTS "
            "(SELECT 1 FROM label WHERE answer_id = c.answer_id AND split != ?) "
            "ORDER BY seq DESC LIMIT 1",
            (name, MADE_SPLIT),
        )
        return None if row is None else str(row[0])

    def teaches_anything(self, embedder_sha256: str) -> bool:
        """Whether any label counts now on a view made with this embedder."""
        row = self._db.one(
            "SELECT 1 FROM current_label l JOIN query q USING (query_id) "
            "WHERE q.embedder_sha256 = ? AND l.split = ? LIMIT 1",
            (embedder_sha256, TRAINING_SPLIT),
        )
        return row is not None

    def unlearned_since(self, seq: int, embedder_sha256: str) -> bool:
        """Whether an answer after `seq` may have changed what there is to learn."""
        row = self._db.one(
            "SELECT 1 FROM answer JOIN query USING (query_id) WHERE seq > ? "
            "AND embedder_sha256 = ? AND split IN (?, ?) "
            "AND (kind IN ('name', 'not_an_object') OR supersedes != '')",
            (seq, embedder_sha256, TRAINING_SPLIT, MADE_SPLIT),
        )
        return row is not None

    def _latest_given(self, limit: int) -> str:
        """The numbers of the last answers that no operation gave, as a JSON list."""
        found: list[int] = []
        end = 1 << 62
        spans = self._db.execute(
            "SELECT first_seq, last_seq FROM label_operation ORDER BY operation DESC"
        )
        for first, last in itertools.chain(spans, [(0, 0)]):
            if last + 1 < end:  # one operation often follows another
                rows = self._db.execute(
                    "SELECT seq FROM answer WHERE seq > ? AND seq < ? ORDER BY seq DESC LIMIT ?",
                    (last, end, limit - len(found)),
                )
                found += [row[0] for row in rows]
            end = first
            if len(found) >= limit:
                break
        return msgspec.json.encode(found).decode()

    def _check_superseded(self, answer: Answer) -> None:
        if not answer.supersedes:
            return
        row = self._db.one("SELECT query_id FROM answer WHERE answer_id = ?", (answer.supersedes,))
        if row is not None and row[0] != answer.query_id:
            raise ProtocolError("the answer supersedes one to another query")

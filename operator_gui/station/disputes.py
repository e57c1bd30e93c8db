"""Tracks that two people called differently, neither of them knowing of the other's answer."""

import msgspec

from operator_gui.station.database import Database
from operator_gui.station.label_store import AnswerChange
from operator_gui.station.operation_spans import OperationSpans
from shared.protocol.answers import Answer
from shared.protocol.curation import MAX_OTHERS, OtherAnswer

MAX_DISPUTES = 1000
"""So many of the latest are kept for review."""

_META = "disputes"
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(tuple[str, ...])
_answers = msgspec.msgpack.Decoder(Answer)


def is_dispute(answer: Answer, change: AnswerChange) -> bool:
    """Whether an answer contradicts one that it did not know of."""
    before, after = change.before, change.after
    if before is None or after is None or answer.answer_id != after.answer_id:
        return False
    return before.answer_id != change.knew_of and change.of_class


class DisputeBook:
    """Writing belongs to the open transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._operations = OperationSpans(database)

    def add(self, query_id: str) -> None:
        others = [one for one in self._kept() if one != query_id]
        self._db.write_meta(_META, _encoder.encode((query_id, *others)[:MAX_DISPUTES]))

    def standing(self) -> dict[str, tuple[OtherAnswer, ...]]:
        """By query, the latest first, what others said that is not what counts: of all about which
        nobody has decided since, by calling them something or confirming what they are called."""
        found = {}
        for query_id in self._kept():
            if others := self.others(query_id):
                found[query_id] = others
        return found

    def others(self, query_id: str) -> tuple[OtherAnswer, ...]:
        """Of one query; none where somebody has decided."""
        self._operations.refresh()
        rows = self._db.execute(
            "SELECT seq, supersedes, kind, name, body FROM live_answer WHERE query_id = ? "
            "ORDER BY seq DESC",
            (query_id,),
        ).fetchall()
        if len(rows) < 2 or self._is_decided(rows[0][0], rows[0][1]):
            return ()
        counts = rows[0][2:4]
        said = [(row[2], row[3], _answers.decode(row[4])) for row in rows[1:] if row[2:4] != counts]
        return tuple(
            OtherAnswer(
                kind=kind, name=name, operator=answer.operator, answered_at_s=answer.answered_at_s
            )
            for kind, name, answer in said[:MAX_OTHERS]
        )

    def _is_decided(self, seq: int, supersedes: str) -> bool:
        """Whether somebody looked again; that a class was renamed meanwhile decides nothing."""
        while True:
            operation = self._operations.of(seq)
            if operation is None or not operation.of_names:
                return operation is not None
            before = self._db.one(
                "SELECT seq, supersedes FROM answer WHERE answer_id = ?", (supersedes,)
            )
            if before is None:
                return False
            seq, supersedes = before

    def _kept(self) -> tuple[str, ...]:
        stored = self._db.read_meta(_META)
        return () if stored is None else _decoder.decode(stored)

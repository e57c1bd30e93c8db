"""Operations on many labels at once: one row, and the answers that supersede what counted before.

An operation is done whole or not at all, and taken back by another one. Answers that somebody gave
since then are left alone.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, assert_never

import msgspec

from operator_gui.station.answer_rows import AnswerRows
from operator_gui.station.database import Database
from operator_gui.station.operation_plan import Plan, Planner, Successor
from operator_gui.station.undo_plan import Span
from shared.errors import LabelError
from shared.protocol.answers import Answer
from shared.protocol.curation import (
    AnyLabelChange,
    Confirm,
    Delete,
    Merge,
    OperationSummary,
    Relabel,
    Rename,
    Split,
    Undo,
)
from shared.protocol.fields import Corners
from shared.texts import phrase


class _Body(msgspec.Struct, frozen=True):
    """What was asked for, and what was done in words."""

    text: str
    change: AnyLabelChange


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Body)


class _Drawn(msgspec.Struct, frozen=True):
    """What of an answer matters here."""

    box: Corners | None = None


_drawn = msgspec.msgpack.Decoder(_Drawn)


class Given(NamedTuple):
    """An answer that an operation gave."""

    answer_id: str
    successor: Successor


@dataclass(frozen=True, slots=True)
class Done:
    """What an operation did. text: in words. first_seq: the number of its first answer.

    kept: tracks that an undo had to leave alone.
    """

    text: str
    tracks: int
    first_seq: int
    given: tuple[Given, ...] = ()
    kept: int = 0


class LabelOperations:
    """Everything it writes belongs to the open transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._rows = AnswerRows(database)

    def known(self, operation_id: str) -> Done | None:
        """What the operation of that id did, None if there is none."""
        row = self._db.one(
            "SELECT body, tracks, first_seq FROM label_operation WHERE operation_id = ?",
            (operation_id,),
        )
        return None if row is None else Done(_decoder.decode(row[0]).text, row[1], row[2])

    def carry_out(
        self,
        operation_id: str,
        change: AnyLabelChange,
        *,
        parts: Sequence[Sequence[str]] = (),
        operator: str,
        peer_id: str,
        at_s: float,
    ) -> Done:
        """parts: of a split, the tracks of each part, in the order of its names.

        Raises LabelError if it cannot be done, or if there is nothing to do.
        """
        plan, undoes = self._plan(change, parts)
        if not plan.successors:
            raise LabelError(phrase("station", "there is nothing to change: it is so already"))
        given = tuple(Given(uuid.uuid4().hex, successor) for successor in plan.successors)
        first = self._next_seq()
        for one in given:
            self._put(one, operator=operator, peer_id=peer_id, at_s=at_s)
        self._db.insert(
            "label_operation",
            {
                "operation_id": operation_id,
                "kind": str(change.__struct_config__.tag),
                "at_s": at_s,
                "operator": operator,
                "peer_id": peer_id,
                "first_seq": first,
                "last_seq": self._next_seq() - 1,
                "tracks": plan.tracks,
                "of_names": int(plan.of_names),
                "undoes": undoes,
                "body": _encoder.encode(_Body(plan.text, change)),
            },
        )
        return Done(plan.text, plan.tracks, first, given, plan.kept)

    def latest(self, limit: int) -> list[OperationSummary]:
        """The last operations, the newest first."""
        undone = self._undone()
        rows = self._db.execute(
            "SELECT operation_id, body, at_s, operator, tracks, undoes FROM label_operation "
            "ORDER BY operation DESC LIMIT ?",
            (limit,),
        )
        return [
            OperationSummary(
                operation_id=operation_id,
                text=_decoder.decode(body).text[:2000],
                at_s=at_s,
                operator=operator,
                tracks=tracks,
                undone=undone[operation_id],
                undoes=undoes,
            )
            for operation_id, body, at_s, operator, tracks, undoes in rows
        ]

    def _plan(self, change: AnyLabelChange, parts: Sequence[Sequence[str]]) -> tuple[Plan, str]:
        """What to do, and the id of the operation that is taken back by it, "" for none."""
        planner = Planner(self._db)
        match change:
            case Rename():
                return planner.rename(change), ""
            case Merge():
                return planner.merge(change), ""
            case Split(name=name, into=into):
                if len(into) != len(parts):
                    raise LabelError(
                        phrase("station", "expected {parts} names, one a part, got {into}").format(
                            parts=len(parts), into=len(into)
                        )
                    )
                named = zip(into, parts, strict=True)
                return (planner.split(name, named) if name else planner.name_groups(named)), ""
            case Delete():
                return planner.delete(change), ""
            case Relabel():
                return planner.relabel(change), ""
            case Confirm():
                return planner.confirm(change), ""
            case Undo(operation_id=operation_id):
                return self._undo(planner, operation_id or self._last_to_undo())
            case _:
                assert_never(change)

    def _put(self, given: Given, *, operator: str, peer_id: str, at_s: float) -> None:
        successor = given.successor
        answer = Answer(
            answer_id=given.answer_id,
            query_id=successor.query_id,
            kind=successor.kind,
            answered_at_s=at_s,
            operator=operator,
            name=successor.name,
            supersedes=successor.supersedes,
            box=self._box_of(successor.supersedes) if successor.kind == "name" else None,
        )
        self._rows.put(
            answer,
            name=successor.name,
            supersedes=successor.supersedes,
            peer_id=peer_id,
            received_at_s=at_s,
            may_be_lost=True,
        )

    def _box_of(self, answer_id: str) -> Corners | None:
        """Where the operator drew the object, which stays whatever it is called."""
        row = self._db.one("SELECT body FROM answer WHERE answer_id = ?", (answer_id,))
        return None if row is None else _drawn.decode(row[0]).box

    def _next_seq(self) -> int:
        """The number that the next answer gets: numbers are never given out twice."""
        row = self._db.one("SELECT seq FROM sqlite_sequence WHERE name = 'answer'")
        return 1 if row is None else int(row[0]) + 1

    def _undo(self, planner: Planner, operation_id: str) -> tuple[Plan, str]:
        row = self._db.one(
            "SELECT first_seq, last_seq, undoes, of_names, body FROM label_operation "
            "WHERE operation_id = ?",
            (operation_id,),
        )
        if row is None:
            raise LabelError(
                phrase(
                    "station", "there is no operation {operation_id}; see `whatsit classes`"
                ).format(operation_id=repr(operation_id))
            )
        first, last, undoes, of_names, body = row
        did = _decoder.decode(body).text
        span = Span(first, last, operation_id, undoes)
        text = self._taking_back(operation_id)
        return planner.undo(span, did=did, text=text, of_names=bool(of_names)), operation_id

    def _taking_back(self, operation_id: str) -> str:
        """What it is, in words, to take back an operation: of an undo, to do again what it had
        taken back."""
        did, undoes, is_undo = "", operation_id, True
        while undoes:
            is_undo = not is_undo
            row = self._db.one(
                "SELECT body, undoes FROM label_operation WHERE operation_id = ?", (undoes,)
            )
            assert row is not None  # no operation is ever forgotten
            did, undoes = _decoder.decode(row[0]).text, row[1]
        again = phrase("station", "did again: {text}")
        return (again if is_undo else phrase("station", "took back: {text}")).format(text=did)

    def _last_to_undo(self) -> str:
        undone = self._undone()
        rows = self._db.execute(
            "SELECT operation_id FROM label_operation WHERE kind != 'undo' ORDER BY operation DESC"
        )
        last = next((row[0] for row in rows if not undone[row[0]]), None)
        if last is None:
            raise LabelError(phrase("station", "there is no operation to take back"))
        return str(last)

    def _undone(self) -> Mapping[str, bool]:
        """Of every operation whether one took it back that was not taken back itself."""
        undone: dict[str, bool] = {}
        rows = self._db.execute(
            "SELECT operation_id, undoes FROM label_operation ORDER BY operation DESC"
        ).fetchall()
        for operation_id, undoes in rows:  # what takes back comes after what is taken back
            undone.setdefault(operation_id, False)
            if undoes and not undone[operation_id]:
                undone[undoes] = True
        return undone

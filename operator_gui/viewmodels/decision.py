"""The answers that come of one decision: to the question on top, and to what looks the same."""

import uuid
from dataclasses import dataclass

import msgspec

from operator_gui.viewmodels.alike import goes_along
from operator_gui.viewmodels.desk import Desk, OnTop
from shared.domain import AnswerKind, Box
from shared.protocol.answers import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who decides what, when, and after how long, with the desk as it is then."""

    desk: Desk
    operator: str
    now_s: float
    elapsed_ms: float
    kind: AnswerKind
    name: str = ""

    def answer(self, query_id: str) -> Answer:
        """To one query, in place of what was said of it before."""
        return Answer(
            answer_id=uuid.uuid4().hex,
            query_id=query_id,
            kind=self.kind,
            name=self.name,
            answered_at_s=self.now_s,
            operator=self.operator,
            elapsed_ms=self.elapsed_ms,
            supersedes=self.desk.supersedes(query_id),
        )

    def answers(
        self, top: OnTop, box: Box | None
    ) -> tuple[Answer, tuple[Answer, ...], tuple[Answer, ...]]:
        """The answer on top; the same to what looks the same and is in; and withdrawals of what
        was answered along with the one that is changed, and is out now.

        box: what the operator drew. It goes along with a name, of this one object alone.
        """
        alike, changing = self.desk.top_alike, top.changing is not None
        inside = alike.inside if goes_along(self.kind, changing=changing) else ()
        given = self.answer(top.query.query_id)
        # The time that one answer took was spent on all of them.
        given = msgspec.structs.replace(given, elapsed_ms=given.elapsed_ms / (1 + len(inside)))
        outside = tuple(q for q in alike.ids if q in alike.out) if changing else ()
        withdrawal = msgspec.structs.replace(given, kind="withdrawn", name="")
        along, let_go = self.along(given, inside), self.along(withdrawal, outside)
        if self.kind == "name" and box is not None:
            given = msgspec.structs.replace(given, box=(*box,))
        return given, along, let_go

    def along(self, first: Answer, query_ids: tuple[str, ...]) -> tuple[Answer, ...]:
        """The same said of other queries, each with an id of its own."""
        return tuple(
            msgspec.structs.replace(
                first,
                answer_id=uuid.uuid4().hex,
                query_id=query_id,
                supersedes=self.desk.supersedes(query_id),
                along_with=first.answer_id,
            )
            for query_id in query_ids
        )

"""How an answer is written down: one row, and one label row for each view that it teaches."""

from typing import Annotated

import msgspec

from operator_gui.station.database import Database
from shared.domain import NOT_AN_OBJECT
from shared.errors import ProtocolError
from shared.protocol.answers import Answer

_encoder = msgspec.msgpack.Encoder()


class _Header(msgspec.Struct, frozen=True):
    """What of a query's header matters here."""

    views: Annotated[list[msgspec.Raw], msgspec.Meta(min_length=1)]


_headers = msgspec.msgpack.Decoder(_Header)


class AnswerRows:
    """Everything it writes belongs to the open transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def put(
        self,
        answer: Answer,
        *,
        name: str,
        supersedes: str,
        peer_id: str,
        received_at_s: float,
        may_be_lost: bool = False,
    ) -> None:
        """Adds an answer that is not there yet, and its labels. name: in the spelling in use.
        may_be_lost: its query was there once; without it there is nothing that could be taught.

        Raises ProtocolError if it teaches, and there is no such query.
        """
        self._db.insert(
            "answer",
            {
                "answer_id": answer.answer_id,
                "query_id": answer.query_id,
                "kind": answer.kind,
                "name": name,
                "supersedes": supersedes,
                "peer_id": peer_id,
                "received_at_s": received_at_s,
                "body": _encoder.encode(answer),
            },
        )
        taught = NOT_AN_OBJECT if answer.kind == "not_an_object" else name
        if taught:
            self._put_labels(answer, taught, may_be_lost=may_be_lost)

    def _put_labels(self, answer: Answer, class_name: str, *, may_be_lost: bool) -> None:
        row = self._db.one("SELECT split, header FROM query WHERE query_id = ?", (answer.query_id,))
        if row is None:
            if may_be_lost:
                return
            raise ProtocolError(f"no query {answer.query_id}")
        for view in range(view_count(row[1])):
            self._db.insert(
                "label",
                {
                    "answer_id": answer.answer_id,
                    "view": view,
                    "query_id": answer.query_id,
                    "class_name": class_name,
                    "split": row[0],
                },
            )


def view_count(header: bytes) -> int:
    """How many views a query has, by its stored header."""
    return len(_headers.decode(header).views)

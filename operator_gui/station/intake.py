"""What comes from the wire, checked before anything of it is kept. Pure."""

from dataclasses import dataclass

import numpy as np

from operator_gui.station.names import normalised, same_name
from shared.domain import Floats
from shared.errors import ProtocolError
from shared.protocol.answers import Answer
from shared.protocol.codec import Envelope, embeddings_fit
from shared.protocol.jpeg import jpeg_size
from shared.protocol.questions import Query, Urgent, UrgentQuery


@dataclass(frozen=True, eq=False, slots=True)
class CheckedQuery:
    """A query whose payloads are what the message says.

    embeddings: (views, dim) float32, finite. pictures: the context frame, then one crop a view.
    """

    query: Query
    embeddings: Floats
    pictures: tuple[bytes, ...]


def check_query(query: Query, envelope: Envelope) -> CheckedQuery:
    """Raises ProtocolError that says what is wrong."""
    pictures = _checked_pictures(query, envelope)
    return CheckedQuery(query, _checked_embeddings(query, envelope.payloads[1]), pictures)


def check_urgent(message: UrgentQuery, envelope: Envelope) -> CheckedQuery:
    """As `check_query`; what does not teach has no embeddings. Raises ProtocolError."""
    query = message.query
    pictures = _checked_pictures(query, envelope)
    if message.urgent.teaches:
        for choice in message.urgent.choices:
            normalised(choice)
        return CheckedQuery(query, _checked_embeddings(query, envelope.payloads[1]), pictures)
    if envelope.payloads[1]:
        raise ProtocolError("urgent query: it teaches nothing, and yet it has embeddings")
    return CheckedQuery(query, np.zeros((len(query.views), 0), np.float32), pictures)


def _checked_pictures(query: Query, envelope: Envelope) -> tuple[bytes, ...]:
    views, payloads = len(query.views), envelope.payloads
    if len(payloads) != 2 + views:
        raise ProtocolError(f"query: expected {2 + views} payloads, got {len(payloads)}")
    for view in query.views:
        if view.box[2] <= view.box[0] or view.box[3] <= view.box[1]:
            raise ProtocolError(f"query: a box without an area: {view.box}")
    pictures = (payloads[0], *payloads[2:])
    for picture in pictures:
        jpeg_size(picture)
    return pictures


def _checked_embeddings(query: Query, payload: bytes) -> Floats:
    views = len(query.views)
    if not embeddings_fit(payload, views, query.embedding_dim):
        raise ProtocolError(
            f"query: expected {views} embeddings of {query.embedding_dim} float32, "
            f"got {len(payload)} bytes"
        )
    embeddings = np.frombuffer(payload, "<f4").reshape(views, query.embedding_dim)
    if not np.isfinite(embeddings).all():
        raise ProtocolError("query: an embedding holds a number that is not finite")
    return embeddings.astype(np.float32)


def check_answer(answer: Answer) -> None:
    """Raises ProtocolError for an answer that cannot mean anything."""
    if answer.kind == "name":
        normalised(answer.name)
    if answer.box is not None and not (
        answer.box[0] < answer.box[2] and answer.box[1] < answer.box[3]
    ):
        raise ProtocolError(f"the answer has a box without an area: {answer.box}")
    if answer.supersedes == answer.answer_id:
        raise ProtocolError("the answer supersedes itself")
    if answer.kind == "withdrawn" and not answer.supersedes:
        raise ProtocolError("the answer takes something back but does not say which answer")


def check_choice(answer: Answer, urgent: Urgent) -> None:
    """Raises ProtocolError for what is no answer to an urgent question."""
    if answer.kind == "withdrawn":
        raise ProtocolError("the answer takes back an urgent question that has no answer")
    if not urgent.choices or answer.kind in ("dont_know", "later"):
        return
    if answer.kind != "name" or not any(same_name(answer.name, c) for c in urgent.choices):
        raise ProtocolError(f"{answer.name or answer.kind!r} is none of the choices")

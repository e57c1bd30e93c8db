"""What comes from the wire, checked before anything of it is kept. Pure."""

from dataclasses import dataclass

import numpy as np

from operator_gui.station.images import jpeg_size
from operator_gui.station.names import normalised
from shared.domain import Floats
from shared.errors import ProtocolError
from shared.protocol.codec import Envelope, embeddings_fit
from shared.protocol.messages import Answer, Query


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
    views = len(query.views)
    payloads = envelope.payloads
    if len(payloads) != 2 + views:
        raise ProtocolError(f"query: expected {2 + views} payloads, got {len(payloads)}")
    if not embeddings_fit(payloads[1], views, query.embedding_dim):
        raise ProtocolError(
            f"query: expected {views} embeddings of {query.embedding_dim} float32, "
            f"got {len(payloads[1])} bytes"
        )
    embeddings = np.frombuffer(payloads[1], "<f4").reshape(views, query.embedding_dim)
    if not np.isfinite(embeddings).all():
        raise ProtocolError("query: an embedding holds a number that is not finite")
    for view in query.views:
        if view.box[2] <= view.box[0] or view.box[3] <= view.box[1]:
            raise ProtocolError(f"query: a box without an area: {view.box}")
    pictures = (payloads[0], *payloads[2:])
    for picture in pictures:
        jpeg_size(picture)
    return CheckedQuery(query, embeddings.astype(np.float32), pictures)


def check_answer(answer: Answer) -> None:
    """Raises ProtocolError for an answer that cannot mean anything."""
    if answer.kind == "name":
        normalised(answer.name)
    if answer.supersedes == answer.answer_id:
        raise ProtocolError("the answer supersedes itself")
    if answer.kind == "withdrawn" and not answer.supersedes:
        raise ProtocolError("the answer takes something back but does not say which answer")

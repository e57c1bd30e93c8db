"""Answers, from the operator to the station and on to the node that asked."""

from typing import Annotated, Literal

import msgspec

from shared.domain import AnswerKind
from shared.protocol.fields import Amount, Corners, Count, Id, Name, Time
from shared.protocol.message import Message


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What the operator said of one query; never edited, only superseded."""

    answer_id: Id
    query_id: Id
    kind: AnswerKind
    answered_at_s: Time
    operator: Name
    name: Name = ""
    elapsed_ms: Amount = 0.0
    supersedes: Annotated[str, msgspec.Meta(max_length=64)] = ""
    along_with: Annotated[str, msgspec.Meta(max_length=64)] = ""
    """The answer to the question that was shown, where this one is to a question that looks the
    same. It gives way to any other answer that its query has by then. Since minor version 2."""
    box: Corners | None = None
    """Of a name: where the object is in the frame of the best view, in pixels of that frame, where
    the operator drew it; None where the node's own box stands. Since minor version 4."""


class AnswerSubmit(Message, frozen=True, kw_only=True, tag="answer_submit"):
    """Answers, resent until every `answer_id` is acknowledged."""

    answers: Annotated[tuple[Answer, ...], msgspec.Meta(min_length=1, max_length=256)]


class NamedTrack(msgspec.Struct, frozen=True, kw_only=True):
    """What a person said of a track, for the node that asked."""

    answer_id: Id
    query_id: Id
    track_key: Id
    kind: AnswerKind
    name: Name = ""
    operator: Name = ""
    resolved_by: Count = 0
    """The version whose head needs no answer any more: the station withdrew the question, and
    `kind` is "withdrawn"; 0 where a person spoke. Since minor version 2."""


class AnswerBatch(Message, frozen=True, kw_only=True, tag="answer_batch"):
    """Answers on their way back to the node that asked; resent until acknowledged."""

    batch_id: Id
    answers: tuple[NamedTrack, ...]


class AnswerProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far an answer has come: on disk, learned from, or running on the asking node."""

    answer_id: Id
    query_id: Id
    kind: AnswerKind
    state: Literal["saved", "trained", "deployed"]
    name: Name = ""
    version: Count = 0

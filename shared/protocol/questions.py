"""Questions, from the node that asks to the operator who is shown them."""

from typing import Annotated, Literal

import msgspec

from shared.domain import AskReason
from shared.protocol.fields import (
    Amount,
    Choice,
    Corners,
    Count,
    Digest,
    Id,
    Name,
    Share,
    Text,
    Time,
)
from shared.protocol.message import Message

MAX_ALIKE = 64
MAX_ALIKE_SHOWN = 12


class View(msgspec.Struct, frozen=True, kw_only=True):
    """One look at a track: where in which frame, and how good a look (0 to 1)."""

    box: Corners
    frame_sequence: Count
    captured_at_s: Time
    quality: Share
    detector_score: Share = 0.0
    frame_position: Count | None = None
    frame_name: Name = ""


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """A name that might fit, likeliest first."""

    name: Name
    probability: Share
    source: Literal["head", "detector", "station"] = "head"


class Query(Message, frozen=True, kw_only=True, tag="query"):
    """One question about one track.

    Payloads: the context frame as JPEG; the views' embeddings, `(len(views), embedding_dim)`
    little-endian float32, row-major; then one JPEG crop a view. `views[0]` is the best view, and
    the context frame is the frame it was seen in.

    `made_from`: since minor version 2, the id of the query of whose best view this one's only view
    was made, which no camera saw; "" for what a camera saw.
    """

    query_id: Id
    node_id: Id
    source_id: Name
    track_key: Id
    session_id: Id
    created_at_s: Time
    first_seen_s: Time
    last_seen_s: Time
    sightings: Count
    frame_width_px: Count
    frame_height_px: Count
    views: Annotated[tuple[View, ...], msgspec.Meta(min_length=1, max_length=16)]
    embedding_dim: Annotated[int, msgspec.Meta(ge=1, le=65536)]
    embedder_sha256: Digest
    reason: AskReason
    value: Amount
    novelty: Share
    suggestions: tuple[Suggestion, ...] = ()
    prediction_set: tuple[Name, ...] = ()
    head_version: Count = 0
    node_name: Name = ""
    predicted: Name = ""
    """What the head would have called it, "not an object" included; since minor version 2."""
    made_from: Annotated[str, msgspec.Meta(max_length=64)] = ""


class Urgent(msgspec.Struct, frozen=True, kw_only=True):
    """What makes a question urgent: a robot stands still until it is answered.

    `question` is in the robot's own words. Where there are `choices`, nothing else is an answer.
    `remaining_s` is how long the answer is still worth something when the message is sent: a
    duration, since the clocks of two machines differ. What is answered is learned only if it
    `teaches`.
    """

    question: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    remaining_s: Annotated[float, msgspec.Meta(gt=0.0, le=86_400.0)]
    choices: Annotated[tuple[Choice, ...], msgspec.Meta(max_length=9)] = ()
    teaches: bool = False


class UrgentQuery(Message, frozen=True, kw_only=True, tag="urgent_query"):
    """A question that a robot waits for, ahead of everything else; since minor version 1.

    Repeated every second until `UrgentNoted` or `Refused` comes, and after a reconnect; taken back
    with `QuestionGone`. Payloads as for `Query`, but the second one is empty where it does not
    teach: there is nothing to compare then.
    """

    query: Query
    urgent: Urgent


class UrgentNoted(Message, frozen=True, kw_only=True, tag="urgent_noted"):
    """The station has the urgent query now, and so many operators are there to be shown it."""

    query_id: Id
    operators: Count


class QuestionsWanted(Message, frozen=True, kw_only=True, tag="questions_wanted"):
    """The operator's app has room for `count` more questions beside those in `holding`."""

    count: Annotated[int, msgspec.Meta(ge=0, le=64)]
    holding: tuple[Id, ...] = ()


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """Names what the example picture at the same place among the payloads shows."""

    name: Name


class Question(Message, frozen=True, kw_only=True, tag="question"):
    """A query, ready to be shown.

    Payloads: the context frame as JPEG; one JPEG crop for each of `query.views`; then one small
    JPEG for each of `examples`, which show what the suggested names looked like before; then one
    small JPEG, of the best view, for each of the first `alike_shown` of `alike`.
    `alike`: other open queries that look the same, the most similar first, whoever holds them;
    each takes its own answer. `alike` and `alike_shown` are there since minor version 2.
    """

    query: Query
    examples: tuple[Example, ...] = ()
    alike: Annotated[tuple[Id, ...], msgspec.Meta(max_length=MAX_ALIKE)] = ()
    alike_shown: Annotated[int, msgspec.Meta(ge=0, le=MAX_ALIKE_SHOWN)] = 0


class UrgentQuestion(Message, frozen=True, kw_only=True, tag="urgent_question"):
    """An urgent query, pushed to an operator who did not ask for it; since minor version 1.

    Payloads as for `Question`.
    """

    query: Query
    urgent: Urgent
    examples: tuple[Example, ...] = ()


class QuestionGone(Message, frozen=True, kw_only=True, tag="question_gone"):
    """Somebody else answered, or the question was withdrawn.

    A node says it of an urgent query, and a robot's own software of what it asked its node.
    """

    query_ids: tuple[Id, ...]
    reason: Text = ""

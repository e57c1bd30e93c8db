"""Every message of the link, one class each, told apart by its `type`.

A message travels as one msgpack frame, followed by raw binary frames ("payloads") where the
docstring names any. Within a major version fields are only ever added, with defaults, and unknown
fields are ignored; that is what lets old and new ends talk to each other.
"""

from typing import Annotated, Literal

import msgspec

from shared.domain import AnswerKind, AskReason, MadeViewsVerdict, VersionState
from shared.protocol.asking import AskingState, AskRules
from shared.protocol.curation import (
    ClassesWanted,
    ClassList,
    Curate,
    Provenance,
    ProvenanceWanted,
    SplitProposal,
    SplitWanted,
    TrackList,
    TracksWanted,
)
from shared.protocol.enrolment import (
    MAX_JOINING,
    MAX_STRANGERS,
    Joining,
    PairAsk,
    PairNonce,
    PairOpen,
    PairState,
    SetAccess,
    Stranger,
)
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
from shared.protocol.gate import GateReport, GateReportWanted
from shared.protocol.message import Message as Message
from shared.protocol.rollout import RolloutSummary, ShadowReport, WatchTerms
from shared.protocol.standing import Advice, AuditStanding

PROTOCOL_MAJOR = 1
PROTOCOL_MINOR = 3
MAX_ALIKE = 64
MAX_ALIKE_SHOWN = 12

Role = Literal["node", "operator"]


# ------------------------------------------------------------------ both directions


class Hello(Message, frozen=True, kw_only=True, tag="hello"):
    """First word of a peer, repeated until `Welcome` or `Refused` comes, and after a reconnect."""

    role: Role
    peer_id: Id
    name: Name
    major: Count = PROTOCOL_MAJOR
    minor: Count = PROTOCOL_MINOR
    software: Name = ""
    active_version: Count = 0
    embedder_sha256: Annotated[str, msgspec.Meta(max_length=64)] = ""


class Welcome(Message, frozen=True, kw_only=True, tag="welcome"):
    """The station knows the peer now."""

    station_id: Id
    major: Count = PROTOCOL_MAJOR
    minor: Count = PROTOCOL_MINOR


class Refused(Message, frozen=True, kw_only=True, tag="refused"):
    """The station will not talk to the peer, or not take the message `about`.

    Final for a message, but for the code "storage": that may pass, and the message is resent.
    "answered", since minor version 2, is only said of an answer that goes along with another.
    """

    code: Literal[
        "protocol",
        "malformed",
        "not_allowed",
        "unknown_query",
        "unknown_blob",
        "storage",
        "busy",
        "answered",
    ]
    reason: Text
    about: Annotated[str, msgspec.Meta(max_length=64)] = ""


class Beat(Message, frozen=True, kw_only=True, tag="beat"):
    """Nothing to say, still here. Sent by either side after a second of silence."""


class Ack(Message, frozen=True, kw_only=True, tag="ack"):
    """What is named by `ids` lies safely on the receiver's disk."""

    ids: tuple[Id, ...]


# ------------------------------------------------------------------ node -> station


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


class NodeStatus(Message, frozen=True, kw_only=True, tag="node_status"):
    """Once a second; may be lost."""

    node_id: Id
    name: Name
    state: Literal["starting", "running", "source_lost", "stopping"]
    fps: Amount
    frames: Count
    frames_dropped: Count
    active_version: Count
    outbox_count: Count
    outbox_bytes: Count
    outbox_evicted: Count = 0
    questions: Count = 0
    source_id: Name = ""
    note: Text = ""
    latency_ms: Amount = 0.0
    asking: AskingState | None = None
    settled_version: Count = 0
    """The last version that ran for as long as it was on probation; since minor version 3."""


class DeployReport(Message, frozen=True, kw_only=True, tag="deploy_report"):
    """What became of an offered bundle. Repeated until acknowledged by `report_id`."""

    report_id: Id
    node_id: Id
    version: Count
    state: Literal["active", "refused", "rolled_back"]
    at_s: Time
    reason: Text = ""


class BlobRequest(Message, frozen=True, kw_only=True, tag="blob_request"):
    """Asks for `length` bytes of a blob, from `offset`: the receiver sets the pace."""

    sha256: Digest
    offset: Count
    length: Annotated[int, msgspec.Meta(ge=1, le=1 << 20)]


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


# ------------------------------------------------------------------ station -> node


class UrgentNoted(Message, frozen=True, kw_only=True, tag="urgent_noted"):
    """The station has the urgent query now, and so many operators are there to be shown it."""

    query_id: Id
    operators: Count


class BlobChunk(Message, frozen=True, kw_only=True, tag="blob_chunk"):
    """A part of a blob. Payload: the bytes."""

    sha256: Digest
    offset: Count
    total_bytes: Count


class DeployOffer(Message, frozen=True, kw_only=True, tag="deploy_offer"):
    """A new bundle: the manifest's exact bytes and their Ed25519 signature.

    `made_views`: since minor version 2, whether what was answered of made views helped its head;
    where they do not help, the node asks for no more of them. `watch`: since minor version 3, what
    the version has to keep to on the node; nothing but not to fail where there is none.
    """

    version: Count
    manifest: Annotated[bytes, msgspec.Meta(max_length=1 << 20)]
    signature: Annotated[bytes, msgspec.Meta(max_length=256)]
    made_views: MadeViewsVerdict = "untested"
    watch: WatchTerms | None = None


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


class AskSettings(Message, frozen=True, kw_only=True, tag="ask_settings"):
    """How the node is to ask from now on; resent until `settings_id` is acknowledged.

    `revision` only rises; of two settings the higher counts. Without `rules` the node goes back
    to its own configuration. Since minor version 2.
    """

    settings_id: Id
    revision: Annotated[int, msgspec.Meta(ge=1, le=2**53)]
    rules: AskRules | None
    set_at_s: Time
    set_by: Name = ""


class Attention(Message, frozen=True, kw_only=True, tag="attention"):
    """How many more questions of this node the operators can take; since minor version 2.

    Said every few seconds and may be lost: without it for half a minute, only the node's own
    budget counts. `answer_s` is the median time that an answer takes.
    """

    room: Count
    waiting: Count
    operators: Count
    answer_s: Annotated[float, msgspec.Meta(ge=0.0, le=1e6)]


# ------------------------------------------------------------------ operator -> station


class QuestionsWanted(Message, frozen=True, kw_only=True, tag="questions_wanted"):
    """The operator's app has room for `count` more questions beside those in `holding`."""

    count: Annotated[int, msgspec.Meta(ge=0, le=64)]
    holding: tuple[Id, ...] = ()


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


class AnswerSubmit(Message, frozen=True, kw_only=True, tag="answer_submit"):
    """Answers, resent until every `answer_id` is acknowledged."""

    answers: Annotated[tuple[Answer, ...], msgspec.Meta(min_length=1, max_length=256)]


class Command(Message, frozen=True, kw_only=True, tag="command"):
    """Something the operator wants done; answered by `CommandResult`."""

    command_id: Id
    action: Literal["train", "deploy", "roll_back", "adopt"]
    version: Count = 0
    operator: Name = ""
    """Who wants it; the peer's own name if nobody is named. Since minor version 3, as "adopt"."""
    candidate: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$", max_length=64)] = ""
    """The head to adopt, which another program made, by its SHA-256: it lies in the station's
    folder of candidates. Since minor version 3."""


class SetAsking(Message, frozen=True, kw_only=True, tag="set_asking"):
    """How a node is to ask; answered by `CommandResult`, and sent on to the node.

    Without `rules` the node goes back to its own configuration. Since minor version 2.
    """

    command_id: Id
    node_id: Id
    rules: AskRules | None


# ------------------------------------------------------------------ station -> operator


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


class CommandResult(Message, frozen=True, kw_only=True, tag="command_result"):
    """How a command ended."""

    command_id: Id
    ok: bool
    text: Text


class NodeSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A node as the station last heard of it."""

    node_id: Id
    name: Name
    online: bool
    last_heard_s: Time
    state: Name = ""
    fps: Amount = 0.0
    active_version: Count = 0
    offered_version: Count = 0
    outbox_count: Count = 0
    outbox_bytes: Count = 0
    frames: Count = 0
    frames_dropped: Count = 0
    questions: Count = 0
    source_id: Name = ""
    note: Text = ""
    latency_ms: Amount = 0.0
    asking: AskingState | None = None
    settings_revision: Count = 0
    """Of the settings that the node was told; it obeys them once `asking` has the same."""
    rollout: Text = ""
    """How it stands with the version that is being rolled out, in words; since minor version 3."""


class ClassSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A taught name and how many tracks carry it."""

    name: Name
    tracks: Count


class VersionSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One trained head. `accuracy` is track-wise leave-one-out, with a 95 % interval."""

    version: Count
    state: VersionState
    trained_at_s: Time
    labels: Count
    tracks: Count
    classes: Count
    dataset_revision: Annotated[str, msgspec.Meta(max_length=64)]
    accuracy: Share | None = None
    accuracy_low: Share | None = None
    accuracy_high: Share | None = None
    activated_at_s: Time | None = None
    restored_from: Count = 0
    reason: Text = ""
    audit_hits: Count = 0
    audit_tracks: Count = 0
    """Of the random checks put while nodes ran this version, and of how many its name was right."""
    kind: Name = ""
    """How it was trained: "full" or "quick", or "outside" by a program of the user's own. This and
    what follows since minor version 3."""
    parent: Count = 0
    """The version that was active when it was made, 0 for none."""
    approved_at_s: Time | None = None
    approved_by: Name = ""
    """Who let it go out, and when; nobody's name where the station's policy did."""
    nodes: tuple[Name, ...] = ()
    """The nodes that run it, as far as they are connected."""


class AnswerProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far an answer has come: on disk, learned from, or running on the asking node."""

    answer_id: Id
    query_id: Id
    kind: AnswerKind
    state: Literal["saved", "trained", "deployed"]
    name: Name = ""
    version: Count = 0


class StationStatus(Message, frozen=True, kw_only=True, tag="station_status"):
    """The whole picture, once a second and after every change; may be lost."""

    at_s: Time
    waiting: Count
    oldest_waiting_s: Amount
    answers: Count
    labels: Count
    active_version: Count
    training: Literal["idle", "waiting", "running"]
    nodes: tuple[NodeSummary, ...] = ()
    classes: tuple[ClassSummary, ...] = ()
    versions: tuple[VersionSummary, ...] = ()
    progress: tuple[AnswerProgress, ...] = ()
    note: Text = ""
    audit: AuditStanding | None = None
    advice: Advice | None = None
    withdrawn: Count = 0
    """Questions that a newer model answered itself."""
    suspicious: Count = 0
    """Tracks whose label looks wrong; since minor version 3."""
    rollout: RolloutSummary | None = None
    """Of the newest version that goes out, or went out last; since minor version 3."""
    strangers: Annotated[tuple[Stranger, ...], msgspec.Meta(max_length=MAX_STRANGERS)] = ()
    """Who was turned away, the latest first; since minor version 3."""
    joining: Annotated[tuple[Joining, ...], msgspec.Meta(max_length=MAX_JOINING)] = ()
    """Who wants to be let in, the first first; since minor version 3."""


# ------------------------------------------------------------------ robot's own software <-> node


class RobotAsk(Message, frozen=True, kw_only=True, tag="robot_ask"):
    """A question of the robot's own software to its node. Payload: the image as JPEG.

    Repeated until the node acknowledges `ask_id`. `wait` is false if no operator being there
    shall end it at once.
    """

    ask_id: Id
    urgent: Urgent
    wait: bool = True


class RobotReply(Message, frozen=True, kw_only=True, tag="robot_reply"):
    """How a question of the robot's own software ended.

    `text` is the answer if somebody answered, else one line that says why nobody did.
    """

    ask_id: Id
    ended: Literal["answered", "dont_know", "deadline", "nobody_there", "busy", "refused"]
    text: Text = ""
    operator: Name = ""
    learned: bool = False


AnyMessage = (
    Hello
    | Welcome
    | Refused
    | Beat
    | Ack
    | Query
    | NodeStatus
    | DeployReport
    | BlobRequest
    | BlobChunk
    | DeployOffer
    | AnswerBatch
    | AskSettings
    | Attention
    | QuestionsWanted
    | AnswerSubmit
    | Command
    | SetAsking
    | Question
    | QuestionGone
    | CommandResult
    | StationStatus
    | UrgentQuery
    | UrgentNoted
    | UrgentQuestion
    | RobotAsk
    | RobotReply
    | Curate
    | ClassesWanted
    | TracksWanted
    | SplitWanted
    | ProvenanceWanted
    | ClassList
    | TrackList
    | SplitProposal
    | Provenance
    | GateReportWanted
    | GateReport
    | ShadowReport
    | SetAccess
    | PairAsk
    | PairNonce
    | PairOpen
    | PairState
)

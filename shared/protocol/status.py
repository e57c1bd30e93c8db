"""What nodes and the station say of themselves, again and again."""

from typing import Annotated, Literal

import msgspec

from shared.domain import VersionState
from shared.protocol.answers import AnswerProgress
from shared.protocol.asking import AskingState
from shared.protocol.enrolment import MAX_JOINING, MAX_STRANGERS, Joining, Stranger
from shared.protocol.fields import Amount, Count, Id, Name, Share, Text, Time
from shared.protocol.message import Message
from shared.protocol.playback import Moment, PlaybackState
from shared.protocol.rollout import RolloutSummary
from shared.protocol.standing import Advice, AuditStanding

Celsius = Annotated[float, msgspec.Meta(ge=-100.0, le=1000.0)]


class Temperature(msgspec.Struct, frozen=True, kw_only=True):
    """Of the hottest sensor of the machine that a node runs on.

    hot_celsius: from where on the machine itself counts this sensor as hot; None where it does not
    say.
    """

    celsius: Celsius
    sensor: Name = ""
    hot_celsius: Celsius | None = None

    @property
    def is_hot(self) -> bool:
        return self.hot_celsius is not None and self.celsius >= self.hot_celsius


class RecordingState(msgspec.Struct, frozen=True, kw_only=True):
    """The recording that a node is writing: the name of its file, without folders."""

    file: Name
    size_bytes: Count = 0
    length_s: Moment = 0.0


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
    temperature: Temperature | None = None
    """None where no sensor can be read. This and what follows since minor version 5."""
    playback: PlaybackState | None = None
    """Of the recording that is its source; None for a live one."""
    recording: RecordingState | None = None
    at_s: Time | None = None
    """The node's time of day when it said this, whatever it sees; None where it does not say. Since
    minor version 6."""


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
    outbox_evicted: Count = 0
    """Questions that had to go since its start, for better ones or as its disk was full; since
    minor version 3."""
    minor: Count = 0
    """The protocol's minor version that the node speaks, as far as it said hello. This and what
    follows since minor version 5."""
    temperature: Temperature | None = None
    playback: PlaybackState | None = None
    recording: RecordingState | None = None
    clock_ahead_s: Amount | None = None
    """By how much the node's clock is ahead of the station's, less the way; negative where it is
    behind, None where the node does not say the time."""


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
    """How it was trained: "full" or "quick", or "outside" by a program of the user's own; or
    "detector" where a detector of the user's own came with it, and the head is its parent's. This
    and what follows since minor version 3."""
    parent: Count = 0
    """The version that was active when it was made, 0 for none."""
    approved_at_s: Time | None = None
    approved_by: Name = ""
    """Who let it go out, and when; nobody's name where the station's policy did."""
    nodes: tuple[Name, ...] = ()
    """The nodes that run it, as far as they are connected."""


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

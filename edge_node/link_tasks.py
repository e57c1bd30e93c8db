"""What the other threads of a node hand over to the one that owns its link."""

from dataclasses import dataclass

from edge_node.live_tap import LiveShot
from shared.protocol.codec import Envelope
from shared.protocol.deployment import BlobRequest, CommandResult, DeployReport
from shared.protocol.questions import Query, Urgent
from shared.protocol.recording import RecordingList
from shared.protocol.rollout import ShadowReport
from shared.protocol.status import NodeStatus


@dataclass(frozen=True, slots=True)
class Ask:
    """A question, with all that was asked so far; None leaves that as it is."""

    query: Query
    payloads: tuple[bytes, ...]
    memory: bytes | None


@dataclass(frozen=True, slots=True)
class Remember:
    """All that was asked so far. batch_ids: the batches of answers that are newly in it."""

    memory: bytes
    batch_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Urge:
    """A question ahead of everything, worth something until the monotonic time `until_s`."""

    query: Query
    urgent: Urgent
    payloads: tuple[bytes, ...]
    until_s: float


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Nobody waits for an answer to an urgent question any more."""

    query_id: str


LinkTask = (
    Ask
    | Remember
    | DeployReport
    | ShadowReport
    | BlobRequest
    | NodeStatus
    | Urge
    | TakeBack
    | LiveShot
    | CommandResult
    | RecordingList
    | Envelope
)
"""An `Envelope` is a frame of a recording that somebody watches, or why there is none."""

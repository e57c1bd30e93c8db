"""What the operator's end of the link tells: one class for each thing that happens."""

from dataclasses import dataclass

from operator_gui.urgency import Urgency
from shared.protocol.codec import Envelope
from shared.protocol.deployment import BlobChunk, CommandResult
from shared.protocol.enrolment import KeyList
from shared.protocol.exchange import ExportState, ImportState
from shared.protocol.gate import GateReport
from shared.protocol.live import LiveFrame
from shared.protocol.questions import Query
from shared.protocol.recording import RecordingList
from shared.protocol.robot_log import RobotLog
from shared.protocol.status import StationStatus
from shared.protocol.watching import RecordedShot
from shared.transport.durable_link import LinkState


@dataclass(frozen=True, slots=True)
class ReceivedQuestion:
    """A question with its pictures, all as JPEG; `view_jpegs[0]` is the best view. `urgency` is
    None unless a robot waits for the answer."""

    query: Query
    context_jpeg: bytes
    view_jpegs: tuple[bytes, ...]
    examples: tuple[tuple[str, bytes], ...]
    """Names among the suggestions with a picture of what carried them before."""
    urgency: Urgency | None = None
    alike: tuple[tuple[str, bytes], ...] = ()
    """Other open queries that look the same, the most similar first, with a small picture."""


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """The link's state, the station's reason if it refused, and answers not yet acknowledged."""

    state: LinkState
    refusal: str
    unsent: int


@dataclass(frozen=True, slots=True)
class QuestionArrived:
    question: ReceivedQuestion


@dataclass(frozen=True, slots=True)
class QuestionsWithdrawn:
    query_ids: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class StatusArrived:
    status: StationStatus


@dataclass(frozen=True, slots=True)
class CommandFinished:
    result: CommandResult


@dataclass(frozen=True, eq=False, slots=True)
class CurationArrived:
    """What the station shows of its labels, by the id of the request."""

    request_id: str
    envelope: Envelope


@dataclass(frozen=True, slots=True)
class AnswerRefused:
    """An answer cannot be taken: the station never had its query, or its name is too long.

    `overtaken`: it went along with another, and somebody else answered its query before.
    """

    answer_id: str
    reason: str
    overtaken: bool = False


@dataclass(frozen=True, slots=True)
class GateReportArrived:
    report: GateReport


@dataclass(frozen=True, eq=False, slots=True)
class LiveArrived:
    """What a robot sees now."""

    frame: LiveFrame
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class LogArrived:
    """The latest lines of a robot's log."""

    told: RobotLog


@dataclass(frozen=True, slots=True)
class RecordingsArrived:
    """What recordings a robot has."""

    told: RecordingList


@dataclass(frozen=True, eq=False, slots=True)
class ShotArrived:
    """A frame of a robot's recording."""

    shot: RecordedShot
    jpeg: bytes


@dataclass(frozen=True, slots=True)
class KeysArrived:
    told: KeyList


@dataclass(frozen=True, slots=True)
class ExportTold:
    """How far an export is."""

    state: ExportState


@dataclass(frozen=True, slots=True)
class ImportTold:
    """How far an import is."""

    state: ImportState


@dataclass(frozen=True, eq=False, slots=True)
class PieceArrived:
    """A piece of an exported file."""

    chunk: BlobChunk
    data: bytes


OperatorEvent = (
    LinkChanged
    | QuestionArrived
    | QuestionsWithdrawn
    | StatusArrived
    | CommandFinished
    | CurationArrived
    | AnswerRefused
    | GateReportArrived
    | KeysArrived
    | LiveArrived
    | ExportTold
    | ImportTold
    | PieceArrived
    | LogArrived
    | RecordingsArrived
    | ShotArrived
)

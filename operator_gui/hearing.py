"""What a station's messages mean to an operator: pure, a message in, an event out."""

import logging

from operator_gui.operator_events import (
    AnswerRefused,
    CommandFinished,
    CurationArrived,
    ExportTold,
    GateReportArrived,
    ImportTold,
    KeysArrived,
    LiveArrived,
    LogArrived,
    OperatorEvent,
    PieceArrived,
    QuestionArrived,
    QuestionsWithdrawn,
    ReceivedQuestion,
    RecordingsArrived,
    ShotArrived,
    StatusArrived,
)
from operator_gui.urgency import Urgency
from shared.protocol.codec import Envelope
from shared.protocol.curation import ClassList, Provenance, SplitProposal, TrackList
from shared.protocol.curve import Curve
from shared.protocol.deployment import BlobChunk, CommandResult
from shared.protocol.enrolment import KeyList
from shared.protocol.exchange import ExportState, ImportState
from shared.protocol.gate import GateReport
from shared.protocol.live import LiveFrame
from shared.protocol.mistakes import Mistakes
from shared.protocol.peers import Refused
from shared.protocol.questions import Question, QuestionGone, UrgentQuestion
from shared.protocol.recording import RecordingList
from shared.protocol.robot_log import RobotLog
from shared.protocol.status import StationStatus
from shared.protocol.track_view import TrackView
from shared.protocol.watching import RecordedShot

_log = logging.getLogger(__name__)


def event_of(envelope: Envelope, now_s: float) -> OperatorEvent | None:
    """What happened; None for a message that says nothing to an operator, which is logged.

    now_s: the monotonic time, from which on a robot's patience is counted.
    """
    match envelope.message:
        case Question() | UrgentQuestion() as question:
            received = _unpacked(question, envelope.payloads, now_s)
            if received is not None:
                return QuestionArrived(received)
            _log.warning("a question came without its pictures: %s", question.query)
            return None
        case QuestionGone(query_ids=ids, reason=reason):
            return QuestionsWithdrawn(ids, reason)
        case StationStatus() as status:
            return StatusArrived(status)
        case CommandResult() as result:
            return CommandFinished(result)
        case (
            ClassList(request_id=about)
            | TrackList(request_id=about)
            | SplitProposal(request_id=about)
            | Provenance(request_id=about)
            | Mistakes(request_id=about)
            | Curve(request_id=about)
        ):
            return CurationArrived(about, envelope)
        case TrackView(request_id=about) if len(envelope.payloads) == 2:
            return CurationArrived(about, envelope)
        case LiveFrame() as frame if len(envelope.payloads) == 1:
            return LiveArrived(frame, envelope.payloads[0])
        case GateReport() as report:
            return GateReportArrived(report)
        case ExportState() as state:
            return ExportTold(state)
        case ImportState() as state:
            return ImportTold(state)
        case BlobChunk() as chunk if len(envelope.payloads) == 1:
            return PieceArrived(chunk, envelope.payloads[0])
        case KeyList() as told:
            return KeysArrived(told)
        case RobotLog() as log:
            return LogArrived(log)
        case RecordingList() as recordings:
            return RecordingsArrived(recordings)
        case RecordedShot() as shot if len(envelope.payloads) == 1:
            return ShotArrived(shot, envelope.payloads[0])
        case Refused(about=about, reason=reason, code=code):
            return AnswerRefused(about, reason, overtaken=code == "answered")
        case other:
            _log.warning("the station sent %s, which is not for an operator", type(other))
            return None


def _unpacked(
    question: Question | UrgentQuestion, payloads: tuple[bytes, ...], now_s: float
) -> ReceivedQuestion | None:
    views = len(question.query.views)
    alike = question.alike[: question.alike_shown] if isinstance(question, Question) else ()
    first_alike = 1 + views + len(question.examples)
    if len(payloads) != first_alike + len(alike):
        return None
    names = (example.name for example in question.examples)
    return ReceivedQuestion(
        query=question.query,
        context_jpeg=payloads[0],
        view_jpegs=payloads[1 : 1 + views],
        examples=tuple(zip(names, payloads[1 + views : first_alike], strict=True)),
        urgency=_urgency(question, now_s) if isinstance(question, UrgentQuestion) else None,
        alike=tuple(zip(alike, payloads[first_alike:], strict=True)),
    )


def _urgency(question: UrgentQuestion, now_s: float) -> Urgency:
    urgent = question.urgent
    return Urgency(
        question=urgent.question,
        choices=urgent.choices,
        teaches=urgent.teaches,
        until_s=now_s + urgent.remaining_s,
    )

"""The operator's end of the link, without Qt: the app and the simulated operator share it.

`OperatorLink.run` belongs to one thread, which owns the socket and the answers' outbox. Every
other method may be called from any thread. What happens is told through `on_event`, on the
link's thread.
"""

import contextlib
import logging
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from operator_gui.operator_events import (
    AnswerRefused,
    CommandFinished,
    CurationArrived,
    ExportTold,
    GateReportArrived,
    ImportTold,
    KeysArrived,
    LinkChanged,
    LiveArrived,
    LogArrived,
    OperatorEvent,
    PieceArrived,
    QuestionArrived,
    QuestionsWithdrawn,
    ReceivedQuestion,
    RecordingsArrived,
    StatusArrived,
)
from operator_gui.urgency import Urgency
from shared.clock import Clock
from shared.errors import ProtocolError
from shared.outbox import Outbox
from shared.protocol.answers import Answer, AnswerSubmit
from shared.protocol.asking import AskRules, SetAsking
from shared.protocol.codec import Envelope
from shared.protocol.curation import (
    CURATION_MINOR,
    ClassesWanted,
    ClassList,
    Curate,
    CurationRequest,
    Provenance,
    ProvenanceWanted,
    SplitProposal,
    SplitWanted,
    TrackList,
    TracksWanted,
)
from shared.protocol.curve import CURVE_MINOR, Curve, CurveWanted
from shared.protocol.deployment import BlobChunk, BlobRequest, Command, CommandResult
from shared.protocol.enrolment import KEYS_MINOR, KeyList, KeysWanted, SetAccess
from shared.protocol.exchange import (
    EXCHANGE_MINOR,
    ExportEnded,
    ExportState,
    ExportWanted,
    ImportEnded,
    ImportPiece,
    ImportState,
    ImportUndo,
    ImportWanted,
)
from shared.protocol.gate import GateReport, GateReportWanted
from shared.protocol.live import LIVE_MINOR, LiveFrame, LiveWanted
from shared.protocol.mistakes import MISTAKES_MINOR, Mistakes, MistakesWanted
from shared.protocol.peers import Hello, Refused
from shared.protocol.playback import PLAYBACK_MINOR, ControlPlayback
from shared.protocol.questions import Question, QuestionGone, QuestionsWanted, UrgentQuestion
from shared.protocol.recording import (
    RECORDING_MINOR,
    DeleteRecording,
    RecordingList,
    RecordingsWanted,
    SetRecording,
)
from shared.protocol.robot_log import LOG_MINOR, LogWanted, RobotLog
from shared.protocol.status import StationStatus
from shared.texts import phrase
from shared.transport.curve import ClientCurve
from shared.transport.durable_link import DurableLink
from shared.transport.endpoint import Endpoint
from shared.transport.sockets import ClientChannel
from shared.transport.task_queue import TaskQueue

_log = logging.getLogger(__name__)

ASK_AGAIN_S = 1.0
LEAVE_MS = 50
TOO_OLD = phrase("station", "the station runs an older release; update it")
SETTINGS_MINOR = 2
"""Since this minor version of the protocol a station takes settings for nodes."""
ACCESS_MINOR = 3
"""Since this one it takes an admin's word on who may speak."""

CANDIDATES_MINOR = 3
"""Since this minor version a station takes heads that other programs made, and tells what its
gate found."""

ExchangeMessage = (
    ExportWanted | ExportEnded | BlobRequest | ImportWanted | ImportPiece | ImportEnded | ImportUndo
)
CommandAction = Literal["train", "deploy", "roll_back", "adopt"]


@dataclass(frozen=True, slots=True)
class _Submit:
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class _Want:
    count: int
    holding: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class _Exchange:
    message: ExchangeMessage
    payloads: tuple[bytes, ...]


_Task = (
    _Submit
    | _Want
    | Command
    | SetAsking
    | GateReportWanted
    | CurationRequest
    | SetAccess
    | KeysWanted
    | LiveWanted
    | _Exchange
    | ControlPlayback
    | SetRecording
    | DeleteRecording
    | RecordingsWanted
    | LogWanted
)


class OperatorLink:
    """Questions in, answers out. An answer is on disk before `run` sends it, until it arrived."""

    def __init__(
        self,
        *,
        endpoint: Endpoint,
        folder: Path,
        operator: str,
        clock: Clock,
        on_event: Callable[[OperatorEvent], None],
        curve: ClientCurve | None = None,
        peer_id: str = "",
        make_way: Callable[[], None] = lambda: None,
    ) -> None:
        """curve: keys for a station that encrypts. peer_id: by default one kept in `folder`.
        make_way: called before what was said is told, and may wait a little."""
        self._make_way = make_way
        self._curve = curve
        self._peer_id = peer_id
        self._endpoint = endpoint
        self._folder = folder
        self._operator = operator
        self._clock = clock
        self._on_event = on_event
        self._tasks: TaskQueue[_Task] = TaskQueue()
        self._stopping = threading.Event()
        self._wanted: _Want | None = None
        self._wanted_again_s = 0.0
        self._last_change: LinkChanged | None = None

    def submit(self, *answers: Answer) -> None:
        """Hands over answers that go together; they survive both ends' death once `run` has
        taken them."""
        self._tasks.put(_Submit(answers))

    def want(self, count: int, holding: tuple[str, ...]) -> None:
        """Says how many more questions there is room for, beside those already held.

        It is said again every second, so that a station that restarted knows it too.
        """
        self._tasks.put(_Want(count, holding))

    def command(self, action: CommandAction, version: int = 0, candidate: str = "") -> str:
        """Asks the station to do something; returns the id that its result will carry.

        candidate: to adopt, by the SHA-256 under which it lies in the station's folder.
        """
        command_id = uuid.uuid4().hex
        self._tasks.put(
            Command(
                command_id=command_id,
                action=action,
                version=version,
                operator=self._operator,
                candidate=candidate,
            )
        )
        return command_id

    def set_asking(self, node_id: str, rules: AskRules | None) -> str:
        """Sets how a node is to ask, by its own configuration where there are no rules; returns
        the id that the result will carry."""
        command_id = uuid.uuid4().hex
        self._tasks.put(SetAsking(command_id=command_id, node_id=node_id, rules=rules))
        return command_id

    def set_access(self, wish: SetAccess) -> str:
        """Decides who may speak with the station, which takes an admin; returns the id that the
        result will carry."""
        self._tasks.put(wish)
        return wish.command_id

    def curate(self, request: CurationRequest) -> None:
        """Has something done to labels, or shown. It may be lost while no station is connected:
        say it again with the same id until a `CommandFinished` or `CurationArrived` has it."""
        self._tasks.put(request)

    def want_keys(self, wanted: KeysWanted) -> None:
        """Asks whose keys the station knows. It may be lost while no station is connected: say it
        again with the same id until a `CommandFinished` or `KeysArrived` has it."""
        self._tasks.put(wanted)

    def want_gate_report(self, version: int) -> None:
        """Asks what the gate found of a version; nothing comes of it while no station of this
        release is there."""
        self._tasks.put(GateReportWanted(version=version))

    def want_live(self, node_id: str) -> None:
        """Asks to see what a robot sees, for three seconds from now; nothing comes of it while no
        station of this release is there."""
        self._tasks.put(LiveWanted(node_id=node_id))

    def exchange(self, message: ExchangeMessage, payloads: tuple[bytes, ...] = ()) -> None:
        """Says what is wanted of a data set. It may be lost: say it again until an `ExportTold`, an
        `ImportTold` or a `PieceArrived` has it."""
        self._tasks.put(_Exchange(message, payloads))

    def control_playback(self, wish: ControlPlayback) -> None:
        """Has a robot play its recording in another way; a `CommandFinished` says what came of
        it."""
        self._tasks.put(wish)

    def set_recording(self, wish: SetRecording) -> None:
        """Has a robot begin or end a recording; a `CommandFinished` says what came of it."""
        self._tasks.put(wish)

    def delete_recording(self, wish: DeleteRecording) -> None:
        """Has a robot delete one of its recordings; a `CommandFinished` says what came of it."""
        self._tasks.put(wish)

    def want_recordings(self, wanted: RecordingsWanted) -> None:
        """Asks what recordings a robot has. It may be lost: ask again until a `CommandFinished` or
        `RecordingsArrived` has its id."""
        self._tasks.put(wanted)

    def want_log(self, wanted: LogWanted) -> None:
        """Asks for the latest lines of a robot's log. It may be lost: ask again until a
        `CommandFinished` or `LogArrived` has its id."""
        self._tasks.put(wanted)

    def stop(self) -> None:
        """Ends `run` within a fraction of a second."""
        self._stopping.set()
        self._tasks.waker.wake()

    def run(self) -> None:
        """Serves until `stop`. Raises StorageError if answers cannot be kept."""
        with contextlib.ExitStack() as stack:
            stack.callback(self._tasks.close)
            outbox = stack.enter_context(
                contextlib.closing(Outbox(self._folder / "answers.sqlite"))
            )
            peer_id = self._peer_id or _peer_id(outbox)
            routing_id = f"operator-{peer_id}".encode()
            channel = stack.enter_context(
                ClientChannel(
                    self._endpoint,
                    routing_id=routing_id,
                    waker=self._tasks.waker,
                    curve=self._curve,
                )
            )
            hello = Hello(role="operator", peer_id=peer_id, name=self._operator)
            link = DurableLink(
                channel=channel, outbox=outbox, hello=lambda: hello, clock=self._clock
            )
            while not self._stopping.is_set():
                self._take_tasks(link)
                for envelope in link.step(100):
                    self._make_way()
                    self._tell(envelope)
                self._say_what_is_wanted(link)
                self._report(link)
            self._take_tasks(link)

    def _take_tasks(self, link: DurableLink) -> None:
        for task in self._tasks.taken():
            try:
                self._take(link, task)
            except ProtocolError as error:  # it breaks a limit: that one alone is not said
                self._give_up(task, str(error))

    def _take(self, link: DurableLink, task: _Task) -> None:
        match task:
            case _Submit(answers=answers):
                link.put(answers[0].answer_id, 0.0, Envelope(AnswerSubmit(answers=answers)))
            case _Want():
                self._wanted, self._wanted_again_s = task, 0.0
            case SetAsking() if link.state == "connected" and link.minor < SETTINGS_MINOR:
                self._fail(task.command_id, TOO_OLD)
            case SetAccess() if link.state == "connected" and link.minor < ACCESS_MINOR:
                self._fail(task.command_id, TOO_OLD)
            case Command(action="adopt") if (
                link.state == "connected" and link.minor < CANDIDATES_MINOR
            ):
                self._fail(task.command_id, TOO_OLD)
            case ControlPlayback() | SetRecording() | DeleteRecording() if (
                link.state == "connected" and link.minor < PLAYBACK_MINOR
            ):
                self._fail(task.command_id, TOO_OLD)
            case LogWanted() if link.state == "connected" and link.minor < LOG_MINOR:
                self._fail(task.request_id, TOO_OLD)
            case RecordingsWanted() if link.state == "connected" and link.minor < RECORDING_MINOR:
                self._fail(task.request_id, TOO_OLD)
            case LogWanted() | RecordingsWanted():
                link.send(task)
            case Curate(command_id=about) | (
                ClassesWanted(request_id=about)
                | TracksWanted(request_id=about)
                | SplitWanted(request_id=about)
                | ProvenanceWanted(request_id=about)
                | MistakesWanted(request_id=about)
                | CurveWanted(request_id=about)
            ):
                self._send_curation(link, task, about)
            case KeysWanted() if link.state == "connected" and link.minor < KEYS_MINOR:
                self._fail(task.request_id, TOO_OLD)
            case KeysWanted():
                link.send(task)
            case GateReportWanted():
                if link.minor >= CANDIDATES_MINOR:
                    link.send(task)
            case LiveWanted():
                if link.minor >= LIVE_MINOR:
                    link.send(task)
            case _Exchange(message=message, payloads=payloads):
                self._send_exchange(link, message, payloads)
            case (
                Command()
                | SetAsking()
                | SetAccess()
                | ControlPlayback()
                | SetRecording()
                | DeleteRecording()
            ):
                if not link.send(task):
                    self._fail(task.command_id, phrase("station", "no station is connected"))

    def _give_up(self, task: _Task, reason: str) -> None:
        """Tells whoever wanted it why it cannot be said."""
        match task:
            case _Submit(answers=answers):
                for answer in answers:
                    self._on_event(AnswerRefused(answer.answer_id, reason))
            case _Want() | GateReportWanted() | LiveWanted():
                _log.warning("%s", reason)
            case (
                Command(command_id=about)
                | SetAsking(command_id=about)
                | SetAccess(command_id=about)
                | ControlPlayback(command_id=about)
                | SetRecording(command_id=about)
                | DeleteRecording(command_id=about)
                | Curate(command_id=about)
            ):
                self._fail(about, reason)
            case _Exchange(message=BlobRequest(sha256=about)):
                self._on_event(AnswerRefused(about, reason))
            case _Exchange(message=message):
                assert not isinstance(message, BlobRequest)
                self._fail(message.request_id, reason)
            case _:
                self._fail(task.request_id, reason)

    def _send_curation(self, link: DurableLink, request: CurationRequest, about: str) -> None:
        is_newer = isinstance(request, MistakesWanted) or (
            isinstance(request, TracksWanted) and request.show in ("mistaken", "disputed")
        )
        needed = MISTAKES_MINOR if is_newer else CURATION_MINOR
        if isinstance(request, CurveWanted):
            needed = CURVE_MINOR
        if link.state == "connected" and link.minor < needed:
            self._fail(about, TOO_OLD)
            return
        link.send(request)

    def _send_exchange(
        self, link: DurableLink, message: ExchangeMessage, payloads: tuple[bytes, ...]
    ) -> None:
        if link.state == "connected" and link.minor < EXCHANGE_MINOR:
            if isinstance(message, ExportWanted | ImportWanted | ImportUndo):
                self._fail(message.request_id, TOO_OLD)
            return
        link.send(message, payloads)

    def _fail(self, command_id: str, text: str) -> None:
        failed = CommandResult(command_id=command_id, ok=False, text=text)
        self._on_event(CommandFinished(failed))

    def _say_what_is_wanted(self, link: DurableLink) -> None:
        now_s = self._clock.monotonic_s()
        if self._wanted is None or now_s < self._wanted_again_s:
            return
        wanted = QuestionsWanted(count=self._wanted.count, holding=self._wanted.holding)
        if link.send(wanted):
            self._wanted_again_s = now_s + ASK_AGAIN_S

    def _tell(self, envelope: Envelope) -> None:
        match envelope.message:
            case Question() | UrgentQuestion() as question:
                received = self._unpack(question, envelope.payloads)
                if received is None:
                    _log.warning("a question came without its pictures: %s", question.query)
                else:
                    self._on_event(QuestionArrived(received))
            case QuestionGone(query_ids=ids, reason=reason):
                self._on_event(QuestionsWithdrawn(ids, reason))
            case StationStatus() as status:
                self._on_event(StatusArrived(status))
            case CommandResult() as result:
                self._on_event(CommandFinished(result))
            case (
                ClassList(request_id=about)
                | TrackList(request_id=about)
                | SplitProposal(request_id=about)
                | Provenance(request_id=about)
                | Mistakes(request_id=about)
                | Curve(request_id=about)
            ):
                self._on_event(CurationArrived(about, envelope))
            case LiveFrame() as frame if len(envelope.payloads) == 1:
                self._on_event(LiveArrived(frame, envelope.payloads[0]))
            case GateReport() as report:
                self._on_event(GateReportArrived(report))
            case ExportState() as state:
                self._on_event(ExportTold(state))
            case ImportState() as state:
                self._on_event(ImportTold(state))
            case BlobChunk() as chunk if len(envelope.payloads) == 1:
                self._on_event(PieceArrived(chunk, envelope.payloads[0]))
            case KeyList() as told:
                self._on_event(KeysArrived(told))
            case RobotLog() as log:
                self._on_event(LogArrived(log))
            case RecordingList() as recordings:
                self._on_event(RecordingsArrived(recordings))
            case Refused(about=about, reason=reason, code=code):
                self._on_event(AnswerRefused(about, reason, overtaken=code == "answered"))
            case other:
                _log.warning("the station sent %s, which is not for an operator", type(other))

    def _unpack(
        self, question: Question | UrgentQuestion, payloads: tuple[bytes, ...]
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
            urgency=self._urgency(question) if isinstance(question, UrgentQuestion) else None,
            alike=tuple(zip(alike, payloads[first_alike:], strict=True)),
        )

    def _urgency(self, question: UrgentQuestion) -> Urgency:
        urgent = question.urgent
        return Urgency(
            question=urgent.question,
            choices=urgent.choices,
            teaches=urgent.teaches,
            until_s=self._clock.monotonic_s() + urgent.remaining_s,
        )

    def _report(self, link: DurableLink) -> None:
        change = LinkChanged(link.state, link.refusal, link.outbox.count)
        if change != self._last_change:
            self._last_change = change
            self._on_event(change)


def _peer_id(outbox: Outbox) -> str:
    known = outbox.read_note("peer_id")
    if known is not None:
        return known.decode()
    peer_id = uuid.uuid4().hex
    outbox.write_note("peer_id", peer_id.encode())
    return peer_id

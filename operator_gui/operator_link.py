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

from operator_gui.hearing import event_of
from operator_gui.operator_events import (
    AnswerRefused,
    CommandFinished,
    LinkChanged,
    OperatorEvent,
)
from operator_gui.wishes import (
    ExchangeMessage,
    Glance,
    Order,
    Request,
    Wish,
    is_waited_for,
    known_since,
    result_id,
)
from shared.clock import Clock
from shared.errors import ProtocolError
from shared.outbox import Outbox
from shared.protocol.answers import Answer, AnswerSubmit
from shared.protocol.asking import AskRules, SetAsking
from shared.protocol.codec import Envelope
from shared.protocol.curation import CurationRequest
from shared.protocol.deployment import BlobRequest, Command, CommandResult
from shared.protocol.enrolment import KeysWanted, SetAccess
from shared.protocol.gate import GateReportWanted
from shared.protocol.live import LiveWanted
from shared.protocol.peers import Hello
from shared.protocol.playback import ControlPlayback
from shared.protocol.questions import QuestionsWanted
from shared.protocol.recording import DeleteRecording, RecordingsWanted, SetRecording
from shared.protocol.robot_log import LogWanted
from shared.protocol.watching import ShotWanted
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


_Task = _Submit | _Want | _Exchange | Order | Request | Glance


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

    def want_shot(self, wanted: ShotWanted) -> None:
        """Asks for a frame of a robot's recording. It may be lost: ask again until a
        `CommandFinished` or `ShotArrived` has its id."""
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
                self._say_what_is_wanted(link)
                for envelope in link.step(100):
                    self._make_way()
                    event = event_of(envelope, self._clock.monotonic_s())
                    if event is not None:
                        self._on_event(event)
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
            case _Exchange(message=message, payloads=payloads):
                self._say(link, message, payloads)
            case wish:
                self._say(link, wish)

    def _say(self, link: DurableLink, wish: Wish, payloads: tuple[bytes, ...] = ()) -> None:
        if link.state == "connected" and link.minor < known_since(wish):
            if is_waited_for(wish):
                self._fail(result_id(wish), TOO_OLD)
        elif not link.send(wish, payloads) and isinstance(wish, Order):
            self._fail(result_id(wish), phrase("station", "no station is connected"))

    def _give_up(self, task: _Task, reason: str) -> None:
        """Tells whoever wanted it why it cannot be said."""
        match task:
            case _Submit(answers=answers):
                for answer in answers:
                    self._on_event(AnswerRefused(answer.answer_id, reason))
            case _Exchange(message=BlobRequest(sha256=about)):
                self._on_event(AnswerRefused(about, reason))
            case _Exchange(message=message):
                self._fail(result_id(message), reason)
            case _Want() | GateReportWanted() | LiveWanted():
                _log.warning("%s", reason)
            case wish:
                self._fail(result_id(wish), reason)

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

"""The node's end of the link: one thread that owns the socket and the outbox.

What perception and the deployer want sent is handed over through a bounded queue; what the
station says is handed on to them. The node works the same whether a station is there or not.
"""

import itertools
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from edge_node.link_listeners import (
    AskListener,
    OfferTaker,
    Player,
    RecordingListener,
    UrgentListener,
)
from edge_node.live_tap import LiveShot, LiveTap, live_frame
from edge_node.urgent_sender import UrgentSender
from shared.clock import Clock
from shared.domain import MadeViewsVerdict
from shared.errors import ProtocolError, StorageError
from shared.log_ring import LogRing
from shared.outbox import Outbox
from shared.protocol.answers import AnswerBatch, NamedTrack
from shared.protocol.asking import AskSettings, Attention
from shared.protocol.codec import Envelope
from shared.protocol.deployment import (
    BlobChunk,
    BlobRequest,
    CommandResult,
    DeployOffer,
    DeployReport,
)
from shared.protocol.live import LiveWanted
from shared.protocol.peers import Ack, Hello, Refused
from shared.protocol.playback import ControlPlayback
from shared.protocol.questions import Query, QuestionGone, Urgent, UrgentNoted
from shared.protocol.recording import (
    DeleteRecording,
    RecordingList,
    RecordingsWanted,
    SetRecording,
)
from shared.protocol.robot_log import LogWanted, RobotLog
from shared.protocol.rollout import ShadowReport
from shared.protocol.status import NodeStatus
from shared.texts import phrase
from shared.transport.curve import ClientCurve
from shared.transport.durable_link import DurableLink, LinkState
from shared.transport.endpoint import Endpoint
from shared.transport.sockets import ClientChannel
from shared.transport.task_queue import TaskQueue

_log = logging.getLogger(__name__)

TASKS = 256
REPORT_VALUE = 1e9
TROUBLE_PAUSE_S = 0.2
"""Deploy reports are worth more than any question: no full disk drops them."""


@dataclass(frozen=True, slots=True)
class OutboxState:
    """The outbox as the link last saw it. takes_urgent: whether a station is there that knows
    urgent questions, takes_made: one that knows made views. trouble: why a question could not be
    kept, "" once one is."""

    count: int = 0
    size_bytes: int = 0
    evicted: int = 0
    link: LinkState = "connecting"
    takes_urgent: bool = False
    takes_made: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class _Ask:
    query: Query
    payloads: tuple[bytes, ...]
    memory: bytes | None


@dataclass(frozen=True, slots=True)
class _Remember:
    memory: bytes


@dataclass(frozen=True, slots=True)
class _Urge:
    query: Query
    urgent: Urgent
    payloads: tuple[bytes, ...]
    until_s: float


@dataclass(frozen=True, slots=True)
class _TakeBack:
    query_id: str


_Task = (
    _Ask
    | _Remember
    | DeployReport
    | ShadowReport
    | BlobRequest
    | NodeStatus
    | _Urge
    | _TakeBack
    | LiveShot
    | CommandResult
    | RecordingList
)

URGENT_MINOR = 1
"""Since this minor version of the protocol a station knows urgent questions."""

MADE_MINOR = 2
"""Since this one it knows views that no camera saw."""

MEMORY_NOTE = "asked_memory"
SETTINGS_NOTE = "ask_settings"


class NodeLink:
    """`run` belongs to one thread. The other methods may be called from any, and never block.

    On a full disk the link goes on: a question that cannot be kept is counted as evicted, a report
    waits, and whatever else cannot be kept is not acknowledged, so that it comes again.

    Up to 256 tasks wait for the thread; beyond that a question is dropped and counted as evicted,
    and anything else is said again by whoever said it.
    """

    def __init__(
        self,
        *,
        endpoint: Endpoint,
        outbox_path: Path,
        outbox_cap_bytes: int,
        hello: Callable[[], Hello],
        on_answers: Callable[[tuple[NamedTrack, ...]], None],
        on_lost: Callable[[tuple[str, ...]], None],
        clock: Clock,
        on_made_views: Callable[[MadeViewsVerdict], None] = lambda verdict: None,
        curve: ClientCurve | None = None,
    ) -> None:
        """on_made_views: hears with each offer whether made views help. curve: keys for a station
        that encrypts."""
        self._curve = curve
        self._endpoint = endpoint
        self._hello = hello
        self._on_answers = on_answers
        self._on_lost = on_lost
        self._on_made_views = on_made_views
        self._clock = clock
        self._tasks: TaskQueue[_Task] = TaskQueue(limit=TASKS)
        self._stopping = threading.Event()
        self._evicted = 0
        self._trouble = ""
        self._put_off: list[DeployReport | ShadowReport] = []
        self._deployer: OfferTaker | None = None
        self._listener: UrgentListener | None = None
        self._asker: AskListener | None = None
        self._live: LiveTap | None = None
        self._player: Player | None = None
        self._log: LogRing | None = None
        self._recordings: RecordingListener | None = None
        self._urgent = UrgentSender()
        self._outbox = Outbox(outbox_path, cap_bytes=outbox_cap_bytes)
        self.state = OutboxState(self._outbox.count, self._outbox.size_bytes)

    def saved_memory(self) -> bytes | None:
        """What was asked before the last restart; only to be called before `run`."""
        return self._outbox.read_note(MEMORY_NOTE)

    def saved_settings(self) -> AskSettings | None:
        """How to ask, as it was set before the last restart; only to be called before `run`."""
        note = self._outbox.read_note(SETTINGS_NOTE)
        try:
            return None if note is None else msgspec.msgpack.decode(note, type=AskSettings)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            _log.warning("settings from before the restart are damaged and are left: %s", error)
            return None

    def serve_asker(self, asker: AskListener) -> None:
        """Says who asks; only to be called before `run`."""
        self._asker = asker

    def serve(self, deployer: OfferTaker) -> None:
        """Says who deals with bundles; only to be called before `run`."""
        self._deployer = deployer

    def serve_robot(self, listener: UrgentListener) -> None:
        """Says who waits for answers to urgent questions; only to be called before `run`."""
        self._listener = listener

    def serve_live(self, tap: LiveTap) -> None:
        """Says who has the frames; only to be called before `run`."""
        self._live = tap

    def serve_player(self, player: Player) -> None:
        """Says who plays the recording; only to be called before `run`."""
        self._player = player

    def serve_recordings(self, recordings: RecordingListener) -> None:
        """Says who records; only to be called before `run`."""
        self._recordings = recordings

    def serve_log(self, ring: LogRing) -> None:
        """Says who keeps the latest lines of the log; only to be called before `run`."""
        self._log = ring

    def reply(self, result: CommandResult | RecordingList) -> None:
        """Says what came of a wish; may be lost."""
        self._hand_over(result)

    def show(self, shot: LiveShot) -> None:
        """Hands over a frame for who looks; may be lost."""
        self._tasks.put(shot)

    def urge(
        self, query: Query, urgent: Urgent, payloads: tuple[bytes, ...], until_s: float
    ) -> None:
        """Puts a question ahead of everything until the monotonic time `until_s`; never on disk."""
        self._hand_over(_Urge(query, urgent, payloads, until_s))

    def take_back(self, query_id: str) -> None:
        """Nobody waits for an answer to an urgent question any more."""
        self._hand_over(_TakeBack(query_id))

    def ask(self, query: Query, payloads: tuple[bytes, ...], memory: bytes | None) -> None:
        """Hands over a question, with all that was asked so far; None leaves that as it is."""
        if not self._hand_over(_Ask(query, payloads, memory)):
            self._evicted += 1
            self._on_lost((query.query_id,))

    def remember(self, memory: bytes) -> None:
        """Keeps what was asked and answered over a restart."""
        self._hand_over(_Remember(memory))

    def report(self, report: DeployReport | ShadowReport) -> None:
        """Hands over what became of a bundle; it will arrive."""
        self._hand_over(report)

    def request(self, request: BlobRequest) -> None:
        """Asks for a piece of a file; may be lost."""
        self._hand_over(request)

    def tell(self, status: NodeStatus) -> None:
        """Says how the node is; may be lost."""
        self._hand_over(status)

    @property
    def is_busy(self) -> bool:
        """Whether anything that must arrive has not been handed over, or not arrived."""
        return self._tasks.is_busy or self.state.count > 0

    def stop(self) -> None:
        """Ends `run` after all tasks handed over so far are on disk."""
        self._stopping.set()
        self._tasks.waker.wake()

    def run(self) -> None:
        """Serves until `stop`."""
        routing_id = f"node-{self._hello().peer_id}".encode()
        channel = ClientChannel(
            self._endpoint,
            routing_id=routing_id,
            waker=self._tasks.waker,
            curve=self._curve,
        )
        link = DurableLink(
            channel=channel, outbox=self._outbox, hello=self._hello, clock=self._clock
        )
        try:
            while not self._stopping.is_set():
                self._take_tasks(link)
                self._step(link, 100)
                self._send_urgent(link)
                self._note_state(link)
            self._take_tasks(link)
            self._step(link, 0)
            self._note_state(link)
        finally:
            channel.close()
            self._outbox.close()
            self._tasks.close()

    def _step(self, link: DurableLink, timeout_ms: int) -> None:
        try:
            for envelope in link.step(timeout_ms):
                self._hear(link, envelope)
        except StorageError as error:  # what it was about is said again
            self._note_trouble(error)
            self._stopping.wait(TROUBLE_PAUSE_S)

    def _note_trouble(self, error: StorageError) -> None:
        if not self._trouble:
            _log.error("%s; questions are lost until there is space", error)
        self._trouble = str(error)

    def _hand_over(self, task: _Task) -> bool:
        if self._tasks.put(task):
            return True
        _log.warning("the link is too slow: dropped a %s", type(task).__name__)
        return False

    def _note_state(self, link: DurableLink) -> None:
        self.state = OutboxState(
            count=self._outbox.count,
            size_bytes=self._outbox.size_bytes,
            evicted=self._evicted,
            link=link.state,
            takes_urgent=_takes_urgent(link),
            takes_made=link.state == "connected" and link.minor >= MADE_MINOR,
            trouble=self._trouble,
        )

    def _take_tasks(self, link: DurableLink) -> None:
        put_off, self._put_off = self._put_off, []
        for task in itertools.chain(put_off, self._tasks.taken()):
            try:
                self._do(link, task)
            except ProtocolError as error:  # one bad message must not end the link
                _log.error("dropped a %s that breaks the protocol: %s", type(task).__name__, error)
                if isinstance(task, _Ask):
                    self._on_lost((task.query.query_id,))
            except StorageError as error:
                self._note_trouble(error)
                if isinstance(task, DeployReport | ShadowReport):
                    self._put_off.append(task)
            self._note_state(link)

    def _do(self, link: DurableLink, task: _Task) -> None:
        match task:
            case _Ask(query=query, payloads=payloads, memory=memory):
                self._keep(link, query, payloads)
                if memory is not None:
                    self._outbox.write_note(MEMORY_NOTE, memory)
            case _Remember(memory=memory):
                self._outbox.write_note(MEMORY_NOTE, memory)
            case DeployReport() | ShadowReport():
                link.put(task.report_id, REPORT_VALUE, Envelope(task))
            case BlobRequest() | NodeStatus() | CommandResult() | RecordingList():
                link.send(task)
            case LiveShot():
                live = live_frame(task)
                link.send(live.message, live.payloads)
            case _Urge(query=query, urgent=urgent, payloads=payloads, until_s=until_s):
                self._urgent.put(query, urgent, payloads, until_s=until_s)
                self._send_urgent(link)
            case _TakeBack(query_id=query_id):
                if self._urgent.end(query_id):
                    gone = QuestionGone(
                        query_ids=(query_id,), reason=phrase("robot", "the robot no longer waits")
                    )
                    link.send(gone)

    def _keep(self, link: DurableLink, query: Query, payloads: tuple[bytes, ...]) -> None:
        try:
            lost = link.put(query.query_id, query.value, Envelope(query, payloads))
        except StorageError as error:
            self._note_trouble(error)
            lost = (query.query_id,)
        else:
            if self._trouble:
                _log.info("questions can be kept again")
            self._trouble = ""
        if lost:
            self._evicted += len(lost)
            self._on_lost(lost)

    def _send_urgent(self, link: DurableLink) -> None:
        if not _takes_urgent(link):
            self._urgent.start_over()
            return
        now_s = self._clock.monotonic_s()
        for message, payloads in self._urgent.due(now_s):
            query_id = message.query.query_id
            try:
                if link.send(message, payloads):
                    self._urgent.sent(query_id, now_s)
            except ProtocolError as error:  # too large, say: one question must not end the link
                self._urgent.end(query_id)
                if self._listener is not None:
                    self._listener.refused(query_id, "malformed", str(error))

    def _hear(self, link: DurableLink, envelope: Envelope) -> None:
        match envelope.message:
            case AnswerBatch(batch_id=batch_id, answers=answers):
                self._on_answers(answers)
                if self._listener is not None:
                    self._listener.answered(answers)
                link.send(Ack(ids=(batch_id,)))
            case AskSettings() as settings:
                self._keep_settings(link, settings)
            case Attention() as attention:
                if self._asker is not None:
                    self._asker.attend(attention)
            case LiveWanted():
                if self._live is not None:
                    self._live.want()
            case ControlPlayback() as wish:
                if self._player is not None and not self._player.control(wish):
                    link.send(_too_busy(wish.command_id))
            case SetRecording(command_id=about) | DeleteRecording(command_id=about) as wish_of_deck:
                self._hand_to_deck(link, wish_of_deck, about)
            case RecordingsWanted(request_id=about) as wish_of_deck:
                self._hand_to_deck(link, wish_of_deck, about)
            case LogWanted() as wanted:
                link.send(self._latest_lines(wanted))
            case UrgentNoted() as noted:
                self._urgent.noted(noted.query_id)
                if self._listener is not None:
                    self._listener.noted(noted)
            case DeployOffer() as offer:
                self._on_made_views(offer.made_views)
                if self._deployer is not None:
                    self._deployer.offer(offer)
            case BlobChunk() as chunk:
                if self._deployer is not None and len(envelope.payloads) == 1:
                    self._deployer.chunk(chunk, envelope.payloads[0])
            case Refused(about=about, code=code, reason=reason):
                self._on_lost((about,))
                if self._listener is not None:
                    self._listener.refused(about, code, reason)
            case other:
                _log.warning("the station sent %s, which is not for a node", type(other).__name__)

    def _hand_to_deck(
        self,
        link: DurableLink,
        wish: SetRecording | RecordingsWanted | DeleteRecording,
        about: str,
    ) -> None:
        if self._recordings is not None and not self._recordings.obey(wish):
            link.send(_too_busy(about))

    def _latest_lines(self, wanted: LogWanted) -> RobotLog | CommandResult:
        if self._log is None:
            text = phrase("robot", "it keeps no log to be shown: only `whatsit edge` does")
            return CommandResult(command_id=wanted.request_id, ok=False, text=text)
        return RobotLog(
            request_id=wanted.request_id,
            node_id=wanted.node_id,
            lines=self._log.latest(wanted.level, wanted.at_most),
            kept=len(self._log),
        )

    def _keep_settings(self, link: DurableLink, settings: AskSettings) -> None:
        """On disk first, then in force, then acknowledged; else the station says it again."""
        known = self.saved_settings()
        if known is None or known.revision < settings.revision:
            self._outbox.write_note(SETTINGS_NOTE, msgspec.msgpack.encode(settings))
        if self._asker is None or self._asker.obey(settings):
            link.send(Ack(ids=(settings.settings_id,)))


def _too_busy(command_id: str) -> CommandResult:
    text = phrase("robot", "it is too busy to take that in; try again")
    return CommandResult(command_id=command_id, ok=False, text=text)


def _takes_urgent(link: DurableLink) -> bool:
    return link.state == "connected" and link.minor >= URGENT_MINOR

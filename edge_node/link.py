"""The node's end of the link: one thread that owns the socket and the outbox.

What perception and the deployer want sent is handed over through a bounded queue; what the
station says is handed on to them. The node works the same whether a station is there or not.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from edge_node.answer_tray import AnswerTray
from edge_node.hearing import Hearing
from edge_node.kept_notes import KeptNotes
from edge_node.link_listeners import Listeners
from edge_node.link_rounds import LinkRounds, OutboxState
from edge_node.link_tasks import Ask, LinkTask, Remember, TakeBack, Urge
from edge_node.live_tap import LiveShot
from edge_node.own_outbox import open_outbox
from edge_node.safe_keeping import SafeKeeping
from edge_node.urgent_sender import UrgentSender
from shared.clock import Clock
from shared.domain import MadeViewsVerdict
from shared.protocol.answers import NamedTrack
from shared.protocol.asking import AskSettings
from shared.protocol.codec import Envelope
from shared.protocol.deployment import BlobRequest, CommandResult, DeployReport
from shared.protocol.peers import Ack, Hello
from shared.protocol.questions import Query, Urgent
from shared.protocol.recording import RecordingList
from shared.protocol.rollout import ShadowReport
from shared.protocol.status import NodeStatus
from shared.transport.curve import ClientCurve
from shared.transport.durable_link import DurableLink
from shared.transport.endpoint import Endpoint
from shared.transport.sockets import ClientChannel
from shared.transport.task_queue import TaskQueue

_log = logging.getLogger(__name__)

TASKS = 256
REPORTS = 64
"""So many reports may wait beyond that: each is said once, and not every status is."""

ROUND_MS = 100
TROUBLE_PAUSE_S = 0.2


class NodeLink:
    """`run` belongs to one thread. The other methods may be called from any, and never block.

    On a full disk the link goes on: a question that cannot be kept is counted as evicted, reports
    and what was asked wait, and whatever else cannot be kept is not acknowledged, so that it comes
    again.

    Up to 256 tasks wait for the thread; beyond that a question is dropped and counted as evicted,
    up to 64 reports on bundles wait all the same, and anything else is said again by whoever said
    it, or worth nothing any more soon.
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
        """on_answers: hears of each batch once. on_made_views: hears with each offer whether made
        views help. curve: keys for a station that encrypts."""
        self._curve = curve
        self._endpoint = endpoint
        self._hello = hello
        self.answers = AnswerTray()
        """From where perception takes what people said."""
        self._on_answers = on_answers
        self._on_lost = on_lost
        self._on_made_views = on_made_views
        self._clock = clock
        self._tasks: TaskQueue[LinkTask] = TaskQueue(limit=TASKS, reserve=REPORTS)
        self._stopping = threading.Event()
        self._listeners = Listeners()
        self._outbox = open_outbox(outbox_path, cap_bytes=outbox_cap_bytes)
        self._notes = KeptNotes(self._outbox)
        self._overrun = 0
        self._counting = threading.Lock()
        self._seen = OutboxState(self._outbox.count, self._outbox.size_bytes)

    def saved_memory(self) -> bytes | None:
        """What was asked before the last restart; only to be called before `run`."""
        return self._notes.memory()

    def saved_settings(self) -> AskSettings | None:
        """How to ask, as it was set before the last restart; only to be called before `run`."""
        return self._notes.settings()

    def serve(self, listeners: Listeners) -> None:
        """Says who hears what the station says; only to be called before `run`."""
        self._listeners = listeners

    @property
    def state(self) -> OutboxState:
        """How it stands, as of the last round."""
        seen, overrun = self._seen, self._overrun
        return replace(seen, evicted=seen.evicted + overrun) if overrun else seen

    @property
    def is_busy(self) -> bool:
        """Whether anything that must arrive has not been handed over, or not arrived."""
        return self._tasks.is_busy or self._seen.count > 0 or self._seen.waiting > 0

    def reply(self, result: CommandResult | RecordingList) -> None:
        """Says what came of a wish; may be lost."""
        self._hand_over(result)

    def show_recorded(self, shot: Envelope) -> None:
        """Says what is seen in a recording, or why nothing is; may be lost."""
        self._hand_over(shot)

    def show(self, shot: LiveShot) -> None:
        """Hands over a frame for who looks; may be lost."""
        self._tasks.put(shot)

    def urge(
        self, query: Query, urgent: Urgent, payloads: tuple[bytes, ...], until_s: float
    ) -> None:
        """Puts a question ahead of everything until the monotonic time `until_s`; never on disk."""
        self._hand_over(Urge(query, urgent, payloads, until_s))

    def take_back(self, query_id: str) -> None:
        """Nobody waits for an answer to an urgent question any more."""
        self._hand_over(TakeBack(query_id))

    def ask(self, query: Query, payloads: tuple[bytes, ...], memory: bytes | None) -> None:
        """Hands over a question, with all that was asked so far; None leaves that as it is."""
        if not self._hand_over(Ask(query, payloads, memory)):
            with self._counting:  # perception asks, and whoever makes views
                self._overrun += 1
            self._on_lost((query.query_id,))

    def remember(self, memory: bytes, batch_ids: tuple[str, ...]) -> bool:
        """Keeps what was asked and answered over a restart; False if it has to be said again.

        batch_ids: the batches of answers that are newly in it, which are acknowledged then.
        """
        return self._hand_over(Remember(memory, batch_ids))

    def report(self, report: DeployReport | ShadowReport) -> None:
        """Hands over what became of a bundle; it will arrive."""
        self._hand_over(report, must_go=True)

    def request(self, request: BlobRequest) -> None:
        """Asks for a piece of a file; may be lost."""
        self._hand_over(request)

    def tell(self, status: NodeStatus) -> None:
        """Says how the node is; may be lost."""
        self._hand_over(status)

    def stop(self) -> None:
        """Ends `run` after all tasks handed over so far are on disk, if there is space."""
        self._stopping.set()
        self._tasks.waker.wake()

    def run(self) -> None:
        """Serves until `stop`."""
        routing_id = f"node-{self._hello().peer_id}".encode()
        channel = ClientChannel(
            self._endpoint, routing_id=routing_id, waker=self._tasks.waker, curve=self._curve
        )
        link = DurableLink(
            channel=channel, outbox=self._outbox, hello=self._hello, clock=self._clock
        )

        def kept(batch_ids: tuple[str, ...]) -> None:
            self.answers.kept(batch_ids)
            link.send(Ack(ids=batch_ids))

        keeping = SafeKeeping(
            put=link.put,
            notes=self._notes,
            clock=self._clock,
            on_lost=self._on_lost,
            on_kept=kept,
        )
        try:
            self._serve(link, keeping)
        finally:
            channel.close()
            self._outbox.close()
            self._tasks.close()

    def _serve(self, link: DurableLink, keeping: SafeKeeping) -> None:
        urgent = UrgentSender()
        hearing = Hearing(
            self._listeners,
            urgent=urgent,
            notes=self._notes,
            answers=self.answers,
            on_answers=self._on_answers,
            on_lost=self._on_lost,
            on_made_views=self._on_made_views,
        )
        rounds = LinkRounds(
            link,
            keeping=keeping,
            hearing=hearing,
            urgent=urgent,
            on_lost=self._on_lost,
            clock=self._clock,
        )
        while not self._stopping.is_set():
            self._take_tasks(rounds)
            keeping.catch_up()
            if not rounds.step(ROUND_MS):
                self._stopping.wait(TROUBLE_PAUSE_S)
            rounds.send_urgent()
            self._seen = rounds.state
        self._take_tasks(rounds)
        keeping.catch_up(now=True)
        rounds.step(0)
        self._seen = rounds.state
        if waiting := keeping.state.waiting:
            _log.error("the disk is full to the end: %d reports and notes are lost", waiting)

    def _take_tasks(self, rounds: LinkRounds) -> None:
        for state in rounds.do(self._tasks.taken()):
            self._seen = state

    def _hand_over(self, task: LinkTask, *, must_go: bool = False) -> bool:
        if self._tasks.put(task, must_go=must_go):
            return True
        _log.warning("the link is too slow: dropped a %s", type(task).__name__)
        return False

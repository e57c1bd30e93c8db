"""The rounds of a node's link: what was handed over is done, what the station says is heard."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from edge_node.hearing import Hearing
from edge_node.link_tasks import Ask, LinkTask, Remember, TakeBack, Urge
from edge_node.live_tap import LiveShot, live_frame
from edge_node.safe_keeping import SafeKeeping
from edge_node.urgent_sender import UrgentSender
from shared.clock import Clock
from shared.errors import ProtocolError, StorageError
from shared.protocol.asking import AskSettings
from shared.protocol.codec import Envelope
from shared.protocol.deployment import BlobRequest, CommandResult, DeployReport
from shared.protocol.questions import QuestionGone
from shared.protocol.recording import RecordingList
from shared.protocol.rollout import ShadowReport
from shared.protocol.status import NodeStatus
from shared.texts import phrase
from shared.transport.durable_link import DurableLink, LinkState

_log = logging.getLogger(__name__)

URGENT_MINOR = 1
"""Since this minor version of the protocol a station knows urgent questions."""

MADE_MINOR = 2
"""Since this one it knows views that no camera saw."""


@dataclass(frozen=True, slots=True)
class OutboxState:
    """The outbox as the link last saw it. takes_urgent: whether a station is there that knows
    urgent questions, takes_made: one that knows made views. trouble: why something could not be
    kept, "" once such a thing is. waiting: so much is not even in the outbox, for want of space."""

    count: int = 0
    size_bytes: int = 0
    evicted: int = 0
    link: LinkState = "connecting"
    takes_urgent: bool = False
    takes_made: bool = False
    trouble: str = ""
    waiting: int = 0


class LinkRounds:
    """Belongs to the thread that owns the link and its outbox.

    on_lost: hears which questions will never arrive.
    """

    def __init__(
        self,
        link: DurableLink,
        *,
        keeping: SafeKeeping,
        hearing: Hearing,
        urgent: UrgentSender,
        on_lost: Callable[[tuple[str, ...]], None],
        clock: Clock,
    ) -> None:
        self._link = link
        self._keeping = keeping
        self._hearing = hearing
        self._urgent = urgent
        self._on_lost = on_lost
        self._clock = clock

    @property
    def state(self) -> OutboxState:
        """How it stands."""
        kept, outbox = self._keeping.state, self._link.outbox
        return OutboxState(
            count=outbox.count,
            size_bytes=outbox.size_bytes,
            evicted=kept.evicted,
            link=self._link.state,
            takes_urgent=self._takes_urgent,
            takes_made=self._link.state == "connected" and self._link.minor >= MADE_MINOR,
            trouble=kept.trouble,
            waiting=kept.waiting,
        )

    def do(self, tasks: Iterable[LinkTask]) -> Iterator[OutboxState]:
        """Does one task after another, and says after each how it stands."""
        for task in tasks:
            try:
                self._do(task)
            except ProtocolError as error:  # one bad message must not end the link
                _log.error("dropped a %s that breaks the protocol: %s", type(task).__name__, error)
                if isinstance(task, Ask):
                    self._on_lost((task.query.query_id,))
            yield self.state

    def step(self, timeout_ms: int) -> bool:
        """Hears and sends for so long; False if the outbox was in the way."""
        waited_before = self._link.outbox.count
        try:
            heard = self._link.step(timeout_ms)
        except StorageError as error:  # what it was about is said again
            self._keeping.failed("acknowledgement", error)
            return False
        if self._link.outbox.count < waited_before:
            self._keeping.went_well("acknowledgement")
        is_well = True
        for envelope in heard:
            try:
                reply = self._hearing.hear(envelope)
            except StorageError as error:
                self._keeping.failed("settings", error)
                is_well = False
                continue
            if isinstance(envelope.message, AskSettings):
                self._keeping.went_well("settings")
            if reply is not None:
                self._link.send(reply)
        return is_well

    def send_urgent(self) -> None:
        """Says the urgent questions that are due."""
        if not self._takes_urgent:
            self._urgent.start_over()
            return
        now_s = self._clock.monotonic_s()
        for message, payloads in self._urgent.due(now_s):
            query_id = message.query.query_id
            try:
                if self._link.send(message, payloads):
                    self._urgent.sent(query_id, now_s)
            except ProtocolError as error:  # too large, say: one question must not end the link
                self._urgent.end(query_id)
                self._hearing.refused(query_id, "malformed", str(error))

    @property
    def _takes_urgent(self) -> bool:
        return self._link.state == "connected" and self._link.minor >= URGENT_MINOR

    def _do(self, task: LinkTask) -> None:
        match task:
            case Ask(query=query, payloads=payloads, memory=memory):
                self._keeping.question(query, payloads, memory)
            case Remember(memory=memory, batch_ids=batch_ids):
                self._keeping.memory(memory, batch_ids)
            case DeployReport() | ShadowReport():
                self._keeping.report(task)
            case BlobRequest() | NodeStatus() | CommandResult() | RecordingList():
                self._link.send(task)
            case LiveShot():
                live = live_frame(task)
                self._link.send(live.message, live.payloads)
            case Envelope(message=message, payloads=payloads):
                self._link.send(message, payloads)
            case Urge(query=query, urgent=urgent, payloads=payloads, until_s=until_s):
                self._urgent.put(query, urgent, payloads, until_s=until_s)
                self.send_urgent()
            case TakeBack(query_id=query_id):
                if self._urgent.end(query_id):
                    gone = QuestionGone(
                        query_ids=(query_id,), reason=phrase("robot", "the robot no longer waits")
                    )
                    self._link.send(gone)

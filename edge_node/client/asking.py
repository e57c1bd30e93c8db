"""One blocking question: out to the node, and back with its reply or without, in time.

Every question has a socket of its own, made, used and closed on the thread that asks. So several
threads may ask at the same time, and none of them waits for anything but its own deadline.
"""

import threading
import uuid
from dataclasses import dataclass

from edge_node.client.question import Asked
from edge_node.client.reply import Ended
from edge_node.jpeg import encode_jpeg
from edge_node.perception.crops import limit_side
from shared.clock import Clock
from shared.protocol.codec import Envelope
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import Ack, Beat, Refused
from shared.protocol.questions import Urgent
from shared.protocol.robot_questions import RobotAsk, RobotReply
from shared.transport.endpoint import Endpoint
from shared.transport.sockets import ClientChannel

MAX_SIDE_PX = 1600
"""Larger images are shrunk: a screen shows no more, and the wire is quicker."""

REPEAT_S = 1.0
BEAT_S = 1.0
POLL_S = 0.1
RECONNECT_CAP_MS = 500
NODE_SILENT_S = 3.0
"""For one who does not wait for an operator: so long may the node itself say nothing."""


@dataclass(frozen=True, slots=True)
class Ending:
    """`text` is the answer, or why there is none."""

    ended: Ended
    text: str = ""
    operator: str = ""
    learned: bool = False


class Asking:
    """Asks once. `run` returns by the deadline, `until_s` on the monotonic clock, at the latest."""

    def __init__(
        self, endpoint: Endpoint, asked: Asked, *, until_s: float, closed: threading.Event
    ) -> None:
        self._endpoint = endpoint
        self._asked = asked
        self._until_s = until_s
        self._closed = closed
        self._ask_id = uuid.uuid4().hex
        self._known = False
        self._next_s = float("-inf")
        self._heard_s = float("-inf")

    def run(self, clock: Clock) -> Ending:
        jpeg = encode_jpeg(limit_side(self._asked.image, max_side_px=MAX_SIDE_PX))
        routing_id = f"robot-{self._ask_id}".encode()
        with ClientChannel(
            self._endpoint, routing_id=routing_id, reconnect_cap_ms=RECONNECT_CAP_MS
        ) as channel:
            self._heard_s = clock.monotonic_s()
            while (now_s := clock.monotonic_s()) < self._until_s:
                if self._closed.is_set():
                    return Ending("closed", "the client was closed")
                silent = now_s - self._heard_s >= NODE_SILENT_S
                if silent and not self._asked.wait_for_operator:
                    return Ending("no_node", f"no node is at {self._endpoint}")
                if now_s >= self._next_s:
                    self._say(channel, jpeg, now_s)
                channel.wait(int(1e3 * min(POLL_S, self._until_s - now_s)))
                for envelope in channel.received():
                    self._heard_s = clock.monotonic_s()
                    ending = self._hear(envelope.message)
                    if ending is not None:
                        return ending
        return Ending("deadline", "nobody answered in time")

    def _say(self, channel: ClientChannel, jpeg: bytes, now_s: float) -> None:
        if self._known:
            channel.send(Envelope(Beat()))
            self._next_s = now_s + BEAT_S
            return
        asked = self._asked
        urgent = Urgent(
            question=asked.question,
            remaining_s=self._until_s - now_s,
            choices=asked.choices,
            teaches=asked.teaches,
        )
        message = RobotAsk(ask_id=self._ask_id, urgent=urgent, wait=asked.wait_for_operator)
        if channel.send(Envelope(message, (jpeg,))):
            self._next_s = now_s + REPEAT_S

    def _hear(self, message: AnyMessage) -> Ending | None:
        match message:
            case Ack(ids=ids) if self._ask_id in ids:
                self._known = True
            case Refused(about=""):  # the node restarted and knows nothing of the question
                self._known, self._next_s = False, float("-inf")
            case RobotReply(ask_id=self._ask_id, ended="answered", text=text) as reply:
                choice = self._asked.choice(text)
                if choice is None:
                    return Ending("refused", f"the answer “{text}” is none of the choices")
                return Ending("answered", choice, reply.operator, reply.learned)
            case RobotReply(ask_id=self._ask_id, ended=ended, text=text, operator=operator):
                return Ending(ended, text, operator)
            case _:
                pass
        return None

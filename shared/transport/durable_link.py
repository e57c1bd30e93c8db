"""A peer's end of the link: says hello, keeps what must arrive, resends until acknowledged.

One thread owns a `DurableLink` and calls `step` in a loop. Everything that must arrive goes
through `put` and lies in the outbox before it is sent; it is forgotten only when the station
acknowledged it, so neither end's death loses it. What may be lost goes through `send`.
"""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from shared.clock import Clock
from shared.outbox import Outbox
from shared.protocol.codec import Envelope
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import Ack, Beat, Hello, Refused, Welcome
from shared.transport.parts import Parts
from shared.transport.sockets import ClientChannel

_log = logging.getLogger(__name__)

LinkState = Literal["connecting", "connected", "refused"]

KEPT_BACK = 256
"""So many messages at most are returned later because the outbox was in the way."""


@dataclass(frozen=True, slots=True)
class LinkTimes:
    """When the link does what, in seconds."""

    hello_s: float = 0.25
    hello_cap_s: float = 5.0
    refused_retry_s: float = 30.0
    knock_s: float = 5.0
    """After a handshake that failed: until then the other end may have been told to admit us."""
    beat_s: float = 1.0
    silence_s: float = 4.0
    resend_s: float = 5.0
    window: int = 8
    """How many messages may be unacknowledged at a time."""


class DurableLink:
    """Not thread safe: one owner, who also owns `channel` and `outbox`.

    `hello` makes the first word afresh for every attempt. `refusal` holds the station's reason
    while the state is "refused", `minor` the protocol's minor version that the station speaks.
    """

    def __init__(
        self,
        *,
        channel: ClientChannel,
        outbox: Outbox,
        hello: Callable[[], Hello],
        clock: Clock,
        times: LinkTimes | None = None,
    ) -> None:
        self._channel = channel
        self._outbox = outbox
        self._hello = hello
        self._clock = clock
        self._times = times or LinkTimes()
        self._in_flight: dict[str, float] = {}
        self._parts = Parts()
        self._kept_back: deque[Envelope] = deque(maxlen=KEPT_BACK)
        self._hello_pause_s = self._times.hello_s
        self._next_hello_s = 0.0
        self._heard_s = 0.0
        self._said_s = 0.0
        self.state: LinkState = "connecting"
        self.refusal = ""
        self.minor = 0
        self._complaint = ""
        self._next_knock_s = 0.0
        self._is_kept_out = False

    @property
    def outbox(self) -> Outbox:
        return self._outbox

    def put(
        self,
        item_id: str,
        value: float,
        envelope: Envelope,
        *,
        note: tuple[str, bytes] | None = None,
    ) -> tuple[str, ...]:
        """Keeps a message until all that it carries arrived, and sends it if there is room for it
        on the way; returns the ids that had to go for it. note: as for `Outbox.put`."""
        evicted = self._outbox.put(item_id, value, envelope, note=note)
        for lost in evicted:
            self._in_flight.pop(lost, None)
        if self.state == "connected":  # `step` waits first, and somebody waits for this
            self._send_waiting(self._clock.monotonic_s())
        return evicted

    def send(self, message: AnyMessage, payloads: tuple[bytes, ...] = ()) -> bool:
        """Sends what may be lost; False if there is nobody to take it."""
        if self.state != "connected" or not self._channel.send(Envelope(message, payloads)):
            return False
        self._said_s = self._clock.monotonic_s()
        return True

    def step(self, timeout_ms: int) -> list[Envelope]:
        """Waits up to `timeout_ms`, keeps the link up, and returns what the station said.

        Acknowledgements, greetings and beats are dealt with here and not returned; the refusal of
        a message is, after it was forgotten. What was heard before a StorageError is returned by
        the next call that raises none.
        """
        self._channel.wait(timeout_ms)
        for envelope in self._channel.received():
            if not self._is_control(envelope.message):  # which raises where the disk is full
                self._kept_back.append(envelope)
        now_s = self._clock.monotonic_s()
        if self.state == "connected" and now_s - self._heard_s > self._times.silence_s:
            _log.warning("the station has been silent for %.1f s", now_s - self._heard_s)
            self._start_over("connecting", now_s)
        if self.state == "connected" and self._channel.trouble:  # let in once, and no more
            self._start_over("connecting", now_s)
        if self.state != "connected":
            self._note_trouble(now_s)
            self._say_hello(now_s)
        else:
            self._send_waiting(now_s)
            if now_s - self._said_s >= self._times.beat_s:
                self.send(Beat())
        heard = list(self._kept_back)
        self._kept_back.clear()
        return heard

    def _is_control(self, message: AnyMessage) -> bool:
        now_s = self._clock.monotonic_s()
        self._heard_s = now_s
        match message:
            case Welcome():
                if self.state != "connected":
                    _log.info("connected to station %s", message.station_id)
                self.state, self.refusal, self.minor = "connected", "", message.minor
                self._hello_pause_s = self._times.hello_s
            case Refused(about="", code="not_allowed"):
                if self.state == "connected":  # it restarted and does not know us
                    self._start_over("connecting", now_s)
            case Refused(about=""):
                if self.refusal != message.reason:
                    _log.error("the station refuses this peer: %s", message.reason)
                self.refusal = message.reason
                self._start_over("refused", now_s)
            case Refused(about=about, code="storage") if self._is_in_flight(about):
                if self._complaint != message.reason:
                    _log.warning("the station cannot keep messages now: %s", message.reason)
                self._complaint = message.reason  # it stays in flight and is sent again later
            case Refused(about=about) if self._is_in_flight(about):
                level = logging.INFO if message.code == "answered" else logging.ERROR
                _log.log(level, "the station will not take message %s: %s", about, message.reason)
                self._forget((about,))
                return False
            case Ack(ids=ids):
                self._complaint = ""
                self._forget(ids)
            case Beat():
                pass
            case _:
                return False
        return True

    def _is_in_flight(self, part_id: str) -> bool:
        return self._parts.whole(part_id) in self._in_flight

    def _forget(self, ids: tuple[str, ...]) -> None:
        done = self._parts.settle(ids)
        self._outbox.acknowledge(done)
        for item_id in done:
            self._in_flight.pop(item_id, None)

    def _start_over(self, state: LinkState, now_s: float) -> None:
        self.state = state
        self._in_flight.clear()
        pause_s = self._times.refused_retry_s if state == "refused" else 0.0
        self._next_hello_s = now_s + pause_s

    def _note_trouble(self, now_s: float) -> None:
        """The handshake failed before anybody could say why: the channel knows it."""
        trouble = self._channel.trouble
        if trouble:
            if self.refusal != trouble:
                _log.error("the station cannot be talked to: %s", trouble)
                self._next_knock_s = now_s + self._times.knock_s
            self.state, self.refusal, self._is_kept_out = "refused", trouble, True
            if now_s >= self._next_knock_s:
                self._next_knock_s = now_s + self._times.knock_s
                self._channel.knock_again()
        elif self._is_kept_out:
            self.state, self.refusal, self._is_kept_out = "connecting", "", False
            self._next_hello_s = now_s

    def _say_hello(self, now_s: float) -> None:
        if now_s < self._next_hello_s:
            return
        if self._channel.send(Envelope(self._hello())):  # else nobody is there yet: next time
            self._next_hello_s = now_s + self._hello_pause_s
            # Somebody is there but does not answer: ask less and less often.
            self._hello_pause_s = min(2 * self._hello_pause_s, self._times.hello_cap_s)

    def _send_waiting(self, now_s: float) -> None:
        window, resend_s = self._times.window, self._times.resend_s
        # What got no answer in time gives up its place, perhaps to something more valuable.
        self._in_flight = {i: s for i, s in self._in_flight.items() if now_s - s < resend_s}
        for item_id in self._outbox.waiting_ids(window):
            if len(self._in_flight) >= window:
                return
            if item_id in self._in_flight:
                continue
            item = self._outbox.get(item_id)
            if item is None:
                continue
            if not self._channel.send(item.envelope):
                return
            self._in_flight[item_id] = self._said_s = now_s
            self._parts.sent(item_id, item.envelope.message)

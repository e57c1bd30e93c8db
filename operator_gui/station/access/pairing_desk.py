"""The door for those who are not enrolled: a port of its own, on which only joining is spoken of.

Frames are small, few may wait, and few connections are let in before the socket is made anew,
which ends them all: whatever strangers do here, nothing of it reaches the station's own socket.
"""

import logging
from collections.abc import Callable

from operator_gui.station.access.pairing_room import PairingRoom
from shared.clock import Clock
from shared.errors import LinkError
from shared.link_keys import LinkKey, PublicLinkKey
from shared.protocol.codec import Envelope
from shared.protocol.enrolment import PairAsk, PairNonce, PairOpen, PairState
from shared.texts import phrase
from shared.transport.byte_guard import Room
from shared.transport.curve import RefusedHandshake, ServerCurve, Verdict
from shared.transport.endpoint import Endpoint
from shared.transport.sockets import Heard, ServerChannel

_log = logging.getLogger(__name__)

FRAME_BYTES = 1024
QUEUE = 4
ROOM = Room(unfinished=16 << 10, waiting=64 << 10, together=4 << 20)
MESSAGES_A_ROUND = 4
CONNECTIONS = 64
RENEW_S = 900.0


class PairingDesk:
    """Belongs to the station's loop. Raises LinkError where it cannot listen."""

    def __init__(
        self,
        *,
        endpoint: Endpoint,
        own: LinkKey,
        signing_key: str,
        room: PairingRoom,
        verdict: Callable[[PublicLinkKey], Verdict],
        clock: Clock,
    ) -> None:
        self._own = own
        self._signing_key = signing_key
        self._room = room
        self._verdict = verdict
        self._clock = clock
        self._channel: ServerChannel | None = None
        self._connections = 0
        self._opened_s = 0.0
        self.endpoint = endpoint
        self._open()

    def serve(self) -> None:
        """Answers a few who are there."""
        now_s = self._clock.monotonic_s()
        if self._channel is None or (now_s - self._opened_s > RENEW_S and self._connections):
            self._open()
        if self._channel is None:
            return
        self._channel.wait(0)
        for heard in self._channel.heard(MESSAGES_A_ROUND):
            self._answer(self._channel, heard, now_s)
        self._room.expire(now_s)

    def refused_handshakes(self) -> list[RefusedHandshake]:
        """Who did not even get here since this was asked last."""
        return [] if self._channel is None else self._channel.refused_handshakes()

    def close(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def _open(self) -> None:
        """Once more where it was, which the system may need a moment for."""
        again = self._opened_s > 0.0
        self.close()
        self._connections, self._opened_s = 0, self._clock.monotonic_s()
        try:
            self._channel = ServerChannel(
                self.endpoint,
                curve=ServerCurve(self._own, self._admit),
                frame_bytes=FRAME_BYTES,
                queue=QUEUE,
                room=ROOM,
            )
        except LinkError:
            if not again:
                raise
            return
        self.endpoint = self._channel.endpoint

    def _admit(self, key: PublicLinkKey) -> Verdict:
        if self._verdict(key) == "revoked":
            return "revoked"
        if self._connections >= CONNECTIONS:
            return "unknown"
        self._connections += 1
        return "admitted"

    def _answer(self, channel: ServerChannel, heard: Heard, now_s: float) -> None:
        if not isinstance(heard.content, Envelope) or not heard.key:
            return
        match heard.content.message:
            case PairAsk() as asked:
                channel.send(heard.route, Envelope(self._asked(heard, asked, now_s)))
            case PairOpen(nonce=nonce):
                channel.send(heard.route, Envelope(self._opened(heard.key, nonce, now_s)))
            case _:
                pass  # a stranger's time is not worth an answer

    def _asked(self, heard: Heard, asked: PairAsk, now_s: float) -> PairNonce | PairState:
        if self._is_in(heard.key):
            return self._accepted()
        if not asked.name.isprintable():
            return PairState(
                state="refused",
                reason=phrase("station", "the name has characters that do not show"),
            )
        answer = self._room.ask(heard.key, heard.address, asked, now_s)
        if isinstance(answer, str):
            return PairState(state="refused", reason=answer)
        return PairNonce(nonce=answer)

    def _opened(self, key: str, nonce: bytes, now_s: float) -> PairState:
        if self._is_in(key):
            return self._accepted()
        if reason := self._room.open(key, nonce, now_s):
            return PairState(state="refused", reason=reason)
        return PairState(state="waiting")

    def _is_in(self, key: str) -> bool:
        return self._verdict(PublicLinkKey(bytes.fromhex(key))) == "admitted"

    def _accepted(self) -> PairState:
        return PairState(state="accepted", signing_key=self._signing_key)

"""Encryption of a socket: CURVE with an allow-list, asked at every handshake.

CURVE alone proves that a peer has the secret of its key, and admits any key: who may come in is
said by the answer to a ZAP request (RFC 27), which libzmq sends over an inproc socket of the same
context. The channel's own thread answers it, from memory.
"""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import zmq

from shared.link_keys import LinkKey, PublicLinkKey

_log = logging.getLogger(__name__)

ZAP_ENDPOINT = "inproc://zeromq.zap.01"
ZAP_DOMAIN = b"whatsit"
HANDSHAKE_MS = 5000
MOST_REFUSALS = 256
AT_ONCE = 32

Verdict = Literal["admitted", "unknown", "revoked"]
RefusalReason = Literal["unknown", "revoked", "wrong_station_key", "not_encrypted", "flooding"]


@dataclass(frozen=True, slots=True)
class ClientCurve:
    """What a peer needs: its own key pair, and the key of the one station that it talks to."""

    own: LinkKey
    station: PublicLinkKey


@dataclass(frozen=True, slots=True)
class ServerCurve:
    """What a station needs. `admit` is asked on the channel's thread and must not block."""

    own: LinkKey
    admit: Callable[[PublicLinkKey], Verdict]


@dataclass(frozen=True, slots=True)
class RefusedHandshake:
    """Somebody who did not get in, or had to go again. What is not known of them is ""."""

    reason: RefusalReason
    key: str = ""
    address: str = ""


def protect_client(socket: zmq.Socket[bytes], curve: ClientCurve) -> None:
    """To be called before it connects."""
    socket.setsockopt(zmq.CURVE_PUBLICKEY, curve.own.public.raw)
    socket.setsockopt(zmq.CURVE_SECRETKEY, curve.own.secret)
    socket.setsockopt(zmq.CURVE_SERVERKEY, curve.station.raw)


def protect_server(socket: zmq.Socket[bytes], own: LinkKey) -> None:
    """To be called before it binds, and after the `Doorkeeper` of its context was made."""
    socket.setsockopt(zmq.CURVE_SERVER, 1)
    socket.setsockopt(zmq.CURVE_SECRETKEY, own.secret)
    socket.setsockopt(zmq.ZAP_DOMAIN, ZAP_DOMAIN)
    socket.setsockopt(zmq.ZAP_ENFORCE_DOMAIN, 1)  # nobody to ask: nobody gets in
    socket.setsockopt(zmq.HANDSHAKE_IVL, HANDSHAKE_MS)


class Doorkeeper:
    """Answers the ZAP requests of one context. Belongs to the thread that owns its sockets."""

    def __init__(
        self, context: zmq.Context[zmq.Socket[bytes]], admit: Callable[[PublicLinkKey], Verdict]
    ) -> None:
        self._admit = admit
        self.socket = context.socket(zmq.REP)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.bind(ZAP_ENDPOINT)
        self._refused: deque[RefusedHandshake] = deque(maxlen=MOST_REFUSALS)

    def serve(self) -> None:
        """Answers those who wait, a few dozen at the most; never blocks."""
        for _ in range(AT_ONCE):
            if not self.socket.poll(0):
                return
            self.socket.send_multipart(self._answer(self.socket.recv_multipart()))

    def note(self, refused: RefusedHandshake) -> None:
        """Somebody was turned away before it came to a question."""
        self._refused.append(refused)

    def refused(self) -> list[RefusedHandshake]:
        """Who did not get in since this was asked last; at most the latest 256."""
        refused = list(self._refused)
        self._refused.clear()
        return refused

    def close(self) -> None:
        self.socket.close(linger=0)

    def _answer(self, request: list[bytes]) -> list[bytes]:
        request_id = request[1] if len(request) > 1 else b""
        if len(request) != 7 or request[5] != b"CURVE" or len(request[6]) != 32:
            return [b"1.0", request_id, b"400", b"only CURVE is spoken here", b"", b""]
        key, address = PublicLinkKey(request[6]), request[3].decode(errors="replace")
        verdict = self._admit(key)
        if verdict == "admitted":
            return [b"1.0", request_id, b"200", b"", str(key).encode(), b""]
        self.note(RefusedHandshake(verdict, str(key), address))
        return [b"1.0", request_id, b"400", b"not enrolled", b"", b""]

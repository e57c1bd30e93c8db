"""What a socket's monitor says of handshakes, and of connections that end, as nothing else does."""

from typing import Literal

import zmq
from zmq.utils.monitor import parse_monitor_message

from shared.texts import phrase
from shared.transport.curve import RefusedHandshake

_EVENTS = (
    zmq.EVENT_HANDSHAKE_SUCCEEDED
    | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
    | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
    | zmq.EVENT_HANDSHAKE_FAILED_AUTH
)
_MONITOR = "inproc://handshakes"  # one socket a context
_AT_ONCE = 256
_CRYPTOGRAPHIC = int(zmq.PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC)

Outcome = Literal["succeeded", "not_admitted", "cryptographic", "mismatch", "broken_off", "gone"]
"""gone: the connection has ended, however its handshake had."""


class HandshakeMonitor:
    """Reads the monitor of one socket; belongs to the socket's thread.

    of_ends: it tells of connections that end too. Its queue has no limit: libzmq's own thread would
    wait for room in it.
    """

    def __init__(self, socket: zmq.Socket[bytes], *, of_ends: bool) -> None:
        self._watched = socket
        self._watched.monitor(_MONITOR, _EVENTS | (zmq.EVENT_DISCONNECTED if of_ends else 0))
        self.socket = socket.context.socket(zmq.PAIR)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.RCVHWM, 0)
        self.socket.connect(_MONITOR)

    def ended(self) -> list[Outcome]:
        """How handshakes ended since this was asked last, and which connections, in order; a few
        hundred at the most."""
        outcomes: list[Outcome] = []
        while len(outcomes) < _AT_ONCE and self.socket.poll(0):
            event = parse_monitor_message(self.socket.recv_multipart())
            outcomes.append(_outcome(int(event["event"]), int(event["value"])))
        return outcomes

    def close(self) -> None:
        """Before the socket itself is closed. May be called again."""
        if not self.socket.closed:
            self._watched.disable_monitor()
            self.socket.close(linger=0)


def _outcome(event: int, value: int) -> Outcome:
    if event == zmq.EVENT_HANDSHAKE_SUCCEEDED:
        return "succeeded"
    if event == zmq.EVENT_DISCONNECTED:
        return "gone"
    if event == zmq.EVENT_HANDSHAKE_FAILED_AUTH:
        return "not_admitted"
    if event == zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL:
        return "cryptographic" if value == _CRYPTOGRAPHIC else "mismatch"
    return "broken_off"


def seen_by_station(outcome: Outcome) -> RefusedHandshake | None:
    """What a station can say of an attempt; None where it went well or the allow-list spoke."""
    match outcome:
        case "cryptographic":
            return RefusedHandshake("wrong_station_key")
        case "mismatch" | "broken_off":
            return RefusedHandshake("not_encrypted")
        case "succeeded" | "not_admitted" | "gone":
            return None


def seen_by_peer(outcome: Outcome, *, encrypted: bool) -> str:
    """What a peer can say of its own attempt, "" where it went well."""
    match outcome:
        case "succeeded" | "gone":
            return ""
        case "not_admitted":
            return phrase(
                "station",
                "it does not admit this key: it was never enrolled there, or it was revoked; "
                "see `whatsit keys join`",
            )
        case "cryptographic" | "mismatch" | "broken_off" if encrypted:
            return phrase(
                "station",
                "it has another key than the one given, or does not encrypt; compare "
                "--station-key with what `whatsit keys show` prints there",
            )
        case _:
            return phrase(
                "station",
                "it does not talk in the clear; give its key with --station-key, as `whatsit "
                "keys show` prints it there",
            )

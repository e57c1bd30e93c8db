"""Sockets of the link with all their options set before they bind or connect.

A thread that makes a channel owns it: no other may touch it, save for `Waker.wake`.
"""

import contextlib
import errno
import logging
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Self

import zmq

from shared.errors import LinkError, ProtocolError
from shared.protocol.codec import (
    MAX_MESSAGE_BYTES,
    MAX_PAYLOAD_BYTES,
    Envelope,
    decode,
    encode,
    too_long,
)
from shared.transport.arrivals import Arrival, Arrivals
from shared.transport.byte_guard import LINK_ROOM, ByteGuard, Room
from shared.transport.connections import Connections, origin
from shared.transport.curve import (
    ClientCurve,
    Doorkeeper,
    RefusedHandshake,
    ServerCurve,
    protect_client,
    protect_server,
)
from shared.transport.descriptors import COUNTS_BYTES, shut_down
from shared.transport.endpoint import Endpoint, check_is_private
from shared.transport.floods import Floods
from shared.transport.handshakes import HandshakeMonitor, Outcome, seen_by_peer, seen_by_station

_log = logging.getLogger(__name__)

QUEUE = 256
HEARTBEAT_MS = 1000
"""Only a client asks for a sign of life. libzmq 4.3.5 aborts a process that asks, or answers, where
the peer has died while its queue was full (`!_io_error`, in stream_engine_base.cpp). So no queue of
what was received is ever full either, where its bytes are counted and limited instead."""
UNHEARD_MS = 10_000
"""Whoever listens is rid of a connection on which nothing of what it sends arrives for so long. A
peer that comes back before takes its place."""
ROUTE_BYTES = 16
BYTES_A_TURN = 2 * MAX_MESSAGE_BYTES


@dataclass(frozen=True, slots=True)
class Heard:
    """One message, or why it cannot be understood. `key` is the public key that the connection
    proved to have, in hexadecimal, and `address` where it came from; both "" on a socket that does
    not encrypt."""

    route: bytes
    content: Envelope | ProtocolError
    key: str = ""
    address: str = ""


class Waker:
    """Interrupts the owner's wait from any thread, who may not know that it is closed."""

    def __init__(self) -> None:
        self._open = True
        self._lock = threading.Lock()  # else a late `wake` could write into somebody else's file
        self._read_fd, self._write_fd = os.pipe()
        os.set_blocking(self._read_fd, False)
        os.set_blocking(self._write_fd, False)

    def fileno(self) -> int:
        return self._read_fd

    def wake(self) -> None:
        """Ends the current or the next wait; never blocks, and does nothing after `close`."""
        with self._lock:
            if not self._open:
                return
            with contextlib.suppress(BlockingIOError):  # full: the owner is going to wake anyway
                os.write(self._write_fd, b"!")

    def drain(self) -> None:
        """Forgets all calls of `wake` so far."""
        with contextlib.suppress(BlockingIOError):
            while os.read(self._read_fd, 4096):
                pass

    def close(self) -> None:
        """May be called again."""
        with self._lock:
            if self._open:
                self._open = False
                os.close(self._read_fd)
                os.close(self._write_fd)


LAST_WORDS_MS = 100
"""Where nobody listens, closing takes so long."""


class _Channel:
    """What the two ends of the link have in common."""

    def __init__(
        self,
        kind: int,
        endpoint: Endpoint,
        waker: Waker | None,
        *,
        frame_bytes: int = MAX_PAYLOAD_BYTES,
        queue: int = QUEUE,
        unread: int = QUEUE,
    ) -> None:
        """queue, unread: so many messages wait to be sent, and to be read; 0 for any number."""
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._socket = self._context.socket(kind)
        self._waker = waker
        for option, value in (
            (zmq.LINGER, 0),
            (zmq.MAXMSGSIZE, frame_bytes),
            (zmq.SNDHWM, queue),
            (zmq.RCVHWM, unread),
            (zmq.HEARTBEAT_IVL, HEARTBEAT_MS if kind == zmq.DEALER else 0),
            (zmq.TCP_MAXRT, 0 if kind == zmq.DEALER else UNHEARD_MS),
            (zmq.HEARTBEAT_TIMEOUT, 3000),
            (zmq.HEARTBEAT_TTL, 3000),
            (zmq.TCP_KEEPALIVE, 1),
            (zmq.IPV6, int(":" in endpoint.host)),
        ):
            self._socket.setsockopt(option, value)
        self._monitor = HandshakeMonitor(self._socket, of_ends=kind == zmq.DEALER)
        self._poller = zmq.Poller()
        self._poller.register(self._socket, zmq.POLLIN)
        self._poller.register(self._monitor.socket, zmq.POLLIN)
        if waker is not None:
            self._poller.register(waker.fileno(), zmq.POLLIN)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """What was sent last gets a moment to leave; what has not left then is dropped."""
        self._monitor.close()
        self._socket.close(linger=LAST_WORDS_MS)
        self._context.term()

    def wait(self, timeout_ms: int) -> None:
        """Returns when a message is there, the waker was woken, or the time is over."""
        self._poller.poll(max(0, timeout_ms))
        if self._waker is not None:
            self._waker.drain()
        self._hear_of_handshakes()

    def _hear_of_handshakes(self) -> None:
        for outcome in self._monitor.ended():
            self._note_handshake(outcome)

    def _note_handshake(self, outcome: Outcome) -> None:
        raise NotImplementedError

    def _try_receive(self) -> list[bytes] | None:
        try:
            return self._socket.recv_multipart(zmq.NOBLOCK)
        except zmq.Again:
            return None


def connect(socket: zmq.Socket[bytes], endpoint: Endpoint) -> None:
    """Raises LinkError for an endpoint that nobody can ever be reached at."""
    if endpoint.port == 0:
        raise LinkError(f"cannot connect to {endpoint}: name the port of the one who listens")
    try:
        socket.connect(str(endpoint))
    except zmq.ZMQError as error:
        raise LinkError(f"cannot connect to {endpoint}: {error.strerror}") from error


class ClientChannel(_Channel):
    """A DEALER that talks to one station, or to one node on the same machine.

    `trouble` says why the other end does not let this one in, "" while it does or is not there.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        routing_id: bytes,
        waker: Waker | None = None,
        reconnect_cap_ms: int = 30_000,
        curve: ClientCurve | None = None,
    ) -> None:
        """reconnect_cap_ms: the longest pause between two attempts to reach the other end.

        Raises LinkError for an endpoint that cannot be reached, or only in the clear.
        """
        check_is_private(endpoint, encrypted=curve is not None)
        super().__init__(zmq.DEALER, endpoint, waker)
        self._endpoint = endpoint
        self._encrypted = curve is not None
        self._broken_off = 0
        # Nothing piles up for a peer that is not there: the outbox is the only backlog. libzmq's
        # own way to that, IMMEDIATE, aborts the process where the other end goes while a message
        # of many frames is read (4.3.5: `!_more`, in fq.cpp).
        self._is_there = False
        self.trouble = ""
        if curve is not None:
            protect_client(self._socket, curve)
            # Whoever knows a route can take it over, and with it what is sent there.
            routing_id = b"\1" + os.urandom(ROUTE_BYTES - 1)
        self._socket.setsockopt(zmq.ROUTING_ID, routing_id)
        self._socket.setsockopt(zmq.RECONNECT_IVL, 100)
        self._socket.setsockopt(zmq.RECONNECT_IVL_MAX, reconnect_cap_ms)
        try:
            connect(self._socket, endpoint)
        except LinkError:
            self.close()
            raise

    def knock_again(self) -> None:
        """A new attempt after `trouble`: libzmq makes none of its own after some refusals."""
        with contextlib.suppress(zmq.ZMQError):  # it may have let go of the endpoint already
            self._socket.disconnect(str(self._endpoint))
        connect(self._socket, self._endpoint)

    def _note_handshake(self, outcome: Outcome) -> None:
        self._is_there = outcome == "succeeded"
        if outcome == "gone":
            return
        # A network that fails in the middle looks like this once, another key looks so each time.
        self._broken_off = self._broken_off + 1 if outcome == "broken_off" else 0
        if outcome != "broken_off" or self._broken_off > 1:
            self.trouble = seen_by_peer(outcome, encrypted=self._encrypted)

    def send(self, envelope: Envelope) -> bool:
        """Hands the message over; False if there is no peer or the pipe is full: try later."""
        self._hear_of_handshakes()
        if not self._is_there:
            return False
        try:
            self._socket.send_multipart(encode(envelope), zmq.NOBLOCK)
        except zmq.Again:
            return False
        return True

    def received(self) -> Iterator[Envelope]:
        """Everything that has arrived. What cannot be understood is logged and dropped."""
        while (frames := self._try_receive()) is not None:
            try:
                yield decode(frames)
            except ProtocolError as error:
                _log.warning("dropped a message of the other end: %s", error)


class ServerChannel(_Channel):
    """A ROUTER: the station's, which talks to every node and operator, or a node's own."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        waker: Waker | None = None,
        owner: str = "station",
        curve: ServerCurve | None = None,
        frame_bytes: int = MAX_PAYLOAD_BYTES,
        queue: int = QUEUE,
        room: Room = LINK_ROOM,
    ) -> None:
        """owner: what else may hold the port, for the error's text. frame_bytes: who sends a
        larger frame is disconnected. queue: how many messages to one peer may wait, and of one
        peer where the system does not count its bytes. room: who has more under way than that is
        disconnected.

        Raises LinkError if it cannot listen, or only in the clear where others could read along.
        """
        check_is_private(endpoint, encrypted=curve is not None)
        super().__init__(
            zmq.ROUTER,
            endpoint,
            waker,
            frame_bytes=frame_bytes,
            queue=queue,
            unread=0 if COUNTS_BYTES else queue,  # see `HEARTBEAT_MS`
        )
        self._connections = Connections()
        self._arrivals = Arrivals(self._socket)
        self._guard: ByteGuard | None = None
        self._doorkeeper: Doorkeeper | None = None
        if curve is not None:
            self._doorkeeper = Doorkeeper(self._context, curve.admit)
            self._poller.register(self._doorkeeper.socket, zmq.POLLIN)
            protect_server(self._socket, curve.own)
        self._socket.setsockopt(zmq.ROUTER_HANDOVER, 1)
        self._socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
        try:
            self._socket.bind(str(endpoint))
        except zmq.ZMQError as error:
            self.close()
            cure = (
                "name an address of this machine, or 0.0.0.0 for all of them"
                if error.errno in (errno.EADDRNOTAVAIL, errno.ENODEV)
                else f"another {owner} may be running: stop it or name another port"
            )
            raise LinkError(
                f"cannot listen on {endpoint}: {zmq.strerror(error.errno or 0)}; {cure}"
            ) from error
        address = self._socket.getsockopt(zmq.LAST_ENDPOINT)
        assert isinstance(address, bytes)
        self.endpoint = Endpoint(endpoint.host, int(address.rsplit(b":", 1)[1].rstrip(b"\0")))
        self._floods = Floods(self.endpoint.port)
        self._guard = ByteGuard(self.endpoint.port, room)
        self._guard.start()

    def close(self) -> None:
        try:
            if self._guard is not None:
                self._guard.stop()
        finally:
            if self._doorkeeper is not None:
                self._doorkeeper.close()
            super().close()

    def wait(self, timeout_ms: int) -> None:
        """As for any channel; also answers whether those who knock may come in."""
        super().wait(timeout_ms)
        if self._doorkeeper is not None:
            self._doorkeeper.serve()
        if self._guard is not None:
            for ended in self._guard.ended():
                self._note_flood(ended.descriptor, ended.address)

    def send(self, peer: bytes, envelope: Envelope) -> bool:
        """Hands the message over; False if the peer is gone or its pipe is full: try later."""
        try:
            self._socket.send_multipart([peer, *encode(envelope)], zmq.NOBLOCK)
        except zmq.Again:
            return False
        except zmq.ZMQError as error:
            if error.errno == zmq.EHOSTUNREACH:
                return False
            raise
        return True

    def received(self, limit: int = 64) -> Iterator[tuple[bytes, Envelope | ProtocolError]]:
        """As `heard`, without the keys: for a socket on which nobody has one."""
        for heard in self.heard(limit):
            yield heard.route, heard.content

    def heard(self, limit: int = 64) -> Iterator[Heard]:
        """Up to `limit` messages that have arrived, each with its peer.

        What cannot be understood comes as the error, so that the peer can be told.
        """
        taken_bytes = 0
        while limit > 0 and taken_bytes < BYTES_A_TURN:
            looks = 0 if self._guard is None else self._guard.looks
            arrival = self._arrivals.next()
            if arrival is None:
                if self._guard is not None:
                    self._guard.all_delivered(looks)
                return
            self._settle(arrival)
            if arrival.goes_on:
                return
            limit, taken_bytes = limit - 1, taken_bytes + arrival.size_bytes
            key, address = self._connections.note(arrival.frames)
            content = _understood(arrival)
            if self._doorkeeper is None:
                key = address = ""
            yield Heard(arrival.frames[0].bytes, content, key, address)

    def _settle(self, arrival: Arrival) -> None:
        descriptor, address = origin(arrival.frames)
        if self._guard is not None:
            self._guard.delivered(descriptor, bytes_=arrival.size_bytes, frames=arrival.frame_count)
        if arrival.goes_on and shut_down(descriptor, address):
            self._note_flood(descriptor, address)

    def _note_flood(self, descriptor: int, address: str) -> None:
        self._floods.note(self._connections.key_at(descriptor, address), address)

    def refused_handshakes(self) -> list[RefusedHandshake]:
        """Who did not get in, or had to go, since this was asked last."""
        return self._floods.taken() + (
            [] if self._doorkeeper is None else self._doorkeeper.refused()
        )

    def cut(self, is_out: Callable[[str], bool]) -> int:
        """Ends the connections of all keys that are out at once, and says how many they were."""
        return self._connections.cut(is_out)

    def _note_handshake(self, outcome: Outcome) -> None:
        refused = seen_by_station(outcome)
        if refused is not None and self._doorkeeper is not None:
            self._doorkeeper.note(refused)


def _understood(arrival: Arrival) -> Envelope | ProtocolError:
    frames = [frame.bytes for frame in arrival.frames[1:]]
    if arrival.is_too_long:
        return too_long(frames[0])
    try:
        return decode(frames)
    except ProtocolError as error:
        return error

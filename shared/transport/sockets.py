"""Sockets of the link with all their options set before they bind or connect.

A thread that makes a channel owns it: no other may touch it, save for `Waker.wake`.
"""

import contextlib
import logging
import os
import threading
from collections.abc import Iterator
from typing import Self

import zmq

from shared.errors import LinkError, ProtocolError
from shared.protocol.codec import MAX_PAYLOAD_BYTES, Envelope, decode, encode
from shared.transport.endpoint import Endpoint

_log = logging.getLogger(__name__)


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


class _Channel:
    """What the two ends of the link have in common."""

    def __init__(self, kind: int, endpoint: Endpoint, waker: Waker | None) -> None:
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._socket = self._context.socket(kind)
        self._waker = waker
        for option, value in (
            (zmq.LINGER, 0),
            (zmq.MAXMSGSIZE, MAX_PAYLOAD_BYTES),
            (zmq.SNDHWM, 256),
            (zmq.RCVHWM, 256),
            (zmq.HEARTBEAT_IVL, 1000),
            (zmq.HEARTBEAT_TIMEOUT, 3000),
            (zmq.HEARTBEAT_TTL, 3000),
            (zmq.TCP_KEEPALIVE, 1),
            (zmq.IPV6, int(":" in endpoint.host)),
        ):
            self._socket.setsockopt(option, value)
        self._poller = zmq.Poller()
        self._poller.register(self._socket, zmq.POLLIN)
        if waker is not None:
            self._poller.register(waker.fileno(), zmq.POLLIN)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes at once; what was not yet sent is dropped."""
        self._socket.close(linger=0)
        self._context.term()

    def wait(self, timeout_ms: int) -> None:
        """Returns when a message is there, the waker was woken, or the time is over."""
        self._poller.poll(max(0, timeout_ms))
        if self._waker is not None:
            self._waker.drain()

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
    """A DEALER that talks to one station, or to one node on the same machine."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        routing_id: bytes,
        waker: Waker | None = None,
        reconnect_cap_ms: int = 30_000,
    ) -> None:
        """reconnect_cap_ms: the longest pause between two attempts to reach the other end."""
        super().__init__(zmq.DEALER, endpoint, waker)
        self._socket.setsockopt(zmq.ROUTING_ID, routing_id)
        self._socket.setsockopt(zmq.RECONNECT_IVL, 100)
        self._socket.setsockopt(zmq.RECONNECT_IVL_MAX, reconnect_cap_ms)
        # Nothing piles up for a peer that is not there: the outbox is the only backlog.
        self._socket.setsockopt(zmq.IMMEDIATE, 1)
        try:
            connect(self._socket, endpoint)
        except LinkError:
            self.close()
            raise

    def send(self, envelope: Envelope) -> bool:
        """Hands the message over; False if there is no peer or the pipe is full: try later."""
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
        self, endpoint: Endpoint, *, waker: Waker | None = None, owner: str = "station"
    ) -> None:
        """owner: what else may hold the port, for the error's text. Raises LinkError."""
        super().__init__(zmq.ROUTER, endpoint, waker)
        self._socket.setsockopt(zmq.ROUTER_HANDOVER, 1)
        self._socket.setsockopt(zmq.ROUTER_MANDATORY, 1)
        try:
            self._socket.bind(str(endpoint))
        except zmq.ZMQError as error:
            self.close()
            raise LinkError(
                f"cannot listen on {endpoint}: {error.strerror}; "
                f"another {owner} may be running: stop it or name another port"
            ) from error
        address = self._socket.getsockopt(zmq.LAST_ENDPOINT)
        assert isinstance(address, bytes)
        self.endpoint = Endpoint(endpoint.host, int(address.rsplit(b":", 1)[1].rstrip(b"\0")))

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
        """Up to `limit` messages that have arrived, each with its peer.

        What cannot be understood comes as the error, so that the peer can be told.
        """
        for _ in range(limit):
            frames = self._try_receive()
            if frames is None:
                return
            try:
                yield frames[0], decode(frames[1:])
            except ProtocolError as error:
                yield frames[0], error

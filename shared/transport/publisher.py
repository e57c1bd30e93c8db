"""Publishing to whoever listens: PUB and SUB, where losing a message is fine."""

from typing import Self

import zmq

from shared.errors import LinkError
from shared.transport.endpoint import Endpoint, check_is_private
from shared.transport.sockets import connect

MOST_TOPIC_BYTES = 1024
"""Who subscribes to a longer one is disconnected: each is kept for as long as they listen."""


class Publisher:
    """A PUB socket. A subscriber that is too slow misses messages; nobody waits for it."""

    def __init__(self, endpoint: Endpoint) -> None:
        """Raises LinkError if it cannot publish there, or only in the clear where others listen."""
        check_is_private(endpoint, encrypted=False)
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._socket = self._context.socket(zmq.PUB)
        self._socket.setsockopt(zmq.LINGER, 0)
        self._socket.setsockopt(zmq.SNDHWM, 1000)
        self._socket.setsockopt(zmq.MAXMSGSIZE, MOST_TOPIC_BYTES)
        self._socket.setsockopt(zmq.IPV6, int(":" in endpoint.host))
        try:
            self._socket.bind(str(endpoint))
        except zmq.ZMQError as error:
            self.close()
            raise LinkError(
                f"cannot publish on {endpoint}: {error.strerror}; "
                "another node may be running: stop it or name another port"
            ) from error
        address = self._socket.getsockopt(zmq.LAST_ENDPOINT)
        assert isinstance(address, bytes)
        self.endpoint = Endpoint(endpoint.host, int(address.rsplit(b":", 1)[1].rstrip(b"\0")))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def publish(self, frames: list[bytes]) -> None:
        """Sends to all that listen; never blocks."""
        self._socket.send_multipart(frames)

    def close(self) -> None:
        self._socket.close(linger=0)
        self._context.term()


class Subscriber:
    """A SUB socket for topics that start with `prefix`."""

    def __init__(self, endpoint: Endpoint, prefix: str) -> None:
        check_is_private(endpoint, encrypted=False)
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._socket = self._context.socket(zmq.SUB)
        self._socket.setsockopt(zmq.LINGER, 0)
        self._socket.setsockopt(zmq.RCVHWM, 1000)
        self._socket.setsockopt(zmq.SUBSCRIBE, prefix.encode())
        self._socket.setsockopt(zmq.IPV6, int(":" in endpoint.host))
        try:
            connect(self._socket, endpoint)
        except LinkError:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def receive(self, timeout_ms: int) -> list[bytes] | None:
        """The next message, None if none came in time."""
        if not self._socket.poll(max(0, timeout_ms)):
            return None
        return self._socket.recv_multipart()

    def close(self) -> None:
        self._socket.close(linger=0)
        self._context.term()

"""Which TCP connection a route's messages came over: the only way to end one peer's alone."""

import contextlib
import os
import socket
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import zmq

MOST_ROUTES = 4096


@dataclass(frozen=True, slots=True)
class _Connection:
    descriptor: int
    address: str
    key: str


class Connections:
    """Notes descriptors that libzmq owns; belongs to the thread of their socket."""

    def __init__(self) -> None:
        self._by_route: OrderedDict[bytes, _Connection] = OrderedDict()

    def note(self, frames: list[zmq.Frame]) -> tuple[str, str]:
        """Remembers where a message with its route came from; returns its key and address."""
        last = frames[-1]
        key, address = _text(last, "User-Id"), _text(last, "Peer-Address")
        route = frames[0].bytes
        self._by_route[route] = _Connection(int(last.get(zmq.SRCFD)), address, key)
        self._by_route.move_to_end(route)
        if len(self._by_route) > MOST_ROUTES:
            self._by_route.popitem(last=False)
        return key, address

    def cut(self, is_out: Callable[[str], bool]) -> int:
        """Shuts down the connections of all keys that are out, and says how many.

        A descriptor may belong to another file by now, so it is only touched if it still leads to
        the same address. At worst another peer from there has to connect once more.
        """
        gone = [route for route, c in self._by_route.items() if is_out(c.key)]
        return sum(_shut_down(self._by_route.pop(route)) for route in gone)


def _shut_down(connection: _Connection) -> bool:
    with (
        contextlib.suppress(OSError),
        socket.socket(fileno=os.dup(connection.descriptor)) as shared,
    ):
        if _host(shared.getpeername()) == connection.address:
            shared.shutdown(socket.SHUT_RDWR)
            return True
    return False


def _text(frame: zmq.Frame, name: str) -> str:
    try:
        return str(frame.get(name))
    except zmq.ZMQError:  # it does not have it
        return ""


def _host(name: object) -> str:
    return str(name[0]) if isinstance(name, tuple) and name else ""

"""Which TCP connection a route's messages came over: the only way to end one peer's alone."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import zmq

from shared.transport.descriptors import shut_down

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
        descriptor, address = origin(frames)
        key, route = _text(frames[-1], "User-Id"), frames[0].bytes
        self._by_route[route] = _Connection(descriptor, address, key)
        self._by_route.move_to_end(route)
        if len(self._by_route) > MOST_ROUTES:
            self._by_route.popitem(last=False)
        return key, address

    def cut(self, is_out: Callable[[str], bool]) -> int:
        """Shuts down the connections of all keys that are out, and says how many."""
        gone = [self._by_route.pop(r) for r, c in list(self._by_route.items()) if is_out(c.key)]
        return sum(shut_down(c.descriptor, c.address) for c in gone)

    def key_at(self, descriptor: int, address: str) -> str:
        """The key that was proved on a connection, "" where nothing came over it yet."""
        for connection in reversed(self._by_route.values()):
            if connection.descriptor == descriptor and connection.address == address:
                return connection.key
        return ""


def origin(frames: list[zmq.Frame]) -> tuple[int, str]:
    """The descriptor that a message came over, and the address at its other end."""
    return int(frames[-1].get(zmq.SRCFD)), _text(frames[-1], "Peer-Address")


def _text(frame: zmq.Frame, name: str) -> str:
    try:
        return str(frame.get(name))
    except zmq.ZMQError:  # it does not have it
        return ""

"""Who is connected: made known by hello, forgotten after a long silence. No sockets."""

from dataclasses import dataclass, field

from shared.protocol.peers import PROTOCOL_MAJOR, PROTOCOL_MINOR, Hello, Role
from shared.protocol.status import NodeStatus
from shared.texts import phrase

FORGET_S: dict[Role, float] = {"operator": 300.0, "node": 86_400.0}
"""How long a silent peer is remembered; a node stays in the list of nodes for that long."""


@dataclass(slots=True)
class Peer:
    """One connection. Times are monotonic; `route` is where messages for it go.

    `room` is how many more questions an operator has room for, `attends` whether he or she ever
    asked for any, `looks_at` the question on top, and `acted_s` when that was last another one.
    `minor` is the protocol's minor version that the peer speaks. `clock_ahead_s`: by how much a
    node's clock was ahead of the station's when its `status` came, None where it does not say.
    `key` is the public key that its connection proved to have, "" without encryption.
    """

    route: bytes
    role: Role
    peer_id: str
    name: str
    heard_s: float
    said_s: float
    active_version: int = 0
    minor: int = 0
    room: int = 0
    attends: bool = False
    looks_at: str = ""
    acted_s: float = 0.0
    key: str = ""
    status: NodeStatus | None = field(default=None)
    clock_ahead_s: float | None = None


def hello_refusal(hello: Hello) -> str:
    """Why this station cannot talk to the peer, "" if it can."""
    if hello.major == PROTOCOL_MAJOR:
        return ""
    which = "peer" if hello.major < PROTOCOL_MAJOR else "station"
    return phrase(
        "station",
        "this station speaks protocol {protocol_major}.{protocol_minor}, the peer "
        "{major}.{minor}; update the {which}",
    ).format(
        protocol_major=PROTOCOL_MAJOR,
        protocol_minor=PROTOCOL_MINOR,
        major=hello.major,
        minor=hello.minor,
        which=which,
    )


class Sessions:
    """Peers by route. Of two connections of one peer, the later counts."""

    def __init__(self) -> None:
        self._by_route: dict[bytes, Peer] = {}

    def welcome(
        self, route: bytes, hello: Hello, now_s: float, *, key: str = ""
    ) -> tuple[Peer, bool]:
        """Makes a peer known; says whether it is new or has come back on another route."""
        before = self.find(hello.role, hello.peer_id)
        if before is not None and before.route != route:
            del self._by_route[before.route]
        known = self._by_route.get(route)
        peer = Peer(
            route=route,
            role=hello.role,
            peer_id=hello.peer_id,
            name=hello.name,
            heard_s=now_s,
            said_s=now_s,
            active_version=hello.active_version,
            minor=hello.minor,
            looks_at="" if before is None else before.looks_at,
            acted_s=now_s if before is None else before.acted_s,
            key=key,
        )
        self._by_route[route] = peer
        return peer, known is None or known.peer_id != hello.peer_id

    def drop(self, route: bytes) -> None:
        """Forgets a peer at once."""
        self._by_route.pop(route, None)

    def get(self, route: bytes) -> Peer | None:
        return self._by_route.get(route)

    def find(self, role: Role, peer_id: str) -> Peer | None:
        """The peer of this role and id, if it is connected."""
        found = (p for p in self._by_route.values() if p.role == role and p.peer_id == peer_id)
        return next(found, None)

    def of_role(self, role: Role) -> list[Peer]:
        return [peer for peer in self._by_route.values() if peer.role == role]

    def all(self) -> list[Peer]:
        return list(self._by_route.values())

    def forget_silent(self, now_s: float) -> None:
        """Lets go of peers that said nothing for long."""
        for peer in self.all():
            if now_s - peer.heard_s > FORGET_S[peer.role]:
                del self._by_route[peer.route]

"""Which nodes were here, also before the station started: of a robot that is off it is said when it
was last heard, and not that there is none."""

import logging
import sqlite3
from collections.abc import Iterable, Mapping

import msgspec

from operator_gui.station.database import Database
from operator_gui.station.sessions import Peer, Sessions
from shared.clock import Clock
from shared.errors import StorageError
from shared.protocol.fields import Count, Id, Name, Time

_log = logging.getLogger(__name__)

MOST_NODES = 200
LET_GO_S = 30 * 86_400.0
"""A node that was silent for so long, while others were heard, is remembered no more."""

KEEP_EVERY_S = 60.0
"""When a node was last heard may be wrong by as much after a sudden death of the station."""

_KEEP_NEW_S = 1.0
_META = "known_nodes"


class KnownNode(msgspec.Struct, frozen=True, kw_only=True):
    """A node as it was last heard, in the station's time."""

    node_id: Id
    name: Name
    heard_at_s: Time
    active_version: Count = 0
    minor: Count = 0
    source_id: Name = ""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(tuple[KnownNode, ...])


class NodeMemory:
    """`keep` writes a transaction of its own: once a minute while a node is heard, and where
    another one came."""

    def __init__(self, database: Database, sessions: Sessions, clock: Clock) -> None:
        self._db = database
        self._sessions = sessions
        self._clock = clock
        self._kept: Mapping[str, KnownNode] = {node.node_id: node for node in _read(database)}
        self._heard_s: dict[str, float] = {}
        """When each node that is here was heard as it was last written."""
        self._is_unwritten = False
        self._tried_s = float("-inf")

    def absent(self, shut_out: frozenset[str]) -> tuple[KnownNode, ...]:
        """Those that nothing was heard of since the station started. One of the same name that is
        here is the same robot, begun anew. shut_out: ids of nodes that may not come any more."""
        peers = self._sessions.of_role("node")
        ids, names = {peer.peer_id for peer in peers} | shut_out, {peer.name for peer in peers}
        return tuple(
            node
            for node in self._kept.values()
            if node.node_id not in ids and node.name not in names
        )

    def keep(self) -> None:
        """Writes what changed, if it is time. On a full disk it tries again a minute later."""
        now_s, peers = self._clock.monotonic_s(), self._sessions.of_role("node")
        is_new = any(peer.peer_id not in self._heard_s for peer in peers)
        if now_s - self._tried_s < (_KEEP_NEW_S if is_new else KEEP_EVERY_S):
            return
        heard = [peer for peer in peers if self._heard_s.get(peer.peer_id) != peer.heard_s]
        if not (heard or self._is_unwritten):
            return
        self._tried_s, self._is_unwritten = now_s, True
        offset_s = self._clock.now_s() - now_s
        self._heard_s = {peer.peer_id: peer.heard_s for peer in peers}
        self._kept = remembered(self._kept, [_known(peer, offset_s) for peer in heard])
        try:
            with self._db.transaction():
                self._db.write_meta(_META, _encoder.encode(tuple(self._kept.values())))
            self._is_unwritten = False
        except (StorageError, sqlite3.OperationalError) as error:
            _log.info("which robots were here is not kept: %s", error)


def remembered(kept: Mapping[str, KnownNode], here: Iterable[KnownNode]) -> Mapping[str, KnownNode]:
    """By their ids those that are worth it, the last heard first. Pure.

    How long one was silent is reckoned from when any was last heard, and not from now: a station
    that was off for long has forgotten nobody.
    """
    nodes = {**kept, **{node.node_id: node for node in here}}
    latest_s = max((node.heard_at_s for node in nodes.values()), default=0.0)
    by_age = sorted(nodes.values(), key=lambda node: -node.heard_at_s)
    worth = [node for node in by_age if latest_s - node.heard_at_s <= LET_GO_S]
    return {node.node_id: node for node in worth[:MOST_NODES]}


def _known(peer: Peer, offset_s: float) -> KnownNode:
    """offset_s: from monotonic time to the station's."""
    return KnownNode(
        node_id=peer.peer_id,
        name=peer.name,
        heard_at_s=max(0.0, peer.heard_s + offset_s),
        active_version=peer.active_version,
        minor=peer.minor,
        source_id="" if peer.status is None else peer.status.source_id,
    )


def _read(database: Database) -> tuple[KnownNode, ...]:
    stored = database.read_meta(_META)
    try:
        return () if stored is None else _decoder.decode(stored)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        _log.warning("which robots were here cannot be read, and is begun anew: %s", error)
        return ()

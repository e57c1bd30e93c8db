"""Who looks at which node: wishes go on to the node, and its pictures back. Nothing is kept."""

from operator_gui.station.post import Post
from operator_gui.station.sessions import Peer, Sessions
from shared.clock import Clock
from shared.errors import ProtocolError
from shared.protocol.codec import Envelope
from shared.protocol.jpeg import check_small_picture
from shared.protocol.live import LIVE_MINOR, WANTED_S, LiveFrame, LiveWanted


class LiveDesk:
    """Belongs to the station's loop."""

    def __init__(self, *, sessions: Sessions, post: Post, clock: Clock) -> None:
        self._sessions = sessions
        self._post = post
        self._clock = clock
        self._looking: dict[str, dict[str, float]] = {}

    def wish(self, operator: Peer, wanted: LiveWanted) -> None:
        """An operator looks at a node. One that is not there, or is older, shows nothing."""
        node = self._sessions.find("node", wanted.node_id)
        if node is None or node.minor < LIVE_MINOR:
            return
        until_s = self._clock.monotonic_s() + WANTED_S
        self._looking.setdefault(wanted.node_id, {})[operator.peer_id] = until_s
        self._post.send(node.route, wanted)

    def show(self, node: Peer, envelope: Envelope) -> None:
        """Hands a node's picture to who looks at it. Raises ProtocolError if it is none."""
        frame = envelope.message
        assert isinstance(frame, LiveFrame)
        if frame.node_id != node.peer_id:
            raise ProtocolError(f"node {node.peer_id} shows what node {frame.node_id} sees")
        check_small_picture(envelope.payloads, of="live_frame")
        now_s = self._clock.monotonic_s()
        looking = self._looking.get(node.peer_id, {})
        looking = {peer_id: until_s for peer_id, until_s in looking.items() if until_s > now_s}
        self._looking[node.peer_id] = looking
        for operator in self._sessions.of_role("operator"):
            if operator.peer_id in looking:
                self._post.send(operator.route, frame, envelope.payloads)

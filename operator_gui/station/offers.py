"""When a node is offered a version, and when again. No sockets, no clock of its own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NodeState:
    """What is known of a node that is connected."""

    node_id: str
    active_version: int
    will_not_run: bool
    """Whether it refused the version in question, or went back from it."""


class Offers:
    """Offers are repeated until the node runs the version or says that it will not.

    Versions only rise, so that a node with a higher one is left alone.
    """

    def __init__(self, again_s: float) -> None:
        self._again_s = again_s
        self._offered: dict[str, tuple[int, float]] = {}

    def due(self, version: int, node: NodeState, now_s: float) -> bool:
        """Whether to offer `version` to the node now. `now_s` is monotonic."""
        if version == 0 or node.active_version >= version or node.will_not_run:
            return False
        offered, at_s = self._offered.get(node.node_id, (0, 0.0))
        return offered != version or now_s - at_s >= self._again_s

    def offered(self, version: int, node_id: str, now_s: float) -> None:
        """Notes that the offer was sent."""
        self._offered[node_id] = (version, now_s)

    def forget(self, node_id: str) -> None:
        """The node said hello: what was sent before may not have reached it."""
        offered, _ = self._offered.get(node_id, (0, 0.0))
        if offered:
            self._offered[node_id] = (offered, float("-inf"))

    def offered_version(self, node_id: str) -> int:
        """The last version that the node was offered, 0 for none."""
        return self._offered.get(node_id, (0, 0.0))[0]

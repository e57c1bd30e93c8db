"""The node's configuration, as `whatsit edge --config FILE` reads it."""

import platform

import msgspec

from edge_node.asking.config import AskConfig
from edge_node.perception.config import PerceptionConfig
from edge_node.tracking import TrackerConfig


class EdgeConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that can be set, with its default.

    station: where questions go. publish: where detections are published; "" publishes nothing.
    outbox_cap_mb: how much disk the questions that have not arrived may take; the most valuable
    are kept. linger_s: how long after the end of a recording the last questions may still take
    to arrive. threads: for ONNX Runtime.
    """

    name: str = platform.node()
    station: str = "tcp://127.0.0.1:7341"
    publish: str = "tcp://127.0.0.1:7340"
    threads: int = 2
    outbox_cap_mb: int = 512
    linger_s: float = 5.0
    perception: PerceptionConfig = PerceptionConfig()
    tracker: TrackerConfig = TrackerConfig()
    ask: AskConfig = AskConfig()

"""The node's configuration, as `whatsit edge --config FILE` reads it."""

import platform
from typing import Annotated

import msgspec

from edge_node.asking.ask_policy import AskConfig
from edge_node.perception.pipeline import PerceptionConfig
from edge_node.perception.providers import ProviderName
from edge_node.recording.config import RecordingConfig
from edge_node.sources.source import SourceOptions
from edge_node.synthesis.config import SynthesisConfig
from shared.protocol.fields import Name


class EdgeConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that can be set, with its default.

    station: where questions go. station_key: the public key of a station that encrypts, or the name
    of a file with it; "" for the one that let this node in. publish: where detections are
    published; "" publishes nothing.
    ask_on: where the robot's own software may put a blocking question; "" for nowhere.
    outbox_cap_mb: how much disk the questions that have not arrived may take; the most valuable
    are kept. linger_s: how long after the end of a recording the last questions may still take
    to arrive. threads: for ONNX Runtime on the CPU; 0 leaves that to it. provider: what runs the
    models. seed: of the random checks; the same recording with the same seed is asked about in the
    same way. metrics: where Prometheus may ask, as "127.0.0.1:9464"; "" for nowhere.
    """

    name: Name = platform.node()
    station: str = "tcp://127.0.0.1:7341"
    station_key: str = ""
    publish: str = "tcp://127.0.0.1:7340"
    ask_on: str = "tcp://127.0.0.1:7342"
    threads: Annotated[int, msgspec.Meta(ge=0, le=1024)] = 2
    provider: ProviderName = "auto"
    outbox_cap_mb: Annotated[int, msgspec.Meta(ge=0, le=1 << 30)] = 512
    linger_s: Annotated[float, msgspec.Meta(ge=0.0, le=1e6)] = 5.0
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**53)] = 0
    metrics: str = ""
    source: SourceOptions = SourceOptions()
    perception: PerceptionConfig = PerceptionConfig()
    ask: AskConfig = AskConfig()
    recording: RecordingConfig = RecordingConfig()
    synthesis: SynthesisConfig = SynthesisConfig()

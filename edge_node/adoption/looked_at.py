"""What a look at a model gives, as the quarantine's child says it."""

from dataclasses import dataclass

import msgspec

from edge_node.perception.ports import TensorPort
from edge_node.perception.providers import ProviderName
from edge_node.perception.recognition.reading import Reading, ReadingWish
from shared.bundle import ModelFile


class ProbeOrder(msgspec.Struct, frozen=True, kw_only=True):
    """What to look at. reading: how the model is read, where that is known already. photo: ""
    for a made-up image. runs: how often it is timed, at most."""

    path: str
    file: ModelFile
    wish: ReadingWish = ReadingWish()
    reading: Reading | None = None
    photo: str = ""
    provider: ProviderName = "auto"
    threads: int = 2
    runs: int = 30


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What stands in the file, fit to be shown and cut to length."""

    opset: int
    ir_version: int
    producer: str
    nodes: int
    inputs: tuple[TensorPort, ...]
    outputs: tuple[TensorPort, ...]
    metadata: dict[str, str]


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds for one image. `median_ms`, `low_ms` and `high_ms` (the 10th and the 90th
    percentile) are of the inference alone, `whole_ms` is the median of it with all that a node
    does around it: fitting the image, reading the tensors."""

    runs: int
    median_ms: float
    low_ms: float
    high_ms: float
    whole_ms: float
    first_ms: float
    loading_ms: float


@dataclass(frozen=True, slots=True)
class Seen:
    """One detection with its box in pixels of the image, or one class of a classifier's answer,
    which has none; `name` as it can be shown."""

    name: str
    score: float
    box: tuple[float, float, float, float] | None = None


class ProbeReply(msgspec.Struct, frozen=True, kw_only=True):
    """What was found; what could not be found out is None.

    refusal: why the model cannot be used, "" if it can. unreadable: because nobody knows its
    layout. available, ran_on: providers by ONNX Runtime's names. shortfall: why it does not run
    on the one that was wanted.
    """

    refusal: str = ""
    unreadable: bool = False
    facts: FileFacts | None = None
    reading: Reading | None = None
    available: tuple[str, ...] = ()
    ran_on: str = ""
    shortfall: str = ""
    timing: Timing | None = None
    seen: tuple[Seen, ...] = ()

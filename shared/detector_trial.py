"""What is asked of the quarantine about a detector from outside, and its answer."""

from typing import Annotated

import msgspec

from shared.bundle import DetectorSpec, ModelFile
from shared.protocol.fields import Corners

TRIAL_MODULE = "edge_node.adoption.outside_detector_process"
"""What the quarantine's child runs."""

FOUND_IOU = 0.5
"""A box with at least this intersection over union with a labelled one has found its object."""


class LabelledFrame(msgspec.Struct, frozen=True, kw_only=True):
    """A picture's file, and the labelled boxes in it, in its pixels."""

    path: str
    boxes: Annotated[tuple[Corners, ...], msgspec.Meta(min_length=1)]


class ReadOrder(msgspec.Struct, frozen=True, kw_only=True, tag="read"):
    """Find out how the detector at `outside` is read.

    file: what it is known to be. config: a TOML file that says it, "" where it is told from the
    model itself.
    """

    outside: str
    file: ModelFile
    config: str = ""


class CompareOrder(msgspec.Struct, frozen=True, kw_only=True, tag="compare"):
    """Run the detector at `outside`, and the one at `running`, on the same frames, in a process in
    which nothing ran before: what was given back would hide what they take.

    spec, running_spec: how each is read. slower: from how many times the time of the running one
    on the candidate is timed again.
    """

    outside: str
    spec: DetectorSpec
    running: str
    running_spec: DetectorSpec
    frames: Annotated[tuple[LabelledFrame, ...], msgspec.Meta(min_length=1)]
    slower: float


class DetectorOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Either of the two."""

    task: ReadOrder | CompareOrder


class DetectorFigures(msgspec.Struct, frozen=True, kw_only=True):
    """How a detector did. found: of each frame's labelled boxes, whether it found them. boxes: how
    many it gave in all frames. least_ms: the least time for one frame. memory_bytes: the most that
    loading and running it took."""

    found: tuple[tuple[bool, ...], ...]
    boxes: int
    least_ms: float
    memory_bytes: int


class DetectorReply(msgspec.Struct, frozen=True, kw_only=True):
    """refusal: why it cannot be a detector, "" if it can. Else how it is read, or how both did."""

    refusal: str = ""
    spec: DetectorSpec | None = None
    before: DetectorFigures | None = None
    after: DetectorFigures | None = None

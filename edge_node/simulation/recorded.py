"""A recording with its truth: crops of each object at its key frames."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from edge_node.simulation.class_folder import class_name
from edge_node.simulation.picture import LabelledData, Picture, Thing
from edge_node.sources.address import parse_address, shown
from edge_node.sources.catalogue import open_source
from edge_node.sources.source import EndOfSource, NextFrame, SourceOptions
from shared.clock import Clock
from shared.domain import Box, Frame, Image
from shared.errors import UsageError
from shared.truth import TruthObject, VideoTruth, load_truth

READ_TIMEOUT_S = 0.5
TRUTH_SUFFIX = ".truth.json"


def frames_of(recording: str, *, clock: Clock) -> Iterator[Frame]:
    """Every frame of a recording, once. Raises UsageError for a camera, SourceError as it does."""
    address = parse_address(recording)
    if not address.is_recording:
        raise UsageError(f"{address.label} is live: expected a recording, which has an end")
    with open_source(recording, options=SourceOptions(), clock=clock) as source:
        while True:
            match source.read(timeout_s=READ_TIMEOUT_S):
                case NextFrame(frame=frame):
                    yield frame
                case EndOfSource():
                    return


def truth_beside(recording: Path) -> Path:
    """Where the truth about a video lies by default."""
    return recording.with_suffix(TRUTH_SUFFIX)


def read_recorded(recording: Path, truth: Path | None, *, clock: Clock) -> LabelledData:
    """The objects of a recording, each with a view at every key frame in which it is to be seen.

    truth: `whatsit-truth-1`; None for the file beside the recording. Raises TruthError, and
    UsageError for another form of truth.
    """
    file = truth or truth_beside(recording)
    if truth is None and not file.is_file():
        raise UsageError(
            f"{shown(recording)}: its objects have no names; name the file that does with --truth, "
            f"or put it beside it as {shown(file.name)}"
        )
    known = load_truth(file)
    if not isinstance(known, VideoTruth):
        raise UsageError(f"{shown(file)}: expected a truth file of a recording")
    return LabelledData(
        shown(recording), _pictures(frames_of(str(recording), clock=clock), known), None
    )


def _pictures(frames: Iterator[Frame], truth: VideoTruth) -> Iterator[Picture]:
    at_frame: dict[int, list[tuple[TruthObject, Box]]] = {}
    for item in truth.objects:
        for key in item.keyframes:
            if not key.hidden:
                at_frame.setdefault(key.frame, []).append((item, Box(*key.box)))
    for frame in frames:
        seen = at_frame.get(frame.position, []) if frame.position is not None else []
        if not seen:
            continue
        yield Picture(
            label=f"frame {frame.position}",
            part="any",
            things=tuple(_thing(item, box, frame) for item, box in seen),
            read=frame.image.tobytes,
            decode=partial(_image_of, shape=frame.image.shape),
        )


def _image_of(content: bytes, shape: tuple[int, ...]) -> Image:
    return np.frombuffer(content, np.uint8).reshape(shape)


def _thing(item: TruthObject, box: Box, frame: Frame) -> Thing:
    width_px, height_px = frame.width_px, frame.height_px
    name = f"object {item.id}"
    shares = Box(
        max(0.0, box.x0 / width_px),
        max(0.0, box.y0 / height_px),
        min(1.0, box.x1 / width_px),
        min(1.0, box.y1 / height_px),
    )
    return Thing(name, class_name(item.name), session=name, box=shares)

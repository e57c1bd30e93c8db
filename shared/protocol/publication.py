"""What a node publishes for the robot's own software: every frame's detections.

Published on a PUB socket as two frames: the topic `detections/<source id>`, and one msgpack map
of the type below. The same record is what `whatsit edge --detections FILE.jsonl` writes, a JSON
object a line.
"""

import msgspec

from shared.domain import NameSource
from shared.errors import ProtocolError
from shared.protocol.fields import Corners

TOPIC_PREFIX = "detections/"


class PublishedDetection(msgspec.Struct, frozen=True, kw_only=True):
    """One tracked object in one frame.

    `name` is what whatsit believes ("" while it believes nothing), `name_source` who says so.
    `prediction_set` are the names that cannot be told apart at the stated risk; empty means that
    the head knows nothing like it. `novelty` runs from 0 to 1. `probabilities` are the head's
    likeliest names, best first and at most five, "not an object" among them; empty before
    anything was taught.
    """

    track_id: int
    box: Corners
    detector_score: float
    detector_class: str
    name: str
    name_source: NameSource
    probability: float = 0.0
    prediction_set: tuple[str, ...] = ()
    novelty: float = 1.0
    asked: bool = False
    probabilities: tuple[tuple[str, float], ...] = ()


class FrameDetections(msgspec.Struct, frozen=True, kw_only=True):
    """All tracked objects of one frame, boxes in pixels of that frame."""

    schema: int = 1
    node_id: str
    source_id: str
    sequence: int
    position: int | None
    frame_name: str
    captured_at_s: float
    published_at_s: float
    width_px: int
    height_px: int
    version: int
    detections: tuple[PublishedDetection, ...]


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(FrameDetections)


def encode_publication(record: FrameDetections) -> list[bytes]:
    """The record as the frames of one published message, topic first."""
    return [(TOPIC_PREFIX + record.source_id).encode(), _encoder.encode(record)]


def decode_publication(frames: list[bytes]) -> FrameDetections:
    """The inverse of `encode_publication`. Raises ProtocolError for anything else."""
    if len(frames) != 2:
        raise ProtocolError(f"malformed publication: expected 2 frames, got {len(frames)}")
    try:
        return _decoder.decode(frames[1])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ProtocolError(f"malformed publication: {error}") from error

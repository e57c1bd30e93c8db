"""The frames that are shown to a person: a few a second, and none while nobody looks."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from edge_node.jpeg import encode_jpeg
from shared.clock import Clock
from shared.domain import Frame, Image
from shared.protocol.codec import Envelope
from shared.protocol.live import MAX_OBJECTS, WANTED_S, LiveFrame, LiveObject
from shared.protocol.publication import FrameDetections

EVERY_S = 0.2
LONGER_SIDE_PX = 640
JPEG_QUALITY = 70


@dataclass(frozen=True, slots=True, eq=False)
class LiveShot:
    """A frame and what was found in it."""

    image: Image
    record: FrameDetections


class LiveTap:
    """`want` comes from the link's thread, `saw` from perception's, which it costs a look at the
    clock: what is due is handed to `show`, to be made a picture of elsewhere."""

    def __init__(self, *, show: Callable[[LiveShot], None], clock: Clock) -> None:
        self._show = show
        self._clock = clock
        self._until_s = 0.0
        self._next_s = 0.0

    def want(self) -> None:
        """Somebody looks."""
        self._until_s = self._clock.monotonic_s() + WANTED_S

    def saw(self, frame: Frame, record: FrameDetections) -> None:
        """A frame was processed."""
        now_s = self._clock.monotonic_s()
        if self._next_s <= now_s < self._until_s:
            self._next_s = now_s + EVERY_S
            self._show(LiveShot(frame.image, record))


def live_frame(shot: LiveShot) -> Envelope:
    """The message of a shot: the picture at most 640 px on its longer side, and all objects."""
    height_px, width_px = shot.image.shape[:2]
    factor = LONGER_SIDE_PX / max(height_px, width_px)
    image = shot.image
    if factor < 1.0:
        size = (max(1, round(factor * width_px)), max(1, round(factor * height_px)))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    record = shot.record
    message = LiveFrame(
        node_id=record.node_id,
        source_id=record.source_id[:120],
        sequence=record.sequence,
        captured_at_s=record.captured_at_s,
        width_px=width_px,
        height_px=height_px,
        version=record.version,
        objects=tuple(
            LiveObject(box=d.box, name=d.name[:120], probability=d.probability, asked=d.asked)
            for d in record.detections[:MAX_OBJECTS]
        ),
    )
    return Envelope(message, (encode_jpeg(image, quality=JPEG_QUALITY),))

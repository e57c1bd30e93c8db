"""The frames that are shown to a person: a few a second, and none while nobody looks."""

from collections.abc import Callable
from dataclasses import dataclass

from edge_node.small_picture import shown_objects, small_jpeg
from shared.clock import Clock
from shared.domain import Frame, Image
from shared.protocol.codec import Envelope
from shared.protocol.live import WANTED_S, LiveFrame
from shared.protocol.publication import FrameDetections

EVERY_S = 0.2


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
    """The message of a shot, with the picture made small."""
    height_px, width_px = shot.image.shape[:2]
    record = shot.record
    message = LiveFrame(
        node_id=record.node_id,
        source_id=record.source_id[:120],
        sequence=record.sequence,
        captured_at_s=record.captured_at_s,
        width_px=width_px,
        height_px=height_px,
        version=record.version,
        objects=shown_objects(record.detections),
    )
    return Envelope(message, (small_jpeg(shot.image),))

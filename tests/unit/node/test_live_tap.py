"""Which frames are shown to who looks, and as what."""

import cv2
import numpy as np
import pytest

from edge_node.live_tap import EVERY_S, LiveShot, LiveTap, live_frame
from shared.domain import Frame
from shared.protocol.codec import decode, encode
from shared.protocol.live import MAX_OBJECTS, WANTED_S, LiveFrame
from shared.protocol.publication import FrameDetections, PublishedDetection
from tests.fakes import ManualClock


def frame(width_px: int = 64, height_px: int = 48) -> Frame:
    image = np.random.default_rng(0).integers(0, 256, (height_px, width_px, 3), np.uint8)
    return Frame(
        source_id="camera", sequence=7, position=7, captured_at_s=12.0, image=image, name=""
    )


def record(width_px: int = 64, height_px: int = 48, objects: int = 1) -> FrameDetections:
    thing = PublishedDetection(
        track_id=1,
        box=(1.0, 2.0, 30.0, 40.0),
        detector_score=0.9,
        detector_class="cup",
        name="mug",
        name_source="head",
        probability=0.75,
        asked=True,
    )
    return FrameDetections(
        node_id="rover-1",
        source_id="camera",
        sequence=7,
        position=7,
        frame_name="",
        captured_at_s=12.0,
        published_at_s=12.1,
        width_px=width_px,
        height_px=height_px,
        version=3,
        detections=(thing,) * objects,
    )


def shown(tap: LiveTap, clock: ManualClock, shots: list[LiveShot], *, for_s: float) -> int:
    """How many of a hundred frames a second are shown."""
    before = len(shots)
    for _ in range(round(100 * for_s)):
        tap.saw(frame(), record())
        clock.advance(0.01)
    return len(shots) - before


def test_that_nothing_is_shown_while_nobody_looks_and_few_frames_while_somebody_does(
    clock: ManualClock,
) -> None:
    shots: list[LiveShot] = []
    tap = LiveTap(show=shots.append, clock=clock)
    assert shown(tap, clock, shots, for_s=1.0) == 0
    tap.want()
    most = round(WANTED_S / EVERY_S)
    assert most - 2 <= shown(tap, clock, shots, for_s=WANTED_S) <= most
    assert shown(tap, clock, shots, for_s=1.0) == 0
    tap.want()
    assert shown(tap, clock, shots, for_s=1.0) > 0


@pytest.mark.parametrize(
    ("size", "sent"), [((64, 48), (64, 48)), ((1920, 1080), (640, 360)), ((4, 3000), (1, 640))]
)
def test_that_a_picture_is_made_small_and_its_boxes_stay_those_of_the_frame(
    size: tuple[int, int], sent: tuple[int, int]
) -> None:
    envelope = live_frame(LiveShot(frame(*size).image, record(*size)))
    assert decode(encode(envelope)) == envelope
    (jpeg,) = envelope.payloads
    height_px, width_px = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR).shape[:2]
    assert (width_px, height_px) == sent
    message = envelope.message
    assert isinstance(message, LiveFrame)
    assert (message.width_px, message.height_px, message.version) == (*size, 3)
    (thing,) = message.objects
    assert (thing.box, thing.name, thing.asked) == ((1.0, 2.0, 30.0, 40.0), "mug", True)


def test_that_a_crowd_is_cut_to_what_a_message_holds() -> None:
    message = live_frame(LiveShot(frame().image, record(objects=500))).message
    assert isinstance(message, LiveFrame)
    assert len(message.objects) == MAX_OBJECTS

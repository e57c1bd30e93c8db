import threading
from collections.abc import Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import numpy as np
import pytest

from edge_node.sources.messages import (
    Ended,
    FrameReady,
    FromChild,
    GiveBack,
    NothingNewer,
    Renew,
    Want,
    decode_from_child,
)
from edge_node.sources.outlet import NewestOutlet
from edge_node.sources.slots import FrameSlots
from tests.unit.sources.fake_readers import image_of


@pytest.fixture
def slots() -> Iterator[FrameSlots]:
    slots = FrameSlots(3)
    yield slots
    slots.close()


@pytest.fixture
def ends() -> Iterator[tuple[Connection, Connection]]:
    ours, theirs = Pipe()
    yield ours, theirs
    ours.close()
    theirs.close()


def _heard(connection: Connection) -> list[FromChild]:
    messages = []
    while connection.poll(0):
        messages.append(decode_from_child(connection.recv_bytes(), slots=3))
    return messages


def _publish(outlet: NewestOutlet, sequence: int) -> None:
    frame = FrameReady(
        slot=outlet.take_slot(),
        height=6,
        width=8,
        sequence=sequence,
        captured_at_s=0.0,
        position=None,
        pass_index=0,
        pass_start_s=0.0,
        recorded_s=0.0,
        name="",
    )
    outlet.write(frame.slot, image_of(sequence))
    outlet.publish(frame)


def test_that_slots_hold_frames_of_any_size(slots: FrameSlots) -> None:
    for number, side in enumerate((10, 2_000, 1, 500)):
        image = image_of(number + 1, height=side, width=side + 3)
        slots.write(1, image)
        assert np.array_equal(slots.read(1, height=side, width=side + 3), image)


def test_that_a_frame_read_is_a_copy(slots: FrameSlots) -> None:
    slots.write(0, image_of(1))
    image = slots.read(0, height=6, width=8)
    slots.write(0, image_of(2))
    assert np.array_equal(image, image_of(1))


def test_that_the_pulse_changes_with_every_beat(slots: FrameSlots) -> None:
    seen = {slots.pulse}
    for _ in range(5):
        slots.beat()
        seen.add(slots.pulse)
    assert len(seen) == 6


def test_that_slots_do_not_travel_by_themselves(slots: FrameSlots) -> None:
    with pytest.raises(RuntimeError, match="shared between processes through inheritance"):
        slots.__getstate__()


def test_that_the_newest_frame_is_sent_when_it_is_wanted(
    slots: FrameSlots, ends: tuple[Connection, Connection]
) -> None:
    ours, theirs = ends
    outlet = NewestOutlet(theirs, slots)
    for sequence in range(50):
        _publish(outlet, sequence)
    assert _heard(ours) == []
    outlet.handle(Want())
    (frame,) = _heard(ours)
    assert isinstance(frame, FrameReady)
    assert (frame.sequence, frame.dropped) == (49, 49)
    for sequence in range(50, 60):  # while the source still copies the last one
        _publish(outlet, sequence)
    assert np.array_equal(slots.read(frame.slot, height=6, width=8), image_of(49))
    outlet.handle(GiveBack(frame.slot))
    outlet.handle(Renew())
    (newer,) = _heard(ours)
    assert isinstance(newer, FrameReady)
    assert (newer.sequence, newer.dropped) == (59, 58)
    outlet.handle(Renew())
    assert _heard(ours) == [NothingNewer()]


def test_that_a_want_is_served_by_the_next_frame(
    slots: FrameSlots, ends: tuple[Connection, Connection]
) -> None:
    ours, theirs = ends
    outlet = NewestOutlet(theirs, slots)
    outlet.handle(Want())
    assert _heard(ours) == []
    _publish(outlet, 0)
    _publish(outlet, 1)
    assert [getattr(message, "sequence", None) for message in _heard(ours)] == [0]


def test_that_the_end_comes_after_the_last_frame(
    slots: FrameSlots, ends: tuple[Connection, Connection]
) -> None:
    ours, theirs = ends
    outlet = NewestOutlet(theirs, slots)
    _publish(outlet, 0)
    finishing = threading.Thread(target=outlet.finish, args=("done",), name="finishing")
    finishing.start()
    outlet.handle(Want())
    (frame,) = _heard(ours)
    assert isinstance(frame, FrameReady)
    outlet.handle(Want())
    finishing.join(60.0)
    assert not finishing.is_alive()
    assert _heard(ours) == [Ended("done")]

import itertools
import re
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from edge_node.sources import EndOfSource, NextFrame, NothingYet, SourceOptions
from edge_node.sources.iterator import IteratorSource
from shared.domain import Image
from shared.errors import UsageError
from shared.protocol.fields import MAX_NAME
from tests.conftest import ExpectWarnings
from tests.fakes import ManualClock, wait_until
from tests.unit.sources.fake_readers import image_of
from tests.unit.sources.recordings import read_all, read_frame


def _images(n: int) -> Iterator[Image]:
    return (image_of(number) for number in range(n))


def _number(image: Image) -> int:
    return int(image[0, 0, 0])


def test_that_with_keep_all_every_frame_comes_and_then_the_end() -> None:
    with IteratorSource(_images(20), source_id="rig", keep_all=True) as source:
        frames, reason = read_all(source)
        assert source.read(timeout_s=0) == EndOfSource("end of rig")
    assert [_number(frame.image) for frame in frames] == list(range(20))
    assert [frame.sequence for frame in frames] == list(range(20))
    assert {(frame.source_id, frame.position) for frame in frames} == {("rig", None)}
    assert reason == "end of rig"
    assert source.stats.frames_dropped == 0


def test_that_capture_times_are_kept_and_otherwise_those_of_the_clock(clock: ManualClock) -> None:
    given = [(image_of(0), 1_600_000_000.5), image_of(1), (image_of(2), 7)]
    with IteratorSource(given, source_id="rig", keep_all=True, clock=clock) as source:
        frames, _ = read_all(source)
    assert [frame.captured_at_s for frame in frames] == [1_600_000_000.5, clock.now_s(), 7.0]


def test_that_a_buffer_may_be_used_again() -> None:
    buffer = image_of(0)

    def reused() -> Iterator[Image]:
        for number in range(5):
            buffer[:] = number
            yield buffer

    with IteratorSource(reused(), source_id="rig", keep_all=True) as source:
        frames, _ = read_all(source)
    assert [_number(frame.image) for frame in frames] == list(range(5))


def test_that_the_newest_frame_wins_and_the_last_one_is_never_lost() -> None:
    source = IteratorSource(_images(50), source_id="rig")
    with source:
        wait_until(lambda: source.stats.frames_dropped == 49)
        frames, _ = read_all(source)
    assert [_number(frame.image) for frame in frames] == [49]
    assert (source.stats.frames_delivered, source.stats.frames_dropped) == (1, 49)


def test_that_an_exception_is_the_end_and_is_told_in_a_line(
    expected_warnings: ExpectWarnings,
) -> None:
    expected_warnings("rig: its iterator failed: OSError: no such camera")

    def broken() -> Iterator[Image]:
        yield image_of(0)
        raise OSError("no such camera")

    with IteratorSource(broken(), source_id="rig", keep_all=True) as source:
        frames, reason = read_all(source)
    assert len(frames) == 1
    assert reason == source.stats.last_error == "rig: its iterator failed: OSError: no such camera"


def test_that_something_that_cannot_be_iterated_is_told_too(
    expected_warnings: ExpectWarnings,
) -> None:
    expected_warnings("rig: its iterator failed: TypeError")
    with IteratorSource(42, source_id="rig") as source:  # type: ignore[arg-type]
        read_all(source)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (np.zeros((4, 4), np.uint8), r"expected an image of shape \(height, width, 3\), uint8"),
        (np.zeros((4, 4, 3), np.float64), "float64"),
        ("frame.png", "as a numpy array, got str"),
        (None, "as a numpy array, got NoneType"),
        ((image_of(0), "now"), "or a tuple of an image and its time in s"),
        ((image_of(0), 1.0, 2.0), "or a tuple of an image and its time in s"),
        ((image_of(0), float("nan")), "expected a capture time in seconds since 1970, got nan"),
        ((image_of(0), 1.7e12), "expected a capture time in seconds since 1970, got 17000000000"),
        ((image_of(0), -1.0), "expected a capture time in seconds since 1970, got -1.0"),
    ],
)
def test_that_what_is_no_frame_ends_it_with_what_was_expected(
    given: object, expected: str, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("rig: expected")
    with IteratorSource([given], source_id="rig") as source:  # type: ignore[list-item]
        frames, reason = read_all(source)
    assert frames == []
    assert re.search(expected, reason)


def test_that_a_hanging_iterator_is_lost_once_and_comes_back(
    clock: ManualClock, expected_warnings: ExpectWarnings, caplog: pytest.LogCaptureFixture
) -> None:
    expected_warnings("rig is lost: its iterator has given no frame for 5 s")
    caplog.set_level("INFO")
    goes_on = threading.Event()

    def hangs() -> Iterator[Image]:
        yield image_of(0)
        goes_on.wait(10)
        yield image_of(1)

    with IteratorSource(hangs(), source_id="rig", clock=clock) as source:
        read_frame(source)
        for _ in range(5):
            clock.advance(2)
            assert source.read(timeout_s=0) == NothingYet()
        assert source.stats.state == "lost"
        assert source.stats.trouble == "its iterator has given no frame for 5 s"
        goes_on.set()
        assert _number(read_frame(source).image) == 1
        assert (source.stats.state, source.stats.trouble) == ("running", "")
    lines = [record.getMessage() for record in caplog.records]
    assert lines == [
        "rig is lost: its iterator has given no frame for 5 s",
        "rig is back",
    ]


def test_that_a_frozen_rig_is_said(clock: ManualClock, expected_warnings: ExpectWarnings) -> None:
    expected_warnings("rig is frozen")
    same = itertools.repeat(image_of(99), 200)
    with IteratorSource(same, source_id="rig", keep_all=True, clock=clock) as source:
        while isinstance(source.read(timeout_s=5), NextFrame):
            clock.advance(0.1)
        assert source.stats.health == "frozen"


def test_that_closing_ends_the_generator_on_its_own_thread() -> None:
    ended_on: list[str] = []

    def endless() -> Iterator[Image]:
        try:
            for number in itertools.count():
                time.sleep(0.001)
                yield image_of(number)
        finally:
            ended_on.append(threading.current_thread().name)

    source = IteratorSource(endless(), source_id="rig")
    with source:
        read_frame(source)
    source.close()
    assert ended_on == ["iterator-rig"]
    assert source.read(timeout_s=0) == EndOfSource("rig was closed")


def test_that_a_waiting_iterator_of_which_all_is_kept_is_let_go() -> None:
    source = IteratorSource(_images(100), source_id="rig", keep_all=True)
    source.open()
    read_frame(source)
    started_s = time.monotonic()
    source.close()
    assert time.monotonic() - started_s < 10.0


def test_that_an_iterator_that_never_returns_does_not_hold_up_closing(
    expected_warnings: ExpectWarnings,
) -> None:
    expected_warnings("rig: its iterator does not return")
    never = threading.Event()

    def hangs() -> Iterator[Image]:
        yield image_of(0)
        never.wait(60)

    source = IteratorSource(hangs(), source_id="rig")
    source.open()
    read_frame(source)
    started_s = time.monotonic()
    source.close()
    assert time.monotonic() - started_s < 10.0
    never.set()


def test_that_its_id_is_no_longer_than_a_question_has_room_for() -> None:
    assert len(IteratorSource([], source_id="x" * 200).source_id) == MAX_NAME


def test_that_a_start_offset_is_refused_as_it_is_for_a_camera() -> None:
    with pytest.raises(UsageError, match="rig is live"):
        IteratorSource([], source_id="rig", options=SourceOptions(start_s=3))

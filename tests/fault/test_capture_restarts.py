"""A reader that hangs, dies or fails: the source notices, says so, and goes on."""

import logging
import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from edge_node.sources import EndOfSource, FrameSource, NothingYet, SourceOptions
from edge_node.sources.address import parse_address
from edge_node.sources.capture import SupervisedSource
from edge_node.sources.catalogue import make_reader
from shared.clock import SystemClock
from shared.domain import Frame
from shared.errors import SourceError
from tests.conftest import ExpectWarnings
from tests.fakes import ManualClock, wait_until
from tests.unit.sources.fake_readers import Script, image_of
from tests.unit.sources.recordings import (
    FAST_RESTARTS,
    digests,
    read_all,
    read_frame,
    scripted,
    write_images,
    write_video,
)

HANGS = SourceOptions(hang_timeout_s=0.3, backoff_first_s=0.01, backoff_cap_s=0.05)


def _open_recording(text: str) -> SupervisedSource:
    address = parse_address(text)
    source = SupervisedSource(
        partial(make_reader, address, FAST_RESTARTS),
        source_id="recording",
        label="recording",
        is_recording=True,
        options=FAST_RESTARTS,
        clock=SystemClock(),
    )
    source.open()
    return source


def _kill_reader(source: SupervisedSource) -> None:
    pid = source.child_pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)


def _positions(frames: list[Frame]) -> list[int | None]:
    return [frame.position for frame in frames]


@pytest.mark.parametrize("kind", ["mp4", "avi", "images"])
def test_that_a_recording_goes_on_with_the_next_frame_after_its_reader_was_killed(
    kind: str, tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("recording is lost and being restarted: .* signal 9")
    n_frames = 60
    if kind == "images":
        text = str(write_images(tmp_path / "images", n_frames=n_frames))
    else:
        codec = {"mp4": "mp4v", "avi": "MJPG"}[kind]
        text = str(write_video(tmp_path / f"a.{kind}", n_frames=n_frames, codec=codec))
    with _open_recording(text) as source:
        undisturbed, _ = read_all(source)
    with _open_recording(text) as source:
        frames: list[Frame] = []
        for kill_at in (1, 20, 47):
            while len(frames) < kill_at:
                frames.append(read_frame(source))
            _kill_reader(source)
        rest, _ = read_all(source)
        stats = source.stats
    frames += rest
    assert _positions(frames) == list(range(n_frames))
    assert [frame.sequence for frame in frames] == list(range(n_frames))
    assert digests(frames) == digests(undisturbed)
    assert 1 <= stats.restarts <= 3
    assert "signal 9" in stats.last_error


def test_that_a_hanging_reader_is_replaced_and_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("fake source is lost and being restarted: its reader hung in read")
    script = Script(notes=tmp_path, n_frames=10, hang_at=4)
    with scripted(script, options=HANGS) as source:
        frames, _ = read_all(source)
        assert source.stats.restarts == 1
        assert "hung" in source.stats.last_error
    assert _positions(frames) == list(range(10))
    warnings = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warnings) == 1


def test_that_a_hang_is_judged_by_the_given_clock(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("hung in read for 900 s")
    clock = ManualClock()
    options = SourceOptions(hang_timeout_s=900, backoff_first_s=0.01)
    script = Script(notes=tmp_path, n_frames=10_000, is_live=True, hang_at=2)
    with scripted(script, options=options, clock=clock) as source:
        read_frame(source)
        wait_until(lambda: script.faults() == 1)

        def is_restarted() -> bool:
            clock.advance(901)
            source.read(timeout_s=0.01)
            return source.stats.restarts == 1

        wait_until(is_restarted)


def test_that_a_slow_pace_is_no_hang(tmp_path: Path) -> None:
    options = SourceOptions(speed=0.1, hang_timeout_s=0.4)
    with scripted(Script(notes=tmp_path, n_frames=2), options=options) as source:
        frames, _ = read_all(source)
        assert source.stats.restarts == 0
    assert len(frames) == 2


def test_that_a_camera_that_hangs_while_it_opens_is_tried_again(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("hung in open for 5 s")
    options = SourceOptions(open_timeout_s=5.0, backoff_first_s=0.01)
    script = Script(notes=tmp_path, n_frames=10_000, is_live=True, hang_open=True)
    with scripted(script, options=options) as source:
        read_frame(source, deadline_s=40.0)
        assert source.stats.restarts >= 1  # a busy machine may take longer to start one, too
        assert script.faults() == 1
        assert "hung in open" in source.stats.last_error


def test_that_a_camera_goes_on_after_its_reader_was_killed(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("signal 9")
    script = Script(notes=tmp_path, n_frames=10_000, is_live=True, period_s=0.002)
    with scripted(script) as source:
        before = read_frame(source)
        _kill_reader(source)
        wait_until(lambda: source.read(timeout_s=0.01) is not None and source.stats.restarts == 1)
        after = read_frame(source)
        assert after.sequence > before.sequence
        assert source.stats.state == "running"


def test_that_a_camera_that_is_not_there_is_lost_and_comes_back(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("lost and being restarted: fake camera cannot be opened")
    script = Script(
        notes=tmp_path, n_frames=10_000, is_live=True, period_s=0.002, fail_open=True, times=3
    )
    states = set()
    with scripted(script) as source:

        def runs() -> bool:
            source.read(timeout_s=0.02)
            states.add(source.stats.state)
            return source.stats.state == "running"

        wait_until(runs)
        assert states == {"starting", "lost", "running"}
        assert source.stats.last_error == "fake camera cannot be opened; plug it in"
        assert source.stats.restarts == 3


def test_that_the_wait_before_a_restart_does_not_exceed_the_callers_patience(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("fake camera cannot be opened")
    options = SourceOptions(backoff_first_s=600, backoff_cap_s=600)
    script = Script(notes=tmp_path, is_live=True, fail_open=True, times=1_000)
    with scripted(script, options=options) as source:
        wait_until(lambda: source.read(timeout_s=0.05) is not None and script.faults() == 1)
        wait_until(lambda: source.read(timeout_s=0.05) is not None and _is_lost(source))
        started_s = time.monotonic()
        source.read(timeout_s=0.1)
        assert 0.05 < time.monotonic() - started_s < 10.0


def test_that_a_frame_at_which_the_reader_always_dies_is_skipped(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("lost and being restarted: .* signal 9", "a frame is skipped: .* signal 9")
    script = Script(notes=tmp_path, n_frames=8, die_at=3, times=1_000)
    with scripted(script) as source:
        frames, _ = read_all(source)
        assert source.stats.frames_skipped == 1
    assert _positions(frames) == [0, 1, 2, 4, 5, 6, 7]
    assert [frame.sequence for frame in frames] == list(range(7))


def test_that_a_frame_that_fails_once_is_not_lost(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("fake frame 3 is broken")
    with scripted(Script(notes=tmp_path, n_frames=8, fail_at=3)) as source:
        frames, _ = read_all(source)
    assert _positions(frames) == list(range(8))


def test_that_a_recording_that_stays_unreadable_ends_with_a_reason(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("lost and being restarted: .* signal 9", "given up at frame")
    script = Script(notes=tmp_path, n_frames=8)
    with scripted(script) as source:
        read_frame(source)
        broken = Script(notes=tmp_path, n_frames=8, fail_open=True, times=1_000)
        source._make_reader = broken  # as if the file were replaced under it
        _kill_reader(source)
        frames, reason = read_all(source)
        assert source.stats.state == "ended"
    assert len(frames) <= 7
    assert "given up at frame" in reason
    assert "cannot be opened" in reason


def test_that_a_recording_that_hangs_while_it_opens_is_refused(tmp_path: Path) -> None:
    options = SourceOptions(open_timeout_s=1.0)
    source = scripted(Script(notes=tmp_path, hang_open=True), options=options)
    with pytest.raises(SourceError, match="fake source cannot be read: its reader hung in open"):
        source.open()
    assert isinstance(source.read(timeout_s=0), EndOfSource)


def test_that_reading_ends_by_a_clock_that_stands_still(tmp_path: Path) -> None:
    script = Script(notes=tmp_path, is_live=True, hang_at=0)
    with scripted(script, clock=ManualClock()) as source:
        started_s = time.monotonic()
        assert source.read(timeout_s=0.1) == NothingYet()
        assert time.monotonic() - started_s < 10.0


def test_that_frames_may_grow(tmp_path: Path) -> None:
    with scripted(Script(notes=tmp_path, n_frames=40, grows=True)) as source:
        frames, _ = read_all(source)
        assert source.stats.restarts == 0
    for number, frame in enumerate(frames):
        height, width = frame.image.shape[:2]
        assert frame.image.tobytes() == image_of(number, height=height, width=width).tobytes()
    assert frames[-1].height_px == 40 * frames[0].height_px


def _is_lost(source: FrameSource) -> bool:
    return source.stats.state == "lost"

"""What holds for every source of frames, whatever is behind it."""

import itertools
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from edge_node.sources import (
    EndOfSource,
    FrameSource,
    NextFrame,
    NothingYet,
    SourceOptions,
    open_source,
)
from shared.clock import SystemClock
from tests.fakes import wait_until
from tests.unit.sources.fake_readers import Script
from tests.unit.sources.recordings import (
    digests,
    read_all,
    read_frame,
    scripted,
    write_images,
    write_video,
)

N_FRAMES = 12
MakeSource = Callable[[SourceOptions], FrameSource]


def _opened(source: FrameSource) -> FrameSource:
    source.open()
    return source


@pytest.fixture(params=["video", "images", "fake"])
def make_recording(request: pytest.FixtureRequest, tmp_path: Path) -> MakeSource:
    """Opens the same recording as often as asked."""
    match request.param:
        case "video":
            text = str(write_video(tmp_path / "a.mp4", n_frames=N_FRAMES))
        case "images":
            text = str(write_images(tmp_path / "images", n_frames=N_FRAMES))
        case _:
            script = Script(notes=tmp_path, n_frames=N_FRAMES)
            return lambda options: _opened(scripted(script, options=options))
    return lambda options: open_source(text, options=options, clock=SystemClock())


@pytest.fixture(params=["camera", "video as if live"])
def live_source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FrameSource]:
    if request.param == "camera":
        script = Script(notes=tmp_path, n_frames=10_000, is_live=True, period_s=0.002)
        source = _opened(scripted(script))
    else:
        video = write_video(tmp_path / "a.mp4", n_frames=N_FRAMES)
        options = SourceOptions(realtime=True, loops=0, speed=10)
        source = open_source(str(video), options=options, clock=SystemClock())
    with source:
        yield source


def test_that_a_recording_is_delivered_whole_and_in_order(make_recording: MakeSource) -> None:
    with make_recording(SourceOptions()) as source:
        frames, reason = read_all(source)
        assert source.read(timeout_s=0) == EndOfSource(reason)
        stats = source.stats
    assert source.read(timeout_s=0) == EndOfSource(reason)
    assert [frame.position for frame in frames] == list(range(N_FRAMES))
    assert [frame.sequence for frame in frames] == list(range(N_FRAMES))
    assert {frame.source_id for frame in frames} == {source.source_id}
    assert len(set(digests(frames))) == N_FRAMES
    assert "end of" in reason
    assert (stats.state, stats.frames_delivered, stats.frames_dropped) == ("ended", N_FRAMES, 0)


def test_that_two_replays_are_the_same(make_recording: MakeSource) -> None:
    runs = []
    for _ in range(2):
        with make_recording(SourceOptions(loops=2)) as source:
            frames, _ = read_all(source)
        start_s = frames[0].captured_at_s
        times = [round(frame.captured_at_s - start_s, 3) for frame in frames]
        runs.append(([frame.position for frame in frames], digests(frames), times))
    assert runs[0] == runs[1]


def test_that_loops_repeat_positions_while_sequence_and_time_rise(
    make_recording: MakeSource,
) -> None:
    with make_recording(SourceOptions(loops=3)) as source:
        frames, _ = read_all(source)
    assert [frame.position for frame in frames] == list(range(N_FRAMES)) * 3
    assert [frame.sequence for frame in frames] == list(range(N_FRAMES * 3))
    times = [frame.captured_at_s for frame in frames]
    assert all(later > earlier for earlier, later in itertools.pairwise(times))
    assert digests(frames[:N_FRAMES]) == digests(frames[N_FRAMES : 2 * N_FRAMES])


def test_that_a_slow_reader_of_a_recording_misses_nothing(make_recording: MakeSource) -> None:
    with make_recording(SourceOptions(slots=3)) as source:
        first = read_frame(source)
        wait_until(_after(0.3))
        frames, _ = read_all(source)
    assert [first.position, *(frame.position for frame in frames)] == list(range(N_FRAMES))


def test_that_an_image_stays_valid_while_others_are_read(make_recording: MakeSource) -> None:
    with make_recording(SourceOptions()) as source:
        first = read_frame(source)
        before = first.image.tobytes()
        read_all(source)
    assert first.image.tobytes() == before
    first.image[:] = 0  # it is the caller's own


def test_that_speed_paces_a_recording_and_drops_nothing(make_recording: MakeSource) -> None:
    speed = 4.0
    with make_recording(SourceOptions(speed=speed)) as source:
        first = read_frame(source)
        started_s = time.monotonic()
        frames, _ = read_all(source)
        took_s = time.monotonic() - started_s
        assert source.stats.frames_dropped == 0
    recorded_s = frames[-1].captured_at_s - first.captured_at_s
    assert len(frames) == N_FRAMES - 1
    assert took_s > recorded_s / speed - 0.1


def test_that_reading_never_takes_longer_than_allowed(live_source: FrameSource) -> None:
    for timeout_s in (0.0, 0.05):
        started_s = time.monotonic()
        live_source.read(timeout_s=timeout_s)
        assert time.monotonic() - started_s < timeout_s + 0.25


def test_that_a_live_source_keeps_to_the_newest_frame(live_source: FrameSource) -> None:
    first = read_frame(live_source)
    wait_until(_after(0.3))
    second = read_frame(live_source)
    stats = live_source.stats
    assert second.sequence > first.sequence + 2
    assert stats.frames_delivered + stats.frames_dropped == second.sequence + 1
    assert stats.state == "running"


def test_that_polling_a_live_source_without_patience_gets_frames(live_source: FrameSource) -> None:
    seen: list[int] = []

    def polled() -> bool:
        match live_source.read(timeout_s=0):
            case NextFrame(frame):
                seen.append(frame.sequence)
            case NothingYet() | EndOfSource():
                pass
        return len(seen) >= 5

    wait_until(polled)
    assert seen == sorted(set(seen))


def test_that_closing_is_prompt_and_may_be_repeated(live_source: FrameSource) -> None:
    read_frame(live_source)
    started_s = time.monotonic()
    live_source.close()
    live_source.close()
    assert time.monotonic() - started_s < 1.0
    assert isinstance(live_source.read(timeout_s=0), EndOfSource)


def test_that_the_parent_does_not_load_opencv_but_limits_it() -> None:
    script = (
        "import os, sys, edge_node.sources as s;"
        "assert 'cv2' not in sys.modules;"
        "assert os.environ['OPENCV_IO_MAX_IMAGE_PIXELS'] == str(s.MAX_IMAGE_PIXELS)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=30)


def _after(delay_s: float) -> Callable[[], bool]:
    """A condition that holds `delay_s` from now: what is awaited is that nothing happens."""
    end_s = time.monotonic() + delay_s
    return lambda: time.monotonic() >= end_s

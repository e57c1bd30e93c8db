"""What holds for every source of frames, whatever is behind it."""

import functools
import itertools
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import pytest

from edge_node.sources import (
    EndOfSource,
    FrameSource,
    NextFrame,
    NothingYet,
    SourceOptions,
    open_source,
)
from edge_node.sources.capture import SupervisedSource
from edge_node.sources.iterator import IteratorSource
from edge_node.sources.tempo import Tempo
from shared.clock import SystemClock
from shared.domain import Frame, Image
from shared.errors import SourceError, UsageError
from tests.conftest import ExpectWarnings
from tests.fakes import wait_until
from tests.unit.sources.fake_readers import Script
from tests.unit.sources.mcap_files import scenes, write_mcap
from tests.unit.sources.network_camera import network_camera
from tests.unit.sources.recordings import (
    digests,
    read_all,
    read_frame,
    scene,
    scripted,
    write_images,
    write_video,
)

N_FRAMES = 12
MakeSource = Callable[[SourceOptions], FrameSource]


@dataclass(frozen=True)
class Recording:
    """Opens the same recording as often as asked. What it holds is read once."""

    make: MakeSource

    def __call__(self, options: SourceOptions) -> FrameSource:
        return self.make(options)

    @functools.cached_property
    def plain(self) -> list[Frame]:
        """All its frames as they are."""
        with self(SourceOptions()) as source:
            frames, _ = read_all(source)
        return frames

    @property
    def interval_s(self) -> float:
        return _gaps_s(self.plain)[0]


def _opened(source: FrameSource) -> FrameSource:
    source.open()
    return source


RECORDINGS = ["video", "images", "glob", "mcap", "fake"]
LIVE = ["camera", "video as if live", "network camera", "iterator"]


@pytest.fixture(
    scope="module",
    params=[kind for kind in RECORDINGS if kind != "glob"],  # a glob is images
)
def recording(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Recording:
    return _recording(request.param, tmp_path_factory.mktemp("recording"))


@pytest.fixture(params=LIVE)
def live_source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FrameSource]:
    with _live(request.param, tmp_path) as make, make(SourceOptions()) as source:
        yield source


@pytest.fixture(params=[*RECORDINGS, *LIVE, "iterator of which all is kept"])
def make_any(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeSource]:
    if request.param in RECORDINGS:
        yield _recording(request.param, tmp_path)
    elif request.param in LIVE:
        with _live(request.param, tmp_path) as make:
            yield make
    else:
        yield lambda options: _opened(
            IteratorSource(
                (scene(number) for number in range(N_FRAMES)),
                source_id="rig",
                keep_all=True,
                options=options,
            )
        )


def _recording(kind: str, folder: Path) -> Recording:
    match kind:
        case "video":
            text = str(write_video(folder / "a.mp4", n_frames=N_FRAMES))
        case "images":
            text = str(write_images(folder / "images", n_frames=N_FRAMES))
        case "glob":
            write_images(folder / "images", n_frames=N_FRAMES)
            text = str(folder / "**" / "img*.png")
        case "mcap":
            text = str(write_mcap(folder / "a.mcap", scenes(N_FRAMES)))
        case _:
            script = Script(notes=folder, n_frames=N_FRAMES)
            return Recording(lambda options: _opened(scripted(script, options=options)))
    return Recording(lambda options: open_source(text, options=options, clock=SystemClock()))


@contextmanager
def _live(kind: str, tmp_path: Path) -> Iterator[MakeSource]:
    """Opens a source of which only the newest frame is wanted; its frames come fast."""
    match kind:
        case "camera":
            script = Script(notes=tmp_path, n_frames=10_000, is_live=True, period_s=0.002)
            yield lambda options: _opened(scripted(script, options=options))
        case "video as if live":
            text = str(write_video(tmp_path / "a.mp4", n_frames=N_FRAMES))
            yield lambda options: open_source(
                text,
                options=msgspec.structs.replace(options, realtime=True, loops=0, speed=10),
                clock=SystemClock(),
            )
        case "network camera":
            with network_camera(n_frames=10_000, period_s=0.002) as port:
                url = f"http://127.0.0.1:{port}/live.mjpg"
                yield lambda options: open_source(url, options=options, clock=SystemClock())
        case _:
            yield lambda options: _opened(
                IteratorSource(_endless_scenes(), source_id="rig", options=options)
            )


def _endless_scenes() -> Iterator[Image]:
    for number in itertools.count():
        time.sleep(0.002)
        yield scene(number % 40)


def test_that_a_recording_is_delivered_whole_and_in_order(recording: Recording) -> None:
    with recording(SourceOptions()) as source:
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


def test_that_two_replays_are_the_same(recording: Recording) -> None:
    runs = []
    for _ in range(2):
        with recording(SourceOptions(loops=2)) as source:
            frames, _ = read_all(source)
        start_s = frames[0].captured_at_s
        times = [round(frame.captured_at_s - start_s, 3) for frame in frames]
        runs.append(([frame.position for frame in frames], digests(frames), times))
    assert runs[0] == runs[1]


def test_that_loops_repeat_positions_while_sequence_and_time_rise(
    recording: Recording,
) -> None:
    with recording(SourceOptions(loops=3)) as source:
        frames, _ = read_all(source)
    assert [frame.position for frame in frames] == list(range(N_FRAMES)) * 3
    assert [frame.sequence for frame in frames] == list(range(N_FRAMES * 3))
    times = [frame.captured_at_s for frame in frames]
    assert all(later > earlier for earlier, later in itertools.pairwise(times))
    assert digests(frames[:N_FRAMES]) == digests(frames[N_FRAMES : 2 * N_FRAMES])


def test_that_a_slow_reader_of_a_recording_misses_nothing(recording: Recording) -> None:
    with recording(SourceOptions(slots=3)) as source:
        first = read_frame(source)
        wait_until(_after(0.3))
        frames, _ = read_all(source)
    assert [first.position, *(frame.position for frame in frames)] == list(range(N_FRAMES))


def test_that_an_image_stays_valid_while_others_are_read(recording: Recording) -> None:
    with recording(SourceOptions()) as source:
        first = read_frame(source)
        before = first.image.tobytes()
        read_all(source)
    assert first.image.tobytes() == before
    first.image[:] = 0  # it is the caller's own


def test_that_speed_paces_a_recording_and_drops_nothing(recording: Recording) -> None:
    speed = 4.0
    with recording(SourceOptions(speed=speed)) as source:
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
        assert time.monotonic() - started_s < timeout_s + 2.0


def test_that_a_live_source_keeps_to_the_newest_frame(live_source: FrameSource) -> None:
    sequences = [read_frame(live_source).sequence]

    def has_missed_some() -> bool:
        sequences.append(read_frame(live_source).sequence)
        return sequences[-1] > sequences[-2] + 2

    wait_until(has_missed_some)  # it reads more slowly than frames come
    stats = live_source.stats
    assert stats.frames_delivered + stats.frames_dropped == sequences[-1] + 1
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
    assert time.monotonic() - started_s < 5.0
    assert isinstance(live_source.read(timeout_s=0), EndOfSource)


def test_that_a_frames_sequence_and_capture_time_rise_with_every_option(
    make_any: MakeSource,
) -> None:
    options = SourceOptions(stride=2, rotate_deg=90, roi=(0, 0, 0.5, 0.5))
    with make_any(options) as source:
        frames = [read_frame(source) for _ in range(5)]
    sequences = [frame.sequence for frame in frames]
    times = [frame.captured_at_s for frame in frames]
    assert sequences == sorted(set(sequences))
    assert times == sorted(set(times))


def test_that_rotation_and_region_decide_the_size_of_what_is_delivered(
    make_any: MakeSource,
) -> None:
    with make_any(SourceOptions()) as source:
        plain = read_frame(source)
    with make_any(SourceOptions(rotate_deg=270)) as source:
        turned = read_frame(source)
    with make_any(SourceOptions(rotate_deg=270, roi=(0.5, 0.25, 0.5, 0.5))) as source:
        part = read_frame(source)
    assert (turned.width_px, turned.height_px) == (plain.height_px, plain.width_px)
    assert part.width_px == pytest.approx(turned.width_px / 2, abs=1)
    assert part.height_px == pytest.approx(turned.height_px / 2, abs=1)
    assert part.image.flags.c_contiguous
    part.image[:] = 0  # it is the caller's own


def test_that_a_region_outside_the_frame_is_refused_in_a_line(
    make_any: MakeSource, expected_warnings: ExpectWarnings
) -> None:
    try:
        with make_any(SourceOptions(roi=(10_000, 0, 50, 50))) as source:
            expected_warnings("the region 10000,0,50,50 lies outside")
            _, told = read_all(source)
            assert source.stats.restarts == 0
    except SourceError as error:
        told = str(error)
    assert "the region 10000,0,50,50 lies outside the frame of" in told
    assert "\n" not in told


def test_that_closing_may_be_repeated_and_is_the_end(make_any: MakeSource) -> None:
    source = make_any(SourceOptions())
    read_frame(source)
    source.close()
    source.close()
    assert isinstance(source.read(timeout_s=0), EndOfSource)
    assert source.stats.state == "ended"


def test_that_rotation_and_region_change_no_pixel(recording: Recording) -> None:
    with recording(SourceOptions(rotate_deg=90, roi=(1, 2, 3, 5))) as source:
        frames, _ = read_all(source)
    assert len(frames) == N_FRAMES
    for frame, whole in zip(frames, recording.plain, strict=True):
        assert np.array_equal(frame.image, np.rot90(whole.image, -1)[2:7, 1:4])


@pytest.mark.parametrize("stride", [1, 3, 5, 100])
def test_that_a_stride_takes_the_first_of_so_many_and_counts_no_others(
    stride: int, recording: Recording
) -> None:
    with recording(SourceOptions(stride=stride, loops=2)) as source:
        frames, reason = read_all(source)
        stats = source.stats
        assert source.read(timeout_s=0) == EndOfSource(reason)
    expected = recording.plain[::stride] * 2
    assert [frame.position for frame in frames] == [frame.position for frame in expected]
    assert digests(frames) == digests(expected)
    assert [frame.sequence for frame in frames] == list(range(len(expected)))
    assert (stats.frames_dropped, stats.frames_skipped) == (0, 0)


def test_that_a_recording_starts_where_it_is_told_in_every_loop(
    recording: Recording,
) -> None:
    interval_s = recording.interval_s
    for start in (1, 5, N_FRAMES - 1):
        options = SourceOptions(start_s=(start - 0.5) * interval_s, loops=2)
        with recording(options) as source:
            frames, _ = read_all(source)
        assert [frame.position for frame in frames] == [*range(start, N_FRAMES)] * 2
        assert digests(frames) == digests(recording.plain[start:]) * 2
        assert _gaps_s(frames) == pytest.approx([interval_s] * (len(frames) - 1), rel=1e-3)


def test_that_a_start_beyond_the_end_is_refused(recording: Recording) -> None:
    with pytest.raises(SourceError, match="there is no frame at 1000 s or later"):
        recording(SourceOptions(start_s=1_000))


def test_that_start_stride_region_and_loops_work_together(recording: Recording) -> None:
    interval_s = recording.interval_s
    options = SourceOptions(start_s=3 * interval_s, stride=4, roi=(0, 0, 0.5, 1), loops=3)
    with recording(options) as source:
        frames, _ = read_all(source)
    assert [frame.position for frame in frames] == [3, 7, 11] * 3


def test_that_a_recording_is_wound_to_exactly_a_frame_while_it_plays(
    recording: Recording,
) -> None:
    interval_s = recording.interval_s
    with recording(SourceOptions(slots=3)) as source:
        assert isinstance(source, SupervisedSource)
        frames = [read_frame(source) for _ in range(3)]
        for position in (8, 2, 0):
            source.seek(position * interval_s)
            frames += [read_frame(source) for _ in range(2)]
            assert source.stats.recorded_s == pytest.approx((position + 1) * interval_s)
        rest, reason = read_all(source)
        assert source.stats.restarts == 0
    frames += rest
    assert [frame.position for frame in frames] == [0, 1, 2, 8, 9, 2, 3, *range(N_FRAMES)]
    assert digests(frames) == digests([recording.plain[frame.position or 0] for frame in frames])
    assert [frame.sequence for frame in frames] == list(range(len(frames)))
    assert _gaps_s(frames) == pytest.approx([interval_s] * (len(frames) - 1), rel=1e-3)
    assert "end of" in reason


def test_that_winding_beyond_the_end_ends_the_pass(recording: Recording) -> None:
    with recording(SourceOptions(loops=2)) as source:
        assert isinstance(source, SupervisedSource)
        read_frame(source)
        source.seek(1_000)
        frames, _ = read_all(source)
        with pytest.raises(UsageError, match="is not being played"):
            source.seek(0)
    assert [frame.position for frame in frames] == list(range(N_FRAMES))


@pytest.mark.parametrize("kind", ["camera", "iterator"])
def test_that_what_is_live_cannot_be_wound_or_paused(kind: str, tmp_path: Path) -> None:
    with _live(kind, tmp_path) as make, make(SourceOptions()) as source:
        with pytest.raises(UsageError, match="is live: only a recording can be wound"):
            source.seek(3)
        with pytest.raises(UsageError, match="is live: only a recording can be paused"):
            source.play(Tempo(is_paused=True))
        assert (source.stats.tempo, source.stats.length_s) == (None, 0.0)


@pytest.mark.parametrize("realtime", [False, True])
def test_that_a_paused_recording_shows_only_the_frames_it_is_wound_to(
    recording: Recording, *, realtime: bool
) -> None:
    interval_s = recording.interval_s
    with recording(SourceOptions(realtime=realtime, loops=0)) as source:
        source.play(Tempo(speed=1.0, is_paused=True))
        assert source.stats.tempo == Tempo(1.0, is_paused=True)
        for position in (5, 1):
            source.seek(position * interval_s)
            assert read_frame(source).position == position
            assert isinstance(source.read(timeout_s=3 * interval_s), NothingYet)
        source.play(Tempo())
        following = [read_frame(source) for _ in range(3)]
    if not realtime:  # a camera would have gone on too
        assert [frame.position for frame in following] == [2, 3, 4]
    assert [frame.sequence for frame in following] == sorted({f.sequence for f in following})


def test_that_the_frame_it_is_wound_to_is_shown_though_it_is_paused_meanwhile(
    recording: Recording,
) -> None:
    interval_s = recording.interval_s
    with recording(SourceOptions()) as source:
        source.seek(5 * interval_s)
        source.play(Tempo(is_paused=True))
        assert read_frame(source).position == 5
        assert isinstance(source.read(timeout_s=0.2), NothingYet)


def test_that_a_reader_that_dies_while_it_is_held_is_no_news(tmp_path: Path) -> None:
    script = Script(notes=tmp_path, n_frames=N_FRAMES, die_at=6)
    options = SourceOptions(backoff_first_s=0.01)
    with _opened(scripted(script, options=options)) as source:
        source.play(Tempo(is_paused=True))
        source.seek(0.5)
        assert read_frame(source).position == 5
        wait_until(lambda: script.faults() == 1)
        assert isinstance(source.read(timeout_s=1.0), NothingYet)
        assert source.stats.restarts == 0


def test_that_a_paused_recording_loses_no_frame(recording: Recording) -> None:
    with recording(SourceOptions(slots=3)) as source:
        frames = [read_frame(source) for _ in range(2)]
        source.play(Tempo(is_paused=True))
        assert isinstance(source.read(timeout_s=0.3), NothingYet)
        source.play(Tempo())
        rest, _ = read_all(source)
    assert [frame.position for frame in (*frames, *rest)] == list(range(N_FRAMES))


def test_that_the_speed_changes_while_a_frame_is_held_back(recording: Recording) -> None:
    with recording(SourceOptions(speed=0.01, slots=3)) as source:
        read_frame(source)
        source.play(Tempo(speed=1000.0))
        started_s = time.monotonic()
        frames, _ = read_all(source)
        assert time.monotonic() - started_s < 3.0  # the next one alone was due in 4 s or later
        assert [frame.position for frame in frames] == list(range(1, N_FRAMES))


def test_that_a_slower_recording_takes_its_time(recording: Recording) -> None:
    interval_s = recording.interval_s
    with recording(SourceOptions(speed=1000.0, slots=3)) as source:
        started_s = time.monotonic()
        source.play(Tempo(speed=0.5))
        frames, _ = read_all(source)  # of which a few were on their way already
        assert time.monotonic() - started_s > 3 * interval_s
    assert [frame.position for frame in frames] == list(range(N_FRAMES))


@pytest.mark.parametrize("kind", [kind for kind in RECORDINGS if kind != "fake"])
def test_that_a_recording_says_how_long_it_is(kind: str, tmp_path: Path) -> None:
    recording = _recording(kind, tmp_path)
    interval_s = recording.interval_s
    with recording(SourceOptions()) as source:
        assert source.stats.length_s == pytest.approx((N_FRAMES - 1) * interval_s, abs=0.01)
        source.seek(source.stats.length_s)
        assert read_frame(source).position == N_FRAMES - 1


def test_that_a_speed_that_is_none_is_refused(recording: Recording) -> None:
    with recording(SourceOptions()) as source:
        for speed in (0.0, 0.009, 1001.0, float("nan")):
            with pytest.raises(UsageError, match=r"expected 0\.01 to 1000"):
                source.play(Tempo(speed))
        assert source.stats.tempo == Tempo()


def test_that_what_is_live_has_no_start_offset() -> None:
    with pytest.raises(UsageError, match="is live: only a recording can start at 3 s"):
        open_source(
            "http://127.0.0.1:9/a.mjpg", options=SourceOptions(start_s=3), clock=SystemClock()
        )


def test_that_a_stride_applies_to_a_camera_too(tmp_path: Path) -> None:
    script = Script(notes=tmp_path, n_frames=10_000, is_live=True, period_s=0.002)
    with scripted(script, options=SourceOptions(stride=7)) as source:
        frames = [read_frame(source) for _ in range(6)]
        stats = source.stats
    assert {int(frame.image[0, 0, 0]) % 7 for frame in frames if frame.sequence < 35} == {0}
    assert stats.frames_delivered + stats.frames_dropped == frames[-1].sequence + 1


def test_that_the_parent_does_not_load_opencv_but_limits_it() -> None:
    script = (
        "import os, sys, edge_node.sources as s;"
        "assert 'cv2' not in sys.modules;"
        "assert os.environ['OPENCV_IO_MAX_IMAGE_PIXELS'] == str(s.MAX_IMAGE_PIXELS)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=30)


def _gaps_s(frames: list[Frame]) -> list[float]:
    times = [frame.captured_at_s for frame in frames]
    return [later - earlier for earlier, later in itertools.pairwise(times)]


def _after(delay_s: float) -> Callable[[], bool]:
    """A condition that holds `delay_s` from now: what is awaited is that nothing happens."""
    end_s = time.monotonic() + delay_s
    return lambda: time.monotonic() >= end_s

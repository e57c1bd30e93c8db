"""A source that freezes, vanishes or is corrupt, for as long as it likes: the node stays as it was.

Figures are taken of the whole process: memory, descriptors, threads and children.
"""

import errno
import gc
import logging
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import cv2
import numpy as np
import psutil
import pytest

from edge_node.sources import FrameSource, NextFrame, SourceOptions, open_source
from edge_node.sources.capture import SupervisedSource
from edge_node.sources.iterator import IteratorSource
from shared.clock import SystemClock
from shared.domain import Image
from shared.errors import SourceError
from tests.conftest import ExpectWarnings
from tests.fakes import wait_until
from tests.unit.sources.fake_readers import EveryFault, Script
from tests.unit.sources.network_camera import network_camera
from tests.unit.sources.recordings import (
    FAST_RESTARTS,
    read_all,
    read_frame,
    scene,
    scripted,
    write_video,
)

SUDDEN = SourceOptions(
    hang_timeout_s=0.1,
    backoff_first_s=0.001,
    backoff_cap_s=0.001,
    frozen_after_s=0,
    black_after_s=0,
)
WARM_UP = 8
MEMORY_GROWTH_BYTES = 4 << 20


@dataclass(frozen=True)
class Footprint:
    """What this process holds at a moment when its source has no child."""

    memory_bytes: int
    descriptors: int
    threads: int
    children: int

    @classmethod
    def now(cls) -> Self:
        gc.collect()
        process = psutil.Process()
        return cls(
            memory_bytes=process.memory_info().rss,
            descriptors=len(os.listdir("/proc/self/fd")),
            threads=threading.active_count(),
            children=len(process.children(recursive=True)),
        )


def _after_failures(source: SupervisedSource, n: int) -> Footprint:
    """Reads on until so many readers have failed, and the next was not started yet."""

    def has_failed() -> bool:
        is_enough = source.stats.restarts >= n
        source.read(timeout_s=0.0 if is_enough else 0.2)  # without patience it starts none
        return is_enough and source.stats.state == "lost" and source.child_pid is None

    wait_until(has_failed, deadline_s=30 + 5 * n)
    return Footprint.now()


def _fail(n: int, notes: Path) -> None:
    with scripted(EveryFault(notes=notes), options=SUDDEN) as source:
        before = _after_failures(source, WARM_UP)
        after = _after_failures(source, WARM_UP + n)
        stats = source.stats
    assert after.memory_bytes - before.memory_bytes < MEMORY_GROWTH_BYTES
    assert after.descriptors <= before.descriptors
    assert after.threads <= before.threads
    assert after.children <= before.children
    assert stats.frames_delivered > 0
    assert stats.frames_skipped == 0


def test_that_forty_failures_in_a_row_of_every_kind_leave_the_process_as_it_was(
    tmp_path: Path, expected_warnings: ExpectWarnings, caplog: pytest.LogCaptureFixture
) -> None:
    expected_warnings("fake source is lost and being restarted")
    started_s = time.monotonic()
    _fail(40, tmp_path)
    lines = [record.getMessage() for record in caplog.records if record.levelno > logging.INFO]
    assert len(lines) <= 1 + (time.monotonic() - started_s) / 30


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_that_two_hundred_failures_in_a_row_leave_the_process_as_it_was(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("fake source is lost and being restarted")
    _fail(200, tmp_path)


def test_that_a_vanishing_camera_recovers_with_one_line_each_way(
    tmp_path: Path, expected_warnings: ExpectWarnings, caplog: pytest.LogCaptureFixture
) -> None:
    expected_warnings("fake source is lost and being restarted: fake frame 5 is broken")
    caplog.set_level(logging.INFO)
    script = Script(notes=tmp_path, n_frames=10**6, is_live=True, period_s=0.002, fail_at=5)
    with scripted(script) as source:

        def is_back() -> bool:
            source.read(timeout_s=0.1)
            return source.stats.restarts == 1 and source.stats.state == "running"

        wait_until(is_back)
        read_frame(source)
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 2
    assert lines[1] == "fake source is back, restarts so far: 1"


def test_that_a_camera_that_is_not_as_asked_for_any_more_is_tried_until_it_is_again(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    """As when it starts over in another resolution, or its device is another for a moment."""
    expected_warnings("fake source is lost and being restarted: fake frame 5 has another size")
    script = Script(
        notes=tmp_path, n_frames=10**6, is_live=True, period_s=0.002, refuse_at=5, times=2
    )
    with scripted(script) as source:
        wait_until(lambda: script.faults() == 2, step=lambda: source.read(timeout_s=0.1))
        read_frame(source)
        assert source.stats.state == "running"


@pytest.mark.parametrize("scarce", ["memory", "pipes"])
def test_that_a_machine_out_of_descriptors_loses_the_camera_for_a_while_and_leaks_none(
    scarce: str, tmp_path: Path, expected_warnings: ExpectWarnings, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected_warnings("fake source is lost and being restarted: fake frame 5 is broken")
    script = Script(notes=tmp_path, n_frames=10**6, is_live=True, period_s=0.002, fail_at=5)
    with scripted(script, options=SUDDEN) as source:
        read_frame(source)
        given = iter(range(2))
        make = os.memfd_create

        def refuse(*names: object) -> int:
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

        def give_two(*names: object) -> int:
            return make(*names) if next(given, None) is not None else refuse()  # type: ignore[arg-type]

        with monkeypatch.context() as patch:
            if scarce == "memory":
                patch.setattr(os, "memfd_create", give_two)
            else:
                patch.setattr("multiprocessing.connection.Pipe", refuse)
            wait_until(
                lambda: "no process" in source.stats.last_error,
                step=lambda: source.read(timeout_s=0.1),
            )
            before = Footprint.now()
            restarts = source.stats.restarts
            given = iter(range(2))
            wait_until(
                lambda: source.stats.restarts > restarts + 3,
                step=lambda: source.read(timeout_s=0.1),
            )
            assert Footprint.now().descriptors <= before.descriptors
        wait_until(lambda: source.stats.state == "running", step=lambda: source.read(timeout_s=0.1))


@pytest.fixture
def frozen_camera() -> Iterator[FrameSource]:
    """Gives the same picture for a while, then lives on."""
    options = SourceOptions(frozen_after_s=0.6, black_after_s=0.6)

    def make_image(number: int) -> Image:
        return scene(20 if 10 <= number < 60 else number)

    with (
        network_camera(n_frames=10_000, period_s=0.04, make_image=make_image) as port,
        open_source(
            f"http://127.0.0.1:{port}/live.mjpg", options=options, clock=SystemClock()
        ) as source,
    ):
        yield source


def test_that_a_frozen_camera_is_said_once_and_so_is_its_recovery(
    frozen_camera: FrameSource, expected_warnings: ExpectWarnings, caplog: pytest.LogCaptureFixture
) -> None:
    expected_warnings("live.mjpg is frozen: it has sent the very same picture for 0.6 s")
    caplog.set_level(logging.INFO)
    seen = []

    def is_well_again() -> bool:
        frozen_camera.read(timeout_s=0.2)
        stats = frozen_camera.stats
        if not seen or seen[-1] != stats.health:
            seen.append(stats.health)
            assert bool(stats.trouble) == (stats.health != "ok")
        return seen == ["ok", "frozen", "ok"]

    wait_until(is_well_again, deadline_s=60)
    assert frozen_camera.stats.state == "running"
    assert len(caplog.records) == 2
    assert "is no longer frozen" in caplog.records[1].getMessage()


@pytest.mark.parametrize("is_live", [True, False])
def test_that_a_recorded_still_is_frozen_only_where_it_plays_as_a_camera(
    is_live: bool, tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    if is_live:
        expected_warnings("still.avi is frozen")
    path = tmp_path / "still.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25, (64, 48))
    for _ in range(50):
        writer.write(np.full((48, 64, 3), 90, np.uint8))
    writer.release()
    options = SourceOptions(realtime=is_live, speed=1 if is_live else None, frozen_after_s=0.5)
    with open_source(str(path), options=options, clock=SystemClock()) as source:
        health = set()
        while isinstance(source.read(timeout_s=5), NextFrame):
            health.add(source.stats.health)
    assert ("frozen" in health) == is_live


def test_that_a_recording_that_becomes_corrupt_ends_with_a_line(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    path = write_video(tmp_path / "a.avi", n_frames=60, codec="MJPG")
    with open_source(
        str(path), options=SourceOptions(loops=0, backoff_first_s=0.01), clock=SystemClock()
    ) as source:
        read_frame(source)
        path.unlink()
        path.write_bytes(os.urandom(50_000))  # the next loop cannot open it
        expected_warnings("lost and being restarted", "given up at frame")
        _, reason = read_all(source)
    assert "given up at frame" in reason
    assert "\n" not in reason


def test_that_a_corrupt_recording_is_refused_with_a_line(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(os.urandom(50_000))
    with pytest.raises(SourceError, match="cannot be read as a video") as caught:
        open_source(str(path), options=FAST_RESTARTS, clock=SystemClock())
    assert "\n" not in str(caught.value)


def test_that_two_hundred_iterators_that_fail_leave_nothing(
    expected_warnings: ExpectWarnings,
) -> None:
    expected_warnings("rig: its iterator failed: OSError: unplugged")

    picture = scene(1)  # OpenCV prepares its letters anew in every thread, which takes longest

    def fails() -> Iterator[Image]:
        yield picture
        raise OSError("unplugged")

    def use() -> None:
        with IteratorSource(fails(), source_id="rig", keep_all=True) as source:
            frames, reason = read_all(source)
        assert (len(frames), "unplugged" in reason) == (1, True)

    for _ in range(200):  # the allocator takes some MB for its threads, and then no more
        use()
    before = Footprint.now()
    for _ in range(200):
        use()
    after = Footprint.now()
    assert after.memory_bytes - before.memory_bytes < MEMORY_GROWTH_BYTES
    assert (after.descriptors, after.threads) == (before.descriptors, before.threads)

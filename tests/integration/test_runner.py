"""A node run from Python, on frames from an iterator: all of it, before a station's stand-in."""

import itertools
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from edge_node.config import EdgeConfig
from edge_node.runner import run_edge
from edge_node.sources import SourceOptions
from edge_node.sources.iterator import IteratorSource
from edge_node.synthesis.config import SynthesisConfig
from shared.domain import Image
from shared.errors import KeyFileError
from shared.owned_thread import OwnedThread
from shared.protocol.status import NodeStatus
from tests.conftest import ExpectWarnings
from tests.fakes import FakeStation, wait_until


def _frame(seed: int) -> Image:
    rng = np.random.default_rng(seed)
    image: Image = rng.integers(0, 255, (240, 320, 3), np.uint8)
    return image


def _config(station: str) -> EdgeConfig:
    return EdgeConfig(name="rig", station=station, publish="", ask_on="", linger_s=0.0)


def test_that_a_node_runs_on_an_iterator_to_its_end(tmp_path: Path) -> None:
    frames = [(_frame(number), 1_700_000_000.0 + number) for number in range(3)]
    detections = tmp_path / "detections.jsonl"
    report = run_edge(
        IteratorSource(frames, source_id="rig", keep_all=True),
        config=_config("tcp://127.0.0.1:1"),
        state=tmp_path / "state",
        trust=(),
        detections=detections,
    )
    assert (report.frames, report.frames_dropped, report.ended) == (3, 0, "end of rig")
    records = [msgspec.json.decode(line) for line in detections.read_bytes().splitlines()]
    assert [record["sequence"] for record in records] == [0, 1, 2]
    assert [record["captured_at_s"] for record in records] == [time_s for _, time_s in frames]
    assert {(record["source_id"], record["position"]) for record in records} == {("rig", None)}


def test_that_a_node_that_leaves_the_threads_to_the_runtime_runs_on_a_recording(
    tmp_path: Path,
) -> None:
    report = run_edge(
        IteratorSource([_frame(1), _frame(2)], source_id="rig", keep_all=True),
        config=msgspec.structs.replace(_config("tcp://127.0.0.1:1"), threads=0),
        state=tmp_path / "state",
        trust=(),
    )
    assert report.frames == 2


@pytest.mark.parametrize(("share", "threads"), [(0.0, 0), (0.2, 1)])
def test_that_made_views_have_a_thread_only_where_they_are_wanted(
    tmp_path: Path, share: float, threads: int
) -> None:
    running: list[int] = []

    def frames() -> Iterator[Image]:
        for number in range(12):  # more than are read ahead
            running.append(sum(thread.name == "synthesis" for thread in threading.enumerate()))
            yield _frame(number)

    run_edge(
        IteratorSource(frames(), source_id="rig", keep_all=True),
        config=msgspec.structs.replace(
            _config("tcp://127.0.0.1:1"), synthesis=SynthesisConfig(share=share)
        ),
        state=tmp_path / "state",
        trust=(),
    )
    assert max(running) == threads


def test_that_the_station_hears_of_a_frozen_camera_and_that_a_node_can_be_stopped(
    tmp_path: Path, station: FakeStation, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("rig is frozen")
    stop, image = threading.Event(), _frame(1)

    def frozen() -> Iterator[Image]:
        for _ in itertools.count():
            time.sleep(0.02)
            yield image

    source = IteratorSource(frozen(), source_id="rig", options=SourceOptions(frozen_after_s=0.5))
    node = OwnedThread(
        "node",
        lambda: run_edge(
            source,
            config=_config(str(station.endpoint)),
            state=tmp_path / "state",
            trust=(),
            stop=stop,
        ),
        on_failure=stop.set,
    )
    node.start()
    try:
        wait_until(
            lambda: any("the same picture" in s.note for s in station.heard_of(NodeStatus)),
            deadline_s=60.0,
            step=station.serve,
        )
    finally:
        stop.set()
        node.join(60.0)
    assert {status.state for status in station.heard_of(NodeStatus)} == {"running"}


def test_that_a_key_that_is_not_there_is_said_before_anything_starts(tmp_path: Path) -> None:
    source = IteratorSource([], source_id="rig")
    with pytest.raises(KeyFileError, match=r"none\.pub"):
        run_edge(source, state=tmp_path, trust=[tmp_path / "none.pub"])
    assert source.stats.state == "starting"

"""What a node records, on real models and files, and what becomes of it when it is replayed."""

import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import cv2
import msgspec
import pytest

from edge_node import app
from edge_node.config import EdgeConfig
from edge_node.kept_notes import KeptNotes
from edge_node.recording.summary import summarise
from edge_node.report import EdgeReport
from edge_node.runner import run_edge
from edge_node.sources import SourceOptions, open_source
from edge_node.what_if.recorded_answers import recorded_answers
from shared.clock import SystemClock
from shared.domain import Box, Image
from shared.outbox import Outbox
from shared.owned_thread import OwnedThread
from shared.protocol.answers import AnswerBatch, NamedTrack
from shared.protocol.publication import FrameDetections
from shared.protocol.questions import Query
from shared.transport.endpoint import Endpoint
from shared.truth import best_match
from tests.conftest import ExpectWarnings
from tests.fakes import FakeStation, wait_until
from tests.unit.sources.recordings import read_all
from tests.unit.sources.test_mcap_reader import read_from

ROOT = Path(__file__).parents[2]
CLIP = ROOT / "operator_gui" / "demo" / "clip" / "street.mp4"
N_FRAMES = 50
NOT_FAINT = 0.3
"""Below this score a detector's boxes come and go with the least noise, that of a JPEG too."""
FLUSH_AND_SLACK_S = 3.5


def first_frames(path: Path, n_frames: int) -> Path:
    """The beginning of the demo's clip."""
    capture = cv2.VideoCapture(str(CLIP))
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25, (640, 272))
    for _ in range(n_frames):
        is_read, image = capture.read()
        assert is_read
        writer.write(image)
    writer.release()
    capture.release()
    return path


def run(
    source: str, state: Path, *, station: Endpoint | None = None, record: Path | None = None
) -> tuple[EdgeReport, list[FrameDetections]]:
    """A node's run on a recording, and what it published."""
    clock = SystemClock()
    detections = state.with_suffix(".jsonl")
    report = run_edge(
        open_source(source, options=SourceOptions(), clock=clock),
        config=EdgeConfig(
            station=str(station or "tcp://127.0.0.1:9"), publish="", ask_on="", linger_s=0
        ),
        state=state,
        trust=(),
        detections=detections,
        record=record,
    )
    lines = detections.read_bytes().splitlines()
    return report, [msgspec.json.decode(line, type=FrameDetections) for line in lines]


def share_found(seen: list[FrameDetections], again: list[FrameDetections]) -> float:
    """How many of the detections that are not faint are there again in about the same place."""
    found = [
        any(Box(*detection.box).iou(Box(*other.box)) > 0.7 for other in frame_again.detections)
        for frame, frame_again in zip(seen, again, strict=True)
        for detection in frame.detections
        if detection.detector_score >= NOT_FAINT
    ]
    assert len(found) > N_FRAMES / 2
    return sum(found) / len(found)


def test_that_a_recorded_run_replays_alike(tmp_path: Path) -> None:
    clip, recording = first_frames(tmp_path / "clip.avi", N_FRAMES), tmp_path / "a.mcap"
    report, seen = run(str(clip), tmp_path / "s1", record=recording)
    again, seen_again = run(str(recording), tmp_path / "s2")

    assert summarise(recording).damage == ""
    assert report.frames == again.frames == len(seen) == len(seen_again) == N_FRAMES
    assert again.ended == f"end of {recording}"
    assert [frame.position for frame in seen_again] == list(range(N_FRAMES))
    start_s, start_again_s = seen[0].captured_at_s, seen_again[0].captured_at_s
    for frame, frame_again in zip(seen, seen_again, strict=True):
        spacing_s = frame.captured_at_s - start_s
        assert frame_again.captured_at_s - start_again_s == pytest.approx(spacing_s, abs=1e-5)
    assert share_found(seen, seen_again) > 0.95
    assert share_found(seen_again, seen) > 0.95
    assert report.questions > 0
    assert again.questions > 0


def test_that_questions_answers_and_versions_are_recorded(
    station: FakeStation, tmp_path: Path
) -> None:
    clip, recording = first_frames(tmp_path / "clip.avi", N_FRAMES), tmp_path / "a.mcap"
    clock, stop = SystemClock(), threading.Event()
    config = EdgeConfig(station=str(station.endpoint), publish="", ask_on="", linger_s=20)
    source = open_source(str(clip), options=SourceOptions(), clock=clock)
    node = OwnedThread(
        "node",
        lambda: run_edge(
            source, config=config, state=tmp_path / "s", trust=(), record=recording, stop=stop
        ),
        on_failure=stop.set,
    )
    node.start()
    wait_until(lambda: station.heard_of(Query), step=station.serve, deadline_s=60.0)
    query = station.heard_of(Query)[0]
    answer = NamedTrack(
        answer_id="a", query_id=query.query_id, track_key=query.track_key, kind="name", name="car"
    )
    station.say(AnswerBatch(batch_id="b1", answers=(answer,)))
    wait_until(lambda: "ack" in _kinds(station), step=station.serve)
    stop.set()
    wait_until(lambda: node.cpu_s() == 0.0, step=station.serve)  # it lingers while there is a rest
    node.join(60.0)
    summary = summarise(recording)
    topics = summary.index.topics
    assert topics["/questions"].count >= len(station.heard_of(Query)) > 0
    assert topics["/answers"].count == 1
    assert [(begins.version, begins.sequence) for begins in summary.versions] == [(0, 0)]
    truth, view = recorded_answers(recording), query.views[0]
    assert truth is not None
    assert truth.names == ("car",)
    assert best_match(truth.at(view.frame_position, ""), Box(*view.box), min_iou=0.5) is not None


def test_that_answers_are_taken_in_after_the_recording_s_last_frame_too(
    station: FakeStation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = first_frames(tmp_path / "clip.avi", N_FRAMES)
    state, stop, lingers, linger = tmp_path / "s", threading.Event(), threading.Event(), app._linger

    def linger_and_tell(*what: Any) -> None:
        lingers.set()
        linger(*what)

    monkeypatch.setattr(app, "_linger", linger_and_tell)
    config = EdgeConfig(station=str(station.endpoint), publish="", ask_on="", linger_s=60)
    source = open_source(str(clip), options=SourceOptions(), clock=SystemClock())
    node = OwnedThread(
        "node",
        lambda: run_edge(source, config=config, state=state, trust=(), stop=stop),
        on_failure=stop.set,
    )
    station.dont_ack = True  # so there is always something to linger for
    node.start()
    try:
        wait_until(
            lambda: station.heard_of(Query) and lingers.is_set(),
            step=station.serve,
            deadline_s=60.0,
        )
        query = station.heard_of(Query)[0]
        answer = NamedTrack(
            answer_id="a", query_id=query.query_id, track_key="t", kind="name", name="tricycle"
        )
        station.say(AnswerBatch(batch_id="b1", answers=(answer,)))
        wait_until(lambda: "ack" in _kinds(station), step=station.serve, deadline_s=20.0)
    finally:
        stop.set()
        node.join(30.0)
    outbox = Outbox(state / "outbox.sqlite")
    assert b"tricycle" in (KeptNotes(outbox).memory() or b"")
    outbox.close()


def _kinds(station: FakeStation) -> list[str]:
    return [str(message.__struct_config__.tag) for message in station.heard]


def test_that_a_folder_of_images_replays_with_its_names(tmp_path: Path) -> None:
    capture = cv2.VideoCapture(str(CLIP))
    folder = tmp_path / "images"
    folder.mkdir()
    for name in ("b10.png", "b9.png"):
        cv2.imwrite(str(folder / name), capture.read()[1])
    capture.release()
    run(str(folder), tmp_path / "s1", record=tmp_path / "a.mcap")
    options = SourceOptions()
    with open_source(str(tmp_path / "a.mcap"), options=options, clock=SystemClock()) as source:
        frames, _ = read_all(source)
    assert [frame.name for frame in frames] == ["b9.png", "b10.png"]


def test_that_a_node_outlives_its_recording(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    """The disk runs short of room once there is a frame in the recording."""
    expected_warnings("the recording ends: cannot record to .*less than .* left on its disk; the")
    clip = first_frames(tmp_path / "clip.avi", N_FRAMES)
    with pytest.MonkeyPatch.context() as patch:
        from edge_node.recording import file, recorder

        usage = file.shutil.disk_usage(tmp_path)
        encode_jpeg, encoded = recorder.encode_jpeg, []

        def encode(image: Image, *, quality: int) -> bytes:
            encoded.append(image)
            return encode_jpeg(image, quality=quality)

        patch.setattr(recorder, "FLUSH_S", 0.01)  # the whole run takes less than a second
        patch.setattr(recorder, "encode_jpeg", encode)
        patch.setattr(
            file.shutil,
            "disk_usage",
            lambda _: usage._replace(free=1 << 20) if encoded else usage,
        )
        report, _ = run(str(clip), tmp_path / "s", record=tmp_path / "a.mcap")
    assert report.frames == N_FRAMES
    assert summarise(tmp_path / "a.mcap").index.topics["/camera"].count > 0


def test_that_a_killed_recorder_leaves_all_but_its_last_second(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    command = [sys.executable, "-m", "tests.integration.recording_writer", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        handed_over_s: list[float] = []
        for line in writer.stdout:
            handed_over_s.append(float(line.split()[1]))
            if handed_over_s[-1] - handed_over_s[0] > 5:
                break
        killed_s = time.monotonic()
        writer.send_signal(signal.SIGKILL)
        rest = writer.stdout.read()
    must_be_there = sum(at_s < killed_s - FLUSH_AND_SLACK_S for at_s in handed_over_s)
    frames, reason, _ = read_from(path)
    assert must_be_there > 20
    assert must_be_there <= len(frames) <= len(handed_over_s) + len(rest.splitlines())
    assert [frame.position for frame in frames] == list(range(len(frames)))
    assert re.search("its end is missing|was cut short", reason)
    assert "/detections" in summarise(path).index.topics

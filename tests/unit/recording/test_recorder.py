import json
import logging
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest
from mcap.reader import make_reader

from edge_node.recording import recorder as recorder_module
from edge_node.recording.file import RecordingFile, create_recording
from edge_node.recording.mailbox import CAPACITY
from edge_node.recording.recorder import Recorder
from shared.clock import SystemClock
from shared.domain import Frame, Image
from shared.owned_thread import OwnedThread
from shared.protocol.answers import NamedTrack
from shared.protocol.playback import MAX_MOMENT_S
from tests.conftest import ExpectWarnings
from tests.contract.messages import MINIMAL_QUERY
from tests.fakes import ManualClock, wait_until
from tests.unit.recording.test_records import FRAME
from tests.unit.sources.recordings import scene
from tests.unit.sources.test_mcap_reader import read_from

START_S = 1_700_000_000.0
N_FRAMES = 10
LARGE_FRAME = np.zeros((2_000, 3_000, 3), np.uint8)
ROOM = CAPACITY["frame"] // LARGE_FRAME.nbytes
PAYLOADS = (b"context", b"vectors", b"best")


def recorder(file: RecordingFile) -> Recorder:
    return Recorder(file, jpeg_quality=90, clock=SystemClock())


def create(path: Path) -> RecordingFile:
    return create_recording(path, name="n", now_s=0, keep_free_bytes=0)


def see(recording: Recorder, number: int, *, version: int = 0, image: Image | None = None) -> None:
    record = msgspec.structs.replace(FRAME, sequence=number, version=version)
    image = scene(number) if image is None else image
    recording.saw(Frame(image, "cam", number, START_S + number / 10), record)


def messages(path: Path) -> list[tuple[str, int, bytes]]:
    """Topic, log time in milliseconds from the first frame on, and content."""
    with path.open("rb") as stream:
        return [
            (channel.topic, round(m.log_time / 1e6 - START_S * 1e3), m.data)
            for _, channel, m in make_reader(stream).iter_messages(log_time_order=False)
        ]


def test_that_it_says_how_much_it_has_written(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    with recorder(create(path)) as recording:
        begun = recording.state
        assert begun is not None
        assert (begun.file, begun.length_s) == ("a.mcap", 0.0)
        for number in range(N_FRAMES):
            see(recording, number)

        def told() -> float:
            state = recording.state
            return 0.0 if state is None else state.length_s

        wait_until(lambda: told() > 0.0, deadline_s=60.0)
        state = recording.state
        assert state is not None
        assert state.length_s == pytest.approx((N_FRAMES - 1) / 10, abs=1e-6)
        assert begun.size_bytes < state.size_bytes <= path.stat().st_size


def test_that_what_it_says_can_be_sent_though_the_clock_was_set_meanwhile(tmp_path: Path) -> None:
    with recorder(create(tmp_path / "a.mcap")) as recording:
        for number, at_s in enumerate((1.0, START_S)):
            frame = Frame(scene(number), "cam", number, at_s)
            recording.saw(frame, msgspec.structs.replace(FRAME, sequence=number))

        def told() -> float:
            state = recording.state
            return 0.0 if state is None else state.length_s

        wait_until(lambda: told() > 0.0, deadline_s=60.0)
        assert told() == MAX_MOMENT_S


class SlowFile(RecordingFile):
    """A file on a disk that stands still until `go` is set."""

    go = threading.Event()

    def flush(self) -> None:
        self.go.wait(20)
        super().flush()

    def add_frame(self, *args: object, **fields: object) -> None:
        self.go.wait(20)
        super().add_frame(*args, **fields)  # type: ignore[arg-type]


def slow_file(path: Path) -> SlowFile:
    SlowFile.go = threading.Event()
    return SlowFile(path.open("xb"), path, keep_free_bytes=0)


def test_that_all_that_happens_is_recorded_by_the_clock_of_the_frames(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    answer = NamedTrack(answer_id="a", query_id="q", track_key="t", kind="name", name="mug")
    with recorder(create(path)) as recording:
        see(recording, 0)
        recording.asked(MINIMAL_QUERY, PAYLOADS)
        see(recording, 1)
        recording.answered((answer, answer))
        see(recording, 2, version=4)
        see(recording, 3, version=4)
    found = messages(path)
    assert Counter(topic for topic, _, _ in found) == {
        "/camera": 4,
        "/detections": 4,
        "/questions": 1,
        "/answers": 2,
        "/versions": 2,
    }
    times_ms = {topic: [at for name, at, _ in found if name == topic] for topic, _, _ in found}
    assert times_ms["/camera"] == times_ms["/detections"] == [0, 100, 200, 300]
    assert times_ms["/questions"] == [0]
    assert times_ms["/answers"] == [100, 100]
    assert times_ms["/versions"] == [0, 200]
    versions = [json.loads(data) for topic, _, data in found if topic == "/versions"]
    assert versions == [{"version": 0, "sequence": 0}, {"version": 4, "sequence": 2}]
    answers = [json.loads(data) for topic, _, data in found if topic == "/answers"]
    assert answers[0]["name"] == "mug"
    assert (recording.frames, recording.frames_dropped) == (4, 0)
    assert len(read_from(path)[0]) == 4


def test_that_an_answer_before_the_first_frame_has_the_time_of_day(tmp_path: Path) -> None:
    """Time 0 would make a recording of more than fifty years of it."""
    path = tmp_path / "a.mcap"
    answer = NamedTrack(answer_id="a", query_id="q", track_key="t", kind="name", name="mug")
    clock = ManualClock()
    early_ms = round(1e3 * (clock.now_s() - START_S))
    with Recorder(create(path), jpeg_quality=90, clock=clock) as recording:
        recording.answered((answer,))
        see(recording, 0)
    assert next((topic, at) for topic, at, _ in messages(path)) == ("/answers", early_ms)


def test_that_it_is_on_disk_within_about_a_second(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    copy = tmp_path / "copy.mcap"

    def can_be_read() -> bool:
        copy.write_bytes(path.read_bytes())
        try:
            return len(read_from(copy)[0]) == 2
        except Exception:
            return False

    with recorder(create(path)) as recording:
        see(recording, 0)
        see(recording, 1)
        wait_until(can_be_read, step=lambda: threading.Event().wait(0.05))


def test_that_a_slow_disk_costs_frames_and_nothing_else(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("the recording does not keep up: frames are left out of it")
    file = slow_file(tmp_path / "a.mcap")
    with recorder(file) as recording:
        for number in range(N_FRAMES):
            see(recording, number, image=LARGE_FRAME)
            recording.asked(MINIMAL_QUERY, PAYLOADS)
        assert recording.frames_dropped >= N_FRAMES - ROOM - 1
        file.go.set()
    counts = Counter(topic for topic, _, _ in messages(file.path))
    assert counts["/questions"] == counts["/detections"] == N_FRAMES
    assert counts["/camera"] == N_FRAMES - recording.frames_dropped
    assert counts["/camera"] <= ROOM + 1


def test_that_a_recording_that_cannot_take_a_question_ends_and_says_so(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("the recording ends: its disk has stopped taking anything")
    file = slow_file(tmp_path / "a.mcap")
    with recorder(file) as recording:
        see(recording, 0)
        for _ in range(CAPACITY["event"] + 2):
            recording.asked(MINIMAL_QUERY, PAYLOADS)
        see(recording, 1)
        file.go.set()
    assert len(messages(file.path)) < CAPACITY["event"]


def test_that_a_full_disk_ends_the_recording_and_nothing_else(
    tmp_path: Path, expected_warnings: ExpectWarnings, caplog: pytest.LogCaptureFixture
) -> None:
    expected_warnings("the recording ends: cannot record to .*No space left on device; the node")
    path = Path("/dev/full")
    if not path.exists():
        pytest.skip("Linux has a disk that is always full")
    file = RecordingFile(path.open("wb", buffering=0), path, keep_free_bytes=0)

    def has_ended() -> bool:
        see(recording, 0)
        return any("the recording ends" in record.message for record in caplog.records)

    with caplog.at_level(logging.ERROR), recorder(file) as recording:
        wait_until(has_ended, step=lambda: threading.Event().wait(0.02))
        for number in range(20):
            see(recording, number)
            recording.asked(MINIMAL_QUERY, PAYLOADS)
    assert sum("the recording ends" in record.message for record in caplog.records) == 1


def test_that_a_frame_that_is_no_jpeg_is_left_out(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("frame 0 cannot be recorded")
    path = tmp_path / "a.mcap"
    wide = Frame(np.zeros((1, 70_000, 3), np.uint8), "cam", 0, START_S)
    with recorder(create(path)) as recording:
        recording.saw(wide, FRAME)
        see(recording, 1)
    assert recording.frames == 1
    assert len(read_from(path)[0]) == 1


def test_that_whoever_puts_something_never_waits(tmp_path: Path) -> None:
    file = slow_file(tmp_path / "a.mcap")
    done: list[Callable[[], None]] = []

    def perceive() -> None:
        for number in range(N_FRAMES):
            see(recording, number)
            done.append(perceive)

    with recorder(file) as recording:
        thread = OwnedThread("perceives", perceive, on_failure=lambda: None)
        thread.start()
        thread.join(60.0)
        assert len(done) == N_FRAMES
        file.go.set()


class OddFile(RecordingFile):
    """A file whose format's library fails in a way that nobody foresaw."""

    def add_frame(self, *args: object, **fields: object) -> None:
        raise ValueError("the library stumbled")


def test_that_a_failure_that_nobody_foresaw_ends_the_recording_and_nothing_else(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("the recording ends; the node goes on")
    path = tmp_path / "a.mcap"
    with recorder(OddFile(path.open("xb"), path, keep_free_bytes=0)) as recording:
        see(recording, 0)
        wait_until(lambda: recording.state is None)
        see(recording, 1)
    assert recording.trouble == "ValueError: the library stumbled"


def test_that_who_closes_it_waits_no_longer_than_a_slow_disk_may_take(
    tmp_path: Path, expected_warnings: ExpectWarnings, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected_warnings("the recording a.mcap is still being written: its disk is slow")
    monkeypatch.setattr(recorder_module, "CLOSE_DEADLINE_S", 0.05)
    file = slow_file(tmp_path / "a.mcap")
    with recorder(file) as recording:
        see(recording, 0)
    assert recording.state is not None
    file.go.set()
    assert recording.end(10.0)
    assert Counter(topic for topic, _, _ in messages(file.path))["/camera"] == 1

"""Earlier recordings shown to somebody far away: frame by frame, or one line that says why not."""

import threading
from collections.abc import Iterator
from pathlib import Path

import cv2
import msgspec
import numpy as np
import pytest
from mcap.writer import Writer

from edge_node.recording import viewer as viewer_module
from edge_node.recording.collection import LIBRARY
from edge_node.recording.records import CAMERA, DETECTIONS
from edge_node.recording.ros_image import encode_jpeg_message
from edge_node.recording.viewer import MAX_WISHES, RecordingViewer
from shared.clock import SystemClock
from shared.domain import Image
from shared.owned_thread import OwnedThread
from shared.protocol.codec import Envelope, decode, encode
from shared.protocol.deployment import CommandResult
from shared.protocol.watching import RecordedShot, ShotWanted
from tests.conftest import ExpectWarnings
from tests.fakes import wait_until
from tests.unit.recording.clips import START_NS, record_clip, spoil
from tests.unit.recording.test_records import DETECTION, FRAME
from tests.unit.sources.mcap_files import scenes, write_mcap


class Viewer:
    """A viewer with its thread, and what it says."""

    def __init__(self, folder: Path) -> None:
        self.written: Path | None = None
        self.viewer = RecordingViewer(
            folder=folder, written=lambda: self.written, clock=SystemClock()
        )
        self.told: list[Envelope] = []
        self.viewer.serve(self.told.append)
        self.failed = threading.Event()
        self._thread = OwnedThread("viewer", self.viewer.run, on_failure=self.failed.set)

    def start(self) -> None:
        self._thread.start()

    def ask(self, file: str = "a.mcap", at_s: float = 0.0) -> Envelope:
        count = len(self.told)
        assert self.viewer.show(ShotWanted(request_id="r", node_id="n", file=file, at_s=at_s))
        wait_until(lambda: len(self.told) > count, deadline_s=60.0)
        return self.told[-1]

    def shot(self, file: str = "a.mcap", at_s: float = 0.0) -> RecordedShot:
        envelope = self.ask(file, at_s)
        assert decode(encode(envelope)) == envelope
        assert isinstance(envelope.message, RecordedShot), envelope.message
        return envelope.message

    def why_not(self, file: str = "a.mcap", at_s: float = 0.0) -> str:
        envelope = self.ask(file, at_s)
        assert isinstance(envelope.message, CommandResult)
        assert (envelope.message.command_id, envelope.message.ok) == ("r", False)
        assert "\n" not in envelope.message.text
        return envelope.message.text

    def stop(self) -> None:
        self.viewer.stop()
        self._thread.join(60.0)
        assert not self.failed.is_set()


@pytest.fixture
def viewer(tmp_path: Path) -> Iterator[Viewer]:
    made = Viewer(tmp_path)
    made.start()
    yield made
    made.stop()


def wide(number: int) -> Image:
    return np.full((720, 1280, 3), number, np.uint8)


def test_that_a_frame_is_shown_as_it_was_judged(viewer: Viewer, tmp_path: Path) -> None:
    record_clip(tmp_path / "a.mcap", picture=wide)
    shot = viewer.shot(at_s=1.25)
    assert (shot.request_id, shot.node_id, shot.file) == ("r", "n", "a.mcap")
    assert (shot.position_s, shot.next_s, shot.length_s) == pytest.approx((1.2, 1.3, 2.9))
    assert shot.captured_at_s == pytest.approx(START_NS / 1e9 + 1.2)
    assert (shot.width_px, shot.height_px, shot.version) == (1280, 720, 12)
    (thing,) = shot.objects
    assert (thing.box, thing.name, thing.asked) == (DETECTION.box, "mug", False)
    assert shot.note == ""
    (jpeg,) = viewer.told[-1].payloads
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape == (360, 640, 3)
    assert abs(int(picture[9, 9, 0]) - 12) <= 1


def test_that_what_is_amiss_with_a_frame_is_noted(viewer: Viewer, tmp_path: Path) -> None:
    record_clip(tmp_path / "a.mcap", judged=lambda number: number != 3)
    spoil(tmp_path / "a.mcap", 1)
    bare = viewer.shot(at_s=0.3)
    assert (bare.objects, bare.version) == ((), 0)
    assert bare.note == "what was found in this frame was not recorded"
    assert "is damaged" in viewer.shot(at_s=1.5).note
    assert viewer.shot(at_s=0.2).note == ""


def test_that_several_recordings_can_be_watched_by_turns(viewer: Viewer, tmp_path: Path) -> None:
    record_clip(tmp_path / "a.mcap")
    record_clip(tmp_path / "b.mcap", frames=10)
    for at in range(5):
        assert viewer.shot("a.mcap", at * 0.5 + 0.01).version == 5 * at
        assert viewer.shot("b.mcap", at * 0.1 + 0.01).version == at


@pytest.mark.parametrize(
    "name", ["../a.mcap", "in/../a.mcap", "none.mcap", "a\0.mcap", "theirs.mcap", "link.mcap", ".."]
)
def test_that_nothing_is_shown_that_is_not_its_own_recording(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    outside = record_clip(tmp_path / "a.mcap")
    write_mcap(inside / "theirs.mcap", scenes(3))
    (inside / "link.mcap").symlink_to(outside)
    viewer = Viewer(inside)
    viewer.start()
    try:
        assert "it has no recording" in viewer.why_not(name)
    finally:
        viewer.stop()


def test_that_what_is_being_written_is_not_shown(viewer: Viewer, tmp_path: Path) -> None:
    viewer.written = record_clip(tmp_path / "a.mcap", finish=False)
    assert viewer.why_not() == "a.mcap is still being written; end the recording first"
    viewer.written = None
    assert viewer.shot().length_s == pytest.approx(2.9)


def test_that_a_file_that_vanishes_is_said(
    viewer: Viewer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = record_clip(tmp_path / "a.mcap")
    viewer.shot()
    path.unlink()
    gone = "it has no recording a.mcap; see which there are"
    assert viewer.why_not() == gone
    record_clip(path)
    find = viewer_module.find

    def found_and_gone(*about, recording):  # type: ignore[no-untyped-def]
        entry = find(*about, recording=recording)
        path.unlink()
        return entry

    monkeypatch.setattr(viewer_module, "find", found_and_gone)
    assert viewer.why_not() == gone


def test_that_a_recording_of_which_nothing_can_be_read_is_said(
    viewer: Viewer, tmp_path: Path
) -> None:
    spoil(record_clip(tmp_path / "a.mcap"), 0, 1, 2)
    assert viewer.why_not() == "no frame can be read in a.mcap"
    record_clip(tmp_path / "none.mcap", frames=0)
    assert viewer.why_not("none.mcap") == "no frame can be read in none.mcap"


def test_that_a_picture_that_is_none_is_said(viewer: Viewer, tmp_path: Path) -> None:
    bitmap = cv2.imencode(".bmp", wide(1))[1].tobytes()  # OpenCV would read it
    for picture in (b"no JPEG", bitmap):
        write_ours(tmp_path / "a.mcap", picture, b"{}")
        assert viewer.why_not() == "the frame there is damaged"


@pytest.mark.parametrize(
    "judged",
    [
        b"no JSON",
        b'{"detections": 7}',
        b'{"version": "\xff"}',
        b'{"detections":' + b"[" * 100_000,
    ],
)
def test_that_a_judgement_that_makes_no_sense_is_left_out(
    viewer: Viewer, tmp_path: Path, judged: bytes
) -> None:
    write_ours(tmp_path / "a.mcap", scenes(1)[0], judged)
    shot = viewer.shot()
    assert (shot.objects, shot.note != "") == ((), True)


def test_that_no_claim_of_a_file_ends_the_viewer(viewer: Viewer, tmp_path: Path) -> None:
    def write(**claims: object) -> None:
        thing = msgspec.structs.replace(DETECTION, **claims)
        judged = msgspec.structs.replace(FRAME, detections=(thing,) * 300)
        write_ours(tmp_path / "a.mcap", scenes(1)[0], msgspec.json.encode(judged))

    write(name="x" * 500)
    shown = viewer.shot().objects
    assert (len(shown), shown[0].name) == (200, "x" * 120)
    write(box=(0.0, 0.0, 1e30, 1.0))
    assert viewer.shot().note == "what was found in this frame was not recorded"
    write(probability=7.0)
    assert viewer.why_not() == "the frame there is damaged"


def test_that_what_nobody_foresaw_is_said_and_the_viewer_goes_on(
    viewer: Viewer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expected_warnings: ExpectWarnings,
) -> None:
    expected_warnings("a.mcap cannot be shown")
    record_clip(tmp_path / "a.mcap")
    with monkeypatch.context() as patched:
        patched.setattr(viewer_module, "small_jpeg", lambda _: 1 // 0)
        assert viewer.why_not().startswith("ZeroDivisionError")
    assert viewer.shot().version == 0


def test_that_more_wishes_than_can_wait_are_refused(tmp_path: Path) -> None:
    viewer = Viewer(tmp_path)
    wanted = ShotWanted(request_id="r", node_id="n", file="a.mcap")
    assert all(viewer.viewer.show(wanted) for _ in range(MAX_WISHES))
    assert not viewer.viewer.show(wanted)
    viewer.start()
    wait_until(lambda: len(viewer.told) == MAX_WISHES)
    viewer.stop()


def test_that_who_waits_keeps_no_node_from_ending(tmp_path: Path) -> None:
    record_clip(tmp_path / "a.mcap")
    viewer = Viewer(tmp_path)
    while viewer.viewer.show(ShotWanted(request_id="r", node_id="n", file="a.mcap")):
        pass
    viewer.viewer.stop()
    viewer.start()
    viewer.stop()
    assert viewer.told == []


def test_that_nothing_of_a_file_is_kept_once_nobody_watches(
    viewer: Viewer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewer_module, "KEPT_S", 0.05)
    record_clip(tmp_path / "a.mcap")
    viewer.shot()
    wait_until(lambda: viewer.viewer._projector is None)
    assert viewer.shot(at_s=1.0).version == 10


def test_that_it_is_said_what_has_to_be_installed(
    viewer: Viewer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_clip(tmp_path / "a.mcap")
    monkeypatch.setattr(viewer_module, "missing_extra", lambda what: f"{what} without lz4")
    assert viewer.why_not() == "a.mcap cannot be shown without lz4"


def write_ours(path: Path, picture: bytes, judged: bytes) -> None:
    """A recording of one frame that says it is whatsit's, of any content."""
    with path.open("wb") as file:
        writer = Writer(file)
        writer.start(library=f"{LIBRARY} 1")
        schema = writer.register_schema("any", "", b"")
        for topic, content in (
            (CAMERA, encode_jpeg_message(picture, frame_id="cam", captured_ns=START_NS)),
            (DETECTIONS, judged),
        ):
            channel = writer.register_channel(topic, "any", schema)
            writer.add_message(channel, START_NS, content, publish_time=0)
        writer.finish()

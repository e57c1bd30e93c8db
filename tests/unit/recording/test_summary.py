from pathlib import Path

import pytest
from mcap.writer import CompressionType

from edge_node.recording.file import create_recording
from edge_node.recording.records import DETECTIONS, VERSIONS, VersionBegins
from edge_node.recording.summary import summarise
from shared.cli import run
from shared.errors import SourceError
from tests.unit.recording.test_recording_file import START_NS, add_frame
from tests.unit.recording.test_records import FRAME
from tests.unit.sources.mcap_files import Recording, scenes, write_mcap


def _recording(path: Path, *, finish: bool = True) -> Path:
    file = create_recording(path, name="n", now_s=0, keep_free_bytes=0)
    for number in range(3):
        add_frame(file, number)
    for number in range(4):
        file.add_record(DETECTIONS, FRAME, frame_ns=START_NS + number, now_ns=0)
    for version, sequence in ((0, 0), (2, 1)):
        record = VersionBegins(version=version, sequence=sequence)
        file.add_record(VERSIONS, record, frame_ns=START_NS, now_ns=0)
    file.flush()
    file.finish({}) if finish else file.abandon()
    return path


def test_that_a_recording_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _recording(tmp_path / "a.mcap")
    assert run(["recording", str(path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{path}: 0.1 s, 0.0 MB, whole",
        "        0  /answers  (whatsit.NamedTrack, json)",
        "        3  /camera  (sensor_msgs/msg/CompressedImage, cdr, can be played)",
        "        4  /detections  (whatsit.FrameDetections, json)",
        "        0  /questions  (whatsit.RecordedQuestion, json)",
        "        2  /versions  (whatsit.VersionBegins, json)",
        "version 0 from frame 0 on",
        "version 2 from frame 1 on",
        "frames left out, because the recorder did not keep up: 1",
    ]


def test_that_a_recording_that_was_never_finished_is_said_to_be_damaged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = _recording(tmp_path / "a.mcap", finish=False)
    assert run(["recording", str(path)]) == 1
    out = capsys.readouterr().out
    assert "damaged: its end is missing" in out.splitlines()[0]
    assert "        3  /camera" in out


def test_that_every_chunk_is_looked_into(tmp_path: Path) -> None:
    recording = Recording(compression=CompressionType.NONE, chunk_size=1_000)
    path = write_mcap(tmp_path / "a.mcap", scenes(12), recording=recording)
    data = bytearray(path.read_bytes())
    data[data.index(b"IDAT") + 8] ^= 0xFF
    path.write_bytes(data)
    summary = summarise(path)
    n_chunks = len(summary.index.parts)
    assert summary.damage == f"1 of {n_chunks} chunks are damaged"
    assert summary.versions == ()
    assert summary.frames_left_out == 0


def test_that_what_is_no_recording_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.mcap").write_bytes(b"rubbish")
    with pytest.raises(SourceError, match="is no MCAP file by its first bytes"):
        summarise(tmp_path / "a.mcap")
    with pytest.raises(SourceError, match="No such file"):
        summarise(tmp_path / "b.mcap")

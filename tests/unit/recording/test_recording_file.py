import json
import os
import sys
from pathlib import Path

import pytest
from mcap.reader import make_reader

from edge_node.recording.file import RecordingFile, create_recording
from edge_node.recording.records import DETECTIONS, VERSIONS, VersionBegins
from edge_node.sources.mcap_scan import index_mcap
from shared.errors import StorageError
from tests.unit.recording.test_records import FRAME
from tests.unit.sources.mcap_files import encoded
from tests.unit.sources.recordings import scene
from tests.unit.sources.test_mcap_reader import read_from

NOW_S = 1_700_000_000.0
START_NS = 1_700_000_000_000_000_000


def create(path: Path, *, keep_free_bytes: int = 0) -> RecordingFile:
    return create_recording(path, name="rover 1/a", now_s=NOW_S, keep_free_bytes=keep_free_bytes)


def add_frame(file: RecordingFile, number: int, *, name: str = "") -> None:
    file.add_frame(
        encoded(scene(number), ".jpg"),
        source_id="cam",
        name=name,
        sequence=number,
        captured_ns=START_NS + number * 40_000_000,
    )


def test_that_what_is_written_is_read_by_the_library_of_the_format(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.mcap"
    file = create(path)
    add_frame(file, 0)
    file.add_record(DETECTIONS, FRAME, frame_ns=START_NS, now_ns=START_NS + 5, sequence=3)
    file.finish({"frames": 1})
    with path.open("rb") as stream:
        reader = make_reader(stream, validate_crcs=True)
        messages = {channel.topic: (schema, m) for schema, channel, m in reader.iter_messages()}
        metadata = list(reader.iter_metadata())
    schema, message = messages["/camera"]
    assert schema is not None
    assert (schema.name, schema.encoding) == ("sensor_msgs/msg/CompressedImage", "ros2msg")
    schema, message = messages["/detections"]
    assert schema is not None
    assert (schema.name, schema.encoding) == ("whatsit.FrameDetections", "jsonschema")
    assert (message.log_time, message.publish_time) == (START_NS, START_NS + 5)
    assert message.sequence == 3
    assert json.loads(message.data)["sequence"] == 3
    assert [(m.name, m.metadata) for m in metadata] == [("whatsit.recording", {"frames": "1"})]


@pytest.mark.parametrize("name", ["", "{}.png"])
def test_that_it_is_played_with_its_times_and_names(name: str, tmp_path: Path) -> None:
    file = create(tmp_path / "a.mcap")
    for number in range(3):
        add_frame(file, number, name=name.format(number))
    file.finish({})
    frames, reason, notices = read_from(tmp_path / "a.mcap")
    assert [frame.recorded_s for frame in frames] == pytest.approx([0, 0.04, 0.08])
    assert [frame.name for frame in frames] == [name.format(number) for number in range(3)]
    assert (reason, notices) == ("end of a.mcap", [])


def test_that_all_that_was_flushed_can_be_read_of_a_file_that_was_never_finished(
    tmp_path: Path,
) -> None:
    file = create(tmp_path / "a.mcap")
    for number in range(3):
        add_frame(file, number)
    file.flush()
    add_frame(file, 3)
    file.add_record(VERSIONS, VersionBegins(version=0, sequence=0), frame_ns=1, now_ns=1)
    frames, reason, _ = read_from(tmp_path / "a.mcap")
    assert [frame.position for frame in frames] == [0, 1, 2]
    assert "whatever wrote it did not finish it" in reason
    file.abandon()


def test_that_a_folder_gets_a_new_file_by_name_and_time(tmp_path: Path) -> None:
    file = create(tmp_path)
    assert file.path == tmp_path / "rover-1-a-20231114-221320.mcap"
    file.finish({})
    assert index_mcap(file.path, alive=lambda: None).damage == ""


def test_that_no_file_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    path.write_bytes(b"precious")
    with pytest.raises(StorageError, match=r"a.mcap exists, and no recording is written over"):
        create(path)
    assert path.read_bytes() == b"precious"


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("a.bag", "expected a file that ends in .mcap, or a folder that exists"),
        ("file/a.mcap", "cannot record to .*a.mcap: "),
        ("x" * 300 + ".mcap", "cannot record to .*: File name too long"),
    ],
)
def test_that_where_nothing_can_be_written_is_said(
    name: str, complaint: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match=complaint) as caught:
        create(tmp_path / name)
    assert "\n" not in str(caught.value)


def test_that_a_disk_with_little_room_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"less than 1099511627776 MiB are left on its disk"):
        create(tmp_path / "a.mcap", keep_free_bytes=1 << 60)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has a disk that is always full")
def test_that_a_full_disk_is_said_so() -> None:
    path = Path("/dev/full")
    file = RecordingFile(path.open("wb", buffering=0), path, keep_free_bytes=0)
    add_frame(file, 0)
    with pytest.raises(StorageError, match="cannot record to /dev/full: No space left on device"):
        file.flush()
    file.abandon()


def test_that_without_the_extra_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcap", None)
    with pytest.raises(StorageError) as caught:
        create(tmp_path / "a.mcap")
    assert str(caught.value) == (
        f"{tmp_path / 'a.mcap'} cannot be recorded without mcap;"
        " install what recordings need: pip install 'whatsit[mcap]'"
    )
    assert not list(tmp_path.iterdir())

"""The file of detections: whole lines, and one line about a disk that takes no more."""

import json
import resource
from pathlib import Path

import msgspec
import pytest

from edge_node.publish import DetectionsFile, DetectionsOutlet
from shared.errors import StorageError
from tests.unit.recording.test_records import FRAME


def test_that_a_frame_can_be_read_as_soon_as_it_is_written(tmp_path: Path) -> None:
    path = tmp_path / "seen" / "frames.jsonl"
    file = DetectionsFile(path)
    for sequence in range(3):
        file.write(msgspec.structs.replace(FRAME, sequence=sequence))
        lines = path.read_text().splitlines()
        assert [json.loads(line)["sequence"] for line in lines] == list(range(sequence + 1))
    file.close()


def test_that_a_full_disk_is_said_in_a_line_and_by_nothing_else_when_it_is_closed() -> None:
    with (
        pytest.raises(StorageError, match=r"^cannot write /dev/full: No space left on device$"),
        DetectionsOutlet(None, Path("/dev/full")) as outlet,
    ):
        outlet.put(FRAME)


def test_that_half_a_line_is_no_success(tmp_path: Path) -> None:
    file = DetectionsFile(tmp_path / "frames.jsonl")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20, before[1]))
    try:
        with pytest.raises(StorageError, match="No space left"):
            file.write(FRAME)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    file.close()

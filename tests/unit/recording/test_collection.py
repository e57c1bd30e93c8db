"""The recordings on a node's disk: whose they are, what they say of themselves, what may go."""

import os
from pathlib import Path

import pytest

from edge_node.recording.collection import BUSY_S, collect, delete, look_at
from edge_node.recording.file import create_recording
from shared.errors import StorageError
from tests.unit.recording.test_recording_file import add_frame
from tests.unit.sources.mcap_files import scenes, write_mcap

NOW_S = 2e9


def record(path: Path, *, frames: int = 5, at_s: float = NOW_S, finish: bool = True) -> Path:
    file = create_recording(path, name="n", now_s=0, keep_free_bytes=0)
    for number in range(frames):
        add_frame(file, number)
    file.flush()
    file.finish({}) if finish else file.abandon()
    os.utime(path, (at_s, at_s))
    return path


def test_that_the_latest_recording_is_told_of_first(tmp_path: Path) -> None:
    record(tmp_path / "old.mcap", at_s=NOW_S - 9)
    record(tmp_path / "new.mcap", frames=9)
    record(tmp_path / "cut.mcap", at_s=NOW_S - 5, finish=False)
    found = collect(tmp_path, recording=tmp_path / "old.mcap")
    assert [(r.file, r.state) for r in found.recordings] == [
        ("new.mcap", "whole"),
        ("cut.mcap", "cut"),
        ("old.mcap", "recording"),
    ]
    assert [r.length_s for r in found.recordings] == pytest.approx([0.32, 0.0, 0.16])
    assert [r.written_at_s for r in found.recordings] == [NOW_S, NOW_S - 5, NOW_S - 9]
    sizes = [(tmp_path / r.file).stat().st_size for r in found.recordings]
    assert [r.size_bytes for r in found.recordings] == sizes
    assert (found.kept, found.kept_bytes) == (3, sum(sizes))
    assert found.free_bytes > 0


def test_that_only_the_latest_are_listed_and_all_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        record(tmp_path / f"{number}.mcap", at_s=NOW_S + number)
    monkeypatch.setattr("edge_node.recording.collection.MAX_RECORDINGS", 2)
    found = collect(tmp_path, recording=None)
    assert [r.file for r in found.recordings] == ["3.mcap", "2.mcap"]
    assert found.kept == 4
    assert found.kept_bytes == sum(f.stat().st_size for f in tmp_path.iterdir())


def test_that_what_whatsit_did_not_record_is_not_its_own(tmp_path: Path) -> None:
    whole = record(tmp_path / "a.mcap").read_bytes()
    theirs = write_mcap(tmp_path / "theirs.mcap", scenes(3))
    (tmp_path / "text.mcap").write_text("no recording")
    (tmp_path / "empty.mcap").touch()
    (tmp_path / "head.mcap").write_bytes(whole[:12])
    (tmp_path / "a.txt").write_bytes(whole)
    (tmp_path / "folder.mcap").mkdir()
    (tmp_path / "link.mcap").symlink_to(tmp_path / "a.mcap")
    (tmp_path / os.fsdecode(b"\xff.mcap")).write_bytes(whole)
    assert [r.file for r in collect(tmp_path, recording=None).recordings] == ["a.mcap"]
    with pytest.raises(StorageError, match="has no recording theirs"):
        delete(tmp_path, "theirs.mcap", recording=None, now_s=NOW_S)
    assert theirs.exists()


def test_that_any_end_that_is_missing_is_noticed(tmp_path: Path) -> None:
    whole = record(tmp_path / "a.mcap").read_bytes()
    for missing in (1, 8, 9, 37, 60, len(whole) - 200):
        path = tmp_path / "cut.mcap"
        path.write_bytes(whole[:-missing])
        entry = look_at(path, recording=None)
        assert entry is not None, missing
        assert (entry.state, entry.length_s) == ("cut", 0.0)


def test_that_no_garbled_end_is_more_than_a_recording_of_unknown_length(tmp_path: Path) -> None:
    whole = record(tmp_path / "a.mcap").read_bytes()
    for at in range(len(whole) - 400, len(whole)):
        garbled = bytearray(whole)
        garbled[at] ^= 0xFF
        path = tmp_path / "garbled.mcap"
        path.write_bytes(garbled)
        entry = look_at(path, recording=None)
        assert entry is not None
        assert 0.0 <= entry.length_s <= 1e9


def test_that_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert collect(tmp_path / "none", recording=None).recordings == ()
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="cannot read folder"):
        collect(tmp_path / "file", recording=None)


def test_that_a_recording_is_deleted_and_no_other(tmp_path: Path) -> None:
    gone, stays = record(tmp_path / "a.mcap"), record(tmp_path / "b.mcap")
    size_bytes = gone.stat().st_size
    assert delete(tmp_path, "a.mcap", recording=stays, now_s=NOW_S) == size_bytes
    assert list(tmp_path.iterdir()) == [stays]


@pytest.mark.parametrize("name", ["../a.mcap", "sub/a.mcap", "..", ".", "none.mcap", "a\0.mcap"])
def test_that_nothing_outside_of_the_folder_is_deleted(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "in"
    (inside / "sub").mkdir(parents=True)
    record(tmp_path / "a.mcap")
    record(inside / "sub" / "a.mcap")
    with pytest.raises(StorageError, match="has no recording"):
        delete(inside, name, recording=None, now_s=NOW_S)
    assert (tmp_path / "a.mcap").exists()
    assert (inside / "sub" / "a.mcap").exists()


def test_that_what_is_being_written_is_not_deleted(tmp_path: Path) -> None:
    ours = record(tmp_path / "ours.mcap")
    theirs = record(tmp_path / "theirs.mcap", finish=False)
    for path in (ours, theirs):
        with pytest.raises(StorageError, match="still being written"):
            delete(tmp_path, path.name, recording=ours, now_s=NOW_S + BUSY_S - 1)
        assert path.exists()
    delete(tmp_path, "theirs.mcap", recording=ours, now_s=NOW_S + BUSY_S + 1)
    assert not theirs.exists()

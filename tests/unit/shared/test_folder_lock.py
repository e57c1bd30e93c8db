"""One process a state folder."""

from pathlib import Path

import pytest

from shared.errors import StorageError
from shared.folder_lock import FolderLock


def test_that_a_second_owner_of_a_folder_is_refused(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path / "new", owner="node")
    with pytest.raises(StorageError, match="in use by another node"):
        FolderLock(tmp_path / "new", owner="node")
    lock.release()


def test_that_another_holder_can_be_called_what_people_call_it(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path, owner="operator")
    with pytest.raises(StorageError, match="is in use by another window"):
        FolderLock(tmp_path, owner="operator", in_use="by another window")
    lock.release()


def test_that_a_folder_that_others_could_enter_is_closed_when_its_owner_starts(
    tmp_path: Path,
) -> None:
    (tmp_path / "station" / "keys").mkdir(parents=True)
    (tmp_path / "station").chmod(0o755)
    FolderLock(tmp_path / "station", owner="station").release()
    assert (tmp_path / "station").stat().st_mode & 0o777 == 0o700


def test_that_a_released_folder_can_be_had_again(tmp_path: Path) -> None:
    FolderLock(tmp_path, owner="node").release()
    FolderLock(tmp_path, owner="node").release()


def test_that_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="name a folder you may write to"):
        FolderLock(tmp_path / "file" / "node", owner="node")


@pytest.mark.parametrize(
    ("file", "owner", "said"),
    [
        ("outbox.sqlite", "station", "it is the folder of a node, outbox.sqlite lies in it"),
        ("station.sqlite", "node", "it is the folder of a station, station.sqlite lies in it"),
        ("answers.sqlite", "node", "it is the folder of an app, answers.sqlite lies in it"),
    ],
)
def test_that_the_folder_of_another_part_is_refused_and_left_alone(
    file: str, owner: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / file).touch()
    with pytest.raises(StorageError, match=said):
        FolderLock(tmp_path, owner=owner)
    assert [path.name for path in tmp_path.iterdir()] == [file]


def test_that_a_folder_that_two_parts_have_shared_still_serves_both(tmp_path: Path) -> None:
    for name in ("outbox.sqlite", "station.sqlite"):
        (tmp_path / name).touch()
    for owner in ("node", "station"):
        FolderLock(tmp_path, owner=owner).release()

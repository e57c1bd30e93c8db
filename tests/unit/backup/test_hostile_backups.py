"""A backup that is damaged or meant to harm is refused, and nothing of it stays."""

import contextlib
import hashlib
import io
import json
import random
import stat
import zipfile
from pathlib import Path

import pytest

from shared.backup.contents import MANIFEST_NAME
from shared.backup.reader import restore_backup, verify_backup
from shared.errors import BackupError

GOOD = {"outbox.sqlite": b"d" * 3000, "models/ab/x": b"m" * 500}


def archive(
    path: Path,
    files: dict[str, bytes],
    *,
    listed: dict[str, bytes] | None = None,
    compression: int = zipfile.ZIP_STORED,
    mode: int = stat.S_IFREG | 0o600,
    **changes: object,
) -> Path:
    """A backup made by hand. listed: what its list says, where that is something else."""
    manifest = {
        "format": 1,
        "owner": "node",
        "software": "0",
        "created_at_s": 1.0,
        "with_keys": False,
        "files": [
            {"name": name, "size_bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in (files if listed is None else listed).items()
        ],
        **changes,
    }
    with zipfile.ZipFile(path, "w", compression) as written:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            info.compress_type = compression
            written.writestr(info, data)
        written.writestr(MANIFEST_NAME, json.dumps(manifest))
    return path


def refuse(path: Path, match: str) -> None:
    target = path.parent / "target"
    with pytest.raises(BackupError, match=match):
        restore_backup(path, target)
    assert sorted(p.name for p in path.parent.iterdir()) == [path.name]


def test_that_the_one_made_by_hand_is_good(tmp_path: Path) -> None:
    restore_backup(archive(tmp_path / "b.zip", GOOD), tmp_path / "target")
    assert (tmp_path / "target" / "models" / "ab" / "x").read_bytes() == GOOD["models/ab/x"]


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/evil", "a/../../evil", "a//b", "./a", "a\\b", "a\nb", "x" * 300, ".."],
)
def test_that_no_path_leads_out(tmp_path: Path, name: str) -> None:
    refuse(archive(tmp_path / "b.zip", {**GOOD, name: b"evil"}), "leads elsewhere|is in it")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFDIR])
def test_that_only_plain_files_are_taken(tmp_path: Path, kind: int) -> None:
    refuse(archive(tmp_path / "b.zip", GOOD, mode=kind | 0o777), "no plain file")


def test_that_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = {"outbox.sqlite": bytes(50 << 20)}
    path = archive(tmp_path / "b.zip", bomb, compression=zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 100_000
    refuse(path, "is packed")


def test_that_files_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    """Entries that all point at the same content take no room in the file, but on the disk."""
    path = archive(tmp_path / "b.zip", {"outbox.sqlite": b"d" * 100_000})
    buffer = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(buffer, "a") as again:
        first = again.infolist()[0]
        for number in range(50):
            copy = zipfile.ZipInfo(f"copy{number}")
            for field in ("CRC", "file_size", "compress_size", "header_offset", "external_attr"):
                setattr(copy, field, getattr(first, field))
            again.filelist.append(copy)
            again.NameToInfo[copy.filename] = copy
        again._didModify = True  # type: ignore[attr-defined]
    path.write_bytes(buffer.getvalue())
    refuse(path, "larger than it is itself")


def test_that_a_changed_file_is_found_by_its_hash(tmp_path: Path) -> None:
    listed = {**GOOD, "models/ab/x": b"n" * 500}
    refuse(archive(tmp_path / "b.zip", GOOD, listed=listed), "models/ab/x is not what was put in")


@pytest.mark.parametrize("listed", [{}, {**GOOD, "more": b""}])
def test_that_the_list_has_to_name_what_is_there(tmp_path: Path, listed: dict[str, bytes]) -> None:
    refuse(archive(tmp_path / "b.zip", GOOD, listed=listed), "not what its list names")


def test_that_another_format_is_refused_with_what_to_do(tmp_path: Path) -> None:
    refuse(archive(tmp_path / "b.zip", GOOD, format=2, owner="fleet"), "use that release")


def test_that_a_file_that_is_none_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(b"rubbish")
    refuse(tmp_path / "b.zip", "no backup of whatsit")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as empty:
        empty.writestr("photo.jpg", b"")
    refuse(tmp_path / "b.zip", "is not in it")


def test_that_every_cut_and_every_flip_is_found(tmp_path: Path) -> None:
    """400 cuts and flips: none is taken for a good backup with something else in it."""
    path = archive(tmp_path / "b.zip", GOOD)
    whole, rng = path.read_bytes(), random.Random(0)
    refused = 0
    for _ in range(400):
        data = bytearray(whole)
        if rng.random() < 0.5:
            del data[rng.randrange(len(data)) :]
        else:
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        path.write_bytes(bytes(data))
        with contextlib.suppress(BackupError):
            found = verify_backup(path)  # a flip in a date or a comment changes nothing
            assert {file.name: file.size_bytes for file in found.files} == {
                name: len(data) for name, data in GOOD.items()
            }
            continue
        refused += 1
    assert refused > 300


@pytest.mark.parametrize("taken", ["file", "link", "folder"])
def test_that_a_target_with_anything_in_it_is_left_alone(tmp_path: Path, taken: str) -> None:
    target = tmp_path / "target"
    match taken:
        case "file":
            target.write_text("mine")
        case "link":
            target.symlink_to(tmp_path / "elsewhere")
        case _:
            target.mkdir()
            (target / "mine").write_text("mine")
    with pytest.raises(BackupError, match="not empty"):
        restore_backup(archive(tmp_path / "b.zip", GOOD), target)
    assert not (tmp_path / "elsewhere").exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.zip", "target"]


def test_that_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    restore_backup(archive(tmp_path / "b.zip", GOOD), tmp_path / "target")
    assert (tmp_path / "target" / "outbox.sqlite").is_file()

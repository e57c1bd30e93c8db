"""A folder that travels as one file: it comes back as it was, and leads nowhere else."""

import contextlib
import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from operator_gui.station.exchange.archive import MAX_DEPTH, pack, unpack
from shared.errors import ProtocolError
from tests.unit.exchange.hostile_archives import header, sparse_archive


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def filled(folder: Path) -> Path:
    (folder / "images" / "train").mkdir(parents=True)
    (folder / "labels.csv").write_text("path,name\n")
    (folder / "images" / "train" / "Tasse grün.jpg").write_bytes(bytes(range(256)) * 9000)
    (folder / "images" / "train" / f"{'long' * 60}.jpg").write_bytes(b"")
    return folder


def hostile(folder: Path, member: tarfile.TarInfo, content: bytes = b"") -> Path:
    archive = folder / "hostile.tar"
    member.size = len(content)
    with tarfile.open(archive, "w:") as tar:
        tar.addfile(member, io.BytesIO(content))
    return archive


def test_that_what_was_packed_is_unpacked(tmp_path: Path) -> None:
    packed = pack(filled(tmp_path / "in"), tmp_path / "a.tar")
    data = (tmp_path / "a.tar").read_bytes()
    assert (packed.sha256, packed.size_bytes) == (hashlib.sha256(data).hexdigest(), len(data))
    assert unpack(tmp_path / "a.tar", tmp_path / "out") == 3
    assert contents(tmp_path / "out") == contents(tmp_path / "in")


def test_that_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    one = pack(filled(tmp_path / "one"), tmp_path / "one.tar")
    other = pack(filled(tmp_path / "other"), tmp_path / "other.tar")
    assert one == other


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "a\\x", "a//x", "C:x"])
def test_that_no_name_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    archive = hostile(tmp_path, tarfile.TarInfo(name), b"x")
    with pytest.raises(ProtocolError, match="cannot be read"):
        unpack(archive, tmp_path / "out")
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_that_only_plain_files_are_unpacked(kind: bytes, tmp_path: Path) -> None:
    member = tarfile.TarInfo("link")
    member.type, member.linkname = kind, "/etc/passwd"
    with pytest.raises(ProtocolError, match="no plain file"):
        unpack(hostile(tmp_path, member), tmp_path / "out")


@pytest.mark.parametrize("second", ["x", "x/y", "x/y/z"])
def test_that_a_file_is_never_written_over_another(second: str, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w:") as tar:
        for name in ("x", second):
            tar.addfile(tarfile.TarInfo(name), io.BytesIO())
    with pytest.raises(ProtocolError, match="twice"):
        unpack(tmp_path / "a.tar", tmp_path / "out")


@pytest.mark.parametrize("kind", ["old", "0.0", "0.1", "1.0"])
def test_that_a_file_with_holes_is_refused(kind: str, tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(sparse_archive(1 << 30, kind))
    with pytest.raises(ProtocolError, match="no plain file"):
        unpack(tmp_path / "a.tar", tmp_path / "out")
    assert contents(tmp_path / "out") == {}


@pytest.mark.parametrize(
    "kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK]
)
def test_that_a_long_header_is_refused_before_it_is_read(kind: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(header(kind, size=1 << 34) + bytes(1024))
    with pytest.raises(ProtocolError, match=r"a header of|no plain file"):
        unpack(tmp_path / "a.tar", tmp_path / "out")


def test_that_headers_that_only_lead_to_headers_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(header(tarfile.XHDTYPE, size=0) * 5000 + bytes(1024))
    with pytest.raises(ProtocolError, match="no plain file"):
        unpack(tmp_path / "a.tar", tmp_path / "out")


@pytest.mark.parametrize("size", [-512, -1, 10_000])
def test_that_no_file_is_larger_than_its_archive(size: int, tmp_path: Path) -> None:
    member = tarfile.TarInfo("x")
    member.size = size
    said = member.tobuf(tarfile.GNU_FORMAT)
    (tmp_path / "a.tar").write_bytes(said + bytes(1024))
    with pytest.raises(ProtocolError, match=r"larger than the archive|cannot be read"):
        unpack(tmp_path / "a.tar", tmp_path / "out")
    assert contents(tmp_path / "out") == {}


def test_that_folders_in_folders_are_no_way_to_fill_a_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = hostile(tmp_path, tarfile.TarInfo("a/" * MAX_DEPTH + "x"))
    with pytest.raises(ProtocolError, match="deep"):
        unpack(deep, tmp_path / "out")
    monkeypatch.setattr("operator_gui.station.exchange.archive.MAX_FILES", 9)
    for depth, told in ((7, ""), (8, "more than 9 files")):
        wide = hostile(tmp_path, tarfile.TarInfo(f"{depth}/" * depth + "x"))
        with pytest.raises(ProtocolError, match=told) if told else contextlib.nullcontext():
            assert unpack(wide, tmp_path / "out") == 1


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_that_half_an_archive_is_said_to_be_none(share: float, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "x").write_bytes(b"x" * 100_000)
    pack(folder, tmp_path / "a.tar")
    data = (tmp_path / "a.tar").read_bytes()[: int(100_000 * share)]
    (tmp_path / "half.tar").write_bytes(data)
    with pytest.raises(ProtocolError):
        unpack(tmp_path / "half.tar", tmp_path / "out")

"""A backup is the whole folder, from one moment, read back before it counts; or there is none."""

import contextlib
import os
import sqlite3
import threading
from pathlib import Path

import pytest

import shared.backup.writer
from shared.backup.contents import is_kept
from shared.backup.reader import restore_backup, verify_backup
from shared.backup.writer import write_backup
from shared.blobs import BlobStore
from shared.errors import BackupError
from shared.keys import SigningKey
from tests.fakes import ManualClock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a node keeps, and what it leaves lying about."""
    folder = tmp_path / "node"
    folder.mkdir(mode=0o700)
    with contextlib.closing(sqlite3.connect(folder / "outbox.sqlite")) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("CREATE TABLE item (name TEXT)")
        db.execute("INSERT INTO item VALUES ('q1')")
        db.commit()
    blobs = BlobStore(folder / "models")
    for content in (b"a model", b"another"):
        blobs.put(content)
    (folder / "slots.msgpack").write_bytes(b"slots")
    (folder / "lock").write_bytes(b"")
    (folder / "tmp-slots.msgpack-x").write_bytes(b"draft")
    (folder / "logs").mkdir()
    (folder / "logs" / "edge.log").write_text("…")
    SigningKey.load_or_create(folder / "keys")
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def items(folder: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(folder / "outbox.sqlite")) as db:
        return [name for (name,) in db.execute("SELECT name FROM item")]


def test_that_what_is_restored_is_what_was_there(folder: Path, tmp_path: Path) -> None:
    old_umask = os.umask(0o000)
    try:
        done = write_backup(folder, tmp_path / "b.zip", with_keys=True, clock=ManualClock())
        restore_backup(tmp_path / "b.zip", tmp_path / "new")
    finally:
        os.umask(old_umask)
    assert (done.manifest.owner, done.damaged) == ("node", ())
    before, after = tree(folder), tree(tmp_path / "new")
    expected = {
        name
        for name in before
        if name.startswith(("models/", "keys/")) or name in ("slots.msgpack", "outbox.sqlite")
    }
    assert after.keys() == expected
    assert all(after[name] == before[name] for name in expected - {"outbox.sqlite"})
    assert items(tmp_path / "new") == ["q1"]
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
    for path in (tmp_path / "new").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0
    assert (
        SigningKey.load_or_create(tmp_path / "new" / "keys").key_id
        == SigningKey.load_or_create(folder / "keys").key_id
    )


def test_that_secret_keys_are_left_out_unless_wanted(folder: Path, tmp_path: Path) -> None:
    secret = (folder / "keys" / "signing.key").read_text().strip().encode()
    write_backup(folder, tmp_path / "b.zip", with_keys=False, clock=ManualClock())
    assert secret not in (tmp_path / "b.zip").read_bytes()
    restore_backup(tmp_path / "b.zip", tmp_path / "new")
    assert (tmp_path / "new" / "keys" / "signing.pub").is_file()
    assert not (tmp_path / "new" / "keys" / "signing.key").exists()


def test_that_a_database_is_copied_at_one_moment_while_others_write(
    folder: Path, tmp_path: Path
) -> None:
    """A pair is written at a time: half a pair would be no moment."""
    stop, started = threading.Event(), threading.Event()

    def write() -> None:
        with contextlib.closing(sqlite3.connect(folder / "outbox.sqlite")) as db:
            number = 0
            while not stop.is_set():
                with db:
                    db.execute("INSERT INTO item VALUES (?)", (f"a{number}",))
                    db.execute("INSERT INTO item VALUES (?)", (f"b{number}",))
                number += 1
                started.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert started.wait(10.0)
        for number in range(5):
            write_backup(folder, tmp_path / f"{number}.zip", with_keys=False, clock=ManualClock())
    finally:
        stop.set()
        writer.join()
    sizes = []
    for number in range(5):
        restore_backup(tmp_path / f"{number}.zip", tmp_path / f"new{number}")
        names = items(tmp_path / f"new{number}")[1:]
        assert [name[1:] for name in names[::2]] == [name[1:] for name in names[1::2]]
        assert len(names) % 2 == 0
        sizes.append(len(names))
    assert sizes == sorted(sizes)
    assert sizes[-1] >= 2


def test_that_files_that_tell_of_others_fit_them(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slots change and a model goes between the copy of the one and of the other."""
    blobs, real = BlobStore(folder / "models"), shared.backup.writer._add
    swapped = []

    def add(archive, name, source, damaged):  # type: ignore[no-untyped-def]
        entry = real(archive, name, source, damaged)
        if name == "slots.msgpack" and not swapped:
            swapped.append(blobs.put(b"a third"))
            (folder / "slots.msgpack").write_bytes(swapped[0].encode())
        return entry

    monkeypatch.setattr(shared.backup.writer, "_add", add)
    write_backup(folder, tmp_path / "b.zip", with_keys=False, clock=ManualClock())
    restore_backup(tmp_path / "b.zip", tmp_path / "new")
    needed = (tmp_path / "new" / "slots.msgpack").read_text()
    assert needed == swapped[0]
    assert needed in BlobStore(tmp_path / "new" / "models")


def test_that_a_damaged_model_is_named_and_left_out(folder: Path, tmp_path: Path) -> None:
    victim = next((folder / "models").glob("??/*"))
    victim.write_bytes(b"flipped")
    done = write_backup(folder, tmp_path / "b.zip", with_keys=False, clock=ManualClock())
    assert done.damaged == (victim.relative_to(folder).as_posix(),)
    verify_backup(tmp_path / "b.zip")


def test_that_a_damaged_database_makes_no_backup(folder: Path, tmp_path: Path) -> None:
    path = folder / "outbox.sqlite"
    path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 4096)
    with pytest.raises(BackupError, match="cannot copy"):
        write_backup(folder, tmp_path / "b.zip", with_keys=False, clock=ManualClock())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["node"]


def test_that_a_full_disk_leaves_nothing_behind(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shared.backup.writer, "_add", fail)
    with pytest.raises(BackupError, match="No space left"):
        write_backup(folder, tmp_path / "b.zip", with_keys=False, clock=ManualClock())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["node"]


def test_that_nothing_is_written_over(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("of yesterday")
    with pytest.raises(BackupError, match="is there already"):
        write_backup(folder, tmp_path / "b.zip", with_keys=False, clock=ManualClock())
    with pytest.raises(BackupError, match="lies in the folder"):
        write_backup(folder, folder / "b.zip", with_keys=False, clock=ManualClock())
    with pytest.raises(BackupError, match="no state folder"):
        write_backup(tmp_path, tmp_path / "c.zip", with_keys=False, clock=ManualClock())


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("station.sqlite", True),
        ("station.sqlite-wal", False),
        ("station.schema-2.sqlite", False),
        ("pictures/ab/ab0c", True),
        ("pictures/ab/tmp-ab0c-x", False),
        ("keys/link.pub", True),
        ("keys/link.key", False),
        ("node_id", True),
        ("something.new.of.a.later.release", True),
        ("learning/warm.npz", False),
    ],
)
def test_that_all_is_kept_but_what_is_made_anew_or_secret(name: str, kept: bool) -> None:
    assert is_kept(name, with_keys=False) is kept

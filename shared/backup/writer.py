"""Makes a backup of a state folder while its owner runs.

The file is a ZIP without compression: pictures and models do not get smaller, any tool can read
it, and nothing in it can be larger than it is. Databases are copied with SQLite's online backup,
which gives one moment of them. What they refer to was on disk before they did, so it is copied
after them.
"""

import hashlib
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from shared import __version__
from shared.backup.contents import (
    FORMAT,
    MANIFEST_NAME,
    OWNERS,
    BackupFile,
    BackupManifest,
    Owner,
    digest_in_name,
    is_kept,
)
from shared.backup.reader import verify_backup
from shared.clock import Clock
from shared.database_copy import copy_database
from shared.errors import BackupError

PIECE_BYTES = 1 << 20
TRIES = 4


@dataclass(frozen=True, slots=True)
class BackupDone:
    """What was put into a backup. damaged: files that were not what their name says, left out."""

    manifest: BackupManifest
    damaged: tuple[str, ...]


class _ChangedError(Exception):
    """A file that belongs to others was replaced meanwhile: they may not fit any more."""


def write_backup(folder: Path, file: Path, *, with_keys: bool, clock: Clock) -> BackupDone:
    """Writes `file`, whole or not at all, and reads it back before it gets its name.

    Only its owner can read it. Raises BackupError if there is nothing to keep, `file` is there
    already, or something cannot be read or written.
    """
    owner = owner_of(folder)
    if file.exists():
        raise BackupError(f"{file} is there already: name another file")
    if file.resolve().is_relative_to(folder.resolve()):
        raise BackupError(f"{file} lies in the folder that it is to keep: name another place")
    try:
        for left in reversed(range(TRIES)):
            try:
                return _try_to_write(folder, file, owner, with_keys, clock, is_last=left == 0)
            except _ChangedError:
                continue
    except OSError as error:
        what = error.filename or file
        raise BackupError(f"cannot back up to {file}: {what}: {error.strerror}") from error
    raise AssertionError("the last try ends it")


def owner_of(folder: Path) -> Owner:
    """Whose state folder this is. Raises BackupError for any other folder."""
    for name, owner in OWNERS.items():
        if (folder / name).is_file():
            return owner
    raise BackupError(
        f"{folder} is no state folder of whatsit: expected one of {', '.join(OWNERS)} in it; "
        "name one with --state"
    )


def _try_to_write(
    folder: Path, file: Path, owner: Owner, with_keys: bool, clock: Clock, *, is_last: bool
) -> BackupDone:
    names = sorted(_names(folder, with_keys=with_keys), key=_order)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}.") as scratch:
        draft = Path(scratch) / "draft"
        written: list[BackupFile] = []
        damaged: list[str] = []
        with zipfile.ZipFile(draft, "x", zipfile.ZIP_STORED, allowZip64=True) as archive:
            for name in names:
                source = folder / name
                if name.endswith(".sqlite"):
                    source = Path(scratch) / "copy.sqlite"
                    _copy_database(folder / name, source)
                if (entry := _add(archive, name, source, damaged)) is not None:
                    written.append(entry)
            manifest = BackupManifest(
                format=FORMAT,
                owner=owner,
                software=__version__,
                created_at_s=clock.now_s(),
                with_keys=with_keys,
                files=tuple(written),
            )
            archive.writestr(
                _info(MANIFEST_NAME), msgspec.json.format(msgspec.json.encode(manifest))
            )
        if not is_last:
            _check_unchanged(folder, written)
        verify_backup(draft)
        _publish(draft, file, with_keys=with_keys)
    return BackupDone(manifest, tuple(damaged))


def _names(folder: Path, *, with_keys: bool) -> Iterator[str]:
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.is_symlink() and is_kept(name, with_keys=with_keys):
            yield name


def _order(name: str) -> tuple[int, str]:
    """Whatever refers to others before them: others are only added while it is read."""
    if name.endswith(".sqlite"):
        return 0, name
    return (1 if digest_in_name(name) is None else 2), name


def _copy_database(source: Path, target: Path) -> None:
    try:
        target.unlink(missing_ok=True)
        copy_database(source, target)
    except sqlite3.Error as error:
        raise BackupError(f"cannot copy {source}: {error}; `whatsit doctor` says more") from error


def _add(
    archive: zipfile.ZipFile, name: str, source: Path, damaged: list[str]
) -> BackupFile | None:
    """None for what went away meanwhile, or is not what its name says."""
    expected = digest_in_name(name)
    try:
        if expected is not None and _digest(source) != expected:
            damaged.append(name)
            return None
        digest, size_bytes = hashlib.sha256(), 0
        with source.open("rb") as file, archive.open(_info(name), "w", force_zip64=True) as entry:
            while piece := file.read(PIECE_BYTES):
                digest.update(piece)
                size_bytes += len(piece)
                entry.write(piece)
    except FileNotFoundError:
        return None
    return BackupFile(name, size_bytes, digest.hexdigest())


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o100600 << 16
    return info


def _check_unchanged(folder: Path, written: list[BackupFile]) -> None:
    """Raises _ChangedError if a file that tells of others, as a node's slots, was replaced."""
    for entry in written:
        if entry.name.endswith(".sqlite") or digest_in_name(entry.name) is not None:
            continue
        path = folder / entry.name
        if not path.is_file() or _digest(path) != entry.sha256:
            raise _ChangedError


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _publish(draft: Path, file: Path, *, with_keys: bool) -> None:
    try:
        draft.chmod(0o600)
    except PermissionError as error:  # as on a memory stick, which knows of no owners
        if with_keys:
            raise BackupError(
                f"{file.parent} keeps nothing from others: leave out --with-keys, or name a file "
                "on another disk"
            ) from error
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    if file.exists():
        raise BackupError(f"{file} is there already: name another file")
    draft.rename(file)
    descriptor = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

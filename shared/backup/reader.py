"""Reads a backup that may be damaged or meant to harm, and puts it back, whole or not at all."""

import hashlib
import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from shared.backup.contents import (
    FORMAT,
    MANIFEST_NAME,
    MAX_MANIFEST_BYTES,
    BackupFile,
    BackupManifest,
    check_name,
)
from shared.errors import BackupError

PIECE_BYTES = 1 << 20
KEEP_FREE_BYTES = 64 << 20


def verify_backup(file: Path) -> BackupManifest:
    """Reads everything in a backup. Raises BackupError if anything is not as it was put in."""
    with _Archive(file) as archive:
        for entry in archive.manifest.files:
            archive.read(entry, lambda _: None)
        return archive.manifest


def restore_backup(file: Path, folder: Path) -> BackupManifest:
    """Makes `folder` what it was, for its owner only; it is there whole or not at all.

    Raises BackupError if the folder holds anything already, or the backup is not whole.
    """
    _check_target(folder)
    with _Archive(file) as archive:
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            free_bytes = shutil.disk_usage(folder.parent).free
            if archive.manifest.size_bytes + KEEP_FREE_BYTES > free_bytes:
                raise BackupError(
                    f"{file} needs {archive.manifest.size_bytes >> 20} MB and {folder.parent} has "
                    f"{free_bytes >> 20} MB left: free some space"
                )
            with tempfile.TemporaryDirectory(
                dir=folder.parent, prefix=f".{folder.name}.restoring-"
            ) as scratch:
                draft = Path(scratch) / "state"
                draft.mkdir(mode=0o700)
                for entry in archive.manifest.files:
                    _write(archive, entry, draft)
                _sync_folders(draft)
                os.rename(draft, folder)  # fails where something has come to be there meanwhile
                _sync(folder.parent)
        except OSError as error:
            raise BackupError(f"cannot restore to {folder}: {error.strerror}") from error
        return archive.manifest


class _Archive:
    """A backup that is open. Its list and its ZIP name the same plain files, or it is refused."""

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            self._size_bytes = file.stat().st_size
            self._zip = zipfile.ZipFile(file)
        except OSError as error:
            raise BackupError(f"cannot read {file}: {error.strerror}") from error
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
            raise BackupError(f"{file} is no backup of whatsit, or is cut off: {error}") from error
        try:
            self._entries = self._checked_entries()
            self.manifest = self._read_manifest()
            self._check_complete()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> "_Archive":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def read(self, entry: BackupFile, take: Callable[[bytes], object]) -> None:
        """Hands a file over in pieces. Raises BackupError if it is not what the list says."""
        digest, size_bytes = hashlib.sha256(), 0
        for piece in self._pieces(entry.name):
            digest.update(piece)
            size_bytes += len(piece)
            take(piece)
        if size_bytes != entry.size_bytes or digest.hexdigest() != entry.sha256:
            raise BackupError(f"{self._file} is damaged: {entry.name} is not what was put in")

    def _pieces(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(self._entries[name]) as stream:
                while piece := stream.read(PIECE_BYTES):
                    yield piece
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError) as error:
            raise BackupError(f"{self._file} is damaged: {name} cannot be read: {error}") from error

    def _checked_entries(self) -> dict[str, zipfile.ZipInfo]:
        entries: dict[str, zipfile.ZipInfo] = {}
        total_bytes = 0
        for info in self._zip.infolist():
            check_name(info.filename)
            kind = stat.S_IFMT(info.external_attr >> 16)
            if info.is_dir() or kind not in (0, stat.S_IFREG):
                raise BackupError(f"{self._file}: {info.filename} is no plain file")
            is_stored = info.compress_type == zipfile.ZIP_STORED
            if not is_stored or info.file_size != info.compress_size or info.flag_bits & 1:
                raise BackupError(f"{self._file}: {info.filename} is packed, which backups are not")
            if info.filename in entries:
                raise BackupError(f"{self._file}: {info.filename} is in it twice")
            entries[info.filename] = info
            total_bytes += info.file_size
        if total_bytes > self._size_bytes:
            raise BackupError(f"{self._file}: its files are said to be larger than it is itself")
        return entries

    def _read_manifest(self) -> BackupManifest:
        info = self._entries.get(MANIFEST_NAME)
        if info is None or info.file_size > MAX_MANIFEST_BYTES:
            raise BackupError(f"{self._file} is no backup of whatsit: {MANIFEST_NAME} is not in it")
        data = b"".join(self._pieces(MANIFEST_NAME))
        try:
            form = msgspec.json.decode(data, type=_Form).format
            if form != FORMAT:
                raise BackupError(
                    f"{self._file} was written by another release (format {form}, this one has "
                    f"{FORMAT}); use that release"
                )
            return msgspec.json.decode(data, type=BackupManifest)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BackupError(f"{self._file} is damaged: its list is malformed: {error}") from error

    def _check_complete(self) -> None:
        listed = [file.name for file in self.manifest.files]
        if len(set(listed)) != len(listed) or set(listed) != self._entries.keys() - {MANIFEST_NAME}:
            raise BackupError(f"{self._file} is damaged: what is in it is not what its list names")


class _Form(msgspec.Struct):
    format: int


def _check_target(folder: Path) -> None:
    try:
        is_taken = folder.is_symlink() or (folder.exists() and not folder.is_dir())
        if is_taken or (folder.is_dir() and any(folder.iterdir())):
            raise BackupError(
                f"{folder} is not empty, and nothing is ever written over: name another folder, "
                "or move that one away"
            )
    except OSError as error:
        raise BackupError(f"cannot read {folder}: {error.strerror}") from error


def _write(archive: _Archive, entry: BackupFile, draft: Path) -> None:
    path = draft / entry.name
    for parent in reversed(path.relative_to(draft).parents[:-1]):
        (draft / parent).mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        archive.read(entry, target.write)
        target.flush()
        os.fsync(target.fileno())


def _sync_folders(folder: Path) -> None:
    for inner, _, _ in os.walk(folder):
        _sync(Path(inner))


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

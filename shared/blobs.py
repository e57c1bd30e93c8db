"""A folder of files named by the SHA-256 of what is in them: model files and crops."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from shared.errors import StorageError
from shared.whole_file import DRAFTS, make_folder, write_whole


def sha256_of(data: bytes) -> str:
    """The digest by which `data` is known, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


class BlobStore:
    """Write once, read and verify. Safe for several processes; a torn write leaves no blob."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"cannot make folder {folder}: {error.strerror}; name a folder you may write to"
            ) from error

    def path(self, sha256: str) -> Path:
        """Where the blob lies, or would lie."""
        return self._folder / sha256[:2] / sha256

    def __contains__(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def put(self, data: bytes) -> str:
        """Keeps `data` and returns its digest; the bytes are on disk when this returns.

        Raises StorageError if it cannot be written.
        """
        sha256 = sha256_of(data)
        path = self.path(sha256)
        try:
            if path.is_file() and path.read_bytes() == data:
                return sha256
            make_folder(path.parent)
            write_whole(path, data)
        except OSError as error:
            raise StorageError(f"cannot write {path}: {error.strerror}; free some space") from error
        return sha256

    def check_room(self, size_bytes: int) -> None:
        """Raises StorageError if the disk has less than that free."""
        try:
            free_bytes = shutil.disk_usage(self._folder).free
        except OSError as error:
            raise StorageError(f"cannot read {self._folder}: {error.strerror}") from error
        if free_bytes < size_bytes:
            raise StorageError(
                f"{size_bytes / 1e6:.1f} MB are needed in {self._folder}, and "
                f"{free_bytes / 1e6:.1f} MB are free; free some space"
            )

    def get(self, sha256: str) -> bytes:
        """The blob, verified. Raises StorageError if it is missing or not what it was."""
        path = self.path(sha256)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise StorageError(f"cannot read {path}: {error.strerror}") from error
        if sha256_of(data) != sha256:
            raise StorageError(f"{path} is damaged: its content does not match its name")
        return data

    def digests(self) -> Iterator[str]:
        """Every blob kept, in no order. Raises StorageError."""
        try:
            for path in self._folder.glob("??/*"):
                if len(path.name) == 64:
                    yield path.name
        except OSError as error:
            raise StorageError(f"cannot read {self._folder}: {error.strerror}") from error

    def sweep(self) -> None:
        """Deletes the drafts that a sudden death left behind; only while nobody else writes.

        Raises StorageError.
        """
        try:
            for draft in self._folder.glob(f"??/{DRAFTS}"):
                draft.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"cannot write {self._folder}: {error.strerror}") from error

    def delete(self, sha256: str) -> None:
        """Forgets a blob; none is no error. Raises StorageError if it cannot be deleted."""
        path = self.path(sha256)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"cannot delete {path}: {error.strerror}") from error

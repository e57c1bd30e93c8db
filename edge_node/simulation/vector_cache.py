"""Vectors that were computed before, on disk, by what they were computed of.

One SQLite file an embedder, in the user's cache folder: it may be deleted at any time.
"""

import contextlib
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import numpy as np
import platformdirs

from shared.domain import Floats
from shared.errors import StorageError

BUSY_S = 30.0
"""So long is waited for another process that writes."""

ASK_AT_ONCE = 500


class Vectors(Protocol):
    """Vectors by key."""

    def known(self, keys: Sequence[bytes]) -> dict[bytes, Floats]:
        """Those of the keys that are known, each (dim,) float32."""
        ...

    def keep(self, vectors: Mapping[bytes, Floats]) -> None:
        """Adds vectors."""
        ...


class NoCache(contextlib.nullcontext["NoCache"]):
    """Knows nothing, keeps nothing."""

    def __init__(self) -> None:
        super().__init__(self)

    def known(self, keys: Sequence[bytes]) -> dict[bytes, Floats]:
        return {}

    def keep(self, vectors: Mapping[bytes, Floats]) -> None:
        pass


class VectorCache:
    """A context. Belongs to one thread. Raises StorageError if the file cannot be used."""

    def __init__(self, folder: Path, *, embedder_sha256: str, dim: int) -> None:
        self._path = folder / f"{embedder_sha256[:32]}.sqlite"
        self._dim = dim
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self._path, timeout=BUSY_S, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise self._cannot(error) from error
        try:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=OFF")  # what is lost is computed again
            self._db.execute(
                "CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, content BLOB NOT NULL)"
                " WITHOUT ROWID"
            )
        except sqlite3.Error as error:
            self._db.close()
            raise self._cannot(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._db.close()

    def known(self, keys: Sequence[bytes]) -> dict[bytes, Floats]:
        """Those of the keys that are known, each (dim,) float32; of another length, none is."""
        found: dict[bytes, Floats] = {}
        try:
            for start in range(0, len(keys), ASK_AT_ONCE):
                some = keys[start : start + ASK_AT_ONCE]
                marks = ",".join("?" * len(some))
                rows = self._db.execute(
                    f"SELECT key, content FROM vector WHERE key IN ({marks})", some
                )
                found |= {key: np.frombuffer(content, "<f4") for key, content in rows}
        except sqlite3.Error as error:
            raise self._cannot(error) from error
        return {
            key: vector
            for key, vector in found.items()
            if vector.shape == (self._dim,) and np.isfinite(vector).all()
        }

    def keep(self, vectors: Mapping[bytes, Floats]) -> None:
        """Adds vectors, all or none."""
        rows = [(key, vector.astype("<f4").tobytes()) for key, vector in vectors.items()]
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", rows)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._cannot(error) from error

    def _cannot(self, error: Exception) -> StorageError:
        return StorageError(
            f"cannot use the cache {self._path}: {error}; delete that file, or use --no-cache"
        )


def open_cache(*, embedder_sha256: str, dim: int, is_wanted: bool) -> "VectorCache | NoCache":
    """The cache of this user for an embedder, as a context; one that keeps nothing where none is
    wanted. Raises StorageError."""
    if not is_wanted:
        return NoCache()
    folder = platformdirs.user_cache_path("whatsit", appauthor=False) / "vectors"
    return VectorCache(folder, embedder_sha256=embedder_sha256, dim=dim)

"""A durable queue of messages that must not be lost, in one SQLite file.

Used by a node for its queries and by the operator's app for its answers. A message is on disk
when `put` returns and stays until it is acknowledged. When the disk cap is reached the least
valuable message goes first. One thread owns an outbox.
"""

import contextlib
import hashlib
import logging
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shared.errors import ProtocolError, StorageError
from shared.protocol.codec import Envelope, decode, encode, pack_frames, unpack_frames

_log = logging.getLogger(__name__)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS item (
  item_id TEXT PRIMARY KEY,
  value REAL NOT NULL,
  frames BLOB NOT NULL,
  sha256 BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, content BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS item_by_value ON item (value);
"""


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """A message that waits for its acknowledgement."""

    item_id: str
    value: float
    envelope: Envelope


class Outbox:
    """Messages by id, most valuable first, within `cap_bytes` of message data on disk.

    Raises StorageError where the file cannot be opened, read or written.
    """

    def __init__(self, path: Path, *, cap_bytes: int = 512 << 20) -> None:
        self._cap_bytes = cap_bytes
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise StorageError(f"cannot open outbox {path}: {error}") from error
        try:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(_SCHEMA)
            totals: tuple[int, int] = self._db.execute(
                "SELECT count(*), coalesce(sum(length(CAST(frames AS BLOB))), 0) FROM item"
            ).fetchone()
        except sqlite3.Error as error:
            self._db.close()
            raise StorageError(f"cannot open outbox {path}: {error}") from error
        self._count, self._bytes = totals

    @property
    def count(self) -> int:
        """How many messages wait."""
        return self._count

    @property
    def size_bytes(self) -> int:
        """How much message data waits."""
        return self._bytes

    def put(self, item_id: str, value: float, envelope: Envelope) -> tuple[str, ...]:
        """Keeps a message and returns the ids of those that had to go for it.

        Those worth least go first, of equals the oldest. That is the new one itself where it does
        not fit beside what is worth more. A known id is no error and changes nothing. On a full
        disk room is made at the expense of what is worth less, if there is enough of that.
        """
        frames = pack_frames(encode(envelope))
        excess_bytes = self._bytes + len(frames) - self._cap_bytes
        try:
            return self._replace(item_id, value, frames, excess_bytes, "value <= ?")
        except StorageError as error:
            if not _is_full(error):
                raise
            freed = self._replace(item_id, value, frames, len(frames), "value < ?")
            if item_id in freed:
                raise
            return freed

    def waiting_ids(self, limit: int) -> list[str]:
        """The ids of the most valuable messages, oldest first among equals."""
        with self._reading():
            rows = self._db.execute(
                "SELECT item_id FROM item ORDER BY value DESC, rowid LIMIT ?", (limit,)
            )
            return [row[0] for row in rows]

    def get(self, item_id: str) -> OutboxItem | None:
        """A message that waits; None if there is none of this id, or if it is damaged.

        A damaged message cannot be sent, so it is deleted.
        """
        with self._reading():  # a flipped bit can turn a blob into text: read it as a blob
            row = self._db.execute(
                "SELECT value, CAST(frames AS BLOB), CAST(sha256 AS BLOB) FROM item "
                "WHERE item_id = ?",
                (item_id,),
            ).fetchone()
        if row is None:
            return None
        value, frames, digest = row
        try:
            if hashlib.sha256(frames).digest() != digest:
                raise ProtocolError("its content does not match its hash")
            return OutboxItem(item_id, value, decode(unpack_frames(frames)))
        except ProtocolError as error:
            _log.warning("dropped the damaged message %s of %s: %s", item_id, self._path, error)
            self.acknowledge((item_id,))
            return None

    def acknowledge(self, item_ids: tuple[str, ...]) -> tuple[str, ...]:
        """Forgets messages that arrived; returns those of the ids that were waiting."""
        arrived: list[str] = []
        freed = 0
        with self._transaction():
            for item_id in item_ids:
                rows = self._db.execute(
                    "DELETE FROM item WHERE item_id = ? RETURNING length(CAST(frames AS BLOB))",
                    (item_id,),
                ).fetchall()
                if rows:
                    arrived.append(item_id)
                    freed += rows[0][0]
        self._count -= len(arrived)
        self._bytes -= freed
        return tuple(arrived)

    def write_note(self, name: str, content: bytes) -> None:
        """Keeps a small thing beside the messages, replacing the one of this name."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, content))

    def read_note(self, name: str) -> bytes | None:
        """What `write_note` kept, or None."""
        with self._reading():
            row = self._db.execute("SELECT content FROM note WHERE name = ?", (name,)).fetchone()
        return None if row is None else bytes(row[0])

    def close(self) -> None:
        """Closes the file; the outbox cannot be used afterwards."""
        self._db.close()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                yield
        except sqlite3.Error as error:
            raise StorageError(f"cannot write outbox {self._path}: {error}") from error

    @contextlib.contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StorageError(f"cannot read outbox {self._path}: {error}") from error

    def _replace(
        self, item_id: str, value: float, frames: bytes, excess_bytes: int, which: str
    ) -> tuple[str, ...]:
        """As `put`; excess_bytes have to go first, of those that `which` says may go."""
        with self._transaction():
            known = self._db.execute("SELECT 1 FROM item WHERE item_id = ?", (item_id,))
            if known.fetchone():
                return ()
            victims = self._victims(excess_bytes, which, value)
            if victims is None:
                return (item_id,)
            for victim, _ in victims:
                self._db.execute("DELETE FROM item WHERE item_id = ?", (victim,))
            self._db.execute(
                "INSERT INTO item VALUES (?, ?, ?, ?)",
                (item_id, value, frames, hashlib.sha256(frames).digest()),
            )
        self._count += 1 - len(victims)
        self._bytes += len(frames) - sum(size for _, size in victims)
        return tuple(victim for victim, _ in victims)

    def _victims(self, excess_bytes: int, which: str, value: float) -> list[tuple[str, int]] | None:
        """Which messages have to go to free so much, with their sizes; None if not enough may.

        which: a condition on `value`, which says what may go.
        """
        if excess_bytes <= 0:
            return []
        victims: list[tuple[str, int]] = []
        rows = self._db.execute(
            "SELECT item_id, length(CAST(frames AS BLOB)) FROM item "
            f"WHERE {which} ORDER BY value, rowid",
            (value,),
        )
        for item_id, size in rows:
            victims.append((item_id, size))
            excess_bytes -= size
            if excess_bytes <= 0:
                return victims
        return None


def _is_full(error: StorageError) -> bool:
    return getattr(error.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL


def damaged_items(path: Path, *, limit: int | None) -> tuple[int, int, int]:
    """How many messages of an outbox were looked at, how many of those are damaged, and how many
    wait, also while its owner runs. limit: look at so many, None for all. Raises sqlite3.Error.
    """
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        waiting: int = db.execute("SELECT count(*) FROM item").fetchone()[0]
        rows = db.execute(
            "SELECT CAST(frames AS BLOB), CAST(sha256 AS BLOB) FROM item "
            "ORDER BY rowid DESC LIMIT ?",
            (-1 if limit is None else limit,),
        )
        looked_at = damaged = 0
        for frames, digest in rows:
            looked_at += 1
            damaged += hashlib.sha256(frames).digest() != digest
    return looked_at, damaged, waiting

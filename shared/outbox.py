"""A durable queue of messages that must not be lost, in one SQLite file.

Used by a node for its queries and by the operator's app for its answers. A message is on disk
when `put` returns and stays until it is acknowledged. When the disk cap is reached the least
valuable message goes first. One thread owns an outbox.
"""

import contextlib
import hashlib
import logging
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from shared.errors import ProtocolError, StorageError
from shared.protocol.codec import Envelope, decode, encode, pack_frames, unpack_frames
from shared.protocol.own_id import own_id

_log = logging.getLogger(__name__)

SCHEMA_VERSION = 0
"""Of the file; no release has changed it yet."""

NO_TEXT = "\ufffd"
"""In an id in which a bit has flipped so that it is no text any more."""

_DIGEST = " sha256"
"""Behind a note's name: the row with its digest."""

_SIZE = "CASE typeof(frames) WHEN 'blob' THEN length(frames) ELSE length(CAST(frames AS BLOB)) END"
"""How many bytes a message takes. A flipped bit can turn a blob into text, which is counted in
letters; a cast reads all of it, which a blob's length does not."""

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
            self._db.text_factory = lambda raw: raw.decode(errors="replace")
        except (OSError, sqlite3.Error) as error:
            raise StorageError(f"cannot open outbox {path}: {error}") from error
        try:
            if self._db.execute("PRAGMA user_version").fetchone() != (SCHEMA_VERSION,):
                self._db.close()
                raise StorageError(
                    f"outbox {path} was written by a later release; use that release, or name "
                    "another state folder"
                )
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(_SCHEMA)
            totals: tuple[int, int] = self._db.execute(
                f"SELECT count(*), coalesce(sum({_SIZE}), 0) FROM item"
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

    def put(
        self,
        item_id: str,
        value: float,
        envelope: Envelope,
        *,
        note: tuple[str, bytes] | None = None,
    ) -> tuple[str, ...]:
        """Keeps a message and returns the ids of those that had to go for it.

        Those worth least go first, of equals the oldest. That is the new one itself where it does
        not fit beside what is worth more. A known id is no error and changes nothing. On a full
        disk room is made at the expense of what is worth less, if there is enough of that.

        note: name and content of one to be written along with the message: both are on disk then,
        or neither.
        """
        if self._mending(lambda: self._refused(item_id, value, envelope)):
            return (item_id,)
        frames = pack_frames(encode(envelope))
        excess_bytes = self._bytes + len(frames) - self._cap_bytes
        try:
            return self._mending(
                lambda: self._replace(item_id, value, frames, excess_bytes, "value <= ?", note)
            )
        except StorageError as error:
            if not _has_code(error, sqlite3.SQLITE_FULL):
                raise
            wanted_bytes = len(frames) + self._growth_bytes(note)
            freed = self._replace(item_id, value, frames, wanted_bytes, "value < ?", note)
            if item_id in freed:
                raise
            return freed

    def waiting_ids(self, limit: int) -> list[str]:
        """The ids of the most valuable messages, oldest first among equals."""
        found = self._listed(limit)
        if any(NO_TEXT in item_id for item_id in found):
            self._mend_ids()
            found = self._listed(limit)
        return found

    def _listed(self, limit: int) -> list[str]:
        with self._reading():
            rows = self._db.execute(
                "SELECT item_id FROM item ORDER BY value DESC, rowid LIMIT ?", (limit,)
            )
            return [row[0] for row in rows]

    def get(self, item_id: str) -> OutboxItem | None:
        """A message that waits; None if there is none of this id, or if it is damaged.

        A damaged message cannot be sent, so it is deleted. One whose id is damaged gets its own id
        again, and is found by that from then on.
        """
        row = self._row(item_id)
        if row is None:
            if self._is_hidden(item_id):
                self._mend_ids()
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
        return self._mending(lambda: self._acknowledge(item_ids))

    def _acknowledge(self, item_ids: tuple[str, ...]) -> tuple[str, ...]:
        arrived: list[str] = []
        freed = 0
        with self._transaction():
            for item_id in item_ids:
                rows = self._db.execute(
                    f"DELETE FROM item WHERE item_id = ? RETURNING {_SIZE}",
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
            self._write_note(name, content)

    def _write_note(self, name: str, content: bytes) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO note VALUES (?, ?), (?, ?)",
            (name, content, name + _DIGEST, hashlib.sha256(content).digest()),
        )

    def read_note(self, name: str) -> bytes | None:
        """What `write_note` kept; None if there is none, or if it is damaged."""
        with self._reading():
            row = self._db.execute(
                "SELECT CAST(content AS BLOB), "
                "(SELECT CAST(content AS BLOB) FROM note WHERE name = ?) FROM note WHERE name = ?",
                (name + _DIGEST, name),
            ).fetchone()
        if row is None:
            return None
        content, digest = row  # written without a digest by earlier releases
        if digest is not None and hashlib.sha256(content).digest() != digest:
            _log.warning("the note %s of %s is damaged and is not used", name, self._path)
            return None
        return bytes(content)

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

    def _row(self, item_id: str) -> tuple[float, bytes, bytes] | None:
        with self._reading():  # a flipped bit can turn a blob into text: read it as a blob
            row: tuple[float, bytes, bytes] | None = self._db.execute(
                "SELECT value, CAST(frames AS BLOB), CAST(sha256 AS BLOB) FROM item "
                "WHERE item_id = ?",
                (item_id,),
            ).fetchone()
        return row

    def _is_hidden(self, item_id: str) -> bool:
        """Whether it is in the table though the index does not find it."""
        with self._reading():
            sql = "SELECT 1 FROM item NOT INDEXED WHERE item_id = ?"
            row = self._db.execute(sql, (item_id,)).fetchone()
        return row is not None

    def _mending(self, work: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
        """Does what may stumble over an index that does not go with its table, and then once more
        with new indexes: one damaged row must not keep all the others from going."""
        try:
            return work()
        except StorageError as error:
            if not _has_code(error, sqlite3.SQLITE_CORRUPT):
                raise
            self._mend_ids()
            return work()

    def _mend_ids(self) -> None:
        """Makes the indexes anew, and gives each message the id that it says itself."""
        _log.warning("ids in %s are damaged and are made anew", self._path)
        with self._transaction():
            self._db.execute("REINDEX")
            rows = self._db.execute("SELECT rowid, item_id, CAST(frames AS BLOB) FROM item")
            known = [(rowid, item_id, _id_in(frames)) for rowid, item_id, frames in rows]
            for rowid, item_id, said in known:
                if said not in ("", item_id):
                    self._db.execute(
                        "UPDATE OR REPLACE item SET item_id = ? WHERE rowid = ?", (said, rowid)
                    )

    def _refused(self, item_id: str, value: float, envelope: Envelope) -> tuple[str, ...]:
        """Its id if its payloads alone take more than may be freed for it.

        Most of what comes to a full outbox is worth less than all that is there: that is seen
        before it is encoded, hashed and written.
        """
        excess_bytes = self._bytes + sum(map(len, envelope.payloads)) - self._cap_bytes
        if excess_bytes <= 0:
            return ()
        with self._reading():
            if (
                self._is_known(item_id)
                or self._victims(excess_bytes, "value <= ?", value) is not None
            ):
                return ()
        return (item_id,)

    def _is_known(self, item_id: str) -> bool:
        row = self._db.execute("SELECT 1 FROM item WHERE item_id = ?", (item_id,)).fetchone()
        return row is not None

    def _growth_bytes(self, note: tuple[str, bytes] | None) -> int:
        """How much more a note takes than the one that it replaces."""
        if note is None:
            return 0
        name, content = note
        with self._reading():
            sql = "SELECT length(CAST(content AS BLOB)) FROM note WHERE name = ?"
            row = self._db.execute(sql, (name,)).fetchone()
        return max(0, len(content) - (0 if row is None else row[0]))

    def _replace(
        self,
        item_id: str,
        value: float,
        frames: bytes,
        excess_bytes: int,
        which: str,
        note: tuple[str, bytes] | None,
    ) -> tuple[str, ...]:
        """As `put`; excess_bytes have to go first, of those that `which` says may go."""
        with self._transaction():
            if self._is_known(item_id):
                if note is not None:
                    self._write_note(*note)
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
            if note is not None:
                self._write_note(*note)
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
            f"SELECT item_id, {_SIZE} FROM item WHERE {which} ORDER BY value, rowid",
            (value,),
        )
        for item_id, size in rows:
            victims.append((item_id, size))
            excess_bytes -= size
            if excess_bytes <= 0:
                return victims
        return None


def _id_in(frames: bytes) -> str:
    """The id in a stored message; "" if it cannot be read."""
    try:
        return own_id(decode(unpack_frames(frames)).message)
    except ProtocolError:
        return ""


def _has_code(error: StorageError, code: int) -> bool:
    """Whether SQLite gave this result code, or one of its extended ones."""
    found = getattr(error.__cause__, "sqlite_errorcode", None)
    return found is not None and found & 0xFF == code


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


def damaged_notes(path: Path) -> list[str]:
    """The names of the notes of an outbox that are not what was written. Raises sqlite3.Error."""
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        rows = db.execute(
            "SELECT n.name, CAST(n.content AS BLOB), CAST(d.content AS BLOB) "
            "FROM note n JOIN note d ON d.name = n.name || ?",
            (_DIGEST,),
        )
        return [name for name, note, digest in rows if hashlib.sha256(note).digest() != digest]

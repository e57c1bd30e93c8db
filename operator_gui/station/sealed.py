"""Messages in rows that do not stay: each with a SHA-256 behind it, over itself and whom it is for.

A message from before there were seals is read as it is. One that is damaged cannot be mistaken for
such a one, as what follows a message makes it unreadable.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from typing import TypeVar

import msgspec

from shared.errors import StorageError
from shared.protocol.answers import AnswerBatch
from shared.protocol.asking import AskSettings

T = TypeVar("T", bound=AnswerBatch | AskSettings)

_SEAL_BYTES = 32
_TABLES: tuple[tuple[str, str, type[AnswerBatch | AskSettings]], ...] = (
    ("outgoing", "batch_id", AnswerBatch),
    ("ask_settings", "node_id", AskSettings),
)


def sealed(message: AnswerBatch | AskSettings, *, node_id: str) -> bytes:
    """What to store."""
    body = msgspec.msgpack.encode(message)
    return body + _seal(body, node_id)


def unsealed(stored: bytes, kind: type[T], *, node_id: str) -> T:
    """The message. Raises StorageError if it is not what was stored."""
    body = stored[:-_SEAL_BYTES]
    if _seal(body, node_id) != stored[-_SEAL_BYTES:]:
        body = stored
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise StorageError(f"a message for node {node_id} is damaged: {error}") from error


def damaged_messages(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Table and key of each row that is not what was stored. Raises sqlite3.Error."""
    known = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    for table, key_column, kind in _TABLES:
        if table not in known:  # of an earlier schema
            continue
        rows = connection.execute(
            f"SELECT {key_column}, node_id, CAST(body AS BLOB) FROM {table} ORDER BY rowid"
        )
        for key, node_id, stored in rows:
            try:
                unsealed(stored, kind, node_id=node_id)
            except StorageError:
                yield table, str(key)


def _seal(body: bytes, node_id: str) -> bytes:
    return hashlib.sha256(node_id.encode() + b"\0" + body).digest()

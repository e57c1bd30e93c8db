"""The memory of asked questions as bytes, features at eight bits a value. Pure."""

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
import numpy as np

from edge_node.asking.asked import Asked
from shared.domain import AnswerKind
from shared.errors import StorageError
from shared.learning.features import unit_rows

_FULL_SCALE = 127.0


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    query_id: Annotated[str, msgspec.Meta(max_length=64)]
    track_key: Annotated[str, msgspec.Meta(max_length=64)]
    asked_at_s: float
    kind: AnswerKind | None
    name: str
    scales: tuple[float, ...]
    features: bytes
    resolved: bool = False


class _Snapshot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: Literal["whatsit-asked-1"] = "whatsit-asked-1"
    embedder_sha256: str
    dim: Annotated[int, msgspec.Meta(ge=0, le=65536)]
    records: tuple[_Record, ...]


class _Encoded(msgspec.Struct, frozen=True, kw_only=True):
    """A `_Snapshot` on its way out."""

    format: str = "whatsit-asked-1"
    embedder_sha256: str
    dim: int
    records: tuple[msgspec.Raw, ...]


def encode_question(asked: Asked) -> msgspec.Raw:
    """One question, as `encode_snapshot` takes it: there are hundreds, all of them are wanted with
    every question, and few have changed since."""
    peaks = np.maximum(np.abs(asked.features).max(axis=1), 1e-9)
    small = np.rint(asked.features / peaks[:, None] * _FULL_SCALE).astype(np.int8)
    record = _Record(
        query_id=asked.query_id,
        track_key=asked.track_key,
        asked_at_s=asked.asked_at_s,
        kind=asked.kind,
        name=asked.name,
        scales=tuple(float(peak) for peak in peaks),
        features=small.tobytes(),
        resolved=asked.resolved,
    )
    return msgspec.Raw(msgspec.msgpack.encode(record))


def encode_snapshot(questions: Iterable[msgspec.Raw], *, embedder_sha256: str, dim: int) -> bytes:
    """All questions, in their order. dim: of their features, 0 where there is none."""
    return msgspec.msgpack.encode(
        _Encoded(embedder_sha256=embedder_sha256, dim=dim, records=tuple(questions))
    )


def decode_snapshot(data: bytes) -> tuple[str, list[Asked]]:
    """The inverse of `encode_snapshot`: the embedder, and the questions. Raises StorageError."""
    try:
        stored = msgspec.msgpack.decode(data, type=_Snapshot)
        return stored.embedder_sha256, [_asked(record, stored.dim) for record in stored.records]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise StorageError(f"the memory of asked questions is damaged: {error}") from error


def _asked(record: _Record, dim: int) -> Asked:
    shape = (len(record.scales), dim)
    small = np.frombuffer(record.features, np.int8).reshape(shape).astype(np.float32)
    scaled = small * np.asarray(record.scales, np.float32)[:, None]
    if not np.isfinite(scaled).all():
        raise ValueError("features are not finite")
    return Asked(
        query_id=record.query_id,
        track_key=record.track_key,
        asked_at_s=record.asked_at_s,
        features=unit_rows(scaled),
        kind=record.kind,
        name=record.name,
        resolved=record.resolved,
    )

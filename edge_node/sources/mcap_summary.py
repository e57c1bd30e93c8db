"""What an MCAP file says of itself at its end, once it was finished: where its chunks lie.

That takes one look at the end of a file, however long the file is. Nobody vouches for it: a chunk
is taken for what it says of itself.
"""

from dataclasses import dataclass
from typing import BinaryIO

from edge_node.sources.mcap_fields import Fields
from edge_node.sources.mcap_records import (
    MAGIC,
    RECORD_HEAD,
    Channel,
    Opcode,
    parse_channel,
    records,
)

_FOOTER_BYTES = RECORD_HEAD.size + 20 + len(MAGIC)
_MAX_SUMMARY_BYTES = 16 << 20
"""Of more than 100,000 chunks, which at one a second are written in a day."""


@dataclass(frozen=True, slots=True)
class ChunkPlace:
    """A chunk, by its index. record_at: where its record begins in the file. channel_ids: of which
    there are messages in it."""

    record_at: int
    start_ns: int
    end_ns: int
    channel_ids: frozenset[int]


def read_summary(file: BinaryIO, size_bytes: int) -> memoryview | None:
    """The records of a file's summary: none where it has none, or one that is too large. None for a
    file whose end is missing. Raises OSError."""
    if size_bytes < _FOOTER_BYTES:
        return None
    file.seek(size_bytes - _FOOTER_BYTES)
    end = memoryview(file.read(_FOOTER_BYTES))
    if len(end) < _FOOTER_BYTES or end[-len(MAGIC) :] != MAGIC or end[0] != Opcode.FOOTER:
        return None
    summary_at = Fields(end[RECORD_HEAD.size :]).u64()
    n_bytes = size_bytes - _FOOTER_BYTES - summary_at
    if not summary_at or not 0 < n_bytes <= _MAX_SUMMARY_BYTES:
        return memoryview(b"")
    file.seek(summary_at)
    return memoryview(file.read(n_bytes))


def chunks_of(summary: memoryview) -> tuple[tuple[Channel, ...], tuple[ChunkPlace, ...]]:
    """The channels and the chunks that a summary tells of, the chunks in the order of the file.

    Raises ValueError for one that makes no sense.
    """
    channels: list[Channel] = []
    chunks: list[ChunkPlace] = []
    known: dict[frozenset[int], frozenset[int]] = {}  # alike for most chunks: each kept once
    for opcode, content in records(summary):
        if opcode == Opcode.CHANNEL:
            channels.append(parse_channel(content))
        elif opcode == Opcode.CHUNK_INDEX:
            chunks.append(_chunk(content, known))
    return tuple(channels), tuple(sorted(chunks, key=lambda chunk: chunk.record_at))


def _chunk(content: memoryview, known: dict[frozenset[int], frozenset[int]]) -> ChunkPlace:
    fields = Fields(content)
    start_ns, end_ns, record_at = fields.u64(), fields.u64(), fields.u64()
    fields.u64()  # how long its record is, which it says itself
    offsets = Fields(fields.blob())
    found: set[int] = set()
    while not offsets.is_over:
        found.add(offsets.u16())
        offsets.u64()
    channel_ids = frozenset(found)
    return ChunkPlace(record_at, start_ns, end_ns, known.setdefault(channel_ids, channel_ids))

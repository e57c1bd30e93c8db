"""The parts of an MCAP file that hold messages, and getting at their bytes within limits."""

import io
import zlib
from dataclasses import dataclass
from typing import BinaryIO

import lz4.frame
import zstandard

from edge_node.sources.mcap_fields import Fields
from edge_node.sources.mcap_records import RECORD_HEAD, Opcode

MAX_PART_BYTES = 256 << 20
"""No chunk may be larger, compressed or not; recorders make them of one to a few megabytes."""

CHUNK_HEAD_BYTES = 64
"""As much as the fields before a chunk's records take, with room for a name of a compression."""


@dataclass(frozen=True, slots=True)
class Part:
    """A chunk, or a run of records outside of any chunk.

    offset, stored_bytes: where its records lie in the file. size_bytes: of the records once they
    are decompressed. crc32: of those, 0 if it was not noted. is_cut: the file ends within it.
    """

    offset: int
    stored_bytes: int
    size_bytes: int
    start_ns: int
    end_ns: int
    crc32: int = 0
    compression: str = ""
    is_cut: bool = False


def chunk_at(offset: int, content: memoryview, *, n_bytes: int, is_cut: bool) -> Part:
    """The chunk whose record has its content, of `n_bytes`, at `offset`. Raises ValueError.

    content: at least its first 64 bytes.
    """
    fields = Fields(content)
    start_ns, end_ns, size_bytes, crc32 = fields.u64(), fields.u64(), fields.u64(), fields.u32()
    compression = fields.text()
    stored_bytes = fields.u64()
    head_bytes = 8 + 8 + 8 + 4 + 4 + len(compression.encode()) + 8
    if not is_cut and head_bytes + stored_bytes > n_bytes:
        raise ValueError("a chunk goes beyond its record")
    return Part(
        offset=offset + head_bytes,
        stored_bytes=min(stored_bytes, n_bytes - head_bytes),
        size_bytes=size_bytes,
        start_ns=start_ns,
        end_ns=end_ns,
        crc32=crc32,
        compression=compression,
        is_cut=is_cut,
    )


def read_chunk_head(file: BinaryIO, record_at: int) -> Part:
    """The chunk whose record begins there. Raises ValueError if there is none, or OSError."""
    file.seek(record_at)
    head = memoryview(file.read(RECORD_HEAD.size + CHUNK_HEAD_BYTES))
    if len(head) <= RECORD_HEAD.size:
        raise ValueError("there is no chunk")
    opcode, n_bytes = RECORD_HEAD.unpack_from(head)
    if opcode != Opcode.CHUNK:
        raise ValueError("there is no chunk")
    content = head[RECORD_HEAD.size :]
    return chunk_at(record_at + RECORD_HEAD.size, content, n_bytes=n_bytes, is_cut=False)


def load(file: BinaryIO, part: Part, *, max_bytes: int = MAX_PART_BYTES) -> memoryview:
    """The records of a part. Of one that is cut, what is left of them.

    Raises ValueError if it is damaged, larger than is allowed, or compressed in an unknown way.
    """
    if part.size_bytes > max_bytes or part.stored_bytes > max_bytes:
        raise ValueError(f"it is larger than {max_bytes >> 20} MiB")
    file.seek(part.offset)
    stored = file.read(part.stored_bytes)
    try:
        data = _decompress(stored, part)
    except (zstandard.ZstdError, RuntimeError, MemoryError) as error:
        raise ValueError("it is damaged") from error
    if len(data) > part.size_bytes:
        raise ValueError("it holds more than it declares")
    if not part.is_cut and (
        len(data) < part.size_bytes or (part.crc32 and zlib.crc32(data) != part.crc32)
    ):
        raise ValueError("it is damaged")
    return memoryview(data)


def _decompress(stored: bytes, part: Part) -> bytes:
    """At most one byte more than is declared, whatever the data would grow to."""
    limit = part.size_bytes + 1
    match part.compression:
        case "":
            return stored
        case "zstd":
            stream = zstandard.ZstdDecompressor().stream_reader(
                io.BytesIO(stored), read_across_frames=True
            )
            return bytes(stream.read(limit))
        case "lz4":
            # RuntimeError is what it raises for anything that it cannot read.
            return bytes(lz4.frame.LZ4FrameDecompressor().decompress(stored, limit))
        case other:
            raise ValueError(f"it is compressed as {other[:20]!r}; expected zstd or lz4")

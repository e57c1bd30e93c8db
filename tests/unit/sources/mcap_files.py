"""MCAP files written with the format's own library, and messages put together by hand."""

import base64
import json
import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from mcap.writer import CompressionType, IndexType, Writer

from shared.domain import Image
from tests.unit.sources.recordings import scene

START_NS = 1_700_000_000_000_000_000
INTERVAL_NS = 50_000_000


def encoded(image: Image, suffix: str = ".png") -> bytes:
    done, data = cv2.imencode(suffix, image)
    assert done
    return np.asarray(data, np.uint8).tobytes()


def protobuf_message(data: bytes, frame_id: str = "cam") -> bytes:
    def field(number: int, value: bytes) -> bytes:
        length, size = b"", len(value)
        while size > 0x7F:
            length += bytes((size & 0x7F | 0x80,))
            size >>= 7
        return bytes((number << 3 | 2,)) + length + bytes((size,)) + value

    return field(2, data) + field(3, b"png") + field(4, frame_id.encode())


def json_message(data: bytes, frame_id: str = "cam") -> bytes:
    fields = {"data": base64.b64encode(data).decode(), "format": "png", "frame_id": frame_id}
    return json.dumps({"timestamp": {"sec": 1, "nsec": 2}, **fields}).encode()


def ros1_message(data: bytes, frame_id: str = "cam") -> bytes:
    def text(value: bytes) -> bytes:
        return struct.pack("<I", len(value)) + value

    return struct.pack("<III", 7, 1, 2) + text(frame_id.encode()) + text(b"png") + text(data)


def cdr_message(data: bytes, frame_id: str = "cam", *, order: str = "<") -> bytes:
    def text(value: bytes, before: bytes) -> bytes:
        return before + bytes(-len(before) % 4) + struct.pack(order + "I", len(value)) + value

    body = struct.pack(order + "iI", 1, 2)
    for value in (frame_id.encode() + b"\0", b"png\0", data):
        body = text(value, body)
    return (b"\0\1\0\0" if order == "<" else b"\0\0\0\0") + body


def cdr_big_endian(data: bytes, frame_id: str = "cam") -> bytes:
    return cdr_message(data, frame_id, order=">")


@dataclass(frozen=True)
class Layout:
    """How images are put into messages of a channel."""

    encoding: str
    schema: str
    message: Callable[[bytes], bytes]


LAYOUTS = {
    "protobuf": Layout("protobuf", "foxglove.CompressedImage", protobuf_message),
    "json": Layout("json", "foxglove.CompressedImage", json_message),
    "ros2": Layout("cdr", "sensor_msgs/msg/CompressedImage", cdr_message),
    "ros2 big-endian": Layout("cdr", "sensor_msgs/msg/CompressedImage", cdr_big_endian),
    "ros1": Layout("ros1", "sensor_msgs/CompressedImage", ros1_message),
}


@dataclass(frozen=True, kw_only=True)
class Recording:
    """How a file is written. chunk_size: None for no chunks."""

    layout: Layout = LAYOUTS["ros2"]
    chunk_size: int | None = 4_000
    compression: CompressionType = CompressionType.ZSTD
    indexes: IndexType = IndexType.ALL
    finish: bool = True


def write_mcap(
    path: Path,
    images: Iterable[bytes],
    *,
    recording: Recording = Recording(),
    topic: str = "/camera",
    times_ns: Iterable[int] | None = None,
    others: tuple[str, ...] = (),
) -> Path:
    """A recording of images, already encoded. others: topics with one JSON message an image."""
    with path.open("wb") as file:
        writer = Writer(
            file,
            chunk_size=recording.chunk_size or 0,
            use_chunking=recording.chunk_size is not None,
            compression=recording.compression,
            index_types=recording.indexes,
        )
        writer.start()
        layout = recording.layout
        schema_id = writer.register_schema(layout.schema, "", b"")
        camera = writer.register_channel(topic, layout.encoding, schema_id)
        note = writer.register_schema("test.Note", "jsonschema", b'{"type": "object"}')
        channels = [writer.register_channel(name, "json", note) for name in others]
        times = iter(times_ns) if times_ns is not None else None
        for number, image in enumerate(images):
            time_ns = next(times) if times else START_NS + number * INTERVAL_NS
            for channel in channels:
                writer.add_message(channel, time_ns, b'{"a": 1}', time_ns)
            writer.add_message(camera, time_ns, layout.message(image), time_ns, number)
        if recording.finish:
            writer.finish()
        else:
            writer.flush()
    return path


def scenes(n: int, suffix: str = ".png") -> list[bytes]:
    return [encoded(scene(number), suffix) for number in range(n)]

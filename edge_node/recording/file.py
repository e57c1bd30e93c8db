"""An MCAP file while it is written: topics, chunks, and what may go wrong with the disk."""

import contextlib
import shutil
import time
from pathlib import Path
from typing import BinaryIO

import msgspec

from edge_node.recording.collection import LIBRARY
from edge_node.recording.records import CAMERA, RECORDS, encode_record, schema_of
from edge_node.recording.ros_image import (
    MESSAGE_ENCODING,
    SCHEMA,
    SCHEMA_ENCODING,
    SCHEMA_NAME,
    encode_jpeg_message,
)
from edge_node.sources.address import MCAP_SUFFIX, shown
from edge_node.sources.mcap_extra import missing_extra
from edge_node.sources.mcap_images import NAMES_IN_FRAME_ID
from shared import __version__
from shared.errors import StorageError

CHUNK_BYTES = 4 << 20
"""A chunk is closed when it is as large, and whenever the file is flushed."""


def create_recording(
    path: Path, *, name: str, now_s: float, keep_free_bytes: int
) -> "RecordingFile":
    """A new file at `path`, or in the folder `path`, by the name of the node and the time.

    Raises StorageError if there is such a file already, or if it cannot be written.
    """
    if line := missing_extra(f"{shown(path)} cannot be recorded"):
        raise StorageError(line)
    try:
        if path.is_dir():
            path /= _file_name(name, now_s)
        if path.suffix.lower() != MCAP_SUFFIX:
            raise StorageError(
                f"cannot record to {shown(path)}: expected a file that ends in {MCAP_SUFFIX},"
                " or a folder that exists"
            )
        if path.exists():
            raise StorageError(
                f"{shown(path)} exists, and no recording is written over;"
                " name another file, or a folder to have a new file in it every time"
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = path.open("xb")
    except OSError as error:
        raise StorageError(f"cannot record to {shown(path)}: {error.strerror}") from error
    try:
        return RecordingFile(stream, path, keep_free_bytes=keep_free_bytes)
    except BaseException:
        stream.close()
        path.unlink(missing_ok=True)
        raise


def _file_name(name: str, now_s: float) -> str:
    stem = "".join(c if c.isalnum() else "-" for c in name).strip("-") or "recording"
    return f"{stem}-{time.strftime('%Y%m%d-%H%M%S', time.gmtime(now_s))}{MCAP_SUFFIX}"


class RecordingFile:
    """One thread owns it. After an error it is of no more use but to be closed.

    keep_free_bytes: a disk with less room left is as good as full, for others write to it too.
    Raises StorageError for everything that the disk does not take.
    """

    def __init__(self, stream: BinaryIO, path: Path, *, keep_free_bytes: int) -> None:
        from mcap.writer import Writer

        self._stream = stream
        self._path = path
        self._keep_free_bytes = keep_free_bytes
        # Zstandard takes a JPEG for what it is and passes it on; JSON becomes a tenth.
        self._writer = Writer(stream, chunk_size=CHUNK_BYTES)
        self._camera: int | None = None
        try:
            self._check_room()
            self._writer.start(library=f"{LIBRARY} {__version__}")
            self._channels = {topic: self._add_topic(topic) for topic in RECORDS}
        except OSError as error:
            raise self._cannot(error) from error

    @property
    def path(self) -> Path:
        return self._path

    @property
    def size_bytes(self) -> int:
        """What lies in the file, without the chunk that is being gathered."""
        return self._stream.tell()

    def add_frame(
        self, jpeg: bytes, *, source_id: str, name: str, sequence: int, captured_ns: int
    ) -> None:
        """A frame. name: the file it came from, "" where a source has no file a frame."""
        if self._camera is None:
            schema = self._writer.register_schema(SCHEMA_NAME, SCHEMA_ENCODING, SCHEMA.encode())
            self._camera = self._writer.register_channel(
                CAMERA, MESSAGE_ENCODING, schema, dict([NAMES_IN_FRAME_ID]) if name else {}
            )
        message = encode_jpeg_message(jpeg, frame_id=name or source_id, captured_ns=captured_ns)
        self._add(self._camera, message, captured_ns, captured_ns, sequence)

    def add_record(
        self, topic: str, record: msgspec.Struct, *, frame_ns: int, now_ns: int, sequence: int = 0
    ) -> None:
        """A record. frame_ns: when the frame was captured that it belongs to."""
        self._add(self._channels[topic], encode_record(record), frame_ns, now_ns, sequence)

    def flush(self) -> None:
        """What was added until now can be read, even if this process is killed."""
        try:
            self._writer.flush()  # type: ignore[no-untyped-call]
            self._check_room()
        except OSError as error:
            raise self._cannot(error) from error

    def finish(self, counts: dict[str, int]) -> None:
        """Writes what makes the file whole, and with it how much it holds and lacks."""
        try:
            counted = {name: str(count) for name, count in counts.items()}
            self._writer.add_metadata("whatsit.recording", counted)
            self._writer.finish()  # type: ignore[no-untyped-call]
            self._stream.close()
        except OSError as error:
            raise self._cannot(error) from error

    def abandon(self) -> None:
        """Lets go of a file that can take no more."""
        with contextlib.suppress(OSError):  # it is closed all the same
            self._stream.close()

    def _add_topic(self, topic: str) -> int:
        kind = RECORDS[topic]
        schema = self._writer.register_schema(
            f"whatsit.{kind.__name__}", "jsonschema", schema_of(kind)
        )
        return self._writer.register_channel(topic, "json", schema)

    def _add(self, channel: int, data: bytes, log_ns: int, now_ns: int, sequence: int) -> None:
        try:
            self._writer.add_message(
                channel, log_ns, data, publish_time=now_ns, sequence=sequence & 0xFFFFFFFF
            )
        except OSError as error:
            raise self._cannot(error) from error

    def _check_room(self) -> None:
        free_bytes = shutil.disk_usage(self._path.parent).free
        if free_bytes < self._keep_free_bytes:
            raise StorageError(
                f"cannot record to {shown(self._path)}: less than"
                f" {self._keep_free_bytes >> 20} MiB are left on its disk"
            )

    def _cannot(self, error: OSError) -> StorageError:
        return StorageError(f"cannot record to {shown(self._path)}: {error.strerror}")

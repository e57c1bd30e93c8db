"""Where a node's detections go: the PUB socket for the robot's own software, and a file."""

import errno
import os
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from shared.errors import StorageError
from shared.protocol.publication import FrameDetections, encode_publication
from shared.transport.endpoint import Endpoint
from shared.transport.publisher import Publisher


class DetectionsFile:
    """One JSON object a line for every frame; each is in the file when `write` returns."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._encoder = msgspec.json.Encoder()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("wb", buffering=0)
        except OSError as error:
            raise StorageError(f"cannot write {path}: {error.strerror}") from error

    def write(self, record: FrameDetections) -> None:
        """Adds a line. Raises StorageError."""
        line = self._encoder.encode(record) + b"\n"
        try:
            written = self._file.write(line)
        except OSError as error:
            raise StorageError(f"cannot write {self._path}: {error.strerror}") from error
        if written != len(line):
            raise StorageError(f"cannot write {self._path}: {os.strerror(errno.ENOSPC)}")

    def close(self) -> None:
        self._file.close()


class DetectionsOutlet:
    """Owned by the perception thread. Publishing never waits for a subscriber."""

    def __init__(self, endpoint: Endpoint | None, path: Path | None) -> None:
        self._file = DetectionsFile(path) if path is not None else None
        self._publisher = Publisher(endpoint) if endpoint is not None else None

    @property
    def endpoint(self) -> Endpoint | None:
        """Where it is published; the port is known even if the system chose it."""
        return self._publisher.endpoint if self._publisher is not None else None

    def put(self, record: FrameDetections) -> None:
        """Publishes and writes one frame's detections."""
        if self._publisher is not None:
            self._publisher.publish(encode_publication(record))
        if self._file is not None:
            self._file.write(record)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._publisher is not None:
            self._publisher.close()
        if self._file is not None:
            self._file.close()

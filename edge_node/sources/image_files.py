"""Images in files: one of them, or a folder of them as a recording."""

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from edge_node.sources.address import shown
from edge_node.sources.limits import MAX_IMAGE_PIXELS
from edge_node.sources.reading import INTERVAL_SHARE, PassEnd, Place, RawFrame, Reporter
from shared.domain import Image
from shared.errors import SourceError

_MAX_FILE_BYTES = 8 * MAX_IMAGE_PIXELS
"""More than the largest image takes uncompressed at 16 bits a channel."""

_TOLD_PER_PASS = 20
"""So many unreadable images are named one by one; the rest are counted."""


class ImageFolderReader:
    """Images from files, each one frame. What cannot be read is named and left out."""

    def __init__(self, files: Sequence[Path], *, label: str, interval_s: float) -> None:
        self._files = files
        self._label = label
        self._frames: Iterator[RawFrame] = iter(())
        self._first: RawFrame | None = None
        self._position = 0
        self._unreadable = 0
        self.interval_s = interval_s
        self.length_s = (len(files) - 1) * interval_s

    def open(self, start: Place, report: Reporter) -> None:
        """Reads up to the first readable image: a folder with none is refused here."""
        self._position = start.position
        if start.seek_s is not None:
            self._position = max(0, math.ceil(start.seek_s / self.interval_s - INTERVAL_SHARE))
        self._frames = self._read_all(report)
        if self._position > 0:
            return
        self._first = next(self._frames, None)
        if self._first is None:
            raise SourceError(
                f"{self._label}: not one of {len(self._files)} images can be read;"
                " they are damaged or too large"
            )

    def skip(self) -> bool:
        if self._first is None:
            self._position += 1
        self._first = None
        return self._position <= len(self._files)

    def read(self) -> RawFrame | PassEnd:
        frame, self._first = self._first or next(self._frames, None), None
        if frame is not None:
            return frame
        left_out = f", {self._unreadable} could not be read" if self._unreadable else ""
        return PassEnd(f"end of {self._label}{left_out}")

    def close(self) -> None:
        self._frames = iter(())

    def _read_all(self, report: Reporter) -> Iterator[RawFrame]:
        while self._position < len(self._files):
            position, path = self._position, self._files[self._position]
            self._position += 1
            report.alive()
            try:
                image = read_image(path)
            except (SourceError, OSError) as error:
                self._unreadable += 1
                if self._unreadable <= _TOLD_PER_PASS:
                    why = error.strerror if isinstance(error, OSError) else error
                    report.notice(f"{shown(path)} is left out: {why}")
                continue
            yield RawFrame(image, position, position * self.interval_s, shown(path.name))


def bgr(image: object) -> Image:
    """What OpenCV decoded, as an image of three channels. Raises SourceError for anything else."""
    if image is None:
        raise SourceError("it is damaged, or no image")
    array: Image = image  # type: ignore[assignment]
    if array.ndim == 2 or array.shape[2] == 1:
        return cv2.cvtColor(array, cv2.COLOR_GRAY2BGR)  # type: ignore[return-value]
    return array


def decode_image(encoded: npt.NDArray[np.uint8]) -> Image:
    """An image from the bytes of its file. Raises SourceError, which says only what is wrong."""
    try:
        return bgr(cv2.imdecode(encoded, cv2.IMREAD_COLOR))
    except cv2.error as error:
        is_size = "validateInputImageSize" in str(error)
        limit = f"it is larger than {MAX_IMAGE_PIXELS / 1e6:.0f} million pixels"
        raise SourceError(limit if is_size else "it is damaged") from error


def read_image(path: Path) -> Image:
    """The image in a file. Raises SourceError, which says only what is wrong, or OSError.

    Decodes from memory: `cv2.imread` crashes on a path that is not valid UTF-8.
    """
    return decode_image(np.frombuffer(read_image_file(path), np.uint8))


def read_image_file(path: Path) -> bytes:
    """The bytes of an image's file. Raises SourceError, which says only what is wrong, or OSError.

    Files that are far too large, or empty, are no images.
    """
    size_bytes = path.stat().st_size
    if size_bytes > _MAX_FILE_BYTES:
        raise SourceError(f"the file is larger than {_MAX_FILE_BYTES / 1e6:.0f} MB")
    if not size_bytes:
        raise SourceError("the file is empty")
    return path.read_bytes()

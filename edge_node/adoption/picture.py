"""A photo with boxes drawn on it, as a PNG that says who drew it."""

import os
import struct
import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import cv2

from edge_node.adoption.looked_at import Seen
from shared.domain import Image
from shared.errors import StorageError

SIGNATURE = b"Software\0whatsit inspect"
"""In a text chunk of the PNG: what was drawn here may be drawn anew, nothing else is replaced."""

NAMED = 12
"""So many of the best boxes are named: more names would hide the photo."""

_HEADER_BYTES = 8 + 25  # what every PNG begins with: its magic and its IHDR chunk
_COLOURS = (  # blue, green, red; told apart by people who confuse red and green, too
    (180, 119, 31), (14, 127, 255), (94, 60, 153), (34, 189, 188), (207, 190, 23),
    (119, 51, 136), (0, 112, 192), (96, 96, 96),
)  # fmt: skip
_WHITE = (255, 255, 255)


def drawn(image: Image, seen: Sequence[Seen]) -> Image:
    """A copy of the image with a box for each detection, the best ones with their names.

    seen: the best first.
    """
    canvas = image.copy()
    colours = {name: _COLOURS[i % len(_COLOURS)] for i, name in enumerate(_names(seen))}
    thickness = max(1, round(min(image.shape[:2]) / 240))
    for rank, detection in reversed(list(enumerate(seen))):
        if detection.box is not None:
            colour = colours[detection.name]
            left, top, right, bottom = (round(edge) for edge in detection.box)
            weight = thickness if rank < NAMED else 1
            cv2.rectangle(canvas, (left, top), (right, bottom), colour, weight)
            if rank < NAMED:
                _name(canvas, detection, (left, top), colour, thickness)
    return canvas


def check_picture(path: Path) -> None:
    """Raises StorageError if something is at `path` that was not drawn here."""
    if path.exists() and not _is_ours(path):
        raise StorageError(
            f"{path} is there already, and whatsit did not draw it: name another file with --out"
        )


def write_picture(image: Image, path: Path) -> None:
    """Writes a PNG, whole or not at all. Raises StorageError, also as `check_picture` does."""
    check_picture(path)
    _, encoded = cv2.imencode(".png", image)
    png = encoded.tobytes()
    text = struct.pack(">I", len(SIGNATURE)) + _checked(b"tEXt" + SIGNATURE)
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(png[:_HEADER_BYTES] + text + png[_HEADER_BYTES:])
        os.chmod(file.name, 0o644)
        os.replace(file.name, path)
    except OSError as error:
        raise StorageError(
            f"cannot write {path}: {error.strerror}; name another file with --out"
        ) from error


def _names(seen: Sequence[Seen]) -> list[str]:
    return sorted({detection.name for detection in seen})


def _name(
    canvas: Image,
    detection: Seen,
    corner: tuple[int, int],
    colour: tuple[int, int, int],
    thickness: int,
) -> None:
    """Above the box, or inside at its top where the image ends."""
    height_px, width_px = canvas.shape[:2]
    left, top = corner
    name = detection.name if detection.name.isascii() else "(name not drawable)"
    label = f"{name} {100 * detection.score:.0f}%"
    scale = min(height_px, width_px) / 1100 + 0.1
    font, weight = cv2.FONT_HERSHEY_SIMPLEX, max(1, thickness - 1)
    (text_width, text_height), below = cv2.getTextSize(label, font, scale, weight)
    tall = text_height + below + 4
    x = min(max(left, 0), max(width_px - text_width - 4, 0))
    y = top - tall if top >= tall else min(max(top, 0), max(height_px - tall, 0))
    cv2.rectangle(canvas, (x, y), (x + text_width + 4, y + tall), colour, cv2.FILLED)
    where = (x + 2, y + text_height + 2)
    cv2.putText(canvas, label, where, font, scale, _WHITE, weight, cv2.LINE_AA)


def _is_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return SIGNATURE in file.read(_HEADER_BYTES + 12 + len(SIGNATURE))
    except OSError:
        return False


def _checked(chunk: bytes) -> bytes:
    return chunk + struct.pack(">I", zlib.crc32(chunk))

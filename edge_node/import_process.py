"""A process that looks at pictures for an import: decodes, crops and embeds as a node would.

A stranger's pictures are decoded here and nowhere else. Run as `python -m edge_node.import_process`
by `whatsit import`; it speaks `shared.embedding_wire` on its pipes.
"""

import contextlib
import hashlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import cv2
import numpy as np

from edge_node.asking.view_book import ViewConfig
from edge_node.asking.view_quality import view_quality
from edge_node.jpeg import encode_jpeg
from edge_node.perception.crops import crop, embedding_crop, limit_side
from edge_node.perception.embedder import Embedder
from edge_node.perception.runtime import runtime_on
from edge_node.sources.image_files import decode_image, read_image_file
from shared.crop_region import region_around
from shared.domain import Box, Image
from shared.embedding_wire import (
    CannotLook,
    Look,
    Looked,
    Reply,
    UseEmbedder,
    packed,
    read_order,
)
from shared.errors import ModelError, ProtocolError, SourceError
from shared.signals import leave_terminal_to_parent

THREADS = 1
"""A second one only takes time from what writes the pictures: measured on two busy cores, an import
with two takes twice as long."""

QUALITY = 95
MAX_KEPT_BYTES = 2 << 20
"""A JPEG of the right size is kept to the byte, if it is no larger than this."""

_CONFIG = ViewConfig()


@dataclass(frozen=True, eq=False, slots=True)
class _Picture:
    sha256: str
    content: bytes
    image: Image
    context: bytes


class Looker:
    """Looks at one object after the other; a picture with several is decoded once."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._last: _Picture | None = None

    def look(self, order: Look) -> Reply:
        """What a station keeps of an object, or why it cannot be had."""
        try:
            picture = self._picture(order)
            box = Box(*order.box)
            (embedding,) = self._embedder.embed([embedding_crop(picture.image, box)])
            return Looked(
                context=picture.context,
                view=picture.context if order.as_view else _view(picture, box),
                embedding=embedding.astype("<f4").tobytes(),
                quality=_quality(picture.image, box),
            )
        except ModelError as error:
            return CannotLook(reason=str(error)[:2000], is_model=True)
        except OSError as error:
            return CannotLook(reason=f"it cannot be read: {error.strerror}")
        except (SourceError, ValueError) as error:
            return CannotLook(reason=str(error)[:2000])

    def _picture(self, order: Look) -> _Picture:
        if self._last is not None and self._last.sha256 == order.sha256:
            return self._last
        content = read_image_file(Path(order.path))
        if hashlib.sha256(content).hexdigest() != order.sha256:
            raise SourceError("the file changed while it was imported")
        image = _decoded(content, (order.width_px, order.height_px))
        side_px = _CONFIG.context_max_side_px
        context = _as_jpeg(image, content, side_px)
        self._last = _Picture(order.sha256, content, image, context)
        return self._last


def _decoded(content: bytes, size_px: tuple[int, int]) -> Image:
    """The picture, upright. Raises SourceError for one that is damaged or would be turned."""
    encoded = np.frombuffer(content, np.uint8)
    image = decode_image(encoded)
    turned = (image.shape[1], image.shape[0]) != size_px
    if not turned and b"Exif" in content[: 1 << 16]:
        flags = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
        stored = cv2.imdecode(encoded, flags)
        turned = stored is None or not np.array_equal(stored, image)
    if turned:
        raise SourceError(
            "its EXIF data turn it, so that nobody knows what its boxes mean; save it upright"
        )
    return image


def _as_jpeg(image: Image, content: bytes, max_side_px: int) -> bytes:
    """The picture as JPEG, no larger than that: to the byte as it is, where it is one already."""
    small = max(image.shape[:2]) <= max_side_px
    if small and content[:2] == b"\xff\xd8" and len(content) <= MAX_KEPT_BYTES:
        return content
    return encode_jpeg(limit_side(image, max_side_px=max_side_px), quality=QUALITY)


def _view(picture: _Picture, box: Box) -> bytes:
    """The box with the margin that a node leaves around it."""
    height_px, width_px = picture.image.shape[:2]
    margin, side_px = _CONFIG.crop_margin, _CONFIG.crop_max_side_px
    region = region_around(box, margin=margin, width_px=width_px, height_px=height_px)
    if region == (0, 0, width_px, height_px):
        return _as_jpeg(picture.image, picture.content, side_px)
    shown = crop(picture.image, box, margin=margin)
    return encode_jpeg(limit_side(shown, max_side_px=side_px), quality=QUALITY)


def _quality(image: Image, box: Box) -> float:
    height_px, width_px = image.shape[:2]
    shown = crop(image, box, margin=0.0)
    return view_quality(shown, box, detector_score=1.0, width_px=width_px, height_px=height_px)


def serve(orders: BinaryIO, replies: BinaryIO) -> None:
    """Answers orders until there are no more."""

    def reply(message: Reply) -> None:
        replies.write(packed(message))
        replies.flush()

    first = read_order(orders)
    if not isinstance(first, UseEmbedder):
        return
    try:
        looker = Looker(
            Embedder(first.spec, Path(first.path), runtime=runtime_on("auto", threads=THREADS))
        )
    except ModelError as error:
        reply(CannotLook(reason=str(error)[:2000], is_model=True))
        return
    while isinstance(order := read_order(orders), Look):
        reply(looker.look(order))


def main() -> None:
    """Serves the pipes that the import gave; a broken pipe means that it is gone."""
    leave_terminal_to_parent()
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not break the pipe
    with contextlib.suppress(BrokenPipeError, ProtocolError):
        serve(sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()

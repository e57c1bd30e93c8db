"""Thumbnails and parts of JPEG pictures from the wire."""

import os

from shared.errors import ProtocolError
from shared.protocol.jpeg import MAX_PIXELS, jpeg_size

os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(MAX_PIXELS))  # before cv2 is imported

import cv2
import numpy as np

# The wheel points Qt to plugins of its own; whoever loads Qt after us must not find them.
os.environ.pop("QT_QPA_PLATFORM_PLUGIN_PATH", None)

THUMBNAIL_PX = 96
CUT_QUALITY = 95


def thumbnail(data: bytes) -> bytes | None:
    """The picture as a JPEG whose longer side is at most 96 pixels; None if it is damaged."""
    try:
        jpeg_size(data)
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        if image is None:
            return None
        factor = THUMBNAIL_PX / max(image.shape[:2])
        if factor < 1.0:
            size = (
                max(1, round(image.shape[1] * factor)),
                max(1, round(image.shape[0] * factor)),
            )
            image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        done, encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 80])
    except (ProtocolError, cv2.error):
        return None
    return encoded.tobytes() if done else None


def cut_out(data: bytes, part: tuple[int, int, int, int]) -> bytes | None:
    """A part of a JPEG as a JPEG: left, top, right, bottom in pixels; None if it is damaged."""
    try:
        jpeg_size(data)
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        if image is None:
            return None
        x0, y0, x1, y1 = part
        done, encoded = cv2.imencode(
            ".jpg", image[y0:y1, x0:x1], [cv2.IMWRITE_JPEG_QUALITY, CUT_QUALITY]
        )
    except (ProtocolError, cv2.error):
        return None
    return encoded.tobytes() if done else None

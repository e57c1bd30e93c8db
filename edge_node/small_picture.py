"""A frame as a person far away sees it: small enough for any network, with what is drawn on it."""

from collections.abc import Sequence

import cv2
import numpy as np

from edge_node.jpeg import encode_jpeg
from shared.domain import Image
from shared.protocol.fields import MAX_NAME
from shared.protocol.live import MAX_OBJECTS, LiveObject
from shared.protocol.publication import PublishedDetection

LONGER_SIDE_PX = 640
JPEG_QUALITY = 70


def small_jpeg(image: Image) -> bytes:
    """The image as JPEG, at most 640 px on its longer side. Raises ValueError if it cannot be."""
    height_px, width_px = image.shape[:2]
    factor = LONGER_SIDE_PX / max(height_px, width_px)
    if factor < 1.0:
        size = (max(1, round(factor * width_px)), max(1, round(factor * height_px)))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    return encode_jpeg(image, quality=JPEG_QUALITY)


def shown_objects(detections: Sequence[PublishedDetection]) -> tuple[LiveObject, ...]:
    """What is drawn of detections, as many as a message holds."""
    return tuple(
        LiveObject(box=d.box, name=d.name[:MAX_NAME], probability=d.probability, asked=d.asked)
        for d in detections[:MAX_OBJECTS]
    )

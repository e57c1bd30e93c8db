"""Images as JPEG, as they travel and are kept."""

import cv2
import numpy as np

from shared.domain import Image

JPEG_QUALITY = 88


def encode_jpeg(image: Image, *, quality: int = JPEG_QUALITY) -> bytes:
    """The image as JPEG. image: (h, w, 3) uint8 BGR, sides up to 65,500 px. quality: 1 to 100.

    Raises ValueError for an image of another size.
    """
    try:
        done, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    except cv2.error as error:
        raise ValueError(f"cannot encode an image of shape {image.shape} as JPEG") from error
    if not done:
        raise ValueError(f"cannot encode an image of shape {image.shape} as JPEG")
    return np.asarray(data, np.uint8).tobytes()

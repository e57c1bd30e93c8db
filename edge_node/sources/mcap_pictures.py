"""A compressed image of a recording as a picture, for whoever replays it and whoever shows it."""

import numpy as np

from edge_node.sources.image_files import decode_image
from edge_node.sources.mcap_fields import printable
from edge_node.sources.mcap_images import CompressedImage
from shared.domain import Image
from shared.errors import SourceError

_MAGICS = (b"\xff\xd8", b"\x89PNG\r\n\x1a\n")


def picture_of(compressed: CompressedImage) -> Image:
    """What is in it, where that is one of the three formats that recordings have: OpenCV would read
    twenty. Raises SourceError, which says only what is wrong."""
    data = compressed.data
    is_webp = bytes(data[:4]) == b"RIFF" and bytes(data[8:12]) == b"WEBP"
    if not (is_webp or bytes(data[:8]).startswith(_MAGICS)):
        kind = f" (its format says {printable(compressed.format)})" if compressed.format else ""
        raise SourceError(f"it is no JPEG, PNG or WebP{kind}")
    return decode_image(np.frombuffer(data, np.uint8))

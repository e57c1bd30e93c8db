"""The image that a model is shown: a person's photo, or one made up that is not all noise."""

from pathlib import Path

import cv2
import numpy as np

from edge_node.sources.image_files import read_image
from shared.domain import Image
from shared.errors import SourceError

WIDTH_PX, HEIGHT_PX = 640, 480


def read_photo(path: Path) -> Image:
    """Raises SourceError, which names the file, if it is no image that can be read."""
    try:
        return read_image(path)
    except OSError as error:
        raise SourceError(f"cannot read photo {path}: {error.strerror}") from error
    except SourceError as error:
        raise SourceError(f"photo {path}: {error}") from error


def made_up_photo() -> Image:
    """The same every time: sky, ground and a few things, soft as a lens makes them, with a little
    grain. (480, 640, 3) uint8 BGR."""
    rows = np.linspace(0.0, 1.0, HEIGHT_PX)[:, None, None]
    scene = (1 - rows) * (210.0, 170.0, 120.0) + rows * (70.0, 95.0, 110.0)
    image: Image = np.repeat(scene, WIDTH_PX, axis=1).astype(np.uint8)
    cv2.rectangle(image, (60, 200), (250, 400), (60, 60, 170), cv2.FILLED)
    cv2.rectangle(image, (90, 230), (220, 300), (190, 180, 160), cv2.FILLED)
    cv2.circle(image, (100, 405), 32, (30, 30, 30), cv2.FILLED)
    cv2.circle(image, (215, 405), 32, (30, 30, 30), cv2.FILLED)
    cv2.ellipse(image, (420, 300), (50, 120), 0, 0, 360, (150, 90, 40), cv2.FILLED)
    cv2.circle(image, (420, 150), 38, (140, 170, 215), cv2.FILLED)
    cv2.rectangle(image, (520, 330), (600, 460), (60, 140, 70), cv2.FILLED)
    soft = cv2.GaussianBlur(image, (0, 0), 2.0).astype(np.float32)
    grain = np.random.default_rng(0).normal(0.0, 4.0, image.shape)
    return np.clip(soft + grain, 0, 255).astype(np.uint8)

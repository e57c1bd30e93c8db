"""Which part of a camera's picture a node looks at: rotation first, then a region of it."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from edge_node.sources.limits import MAX_IMAGE_PIXELS
from shared.domain import Image
from shared.errors import SourceError, UsageError

Rotation = Literal[0, 90, 180, 270]
"""Degrees clockwise."""

Region = tuple[float, float, float, float]
"""Left, top, width, height: in pixels, or as shares of the frame where none is above 1."""

ROTATIONS: tuple[Rotation, ...] = (0, 90, 180, 270)


class SourceRefused(SourceError):  # noqa: N818 - a kind of SourceError, named for what happened
    """A source is there but not as asked for: trying again would not help."""


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """Makes the frame that is delivered out of the frame that was read.

    Everything after this knows only the result: boxes are in its pixels.
    """

    rotate_deg: Rotation = 0
    roi: Region | None = None

    def __post_init__(self) -> None:
        if self.rotate_deg not in ROTATIONS:
            raise UsageError(f"rotate: expected 0, 90, 180 or 270, got {self.rotate_deg}")
        if self.roi is None:
            return
        x, y, width, height = self.roi
        is_sound = all(map(math.isfinite, self.roi)) and x >= 0 and y >= 0
        if not (is_sound and width > 0 and height > 0):
            raise UsageError(
                f"roi: expected left,top,width,height with a size above 0, got {_said(self.roi)}"
            )

    def of(self, image: Image) -> Image:
        """The rotated region of `image`; it may share its memory.

        Raises SourceRefused where the region lies outside.
        """
        if self.rotate_deg:
            image = _rotated(image, self.rotate_deg)
        if self.roi is None:
            return image
        height, width = image.shape[:2]
        left, top, right, bottom = self._corners_px(width, height)
        if right > width or bottom > height:
            rotated = f" (rotated by {self.rotate_deg} degrees)" if self.rotate_deg else ""
            raise SourceRefused(
                f"the region {_said(self.roi)} lies outside the frame of"
                f" {width}x{height}{rotated}; give left,top,width,height within it"
            )
        return image[top:bottom, left:right]

    def _corners_px(self, width: int, height: int) -> tuple[int, int, int, int]:
        x, y, w, h = self.roi or (0.0, 0.0, 1.0, 1.0)
        if max(x, y, w, h) <= 1:
            x, y, w, h = x * width, y * height, w * width, h * height
        left, top = math.floor(x), math.floor(y)
        return left, top, max(left + 1, round(x + w)), max(top + 1, round(y + h))


def checked(image: object) -> Image:
    """`image` if it is one that whatsit works with. Raises SourceError."""
    if not isinstance(image, np.ndarray):
        raise SourceError(f"expected an image as a numpy array, got {type(image).__name__}")
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8 or not image.size:
        raise SourceError(
            f"expected an image of shape (height, width, 3), uint8,"
            f" got {image.shape}, {image.dtype}"
        )
    height, width = image.shape[:2]
    if height * width > MAX_IMAGE_PIXELS:
        raise SourceError(
            f"a frame of {width}x{height} is larger than {MAX_IMAGE_PIXELS} pixels; scale it down"
        )
    return image


def parse_region(text: str) -> Region:
    """`x,y,width,height` as a person types it. Raises UsageError."""
    try:
        x, y, width, height = (float(part) for part in text.split(","))
    except ValueError:
        raise UsageError(
            f"roi: expected left,top,width,height such as 100,50,640,480 or .25,0,.5,1, got {text}"
        ) from None
    return x, y, width, height


def _rotated(image: Image, degrees: Rotation) -> Image:
    import cv2

    turns = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    return np.asarray(cv2.rotate(image, turns[degrees]), np.uint8)


def _said(region: tuple[float, ...]) -> str:
    return ",".join(f"{number:g}" for number in region)

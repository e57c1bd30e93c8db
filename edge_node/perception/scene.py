"""Notices a cut: a frame that shows another scene than the one before it."""

import cv2
import numpy as np

from shared.domain import Floats, Image

THUMBNAIL_PX = (32, 24)
"""Width and height of what is compared."""

SAMPLED_PX = (192, 144)
"""Of the image only so many pixels are averaged: more of them change nothing (of 2,400
frames by at most .007, all cuts found as before) and cost a quarter of a millisecond."""

FLAT_DEVIATION = 4.0
"""Grey levels; the noise of an image in which there is nothing to see."""

CUT_CHANGE = 0.6
"""From this change on it is a cut. Measured: five cuts of street scenes .78 to 1.25, everything
else in four videos at most .45, and that was a car passing right before the camera."""


def thumbnail(image: Image) -> Floats:
    """The image as few grey pixels: (24, 32) float32. image: (h, w, 3) uint8 BGR."""
    is_large = image.shape[1] > SAMPLED_PX[0] or image.shape[0] > SAMPLED_PX[1]
    sampled = cv2.resize(image, SAMPLED_PX, interpolation=cv2.INTER_NEAREST) if is_large else image
    small = cv2.resize(sampled, THUMBNAIL_PX, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.float32)


def change(before: Floats, after: Floats) -> float:
    """One less the correlation of two thumbnails: 0 (the same) to 2, whatever the exposure."""
    first, second = _centred(before), _centred(after)
    floor = FLAT_DEVIATION**2
    energy = ((first @ first / first.size + floor) * (second @ second / second.size + floor)) ** 0.5
    correlation = first @ second / first.size / energy
    blank = floor / energy  # two images of nothing are the same
    return float(1.0 - correlation - min(float(blank), 1.0))


def _centred(values: Floats) -> Floats:
    mean = float(values.sum()) / values.size
    return values.ravel() - np.float32(mean)


class CutDetector:
    """Remembers the last thumbnail of one source."""

    def __init__(self) -> None:
        self._last: Floats | None = None

    def is_cut(self, image: Image) -> bool:
        """Whether the image shows another scene than the one given before; the first never does."""
        current = thumbnail(image)
        last, self._last = self._last, current
        return last is not None and change(last, current) >= CUT_CHANGE

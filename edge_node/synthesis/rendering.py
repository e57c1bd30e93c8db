"""The pixels of a made view. Deterministic: same crop, backgrounds and change, same view."""

from collections.abc import Sequence

import cv2
import numpy as np

from edge_node.synthesis.view_change import ViewChange
from shared.domain import Floats, Image

LONGER_SIDE_PX = 288
"""Views have the crop's shape and this longer side: a little more than an embedder looks at."""

FEATHER_SHARE = 0.04
"""The border of a pasted object fades into the background over this share of each side."""

SMALLEST_BLUR_PX = 0.3


def render(crop: Image, backgrounds: Sequence[Image], change: ViewChange) -> Image:
    """A view of the crop's object. crop, backgrounds: (h, w, 3) uint8 BGR of any size.

    The object is turned and scaled and pasted onto a background (without any, onto the median
    colour of the crop's border), a piece of background covers a part of it, and all is lit and
    blurred. Returns (h, w, 3) uint8 BGR, of the crop's shape with LONGER_SIDE_PX.
    """
    scale = LONGER_SIDE_PX / max(crop.shape[:2])
    height_px, width_px = (max(1, round(side_px * scale)) for side_px in crop.shape[:2])
    plain = _resized(crop, width_px, height_px)
    ground = _ground(plain, backgrounds, change.background)
    alpha = _placed(_feathered(width_px, height_px), change)[:, :, None]
    view = alpha * _placed(plain, change) + (1.0 - alpha) * ground
    left, top, right, bottom = _cover(change, width_px, height_px)
    view[top:bottom, left:right] = ground[top:bottom, left:right]
    view *= 2.0**change.light_ev
    sigma_px = change.blur_share * LONGER_SIDE_PX
    if sigma_px >= SMALLEST_BLUR_PX:
        view = np.asarray(cv2.GaussianBlur(view, (0, 0), sigma_px), np.float32)
    return np.clip(np.rint(view), 0, 255).astype(np.uint8)


def _resized(image: Image, width_px: int, height_px: int) -> Floats:
    shrinks = image.shape[0] > height_px and image.shape[1] > width_px
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return cv2.resize(image, (width_px, height_px), interpolation=how).astype(np.float32)


def _ground(plain: Floats, backgrounds: Sequence[Image], which: float) -> Floats:
    height_px, width_px = plain.shape[:2]
    if backgrounds:
        chosen = backgrounds[min(int(which * len(backgrounds)), len(backgrounds) - 1)]
        return _resized(chosen, width_px, height_px)
    border = np.concatenate([plain[0], plain[-1], plain[:, 0], plain[:, -1]])
    return np.full(plain.shape, np.median(border, axis=0), np.float32)


def _placed(image: Floats, change: ViewChange) -> Floats:
    """Turned and scaled about the centre; nothing (zero) beyond the image's own border."""
    height_px, width_px = image.shape[:2]
    centre = ((width_px - 1) / 2, (height_px - 1) / 2)
    matrix = cv2.getRotationMatrix2D(centre, change.rotation_deg, change.scale)
    return np.asarray(cv2.warpAffine(image, matrix, (width_px, height_px)), np.float32)


def _feathered(width_px: int, height_px: int) -> Floats:
    """How much of the object there is at each pixel, (h, w) float32, 0 to 1."""
    return np.minimum.outer(_ramp(height_px), _ramp(width_px)).astype(np.float32)


def _ramp(side_px: int) -> Floats:
    distance_px = np.minimum(np.arange(side_px), np.arange(side_px)[::-1]) + 1.0
    return np.minimum(1.0, distance_px / max(1.0, FEATHER_SHARE * side_px)).astype(np.float32)


def _cover(change: ViewChange, width_px: int, height_px: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is covered, in pixels; it lies inside."""
    share = change.covered_share**0.5
    wide_px, high_px = round(width_px * share), round(height_px * share)
    left = round(change.cover_x * (width_px - wide_px))
    top = round(change.cover_y * (height_px - high_px))
    return left, top, left + wide_px, top + high_px

"""The pixels of a made view. Deterministic: the same crop, backgrounds and change, the same view."""

from collections.abc import Sequence

import cv2
import numpy as np

from edge_node.synthesis.view_change import ViewChange
from shared.domain import Floats, Image

SIDE_PX = 224
"""Views are square and this large, which is what the default embedder looks at."""

FEATHER_SHARE = 0.04
"""The border of a pasted object fades into the background over this share of the side."""

SMALLEST_BLUR_PX = 0.3


def render(crop: Image, backgrounds: Sequence[Image], change: ViewChange) -> Image:
    """A view of the crop's object. crop, backgrounds: (h, w, 3) uint8 BGR of any size.

    The object is turned and scaled and pasted onto a background (the crop's own border colour,
    where there is none), a piece of background covers a part of it, and all is lit and blurred.
    Returns (SIDE_PX, SIDE_PX, 3) uint8 BGR.
    """
    square = _square(crop)
    ground = _ground(square, backgrounds, change.background)
    alpha = _placed(_feathered(), change)[:, :, None]
    view = alpha * _placed(square.astype(np.float32), change) + (1.0 - alpha) * ground
    left, top, right, bottom = _cover(change)
    view[top:bottom, left:right] = ground[top:bottom, left:right]
    view *= 2.0**change.light_ev
    sigma_px = change.blur_share * SIDE_PX
    if sigma_px >= SMALLEST_BLUR_PX:
        view = cv2.GaussianBlur(view, (0, 0), sigma_px)
    return np.clip(np.rint(view), 0, 255).astype(np.uint8)


def _square(image: Image) -> Image:
    resized = cv2.resize(image, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA)
    return np.asarray(resized, np.uint8)


def _ground(square: Image, backgrounds: Sequence[Image], which: float) -> Floats:
    if backgrounds:
        chosen = backgrounds[min(int(which * len(backgrounds)), len(backgrounds) - 1)]
        return _square(chosen).astype(np.float32)
    border = np.concatenate([square[0], square[-1], square[:, 0], square[:, -1]])
    return np.full(square.shape, np.median(border, axis=0), np.float32)


def _placed(image: Floats, change: ViewChange) -> Floats:
    """Turned and scaled about the centre; nothing (zero) beyond the image's own border."""
    centre = (SIDE_PX / 2, SIDE_PX / 2)
    matrix = cv2.getRotationMatrix2D(centre, change.rotation_deg, change.scale)
    return np.asarray(cv2.warpAffine(image, matrix, (SIDE_PX, SIDE_PX)), np.float32)


def _feathered() -> Floats:
    """How much of the object there is at each pixel, (SIDE_PX, SIDE_PX) float32, 0 to 1."""
    distance = np.minimum(np.arange(SIDE_PX), np.arange(SIDE_PX)[::-1]) + 1.0
    ramp = np.minimum(1.0, distance / (FEATHER_SHARE * SIDE_PX))
    return np.minimum.outer(ramp, ramp).astype(np.float32)


def _cover(change: ViewChange) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is covered, in pixels: a square that lies inside."""
    side_px = round(SIDE_PX * change.covered_share**0.5)
    left, top = (round(share * (SIDE_PX - side_px)) for share in (change.cover_x, change.cover_y))
    return left, top, left + side_px, top + side_px

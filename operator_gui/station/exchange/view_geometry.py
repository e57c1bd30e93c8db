"""Where an object is in the pictures that a station keeps of it. Pure.

A station keeps the frame of the best view, made smaller, and of each view the box with a margin.
"""

import math
from collections.abc import Iterable

from operator_gui.station.exchange.labelled_set import rounded
from shared.crop_region import VIEW_MARGIN, region_around
from shared.domain import Box

SAME_SHAPE = 0.03
"""A picture whose sides are in a ratio that differs by more is not the view that was expected."""

Cut = tuple[int, int, int, int]
"""Left, top, right, bottom in whole pixels."""


def box_in_frame(
    box: Iterable[float], *, frame_px: tuple[int, int], picture_px: tuple[int, int]
) -> Box:
    """A box of the camera's frame, in the frame as it is kept. Sizes are width and height."""
    across, down = picture_px[0] / frame_px[0], picture_px[1] / frame_px[1]
    x0, y0, x1, y1 = box
    return _within(Box(x0 * across, y0 * down, x1 * across, y1 * down), picture_px)


def box_in_view(
    box: Iterable[float], *, frame_px: tuple[int, int], picture_px: tuple[int, int]
) -> Box:
    """A box of the camera's frame, in the view that is kept of it.

    All of the view if it is not the box with the usual margin: a node may be set up otherwise.
    """
    whole = Box(0.0, 0.0, *picture_px)
    x0, y0, x1, y1 = region_of(Box(*box), frame_px)
    across, down = picture_px[0] / (x1 - x0), picture_px[1] / (y1 - y0)
    if abs(across / down - 1.0) > SAME_SHAPE + 1.0 / min(picture_px):
        return whole
    left, top, right, bottom = box
    inside = Box(
        (left - x0) * across, (top - y0) * down, (right - x0) * across, (bottom - y0) * down
    )
    return _within(inside, picture_px)


def region_of(box: Box, frame_px: tuple[int, int]) -> Cut:
    """What of the frame a view of the box shows."""
    return region_around(box, margin=VIEW_MARGIN, width_px=frame_px[0], height_px=frame_px[1])


def from_frame(box: Box, *, frame_px: tuple[int, int], picture_px: tuple[int, int]) -> Box:
    """The inverse of `box_in_frame`, up to rounding."""
    across, down = frame_px[0] / picture_px[0], frame_px[1] / picture_px[1]
    return Box(box.x0 * across, box.y0 * down, box.x1 * across, box.y1 * down)


def from_view(box: Box, *, region: Cut, picture_px: tuple[int, int]) -> Box:
    """The inverse of `box_in_view` for a view of this region, up to rounding."""
    x0, y0, x1, y1 = region
    across, down = (x1 - x0) / picture_px[0], (y1 - y0) / picture_px[1]
    return Box(x0 + box.x0 * across, y0 + box.y0 * down, x0 + box.x1 * across, y0 + box.y1 * down)


def cut_around(box: Box) -> Cut:
    """The whole pixels that a box within a picture touches, at least one."""
    # What is a thousandth of a pixel over is rounding, and no pixel more.
    right, bottom = (max(1, math.ceil(side - 0.001)) for side in (box.x1, box.y1))
    left, top = math.floor(box.x0 + 0.001), math.floor(box.y0 + 0.001)
    return min(left, right - 1), min(top, bottom - 1), right, bottom


def _within(box: Box, picture_px: tuple[int, int]) -> Box:
    width_px, height_px = picture_px
    inside = rounded(
        (
            min(max(0.0, box.x0), width_px),
            min(max(0.0, box.y0), height_px),
            min(max(0.0, box.x1), width_px),
            min(max(0.0, box.y1), height_px),
        )
    )
    if inside.width_px <= 0 or inside.height_px <= 0:
        return Box(0.0, 0.0, float(width_px), float(height_px))
    return inside

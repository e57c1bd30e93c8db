"""Which part of a frame is shown of a view: the box and a margin around it. Pure."""

import math

from shared.domain import Box

VIEW_MARGIN = 0.12
"""By so much of its sides a view's box is widened on each side, where nothing else is set."""


def region_around(
    box: Box, *, margin: float, width_px: int, height_px: int
) -> tuple[int, int, int, int]:
    """Columns and rows of the box widened by `margin` of its sides on each side, in the frame.

    Returns (x0, y0, x1, y1) in whole pixels, at least one pixel wide and high.
    """
    grow_x, grow_y = margin * box.width_px, margin * box.height_px
    x0 = min(max(0, math.floor(box.x0 - grow_x)), width_px - 1)
    y0 = min(max(0, math.floor(box.y0 - grow_y)), height_px - 1)
    x1 = min(width_px, max(x0 + 1, math.ceil(box.x1 + grow_x)))
    y1 = min(height_px, max(y0 + 1, math.ceil(box.y1 + grow_y)))
    return x0, y0, x1, y1

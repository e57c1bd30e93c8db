"""Where the labels of boxes go, so that each can be read. Logical pixels of the view, from its top
left corner."""

import math
from collections.abc import Iterator, Sequence

from shared.domain import Box

_AWAY_PX = 5.0
"""From the box to a label above or below it."""

_INSIDE_PX = 6.0
_EDGE_PX = 4.0
"""From the view's edge, where there is room."""


_MOST_SOUGHT = 32
"""So many labels are moved away from their boxes: looking for a place costs more with each."""


def place_labels(
    boxes: Sequence[Box],
    sizes_px: Sequence[tuple[float, float]],
    room_px: tuple[float, float],
) -> tuple[Box, ...]:
    """One place for each box, in their order: above it, else below, else inside, else as near as
    can be.

    `sizes_px` are widths and heights of the labels. None lies on another that was placed before
    it as long as there is room for it, and all are within `room_px` if they are no larger than
    that. Where more than 32 labels find no room at their own boxes, the others lie on one another:
    nobody could tell any more which is whose.
    """
    placed: list[Box] = []
    sought = 0
    for box, size in zip(boxes, sizes_px, strict=True):
        best = next(_wanted(box, size, room_px))
        found = None
        if sought < _MOST_SOUGHT:
            free = (place for place in _wanted(box, size, room_px) if _is_free(place, placed))
            found = next(free, None)
        if found is None and sought < _MOST_SOUGHT:
            sought += 1
            found = _nearest_free(best, size, room_px, placed)
        placed.append(found or best)
    return tuple(placed)


def _wanted(box: Box, size: tuple[float, float], room: tuple[float, float]) -> Iterator[Box]:
    """Best first: outside the box where that is within the room, and inside in any case."""
    width, height = size
    above, below = box.y0 - height - _AWAY_PX, box.y1 + _AWAY_PX
    top, bottom = box.y0 + _INSIDE_PX, box.y1 - height - _INSIDE_PX
    for y in (above, below, top, bottom):
        if y in (top, bottom) or _EDGE_PX <= y <= room[1] - height - _EDGE_PX:
            for x in (box.x0, box.x1 - width):
                yield _within((x, y), size, room)


def _within(
    corner: tuple[float, float], size: tuple[float, float], room: tuple[float, float]
) -> Box:
    """The label with this corner, moved into the room."""
    x, y = (
        max(min(_EDGE_PX, max(0.0, whole - own)), min(at, whole - own - _EDGE_PX))
        for at, own, whole in zip(corner, size, room, strict=True)
    )
    return Box(x, y, x + size[0], y + size[1])


def _is_free(place: Box, placed: Sequence[Box]) -> bool:
    x0, y0, x1, y1 = place
    for left, top, right, bottom in placed:
        if x0 < right and left < x1 and y0 < bottom and top < y1:
            return False
    return True


def _nearest_free(
    wanted: Box, size: tuple[float, float], room: tuple[float, float], placed: Sequence[Box]
) -> Box | None:
    """Row by row, the nearest first: a free place can be moved up or down until it touches
    something, so there are few rows."""
    width, height = size
    most_x, most_y = room[0] - width, room[1] - height
    if min(most_x, most_y) < 0.0:
        return None
    touching = (y for other in placed for y in (other.y1, other.y0 - height))
    tops = {y for y in (wanted.y0, 0.0, *touching) if 0.0 <= y <= most_y}
    best, best_px = None, math.inf
    for down_px, y in sorted((abs(y - wanted.y0), y) for y in tops):
        if down_px >= best_px:
            break
        x = _nearest_x(min(max(wanted.x0, 0.0), most_x), y, size, most_x, placed)
        if x is not None and down_px + abs(x - wanted.x0) < best_px:
            best, best_px = Box(x, y, x + width, y + height), down_px + abs(x - wanted.x0)
    return best


def _nearest_x(
    wanted_x: float, y: float, size: tuple[float, float], most_x: float, placed: Sequence[Box]
) -> float | None:
    """Where in the row at `y` a label can begin that touches none, from 0 to `most_x`."""
    width, bottom = size[0], y + size[1]
    taken = sorted((x0 - width, x1) for x0, y0, x1, y1 in placed if y < y1 and y0 < bottom)
    right = wanted_x
    for begin, end in taken:
        if begin < right < end:
            right = end
    left = wanted_x
    for begin, end in sorted(taken, key=lambda one: -one[1]):
        if begin < left < end:
            left = begin
    free = [x for x in (left, right) if 0.0 <= x <= most_x]
    return min(free, key=lambda x: abs(x - wanted_x), default=None)

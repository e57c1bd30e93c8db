"""Where the labels of boxes go, so that each can be read. Logical pixels of the view, from its top
left corner."""

from collections.abc import Iterator, Sequence

from shared.domain import Box

_AWAY_PX = 5.0
"""From the box to a label above or below it."""

_INSIDE_PX = 6.0
_EDGE_PX = 4.0
"""From the view's edge, where there is room."""


def place_labels(
    boxes: Sequence[Box],
    sizes_px: Sequence[tuple[float, float]],
    room_px: tuple[float, float],
) -> tuple[Box, ...]:
    """One place for each box, in their order: above it, else below, else inside, else as near as
    can be.

    `sizes_px` are widths and heights of the labels. None lies on another that was placed before
    it as long as there is room for it, and all are within `room_px` if they are no larger than
    that.
    """
    placed: list[Box] = []
    for box, size in zip(boxes, sizes_px, strict=True):
        best = next(_wanted(box, size, room_px))
        free = (place for place in _wanted(box, size, room_px) if _is_free(place, placed))
        found = next(free, None) or _nearest_free(best, size, room_px, placed)
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
    return not any(
        place.x0 < other.x1 and other.x0 < place.x1 and place.y0 < other.y1 and other.y0 < place.y1
        for other in placed
    )


def _nearest_free(
    wanted: Box, size: tuple[float, float], room: tuple[float, float], placed: Sequence[Box]
) -> Box | None:
    """Whatever is free can be moved left and up until it touches something: only such places are
    looked at."""
    lefts = {wanted.x0, 0.0, *(other.x1 for other in placed)}
    tops = {wanted.y0, 0.0, *(other.y1 for other in placed)}
    corners = sorted(
        (abs(x - wanted.x0) + abs(y - wanted.y0), x, y)
        for x in lefts
        for y in tops
        if x <= room[0] - size[0] and y <= room[1] - size[1]
    )
    places = (Box(x, y, x + size[0], y + size[1]) for _, x, y in corners if min(x, y) >= 0.0)
    return next((place for place in places if _is_free(place, placed)), None)

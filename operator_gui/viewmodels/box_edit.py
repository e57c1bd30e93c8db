"""A box that is adjusted or drawn anew in a picture; all in pixels of the picture. Pure."""

from dataclasses import dataclass, replace

from shared.domain import Box

LEAST_PX = 3.0
"""No box is smaller, and what is drawn smaller was a click."""


@dataclass(frozen=True, slots=True)
class Grip:
    """The edges that follow the mouse; all four move the box as a whole."""

    left: bool = False
    top: bool = False
    right: bool = False
    bottom: bool = False


WHOLE = Grip(left=True, top=True, right=True, bottom=True)
UPPER_LEFT = Grip(left=True, top=True)
LOWER_RIGHT = Grip(right=True, bottom=True)


def grip_at(box: Box, x: float, y: float, *, reach: float) -> Grip | None:
    """What of the box lies within `reach` of a point: an edge, a corner, its inside, or nothing."""
    if not (box.x0 - reach <= x <= box.x1 + reach and box.y0 - reach <= y <= box.y1 + reach):
        return None
    grip = Grip(
        left=abs(x - box.x0) <= reach and abs(x - box.x0) <= abs(x - box.x1),
        top=abs(y - box.y0) <= reach and abs(y - box.y0) <= abs(y - box.y1),
        right=abs(x - box.x1) <= reach and abs(x - box.x1) < abs(x - box.x0),
        bottom=abs(y - box.y1) <= reach and abs(y - box.y1) < abs(y - box.y0),
    )
    return WHOLE if grip == Grip() else grip


@dataclass(frozen=True, slots=True)
class BoxEdit:
    """`before` is the box as it was when the editing began. `held`: where the mouse was pressed,
    with the box as it was then; `grip` is None while another box is drawn."""

    box: Box
    before: Box
    width_px: float
    height_px: float
    held: tuple[float, float, Box] | None = None
    grip: Grip | None = None

    def pressed(self, x: float, y: float, *, reach: float) -> "BoxEdit":
        """The mouse takes hold of the box, or begins another one where it is not."""
        return replace(self, held=(x, y, self.box), grip=grip_at(self.box, x, y, reach=reach))

    def moved(self, x: float, y: float) -> "BoxEdit":
        """The mouse is there now."""
        if self.held is None:
            return self
        from_x, from_y, start = self.held
        if self.grip is not None:
            dragged = self._dragged(start, self.grip, x - from_x, y - from_y)
            return replace(self, box=dragged)
        across, down = (from_x, self._in_width(x)), (from_y, self._in_height(y))
        drawn = Box(
            self._in_width(min(across)),
            self._in_height(min(down)),
            self._in_width(max(across)),
            self._in_height(max(down)),
        )
        is_one = min(drawn.width_px, drawn.height_px) >= LEAST_PX
        return replace(self, box=drawn if is_one else start)

    def released(self) -> "BoxEdit":
        return replace(self, held=None, grip=None)

    def nudged(self, grip: Grip, dx: float, dy: float) -> "BoxEdit":
        """By keyboard: these edges go a little further."""
        return replace(self, box=self._dragged(self.box, grip, dx, dy))

    def _dragged(self, start: Box, grip: Grip, dx: float, dy: float) -> Box:
        if grip == WHOLE:
            dx = min(max(dx, -start.x0), self.width_px - start.x1)
            dy = min(max(dy, -start.y0), self.height_px - start.y1)
            return Box(start.x0 + dx, start.y0 + dy, start.x1 + dx, start.y1 + dy)
        x0, y0, x1, y1 = start
        if grip.left:
            x0 = min(self._in_width(x0 + dx), x1 - LEAST_PX)
        if grip.right:
            x1 = max(self._in_width(x1 + dx), x0 + LEAST_PX)
        if grip.top:
            y0 = min(self._in_height(y0 + dy), y1 - LEAST_PX)
        if grip.bottom:
            y1 = max(self._in_height(y1 + dy), y0 + LEAST_PX)
        return Box(x0, y0, x1, y1)

    def _in_width(self, x: float) -> float:
        return min(max(0.0, x), self.width_px)

    def _in_height(self, y: float) -> float:
        return min(max(0.0, y), self.height_px)

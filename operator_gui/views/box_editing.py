"""How keys and the mouse change a box in the picture, and what is drawn around it meanwhile."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen

from operator_gui.texts import mark
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.box_edit import LOWER_RIGHT, UPPER_LEFT, WHOLE, Grip, grip_at
from shared.domain import Box

REACH_PX = 9.0
"""An edge is taken hold of from this near."""

_STEP_PX = 4.0
_HANDLE_PX = 9.0
_ARROWS: dict[int, tuple[float, float]] = {
    Qt.Key.Key_Left: (-_STEP_PX, 0.0),
    Qt.Key.Key_Right: (_STEP_PX, 0.0),
    Qt.Key.Key_Up: (0.0, -_STEP_PX),
    Qt.Key.Key_Down: (0.0, _STEP_PX),
}
WORDS = mark(
    "Drag an edge, a corner or the whole box, or draw another one. Arrows move it; with Shift"
    " its lower right corner, with Ctrl the upper left one. Enter keeps it, Esc leaves it as "
    "it was, Del takes the robot's."
)
SHORT_WORDS = mark("Drag or use arrows. Enter keeps it, Esc leaves it, Del: the robot's")


def nudge(event: QKeyEvent) -> tuple[Grip, float, float] | None:
    """What an arrow key moves and how far, in pixels of the screen; None for other keys."""
    step = _ARROWS.get(event.key())
    if step is None:
        return None
    grip = WHOLE
    if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
        grip = LOWER_RIGHT
    elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        grip = UPPER_LEFT
    return grip, *step


def cursor_over(box: Box, x: float, y: float, *, reach: float) -> Qt.CursorShape:
    """What the mouse would do there."""
    grip = grip_at(box, x, y, reach=reach)
    match grip:
        case None:
            return Qt.CursorShape.CrossCursor
        case _ if grip == WHOLE:
            return Qt.CursorShape.SizeAllCursor
        case Grip(left=left, right=right, top=False, bottom=False) if left or right:
            return Qt.CursorShape.SizeHorCursor
        case Grip(left=False, right=False):
            return Qt.CursorShape.SizeVerCursor
        case Grip(left=left, top=top) if left == top:
            return Qt.CursorShape.SizeFDiagCursor
        case _:
            return Qt.CursorShape.SizeBDiagCursor


def paint_handles(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """A square at every corner and in the middle of every edge."""
    painter.setPen(QPen(theme.colour("on_accent"), 1.5))
    painter.setBrush(theme.colour("accent"))
    middle = box.center()
    for x in (box.left(), middle.x(), box.right()):
        for y in (box.top(), middle.y(), box.bottom()):
            if (x, y) != (middle.x(), middle.y()):
                handle = QRectF(0, 0, _HANDLE_PX, _HANDLE_PX)
                handle.moveCenter(QPointF(x, y))
                painter.drawRect(handle)

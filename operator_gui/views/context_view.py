"""The frame that the object was seen in, with its box; to be zoomed and dragged."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels import viewport
from operator_gui.viewmodels.box_edit import BoxEdit
from operator_gui.viewmodels.viewport import Sizes, Viewport
from operator_gui.views.box_editing import REACH_PX, cursor_over, nudge, paint_handles
from operator_gui.views.parts import draw_chips, draw_focus, rounded
from operator_gui.views.scaled_pictures import ScaledPictures
from shared.domain import Box

_STEP_PX = 40
_KEY_ZOOM = 1.25
_RADIUS = 12.0
_KEPT = 2
"""The frame that is shown and the next one, as large as they are shown."""


class ContextView(QWidget):
    """A box is in pixels of the frame, which may have been larger than the picture of it.

    `box_drawn` carries the box as the operator has it now, or None for the robot's own; `editing`
    whether it is being changed.
    """

    zoomed = Signal()
    box_drawn = Signal(object)
    editing = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._image = QImage()
        self._scaled = ScaledPictures(_KEPT)
        self._box: Box | None = None
        self._to_frame = 1.0
        self._edit: BoxEdit | None = None
        self._chip = ""
        self._viewport = Viewport(1.0, 0.0, 0.0)
        self._dragged_from: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 90)
        self.setAccessibleName(tr("Where it was seen"))

    def show_keys(self, keys: str) -> None:
        """keys: the combination that fits the picture."""
        text = tr("Wheel: zoom · drag: move · double-click or {keys}: fit")
        self.setToolTip(text.format(keys=keys))

    @property
    def viewport(self) -> Viewport:
        return self._viewport

    @property
    def is_editing(self) -> bool:
        """Whether the box is being changed."""
        return self._edit is not None

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(640, 480)

    def show_frame(self, image: QImage, frame_width_px: int, box: Box, chip: str) -> None:
        """Another frame, fitted; `chip` is what the box is labelled with."""
        self._image = image
        is_known = frame_width_px > 0 and not image.isNull()
        self._to_frame = frame_width_px / image.width() if is_known else 1.0
        self._end_editing()
        self.show_box(box)
        self._chip = chip
        self.setAccessibleDescription(
            tr("The whole frame, with a box around the object, labelled {chip}").format(chip=chip)
            if not image.isNull()
            else tr("The frame could not be read")
        )
        self.fit()

    def prepare(self, image: QImage) -> None:
        """This frame is going to be shown."""
        if not image.isNull():
            self._whole(image)

    def _whole(self, image: QImage) -> QPixmap:
        """A frame as large as it is where all of it is seen."""
        scale = viewport.fit(self._sizes(image.size())).scale
        size = (image.size().toSizeF() * scale).toSize()
        return self._scaled.whole(image, size, self.devicePixelRatioF())

    def show_box(self, box: Box) -> None:
        """Another box in the same frame."""
        self._box = Box(*(edge / self._to_frame for edge in box))
        self.update()

    def edit_box(self) -> bool:
        """Lets the box be changed, by mouse and keyboard; False if there is no picture."""
        if self._image.isNull() or self._box is None:
            return False
        if self._edit is None:
            size = self._image.size()
            self._edit = BoxEdit(self._box, self._box, size.width(), size.height())
            self.setMouseTracking(True)
            self.editing.emit(True)
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.update()
        return True

    def relabel(self, chip: str) -> None:
        """Another label on the same box."""
        self._chip = chip
        self.update()

    def fit(self) -> None:
        self._look(viewport.fit(self._sizes()))

    def _look(self, now: Viewport) -> None:
        self._viewport = now
        can_drag = not now.fitted and not self._image.isNull()
        shape = Qt.CursorShape.OpenHandCursor if can_drag else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        self.zoomed.emit()
        self.update()

    def _sizes(self, picture: QSize | None = None) -> Sizes:
        of = picture or self._image.size()
        return Sizes(of.width(), of.height(), self.width(), self.height())

    def _zoom(self, factor: float, at: QPointF) -> None:
        sizes = self._sizes()
        self._look(viewport.zoom(self._viewport, factor, at_x=at.x(), at_y=at.y(), sizes=sizes))

    def _pan(self, dx: float, dy: float) -> None:
        if not self._viewport.fitted:
            self._look(viewport.pan(self._viewport, dx, dy, self._sizes()))

    # ------------------------------------------------------------ events

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._look(viewport.resized(self._viewport, self._sizes()))
        super().resizeEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        self._zoom(1.0015 ** event.angleDelta().y(), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._edit is not None:
            if event.button() == Qt.MouseButton.LeftButton:
                x, y = self._in_picture(event.position())
                self._edit = self._edit.pressed(x, y, reach=REACH_PX / self._viewport.scale)
        elif event.button() == Qt.MouseButton.LeftButton and not self._viewport.fitted:
            self._dragged_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._edit is not None:
            x, y = self._in_picture(event.position())
            if self._edit.held is None:
                reach = REACH_PX / self._viewport.scale
                self.setCursor(cursor_over(self._edit.box, x, y, reach=reach))
            else:
                self._change(self._edit.moved(x, y))
        elif self._dragged_from is not None:
            moved = event.position() - self._dragged_from
            self._dragged_from = event.position()
            self._pan(moved.x(), moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._edit is not None:
            self._edit = self._edit.released()
            return
        self._dragged_from = None
        self._look(self._viewport)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._edit is None:
            self.fit()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.update()

    def _in_picture(self, at: QPointF) -> tuple[float, float]:
        now = self._viewport
        return (at.x() - now.left) / now.scale, (at.y() - now.top) / now.scale

    def _change(self, edit: BoxEdit) -> None:
        is_other, self._edit = self._edit is None or edit.box != self._edit.box, edit
        if is_other:
            self._box = edit.box
            self.box_drawn.emit(Box(*(edge * self._to_frame for edge in edit.box)))
            self.update()

    def _end_editing(self) -> None:
        if self._edit is not None:
            self._edit = None
            self.setMouseTracking(False)
            self._look(self._viewport)
            self.editing.emit(False)

    def _edit_key(self, event: QKeyEvent) -> bool:
        """Whether the key changed the box, or ended that."""
        edit, step = self._edit, nudge(event)
        if edit is None:
            return False
        if step is not None:
            grip, dx, dy = step
            scale = self._viewport.scale
            self._change(edit.nudged(grip, dx / scale, dy / scale))
            return True
        match event.key():
            case Qt.Key.Key_Escape:
                self._change(replace(edit, box=edit.before))
                self._end_editing()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._end_editing()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self._end_editing()
                self.box_drawn.emit(None)
            case _:
                return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if self._edit_key(event):
            return
        middle = QPointF(self.rect().center())
        match event.key():
            case Qt.Key.Key_F:
                self.fit()
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._zoom(_KEY_ZOOM, middle)
            case Qt.Key.Key_Minus:
                self._zoom(1 / _KEY_ZOOM, middle)
            case Qt.Key.Key_Left:
                self._pan(_STEP_PX, 0)
            case Qt.Key.Key_Right:
                self._pan(-_STEP_PX, 0)
            case Qt.Key.Key_Up:
                self._pan(0, _STEP_PX)
            case Qt.Key.Key_Down:
                self._pan(0, -_STEP_PX)
            case _:
                super().keyPressEvent(event)

    # ------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("picture"))
        painter.drawRoundedRect(whole, _RADIUS, _RADIUS)
        painter.save()
        if _reaches_corners(self._picture(), whole):  # the clip takes longer than the picture
            painter.setClipPath(rounded(whole, _RADIUS))
        if self._image.isNull():
            painter.setPen(self._theme.colour("picture_text"))
            painter.drawText(whole, Qt.AlignmentFlag.AlignCenter, tr("no picture"))
        else:
            self._paint_picture(painter)
        painter.restore()
        if self.hasFocus():
            draw_focus(painter, whole, self._theme, _RADIUS)

    def _picture(self) -> QRectF:
        """Where the picture lies."""
        now, size = self._viewport, self._image.size()
        return QRectF(now.left, now.top, size.width() * now.scale, size.height() * now.scale)

    def _paint_picture(self, painter: QPainter) -> None:
        now, picture = self._viewport, self._picture()
        if now.fitted:
            painter.drawPixmap(picture.topLeft().toPoint(), self._whole(self._image))
        else:
            painter.drawImage(picture, self._image, QRectF(self._image.rect()))
        if self._box is None:
            return
        box = QRectF(
            now.left + self._box.x0 * now.scale,
            now.top + self._box.y0 * now.scale,
            self._box.width_px * now.scale,
            self._box.height_px * now.scale,
        )
        for part in _around(box.intersected(picture), picture):
            painter.fillRect(part, QColor(0, 0, 0, 45))
        for colour, half_px in ((QColor(0, 0, 0, 150), 2.5), (self._theme.colour("accent"), 1.5)):
            _draw_frame(painter, box, colour, half_px)
        draw_chips(painter, ((box, self._chip),), self._theme, self.size())
        if self._edit is not None:
            paint_handles(painter, box, self._theme)


def _draw_frame(painter: QPainter, box: QRectF, colour: QColor, half_px: float) -> None:
    """A line around a box. Four filled bars take a tenth of the time of one drawn line."""
    outer = box.adjusted(-half_px, -half_px, half_px, half_px)
    for bar in _around(box.adjusted(half_px, half_px, -half_px, -half_px), outer):
        painter.fillRect(bar, colour)


def _reaches_corners(picture: QRectF, whole: QRectF) -> bool:
    """Whether a picture covers any of the rounded corners."""
    inner_width = whole.adjusted(_RADIUS, 0, -_RADIUS, 0)
    inner_height = whole.adjusted(0, _RADIUS, 0, -_RADIUS)
    return not (inner_width.contains(picture) or inner_height.contains(picture))


def _around(hole: QRectF, whole: QRectF) -> tuple[QRectF, ...]:
    """What is left of `whole` without `hole`: above, below, left and right of it."""
    return (
        QRectF(whole.topLeft(), QPointF(whole.right(), hole.top())),
        QRectF(QPointF(whole.left(), hole.bottom()), whole.bottomRight()),
        QRectF(QPointF(whole.left(), hole.top()), hole.bottomLeft()),
        QRectF(hole.topRight(), QPointF(whole.right(), hole.bottom())),
    )

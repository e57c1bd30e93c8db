"""A small picture that can be picked, by mouse or keyboard."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton

from operator_gui.theming.theme import Theme
from operator_gui.views.parts import draw_focus, draw_middle, draw_picture_ground

_RADIUS = 7.0


class ExampleButton(QAbstractButton):
    """`looked_at` comes when it gets the focus. Keys are for the page that it is on."""

    looked_at = Signal()

    def __init__(self, theme: Theme, side_px: int) -> None:
        super().__init__()
        self._theme = theme
        self._thumb = QPixmap()
        self.setFixedSize(QSize(side_px, side_px))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def show_example(self, image: QImage, words: str) -> None:
        self._thumb = QPixmap.fromImage(image)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.looked_at.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        inner = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        painter.save()
        draw_picture_ground(painter, inner, self._theme, _RADIUS)
        draw_middle(painter, inner, self._thumb)
        painter.restore()
        if self.hasFocus():
            draw_focus(painter, QRectF(self.rect()), self._theme, _RADIUS + 2)

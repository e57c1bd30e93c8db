"""One view of the object, as large as its place allows."""

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.views.parts import draw_picture_ground

_RADIUS = 12.0
_MOST_ENLARGED = 6.0


class BestView(QWidget):
    """A square with the whole view in it."""

    def __init__(self, theme: Theme, side: int = 220) -> None:
        super().__init__()
        self._theme = theme
        self._pixmap = QPixmap()
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("The object"))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._side, self._side)

    def set_side(self, side: int) -> None:
        if side != self._side:
            self._side = side
            self.updateGeometry()

    def show_view(self, image: QImage, words: str) -> None:
        self._pixmap = QPixmap.fromImage(image)
        self.setAccessibleDescription(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        whole = QRectF(self.rect())
        draw_picture_ground(painter, whole, self._theme, _RADIUS)
        if self._pixmap.isNull():
            painter.setPen(self._theme.colour("picture_text"))
            painter.drawText(whole, Qt.AlignmentFlag.AlignCenter, tr("no picture"))
            return
        natural = QSizeF(self._pixmap.size())
        shown = natural.scaled(whole.size(), Qt.AspectRatioMode.KeepAspectRatio)
        if shown.width() > natural.width() * _MOST_ENLARGED:
            shown = natural * _MOST_ENLARGED
        place = QRectF(whole.center().x() - shown.width() / 2, 0, shown.width(), shown.height())
        place.moveTop(whole.center().y() - shown.height() / 2)
        painter.drawPixmap(place, self._pixmap, QRectF(self._pixmap.rect()))

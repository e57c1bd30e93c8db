"""One view of the object, as large as its place allows."""

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.views.kept_drawings import KeptDrawings
from operator_gui.views.parts import draw_picture_ground

_RADIUS = 12.0
_MOST_ENLARGED = 6.0
_KEPT = 4


class BestView(QWidget):
    """A square with the whole view in it."""

    def __init__(self, theme: Theme, side: int = 220) -> None:
        super().__init__()
        self._theme = theme
        self._image = QImage()
        self._drawings = KeptDrawings(_KEPT)
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("The object"))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._side, self._side)

    def prepare(self, image: QImage) -> None:
        """This view is going to be shown."""
        self._drawn(image)

    def set_side(self, side: int) -> None:
        if side != self._side:
            self._side = side
            self.updateGeometry()

    def show_view(self, image: QImage, words: str) -> None:
        self._image = image
        self.setAccessibleDescription(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        QPainter(self).drawPixmap(0, 0, self._drawn(self._image))

    def _drawn(self, image: QImage) -> QPixmap:
        key = image.cacheKey(), self._theme.tokens.scheme
        return self._drawings.of(
            key, self.size(), self.devicePixelRatioF(), lambda painter: self._paint(painter, image)
        )

    def _paint(self, painter: QPainter, image: QImage) -> None:
        whole = QRectF(self.rect())
        draw_picture_ground(painter, whole, self._theme, _RADIUS)
        if image.isNull():
            painter.setPen(self._theme.colour("picture_text"))
            painter.setFont(self.font())
            painter.drawText(whole, Qt.AlignmentFlag.AlignCenter, tr("no picture"))
            return
        natural = QSizeF(image.size())
        shown = natural.scaled(whole.size(), Qt.AspectRatioMode.KeepAspectRatio)
        if shown.width() > natural.width() * _MOST_ENLARGED:
            shown = natural * _MOST_ENLARGED
        place = QRectF(whole.center().x() - shown.width() / 2, 0, shown.width(), shown.height())
        place.moveTop(whole.center().y() - shown.height() / 2)
        painter.drawImage(place, image, QRectF(image.rect()))

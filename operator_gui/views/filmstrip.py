"""The track's views side by side; one of them is shown large."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.views.parts import draw_picture_ground, sized
from operator_gui.views.scaled_pictures import ScaledPictures

_SIDE = 68
_GAP = 8
_MARGIN = 6
_RADIUS = 8.0
_KEPT = 64


class Filmstrip(QWidget):
    """`picked` carries the place of the view that was chosen. The best view is the first."""

    picked = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._thumbs: tuple[QPixmap, ...] = ()
        self._words: tuple[str, ...] = ()
        self._scaled = ScaledPictures(_KEPT)
        self._at = 0
        self._scrolled = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Views of the object"))

    @property
    def at(self) -> int:
        return self._at

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(6 * (_SIDE + _GAP), _SIDE + 2 * _MARGIN)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(2 * (_SIDE + _GAP), _SIDE + 2 * _MARGIN)

    def show_views(self, views: tuple[QImage, ...], words: tuple[str, ...]) -> None:
        """Other views, each with a line about it; the first is chosen."""
        self._thumbs = tuple(self._thumb(view) for view in views)
        self._words = words
        self._at = self._scrolled = 0
        self._describe()
        self.update()

    def preparations(self, views: tuple[QImage, ...]) -> tuple[Callable[[], object], ...]:
        """What to do, in pieces, where these are going to be shown."""
        return tuple(partial(self._thumb, view) for view in views[:_KEPT])

    def _thumb(self, view: QImage) -> QPixmap:
        if view.isNull():
            return QPixmap()
        return self._scaled.middle(view, _SIDE, self.devicePixelRatioF())

    def pick(self, at: int) -> None:
        """Chooses a view; there is nothing beyond the ends."""
        at = max(0, min(at, len(self._thumbs) - 1))
        if at != self._at and self._thumbs:
            self._at = at
            self._scroll_to(self._rect(at))
            self._describe()
            self.picked.emit(at)
            self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(self._words[self._at] if self._words else "")

    def _rect(self, at: int) -> QRectF:
        return QRectF(_MARGIN + at * (_SIDE + _GAP) - self._scrolled, _MARGIN, _SIDE, _SIDE)

    def _at_x(self, x: float) -> int | None:
        for at in range(len(self._thumbs)):
            rect = self._rect(at)
            if rect.left() <= x <= rect.right():
                return at
        return None

    def _scroll_to(self, rect: QRectF) -> None:
        if rect.left() < _MARGIN:
            self._scroll(int(rect.left() - _MARGIN))
        elif rect.right() > self.width() - _MARGIN:
            self._scroll(int(rect.right() - self.width() + _MARGIN))

    def _scroll(self, by: int) -> None:
        whole = 2 * _MARGIN + len(self._thumbs) * (_SIDE + _GAP) - _GAP
        self._scrolled = max(0, min(self._scrolled + by, whole - self.width()))
        self.update()

    # ------------------------------------------------------------ events

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            at = self._at_x(event.pos().x())
            QToolTip.showText(event.globalPos(), "" if at is None else self._words[at], self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        at = self._at_x(event.position().x())
        if at is not None:
            self.pick(at)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        self._scroll(-event.angleDelta().y() // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        match event.key():
            case Qt.Key.Key_Left:
                self.pick(self._at - 1)
            case Qt.Key.Key_Right:
                self.pick(self._at + 1)
            case Qt.Key.Key_Home:
                self.pick(0)
            case Qt.Key.Key_End:
                self.pick(len(self._thumbs) - 1)
            case _:
                super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        self._scroll(0)
        super().resizeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for at, thumb in enumerate(self._thumbs):
            rect = self._rect(at)
            painter.save()
            draw_picture_ground(painter, rect, self._theme, _RADIUS)
            painter.drawPixmap(rect, thumb, QRectF(thumb.rect()))
            painter.restore()
            if at == self._at:
                painter.setPen(QPen(self._theme.colour("accent"), 3 if self.hasFocus() else 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(rect.adjusted(-3, -3, 3, 3), _RADIUS + 3, _RADIUS + 3)
            if at == 0:
                self._paint_best(painter, rect)

    def _paint_best(self, painter: QPainter, rect: QRectF) -> None:
        tag = QRectF(rect.left() + 4, rect.bottom() - 20, 34, 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("card"))
        painter.drawRoundedRect(tag, 5, 5)
        painter.setPen(self._theme.colour("text"))
        painter.setFont(sized(self.font(), 11, bold=True))
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, tr("best"))

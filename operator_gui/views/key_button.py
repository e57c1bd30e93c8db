"""Buttons that show their key; painted, so that both look and size follow the theme alone."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.urgent import Offer
from operator_gui.viewmodels.words import percent
from operator_gui.views.parts import (
    draw_focus,
    draw_key,
    draw_middle,
    draw_picture_ground,
    draw_plate,
    sized,
)

_RADIUS = 9.0
_PAD = 9


class KeyButton(QAbstractButton):
    """A key cap and what the key does. Never takes the focus from a click: letters go on
    meaning what they meant."""

    def __init__(self, theme: Theme, key: str, text: str) -> None:
        super().__init__()
        self._theme = theme
        self._key = key
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.say(text)

    def put_key(self, key: str) -> None:
        """Another key does the same."""
        if key != self._key:
            self._key = key
            self._changed()

    def say(self, text: str) -> None:
        """Another text."""
        if text != self.text():
            self.setText(text)
            self._changed()

    def _changed(self) -> None:
        self.setAccessibleName(tr("{text}, key {key}").format(text=self.text(), key=self._key))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        text = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(round(3 * _PAD + self._key_width() + text), 38)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        super().enterEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_ground(painter, "card")
        cap = QRectF(_PAD, (self.height() - 24) / 2, self._key_width(), 24)
        ink = "text" if self.isEnabled() else "muted"
        draw_key(painter, cap, self._key, self._theme, self.font(), ink)
        painter.setFont(self.font())
        painter.setPen(self._theme.colour(ink))
        text = QRectF(self.rect()).adjusted(cap.right() + _PAD, 0, -_PAD, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, self.text())

    def _key_width(self) -> float:
        return max(24.0, 14.0 + 8.5 * len(self._key))

    def _paint_ground(self, painter: QPainter, ground: str) -> None:
        whole, token = QRectF(self.rect()), ground
        if self.isDown():
            token = "accent_soft"
        elif self.underMouse() and self.isEnabled():
            token = "hover"
        theme = self._theme
        fill, line = theme.colour(token), theme.colour("line")
        draw_plate(painter, whole, fill=fill, line=line, radius=_RADIUS)
        if self.hasFocus():
            draw_focus(painter, whole, theme, _RADIUS)


class SuggestionButton(KeyButton):
    """A name that may fit: its digit, an example of it, and how likely it is, if that is known."""

    _SIDE = 36

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "1", "")
        self._probability: float | None = None
        self._percent = ""
        self._thumb = QPixmap()
        self._first = False

    def show_offer(self, number: int, offer: Offer, example: QImage | None) -> None:
        self._key, self._probability = str(number), offer.probability
        self._percent = "" if offer.probability is None else percent(offer.probability)
        self._first = number == 1 and offer.probability is not None
        self._thumb = QPixmap() if example is None else QPixmap.fromImage(example)
        self.setText(offer.name)
        self.update()  # whatever is offered, the size stays
        known = f"{offer.name}, {self._percent}" if self._percent else offer.name
        self.setToolTip(known)
        self.setAccessibleName(tr("{known}, key {number}").format(known=known, number=number))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, 52)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(150, 52)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_ground(painter, "accent_soft" if self._first else "card")
        middle = self.height() / 2
        cap = QRectF(_PAD, middle - 12, 24, 24)
        draw_key(painter, cap, self._key, self._theme, self.font())
        thumb = QRectF(cap.right() + _PAD, middle - self._SIDE / 2, self._SIDE, self._SIDE)
        self._paint_thumb(painter, thumb)
        left, right = thumb.right() + _PAD + 1, self.width() - _PAD - 1.0
        painter.setFont(sized(self.font(), 13))
        figures = painter.fontMetrics().horizontalAdvance(self._percent) + 6.0
        upper = QRectF(left, middle - (11 if self._probability is None else 20), right - left, 22)
        painter.setPen(self._theme.colour("muted"))
        right_middle = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(upper, right_middle, self._percent)
        painter.setFont(sized(self.font(), 14, bold=True))
        painter.setPen(self._theme.colour("text"))
        place = upper.adjusted(0, 0, -figures, 0)
        elide = Qt.TextElideMode.ElideRight
        name = painter.fontMetrics().elidedText(self.text(), elide, int(place.width()))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name)
        if self._probability is not None:
            bar = QRectF(left, middle + 8, right - left, 6)
            self._paint_bar(painter, bar, self._probability)

    def _paint_thumb(self, painter: QPainter, rect: QRectF) -> None:
        painter.save()
        draw_picture_ground(painter, rect, self._theme, 6)
        if self._thumb.isNull():
            painter.setPen(self._theme.colour("picture_text"))
            painter.setFont(sized(self.font(), 16, bold=True))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.text()[:1].upper())
        else:
            draw_middle(painter, rect, self._thumb)
        painter.restore()

    def _paint_bar(self, painter: QPainter, rect: QRectF, share: float) -> None:
        painter.setPen(QPen(self._theme.colour("field_line"), 1))
        painter.setBrush(self._theme.colour("sunken"))
        painter.drawRoundedRect(rect, 3, 3)
        filled = QRectF(rect)
        filled.setWidth(max(rect.height(), rect.width() * share))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent"))
        painter.drawRoundedRect(filled, 3, 3)

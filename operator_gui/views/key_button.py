"""Buttons that show their key; painted, so that both look and size follow the theme alone."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.urgent import Offer
from operator_gui.viewmodels.words import percent
from operator_gui.views.kept_drawings import KeptDrawings
from operator_gui.views.parts import (
    draw_focus,
    draw_key,
    draw_middle,
    draw_picture_ground,
    draw_plate,
    pressed_by_enter,
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
        if not pressed_by_enter(self, event):
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


@dataclass(frozen=True, eq=False, slots=True)
class Face:
    """What a suggestion's button shows: its number, the name that it offers, an example of it."""

    number: int
    offer: Offer
    example: QImage | None

    @property
    def key(self) -> tuple[int, Offer, int]:
        """The same for faces that look the same."""
        return self.number, self.offer, 0 if self.example is None else self.example.cacheKey()

    @property
    def percent(self) -> str:
        return "" if self.offer.probability is None else percent(self.offer.probability)

    @property
    def known(self) -> str:
        """Name and percentage, in words."""
        return f"{self.offer.name}, {self.percent}" if self.percent else self.offer.name

    @property
    def is_first(self) -> bool:
        """Whether Enter takes it."""
        return self.number == 1 and self.offer.probability is not None


_HIGH_PX = 52
_NO_FACE = Face(1, Offer("", None), None)


class SuggestionButton(KeyButton):
    """A name that may fit: its digit, an example of it, and how likely it is, if that is known."""

    _SIDE = 36

    def __init__(self, theme: Theme, drawings: KeptDrawings) -> None:
        """drawings: where faces are kept, of all buttons."""
        super().__init__(theme, "1", "")
        self.setFixedHeight(_HIGH_PX)
        self._face = _NO_FACE
        self._drawings = drawings

    def show_face(self, face: Face) -> None:
        self._face = face
        self.setText(face.offer.name)
        self.update()  # whatever is offered, the size stays
        if self.underMouse():
            self._tell()
        self.setAccessibleDescription(face.offer.origin)
        known = tr("{known}, key {number}").format(known=face.known, number=face.number)
        self.setAccessibleName(known)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        super().enterEvent(event)
        self._tell()

    def _tell(self) -> None:
        """Only where the mouse is: tips for all would be made while a person waits."""
        self.setToolTip(f"{self._face.known}\n{self._face.offer.origin}".rstrip())

    def prepare(self, face: Face) -> None:
        """This is going to be shown."""
        self._drawn(face)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, _HIGH_PX)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(150, _HIGH_PX)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._drawings.forget_all()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        if self.isDown() or self.hasFocus() or (self.underMouse() and self.isEnabled()):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            self._paint_ground(painter, _ground(self._face))
            self._paint_face(painter, self._face)
        else:
            painter.drawPixmap(0, 0, self._drawn(self._face))

    def _drawn(self, face: Face) -> QPixmap:
        """The button where it has neither the mouse nor the focus."""

        def paint(painter: QPainter) -> None:
            fill, line = self._theme.colour(_ground(face)), self._theme.colour("line")
            draw_plate(painter, QRectF(self.rect()), fill=fill, line=line, radius=_RADIUS)
            self._paint_face(painter, face)

        key = face.key, self._theme.tokens.scheme
        return self._drawings.of(key, self.size(), self.devicePixelRatioF(), paint)

    def _paint_face(self, painter: QPainter, face: Face) -> None:
        middle, likely = self.height() / 2, face.offer.probability
        cap = QRectF(_PAD, middle - 12, 24, 24)
        draw_key(painter, cap, str(face.number), self._theme, self.font())
        thumb = QRectF(cap.right() + _PAD, middle - self._SIDE / 2, self._SIDE, self._SIDE)
        self._paint_thumb(painter, thumb, face)
        left, right = thumb.right() + _PAD + 1, self.width() - _PAD - 1.0
        place = QRectF(left, middle - (11 if likely is None else 22), right - left, 22)
        painter.setFont(sized(self.font(), 14, bold=True))
        painter.setPen(self._theme.colour("text"))
        elide = Qt.TextElideMode.ElideRight
        name = painter.fontMetrics().elidedText(face.offer.name, elide, int(place.width()))
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name)
        if likely is not None:
            self._paint_likely(painter, QRectF(left, middle + 1, right - left, 20), face, likely)

    def _paint_likely(self, painter: QPainter, rect: QRectF, face: Face, likely: float) -> None:
        """Under the name, which has all of the width: a bar, and the figure behind it. All bars are
        of one length, to be compared."""
        painter.setFont(sized(self.font(), 13))
        figures = painter.fontMetrics().horizontalAdvance(percent(1.0)) + 8.0
        painter.setPen(self._theme.colour("muted"))
        right_middle = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect, right_middle, face.percent)
        bar = QRectF(rect.left(), rect.center().y() - 3, rect.width() - figures, 6)
        self._paint_bar(painter, bar, likely)

    def _paint_thumb(self, painter: QPainter, rect: QRectF, face: Face) -> None:
        painter.save()
        draw_picture_ground(painter, rect, self._theme, 6)
        if face.example is None or face.example.isNull():
            painter.setPen(self._theme.colour("picture_text"))
            painter.setFont(sized(self.font(), 16, bold=True))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, face.offer.name[:1].upper())
        else:
            draw_middle(painter, rect, QPixmap.fromImage(face.example))
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


def _ground(face: Face) -> str:
    return "accent_soft" if face.is_first else "card"

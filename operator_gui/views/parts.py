"""Small things that every page is made of."""

from collections.abc import Sequence
from typing import Literal, TypeVar

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPixmapCache,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QStyle,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from operator_gui.theming.theme import Theme
from operator_gui.theming.tokens import IconName
from operator_gui.viewmodels.box_labels import place_labels
from shared.domain import Box

TextRole = Literal[
    "question",
    "title",
    "figure",
    "why",
    "strong",
    "body",
    "muted",
    "small",
    "good",
    "warn",
    "bad",
    "key",
]
FrameRole = Literal["card", "bar", "rail", "footer", "notice"]
Layout = TypeVar("Layout", bound=QLayout)


def label(text: str = "", role: TextRole | None = None, *, wrap: bool = False) -> QLabel:
    """A plain-text label: nothing from the wire is ever read as markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role is not None:
        made.setProperty("role", role)
    return made


def frame(role: FrameRole) -> QFrame:
    made = QFrame()
    made.setProperty("role", role)
    return made


def column(parent: QWidget, *, margin: int = 0, gap: int = 8) -> QVBoxLayout:
    made = QVBoxLayout(parent)
    return _spaced(made, margin, gap)


def row(parent: QWidget | None = None, *, margin: int = 0, gap: int = 8) -> QHBoxLayout:
    made = QHBoxLayout() if parent is None else QHBoxLayout(parent)
    return _spaced(made, margin, gap)


def scroll_area(inner: QWidget) -> QScrollArea:
    """What has to be scrolled where there is too little room, without a frame or a ground."""
    inner.setProperty("role", "clear")
    made = QScrollArea()
    made.setWidget(inner)
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made


def scrolled(page: QWidget) -> QVBoxLayout:
    """A column for all that a page shows, which is scrolled where there is too little room."""
    inner = QWidget()
    column(page).addWidget(scroll_area(inner))
    made = column(inner, gap=12)
    made.setContentsMargins(8, 16, 18, 16)
    return made


def _spaced(layout: Layout, margin: int, gap: int) -> Layout:
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(gap)
    return layout


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Sets a property that the style sheet looks at."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def sized(font: QFont, pixels: int, *, bold: bool = False) -> QFont:
    """The same font in another size."""
    made = QFont(font)
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return made


def rounded(rect: QRectF, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    return path


def draw_plate(
    painter: QPainter, rect: QRectF, *, fill: QColor, line: QColor, radius: float
) -> None:
    """A filled rectangle with a thin line around it and round corners, from a cache: to draw the
    line takes longer than all that is written on a button. The corners lie on whole pixels."""
    ratio = painter.device().devicePixelRatioF()
    size = rect.size().toSize()
    key = f"plate {size.width()} {size.height()} {fill.rgba()} {line.rgba()} {radius} {ratio}"
    plate = QPixmap()
    if not QPixmapCache.find(key, plate):
        plate = QPixmap((size.toSizeF() * ratio).toSize())
        plate.setDevicePixelRatio(ratio)
        plate.fill(Qt.GlobalColor.transparent)
        inner = QPainter(plate)
        inner.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner.setPen(QPen(line, 1.0))
        inner.setBrush(fill)
        inner.drawRoundedRect(QRectF(0.5, 0.5, size.width() - 1, size.height() - 1), radius, radius)
        inner.end()
        QPixmapCache.insert(key, plate)
    painter.drawPixmap(rect.topLeft(), plate)


def draw_picture_ground(painter: QPainter, rect: QRectF, theme: Theme, radius: float) -> None:
    """What is seen where a picture does not reach; nothing is drawn beyond it from now on."""
    painter.setClipPath(rounded(rect, radius))
    painter.fillRect(rect, theme.colour("picture"))


def draw_middle(painter: QPainter, rect: QRectF, picture: QPixmap) -> None:
    """The middle square of a picture, filling a square; nothing of a null one."""
    side = min(picture.width(), picture.height())
    middle = QRectF(0, 0, side, side)
    middle.moveCenter(QRectF(picture.rect()).center())
    painter.drawPixmap(rect, picture, middle)


def draw_focus(painter: QPainter, rect: QRectF, theme: Theme, radius: float = 9.0) -> None:
    """The ring around what has the keyboard's focus."""
    painter.setPen(QPen(theme.colour("accent"), 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)


def draw_chips(
    painter: QPainter,
    chips: Sequence[tuple[QRectF, str]],
    theme: Theme,
    room: QSize,
    *,
    letters_px: int = 13,
) -> None:
    """The labels of boxes, each where it can be read, within `room`."""
    painter.setFont(sized(painter.font(), letters_px, bold=True))
    metrics, elide = painter.fontMetrics(), Qt.TextElideMode.ElideRight
    texts = [metrics.elidedText(text, elide, room.width() - 32) for _, text in chips]
    sizes = [(metrics.horizontalAdvance(text) + 18.0, metrics.height() + 8.0) for text in texts]
    boxes = [Box(box.left(), box.top(), box.right(), box.bottom()) for box, _ in chips]
    places = place_labels(boxes, sizes, (room.width(), room.height()))
    for (left, top, right, bottom), text in zip(places, texts, strict=True):
        chip = QRectF(left, top, right - left, bottom - top)
        painter.setPen(QPen(QColor(0, 0, 0, 110), 1))
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(chip, 6, 6)
        painter.setPen(theme.colour("on_accent"))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)


def draw_row_ground(
    painter: QPainter, option: QStyleOptionViewItem, theme: Theme, inset_px: int
) -> None:
    """What is behind a line of a list: a filled ground with a bar where it is selected, a paler one
    under the mouse. inset_px: how much shorter the bar is than the line, at either end."""
    rect: QRect = option.rect
    state: QStyle.StateFlag = option.state
    painter.setPen(Qt.PenStyle.NoPen)
    if state & QStyle.StateFlag.State_Selected:
        painter.setBrush(theme.colour("accent_soft"))
        painter.drawRoundedRect(rect, 6, 6)
        painter.setBrush(theme.colour("accent"))
        bar = rect.adjusted(0, inset_px, 0, -inset_px)
        painter.drawRoundedRect(bar.left(), bar.top(), 3, bar.height(), 1.5, 1.5)
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.setBrush(theme.colour("hover"))
        painter.drawRoundedRect(rect, 6, 6)


def draw_key(
    painter: QPainter, rect: QRectF, text: str, theme: Theme, font: QFont, ink: str = "text"
) -> None:
    """A key cap with its letter."""
    draw_plate(painter, rect, fill=theme.colour("sunken"), line=theme.colour("line"), radius=5.0)
    painter.setPen(theme.colour(ink))
    painter.setFont(sized(font, 12, bold=True))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def height_at(widget: QWidget, width: int) -> int:
    """How high a widget wants to be where it is `width` wide."""
    widget.ensurePolished()
    if widget.hasHeightForWidth():
        return widget.heightForWidth(width)
    return widget.sizeHint().height()


def wanted_width(widget: QWidget) -> int:
    """How wide a widget wants to be, in the fonts that it is going to have once it is shown."""
    for part in (widget, *widget.findChildren(QLabel)):
        part.ensurePolished()
    return max(widget.minimumWidth(), widget.sizeHint().width())


def pressed_by_enter(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Presses it where the key is Enter, once however long that is held; False for other keys."""
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return False
    if not event.isAutoRepeat():
        button.click()
    return True


class LinkButton(QPushButton):
    """A button that looks like words; Enter presses it, as Space does."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setProperty("role", "link")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)


class IconLabel(QLabel):
    """An icon in the colours in force."""

    def __init__(self, theme: Theme, name: IconName, token: str = "muted", size: int = 16) -> None:
        super().__init__()
        self._theme = theme
        self._shape: tuple[IconName, str] = (name, token)
        self._size = size
        self.setFixedSize(size, size)
        theme.changed.connect(self._draw)
        self._draw()

    def show_icon(self, name: IconName, token: str) -> None:
        if (name, token) != self._shape:
            self._shape = (name, token)
            self._draw()

    def _draw(self) -> None:
        name, token = self._shape
        self.setPixmap(self._theme.pixmap(name, token, self._size, self.devicePixelRatioF()))

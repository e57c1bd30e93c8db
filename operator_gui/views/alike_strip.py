"""What looks the same as the question: thumbnails that are taken out of the answer, or put back."""

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.alike import MOST_TOLD_APART, Alike, place_words, strip_words
from operator_gui.views.parts import (
    column,
    draw_focus,
    draw_middle,
    draw_picture_ground,
    height_at,
    label,
)

_SIDE_PX = 44
_GAP_PX = 4
_BELOW_WORDS_PX = 5
_RADIUS = 7.0
_FADED = 0.35


class AlikeButton(QAbstractButton):
    """One thumbnail: a tick and a frame where it is in, faded and crossed where it is out."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._thumb = QPixmap()
        self._is_out = False
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(_SIDE_PX, _SIDE_PX)
        theme.changed.connect(self.update)

    def show_thumb(self, image: QImage | None) -> None:
        """Another picture."""
        self._thumb = QPixmap() if image is None else QPixmap.fromImage(image)
        self.update()

    def show_standing(self, words: str, *, is_out: bool) -> None:
        self._is_out = is_out
        self.setChecked(not is_out)
        self.setAccessibleName(words)
        self.setToolTip(words[0].upper() + words[1:])
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(_SIDE_PX, _SIDE_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The strip took what is its own; all else is for the page."""
        event.ignore()

    def nextCheckState(self) -> None:  # noqa: N802
        """What is in is for the model to say."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        inner = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        painter.save()
        draw_picture_ground(painter, inner, self._theme, _RADIUS)
        painter.setOpacity(_FADED if self._is_out else 1.0)
        draw_middle(painter, inner, self._thumb)
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._is_out:
            self._paint_out(painter, inner)
        else:
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRoundedRect(inner, _RADIUS, _RADIUS)
            self._paint_tick(painter, inner)
        if self.hasFocus():
            draw_focus(painter, QRectF(self.rect()), self._theme, _RADIUS + 2)

    def _paint_out(self, painter: QPainter, inner: QRectF) -> None:
        painter.setPen(QPen(self._theme.colour("field_line"), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(inner, _RADIUS, _RADIUS)
        cross = inner.adjusted(10, 10, -10, -10)
        for ink, width in (("picture", 6.0), ("picture_text", 2.5)):
            painter.setPen(QPen(self._theme.colour(ink), width, c=Qt.PenCapStyle.RoundCap))
            painter.drawLine(cross.topLeft(), cross.bottomRight())
            painter.drawLine(cross.topRight(), cross.bottomLeft())

    def _paint_tick(self, painter: QPainter, inner: QRectF) -> None:
        disc = QRectF(inner.right() - 14, inner.bottom() - 14, 14, 14)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent"))
        painter.drawEllipse(disc)
        painter.setPen(QPen(self._theme.colour("on_accent"), 1.8, c=Qt.PenCapStyle.RoundCap))
        x, y = disc.left(), disc.top()
        painter.drawPolyline([QPointF(x + 3.6, y + 7.2), QPointF(x + 6, y + 9.6)])
        painter.drawPolyline([QPointF(x + 6, y + 9.6), QPointF(x + 10.4, y + 4.6)])


class AlikeStrip(QWidget):
    """`toggled` carries a query's id; `left` comes at Escape, `emptied` when the focus was here and
    there is nothing left to take it. Every key that is not its own goes
    on to the page: Enter and digits answer from here as well."""

    toggled = Signal(str)
    left = Signal()
    emptied = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._alike = Alike()
        self._columns = 0
        self.words = label(role="muted", wrap=True)
        self._thumbs = QWidget()
        self.buttons = tuple(AlikeButton(theme) for _ in range(MOST_TOLD_APART))
        for at, button in enumerate(self.buttons):
            button.setParent(self._thumbs)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if at == 0 else Qt.FocusPolicy.NoFocus)
            button.installEventFilter(self)
            button.clicked.connect(lambda _=False, n=at: self._toggle(n))
            button.hide()
        inside = column(self, gap=_BELOW_WORDS_PX)
        inside.addWidget(self.words)
        inside.addWidget(self._thumbs)
        self.setAccessibleName(tr("What looks the same"))
        self.hide()

    @property
    def alike(self) -> Alike:
        return self._alike

    def show_alike(self, alike: Alike, pictures: dict[str, QImage], *, changing: bool) -> None:
        """Shows what looks the same as the question on top; nothing at all where nothing does."""
        shown = Alike(alike.ids[:MOST_TOLD_APART], alike.out)
        is_other, self._alike = shown.ids != self._alike.ids, shown
        self.words.setText(strip_words(shown, changing=changing))
        for at, (button, query_id) in enumerate(zip(self.buttons, shown.ids, strict=False)):
            if is_other:
                button.show_thumb(pictures.get(query_id))
            button.show_standing(place_words(at, shown), is_out=query_id in shown.out)
        if is_other:
            self._show_as_many(len(shown.ids))
        self.setVisible(bool(shown.ids))

    def take_focus(self) -> bool:
        """False if there is nothing to take out."""
        if not self._alike.ids:
            return False
        self._focus(0)
        return True

    def wanted_height(self, width: int) -> int:
        """How high all of it is where there is room for `width`."""
        rows = -(-len(self._alike.ids) // self._columns_at(width))
        return height_at(self.words, width) + _BELOW_WORDS_PX + self._rows_height(rows)

    def _rows_height(self, rows: int) -> int:
        return rows * (_SIDE_PX + _GAP_PX) - _GAP_PX

    def _show_as_many(self, count: int) -> None:
        had_focus = any(button.hasFocus() for button in self.buttons)
        for at, button in enumerate(self.buttons):
            button.setVisible(at < count)
        if had_focus and count:
            self._focus(0)
        elif had_focus:
            self.emptied.emit()
        self._columns = 0
        self._arrange()

    def _columns_at(self, width: int) -> int:
        return max(1, (width + _GAP_PX) // (_SIDE_PX + _GAP_PX))

    def _arrange(self) -> None:
        columns = self._columns_at(self.width())
        if columns == self._columns:
            return
        self._columns = columns
        # By hand: a grid of fixed buttons could never become narrower again.
        for at, button in enumerate(self.buttons):
            row, place = divmod(at, columns)
            button.move(place * (_SIDE_PX + _GAP_PX), row * (_SIDE_PX + _GAP_PX))
        rows = -(-len(self._alike.ids) // columns)
        self._thumbs.setFixedHeight(self._rows_height(max(1, rows)))

    def _toggle(self, at: int) -> None:
        if at < len(self._alike.ids):
            self.toggled.emit(self._alike.ids[at])

    def _focus(self, at: int) -> None:
        at = max(0, min(at, len(self._alike.ids) - 1))
        self.buttons[at].setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ------------------------------------------------------------ events

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(watched, event)
        return super().eventFilter(watched, event)

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        at = next((n for n, button in enumerate(self.buttons) if button is watched), None)
        if at is None:
            return False
        match event.key():
            case Qt.Key.Key_Left:
                self._focus(at - 1)
            case Qt.Key.Key_Right:
                self._focus(at + 1)
            case Qt.Key.Key_Up:
                self._focus(at - self._columns)
            case Qt.Key.Key_Down:
                self._focus(at + self._columns)
            case Qt.Key.Key_Home:
                self._focus(0)
            case Qt.Key.Key_End:
                self._focus(len(self.buttons))
            case Qt.Key.Key_Space:
                if not event.isAutoRepeat():
                    self._toggle(at)
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                return False
        return True

"""All keys at a glance, over everything else, until any key or click."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QGridLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from operator_gui.viewmodels.keys import KEYS, KeyHelp
from operator_gui.views.parts import column, frame, label, row

_SIDE_BY_SIDE_PX = 1040
_SHADE = QColor(8, 10, 16, 150)


class KeysOverlay(QWidget):
    """Covers its parent while it is shown, and gives the focus back afterwards."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._focus_before: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Keys")
        card = frame("card")
        inside = column(card, margin=24, gap=16)
        inside.addWidget(label("Keys", "title"))
        self._halves = row(gap=32)
        for half in (KEYS[:2], KEYS[2:]):
            self._halves.addLayout(_half(half))
        inside.addLayout(self._halves)
        foot = (
            "Letters are letters while the name field has the focus. Elsewhere X, U, Z and ? "
            "act at once, and every other letter begins a name. Any key closes this."
        )
        inside.addWidget(label(foot, "muted", wrap=True))
        self._scroll = scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        holder.setProperty("role", "clear")
        middle = column(holder, margin=20, gap=0)
        middle.addStretch(1)
        middle.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(1)
        scroll.setWidget(holder)
        column(self).addWidget(scroll)
        parent.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        self._focus_before = QApplication.focusWidget()
        self._fit()
        self.raise_()
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_overlay(self) -> None:
        self.hide()
        if self._focus_before is not None:
            self._focus_before.setFocus(Qt.FocusReason.PopupFocusReason)
            self._focus_before = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        wide = self._over.width() >= _SIDE_BY_SIDE_PX
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(way)
        self.setGeometry(self._over.rect())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _SCROLL:
                bar = self._scroll.verticalScrollBar()
                bar.setValue(bar.value() + _SCROLL[Qt.Key(event.key())] * bar.pageStep() // 4)
            elif event.key() not in _MODIFIERS:
                self.close_overlay()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.close_overlay()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        QPainter(self).fillRect(self.rect(), _SHADE)


_SCROLL = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -4,
    Qt.Key.Key_PageDown: 4,
}
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)


def _half(groups: tuple[tuple[str, tuple[KeyHelp, ...]], ...]) -> QVBoxLayout:
    made = QVBoxLayout()
    made.setSpacing(8)
    for title, lines in groups:
        made.addWidget(label(title, "strong"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, 128)
        for at, line in enumerate(lines):
            caps = row(gap=4)
            for key in line.keys:
                caps.addWidget(label(key, "key" if key != "…" else "muted"))
            caps.addStretch(1)
            grid.addLayout(caps, at, 0)
            grid.addWidget(label(line.does), at, 1)
        made.addLayout(grid)
        made.addSpacing(8)
    made.addStretch(1)
    return made

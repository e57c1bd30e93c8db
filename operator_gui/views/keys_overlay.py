"""All keys at a glance, over everything else, until any key or click."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from operator_gui.texts import tr
from operator_gui.viewmodels.keys import KeyTable, key_rule, key_table
from operator_gui.viewmodels.preferences import PreferencesModel
from operator_gui.views.overlay import Overlay
from operator_gui.views.parts import column, frame, label, row

_SIDE_BY_SIDE_PX = 1040
_WIDE_PX, _NARROW_PX = 1000, 600


class KeysOverlay(Overlay):
    """Any key or click closes it."""

    def __init__(self, parent: QWidget, preferences: PreferencesModel) -> None:
        super().__init__(parent, tr("Keys"))
        self._preferences = preferences
        self._halves, self._card = row(gap=32), frame("card")
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column(self).addWidget(self._scroll)
        preferences.changed.connect(self._lay_out)
        self._lay_out()

    def _lay_out(self) -> None:
        """All keys as they are now."""
        self._card = frame("card")
        inside = column(self._card, margin=24, gap=16)
        inside.addWidget(label(tr("Keys"), "title"))
        self._halves = row(gap=32)
        table = key_table(self._preferences.keys, self._preferences.shortcuts)
        for half in (table[:3], table[3:]):
            self._halves.addLayout(_half(half), 1)
        inside.addLayout(self._halves)
        inside.addWidget(label(key_rule(self._preferences.keys), "muted", wrap=True))
        holder = QWidget()
        holder.setProperty("role", "clear")
        middle = column(holder, margin=20, gap=0)
        middle.addStretch(1)
        across = row()
        across.addStretch(1)
        across.addWidget(self._card, 100)
        across.addStretch(1)
        middle.addLayout(across)
        middle.addStretch(1)
        self._scroll.setWidget(holder)  # and the one before is deleted

    def fit(self) -> None:
        wide = self._over.width() >= _SIDE_BY_SIDE_PX
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(way)
        self._card.setMaximumWidth(_WIDE_PX if wide else _NARROW_PX)
        super().fit()

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


_SCROLL = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -4,
    Qt.Key.Key_PageDown: 4,
}
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)


def _half(groups: KeyTable) -> QVBoxLayout:
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
            grid.addWidget(label(line.does, wrap=True), at, 1)
        made.addLayout(grid)
        made.addSpacing(8)
    made.addStretch(1)
    return made

"""Takes one key press as the new key for something."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPushButton

from operator_gui.texts import mark, tr
from operator_gui.views.qt_keys import single_key

_WAITING = mark("press a key…")
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)


class KeyField(QPushButton):
    """Shows a key. Once pressed it waits for another one, which `wanted` carries as `read` names
    it; Esc, or leaving the field, leaves all as it was."""

    wanted = Signal(str)

    def __init__(self, does: str, read: Callable[[QKeyEvent], str] = single_key) -> None:
        super().__init__()
        self._read = read
        self._does = does
        self._cap = ""
        self._waits = False
        self.setAutoDefault(False)
        self.setMinimumWidth(104)
        self.clicked.connect(lambda: self._wait(True))

    @property
    def is_waiting(self) -> bool:
        return self._waits

    def show_key(self, cap: str) -> None:
        self._cap = cap
        self._wait(False)

    def _wait(self, waits: bool) -> None:
        self._waits = waits
        self.setText(tr(_WAITING) if waits else self._cap)
        self.setAccessibleName(
            tr("Key for {does}: {text}").format(does=self._does, text=self.text())
        )

    def event(self, event: QEvent) -> bool:
        """While it waits, no combination does what it is on now."""
        if self._waits and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if not self._waits:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._wait(True)
                return
            super().keyPressEvent(event)
            return
        if event.key() in _MODIFIERS or event.isAutoRepeat():
            return
        self._wait(False)
        if event.key() != Qt.Key.Key_Escape:
            self.wanted.emit(self._read(event))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Space that was just taken as a key does not press the button as well."""
        if event.key() != Qt.Key.Key_Space or self.isDown():
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self._wait(False)
        super().focusOutEvent(event)

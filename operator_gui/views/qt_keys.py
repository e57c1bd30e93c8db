"""Qt's key events as the plain key presses that the Ask page's rule is written for."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from operator_gui.viewmodels.keys import KeyPress

_NAMED: dict[int, str] = {
    Qt.Key.Key_Return: "enter",
    Qt.Key.Key_Enter: "enter",
    Qt.Key.Key_Space: "space",
    Qt.Key.Key_Escape: "escape",
}
_ELSEWHERE = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


def key_press(event: QKeyEvent) -> KeyPress | None:
    """None for keys with Ctrl, Alt or Meta, which are shortcuts of the window."""
    if event.modifiers() & _ELSEWHERE:
        return None
    text = event.text()
    return KeyPress(
        key=_NAMED.get(event.key(), text.casefold()),
        text=text,
        shift=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier),
        repeated=event.isAutoRepeat(),
    )


def single_key(event: QKeyEvent) -> str:
    """As a `KeyMap` names it; "" for what is no single key."""
    press = key_press(event)
    return "" if press is None else press.key


def combination(event: QKeyEvent) -> str:
    """As a `ShortcutMap` writes it."""
    sequence = QKeySequence(event.keyCombination())
    return sequence.toString(QKeySequence.SequenceFormat.PortableText)

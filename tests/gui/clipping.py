"""Finds words and controls that are cut off: what a widget was given is less than it needs."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QLineEdit, QWidget

from operator_gui.views.key_button import SuggestionButton


def clipped(window: QWidget) -> list[str]:
    """Every visible label, button and field that is smaller than its text needs, or that sticks
    out of a parent which cannot be scrolled."""
    found: list[str] = []
    for widget in window.findChildren(QWidget):
        wanted = isinstance(widget, QLabel | QAbstractButton | QLineEdit)
        if not wanted or not widget.isVisible() or _inside_item_view(widget):
            continue
        if fault := _fault(widget):
            found.append(f"{type(widget).__name__} {_words(widget)!r}: {fault}")
    return found


def _fault(widget: QWidget) -> str:
    needs = widget.minimumSizeHint() if isinstance(widget, SuggestionButton) else widget.sizeHint()
    has = widget.size()
    if isinstance(widget, QLabel) and widget.wordWrap():
        if has.height() < widget.heightForWidth(has.width()):
            return f"{has.height()} px high, needs {widget.heightForWidth(has.width())}"
    elif has.height() < needs.height():
        return f"{has.height()} px high, needs {needs.height()}"
    elif has.width() < needs.width() and not isinstance(widget, QLineEdit):
        return f"{has.width()} px wide, needs {needs.width()}"
    return _sticks_out(widget)


def _sticks_out(widget: QWidget) -> str:
    place = QRect(QPoint(0, 0), widget.size())
    parent = widget.parentWidget()
    at = widget
    while parent is not None and not at.isWindow():
        place.translate(at.pos())
        if isinstance(parent.parentWidget(), QAbstractScrollArea):
            return ""  # scrolled, so it can be reached
        if not parent.rect().contains(place):
            return f"sticks out of its {type(parent).__name__}"
        at, parent = parent, parent.parentWidget()
    return ""


def _inside_item_view(widget: QWidget) -> bool:
    return widget.objectName().startswith("qt_")


def _words(widget: QWidget) -> str:
    text = getattr(widget, "text", str)()
    return str(text or widget.accessibleName())

"""Finds widgets that lie over each other, and pages that have to be scrolled sideways."""

from itertools import combinations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QWidget,
)

from operator_gui.views.overlay import Overlay
from operator_gui.views.toast import Toast

_WHOLE = QAbstractItemView | QAbstractSpinBox | QComboBox | QLineEdit | QLabel
"""What is inside of these is theirs to lay out."""

_FLOATS = Overlay | Toast | QScrollBar


def overlapping(window: QWidget) -> list[str]:
    """Every pair of visible siblings that share a pixel. What floats above everything is none."""
    found: list[str] = []
    for parent in (window, *window.findChildren(QWidget)):
        if isinstance(parent, _WHOLE) or not parent.isVisible():
            continue
        children = [
            child
            for child in parent.children()
            if isinstance(child, QWidget)
            and child.isVisible()
            and not child.isWindow()
            and not isinstance(child, _FLOATS)
        ]
        for one, other in combinations(children, 2):
            shared = one.geometry().intersected(other.geometry())
            if not shared.isEmpty():
                found.append(f"{_name(one)} and {_name(other)} share {_place(shared)}")
    return found


def sideways(window: QWidget) -> list[str]:
    """Every visible scroll area that is wider inside than outside, with what makes it so."""
    found: list[str] = []
    for area in window.findChildren(QScrollArea):
        inner, seen = area.widget(), area.viewport()
        if not area.isVisible() or inner is None or inner.width() <= seen.width():
            continue
        wide = [
            f"{_name(part)} to {right}"
            for part in inner.findChildren(QFrame)
            if part.isVisible()
            and (right := part.mapTo(inner, QPoint(part.width(), 0)).x()) > seen.width()
        ]
        found.append(f"{inner.width()} px in {seen.width()}: {', '.join(wide[:4])}")
    return found


def _name(widget: QWidget) -> str:
    said = widget.accessibleName() or getattr(widget, "text", str)() or widget.objectName()
    return f"{type(widget).__name__} {said!r}"


def _place(rect: QRect) -> str:
    return f"{rect.width()} x {rect.height()} px at {rect.x()}, {rect.y()}"

"""A language that nobody speaks: every text in ⟦brackets⟧ and two fifths longer.

What has no brackets on the screen was never translated, and what is cut off would be so in some
language.
"""

import re
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QTableView,
    QWidget,
)

from operator_gui.language import FOLDER, said_elsewhere
from operator_gui.phrases import Phrasebook
from operator_gui.texts import Language

LONGER = 0.4
_IN_BRACKETS = re.compile(r"⟦[^⟦⟧]*⟧")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
)
_MOST_CELLS = 400


def pseudo() -> Language:
    """The language; a date's format is no text of it, as `strftime` would read the brackets too."""
    return Language(
        code="xx", translate=_longer, phrases=Phrasebook(said_elsewhere(FOLDER / "whatsit_de.ts"))
    )


def _longer(_speaker: str, text: str, comment: str, count: int) -> str:
    text = text if count in (-1, 1) else comment
    return f"⟦{text}{'·' * round(LONGER * len(text))}⟧"


def untranslated(window: QWidget, known: frozenset[str]) -> list[str]:
    """Every text of a visible widget that has a word outside brackets which is none of `known`."""
    found: list[str] = []
    for widget in (window, *window.findChildren(QWidget)):
        if widget.isVisible():
            found += [
                f"{type(widget).__name__}: {text!r}"
                for text in _texts(widget)
                if not set(_WORD.findall(_outside(text))) <= known
            ]
    if isinstance(window, QMainWindow):
        found += [
            f"menu: {action.text()!r}"
            for action in _actions(window.menuBar().actions())
            if not set(_WORD.findall(_outside(action.text()))) <= known
        ]
    return sorted(set(found))


def _actions(actions: Sequence[QAction]) -> Iterator[QAction]:
    for action in actions:
        yield action
        menu = action.menu()
        if isinstance(menu, QMenu):
            yield from _actions(menu.actions())


def _outside(text: str) -> str:
    while _IN_BRACKETS.search(text):
        text = _IN_BRACKETS.sub("", text)
    return text.replace("&", "")


def _texts(widget: QWidget) -> Iterator[str]:
    yield from (
        widget.toolTip(),
        widget.accessibleName(),
        widget.accessibleDescription(),
        widget.windowTitle(),
    )
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QLineEdit():
            yield widget.placeholderText()
        case QComboBox():
            yield from (widget.itemText(at) for at in range(widget.count()))
        case QAbstractItemView():
            yield from _cells(widget)
        case _:
            pass


def _cells(view: QAbstractItemView) -> Iterator[str]:
    model: QAbstractItemModel | None = view.model()
    if model is None:
        return
    columns = 1
    if isinstance(view, QTableView):
        columns = model.columnCount()
        for column in range(columns):
            for role in _ROLES:
                yield str(model.headerData(column, Qt.Orientation.Horizontal, role) or "")
    cells = [(row, at) for row in range(model.rowCount()) for at in range(columns)]
    for row, column in cells[:_MOST_CELLS]:
        for role in _ROLES:
            yield str(model.index(row, column).data(role) or "")

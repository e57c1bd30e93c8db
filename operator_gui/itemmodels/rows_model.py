"""A table model over frozen rows: the columns are a tuple, the rows are replaced as a whole."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from operator_gui.texts import tr
from operator_gui.theming.tokens import IconName

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()

ICON_ROLE = int(Qt.ItemDataRole.UserRole) + 1
"""The cell's `Mark`, for the view to draw in the colours in force."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An icon and the token that colours it."""

    icon: IconName
    token: str


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A heading, the text of a cell, and how it is set; heading and tip are marked texts."""

    heading: str
    text: Callable[[Row], str]
    align: Literal["left", "right"] = "left"
    mark: Callable[[Row], Mark] | None = None
    tip: str = ""


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Keeps the selection when rows are replaced, since it only resets if their number changed."""

    def __init__(self, columns: tuple[Column[Row], ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows

    def replace(self, rows: tuple[Row, ...]) -> None:
        if len(rows) != len(self._rows):
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        self._rows = rows
        if rows:
            corner = self.index(len(rows) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), corner)

    def rowCount(self, parent: Index = ROOT) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        column, row = self._columns[index.column()], self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return column.text(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{tr(column.heading)}: {column.text(row)}"
            case Qt.ItemDataRole.TextAlignmentRole:
                right = column.align == "right"
                side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case _ if role == ICON_ROLE and column.mark is not None:
                return column.mark(row)
        return None

    def headerData(  # noqa: N802
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self._columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return tr(column.heading)
            case Qt.ItemDataRole.ToolTipRole:
                return tr(column.tip or column.heading)
            case Qt.ItemDataRole.TextAlignmentRole:
                right = column.align == "right"
                side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None

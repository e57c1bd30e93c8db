"""What the model takes for what, on the Learning page; a number leads to its pictures."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from operator_gui.itemmodels.mistakes_table import CELL_ROLE, MistakesTable
from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.mistakes import MatrixCell, MistakesModel
from operator_gui.views.parts import column, draw_focus, label
from operator_gui.views.table import PlainTable

_ROW_PX = 32
_LEAST_PX = 64
_TABLE_PX = 240
_OFTEN = 0.1
"""From this share of a class on a mistake is marked as frequent."""


class MistakesCard(QFrame):
    """`chosen` carries the `MatrixCell` whose pictures are to be shown."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, model: MistakesModel) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._model = model
        self.summary = label(role="muted", wrap=True)
        self.cells = MistakesTable(self)
        self.table = _Matrix(theme, self.cells)
        self.table.setMinimumHeight(_TABLE_PX)
        inside = column(self, margin=12, gap=6)
        inside.addWidget(label(tr("What is taken for what"), "strong"))
        inside.addWidget(self.summary)
        inside.addWidget(self.table)
        self.table.clicked.connect(self._choose)
        self.table.entered_cell.connect(self._choose)
        model.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        matrix = self._model.matrix
        self.cells.show(matrix)
        self.summary.setText(matrix.summary)
        self.table.setVisible(bool(matrix.rows))

    def _choose(self, index: QModelIndex) -> None:
        cell = self.cells.cell(index)
        if cell is not None:
            self.chosen.emit(cell)


class _Matrix(PlainTable):
    """`entered_cell` when Enter is pressed on a cell."""

    entered_cell = Signal(QModelIndex)

    def __init__(self, theme: Theme, model: MistakesTable) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(_CellDelegate(theme, self))
        self.setAccessibleName(
            tr("What is taken for what: classes down, what they are taken for across")
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().setDefaultSectionSize(_ROW_PX)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across = self.horizontalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        across.setMinimumSectionSize(_LEAST_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if not event.isAutoRepeat():
                self.entered_cell.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class _CellDelegate(QStyledItemDelegate):
    """A ground behind what is counted, and a bold figure where it is much, not the colour alone."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        cell = index.data(CELL_ROLE)
        if isinstance(cell, MatrixCell):
            ground = "warn_soft" if cell.share >= _OFTEN else "accent_soft"
            painter.fillRect(option.rect.adjusted(1, 1, -1, -1), self._theme.colour(ground))
        super().paint(painter, option, index)
        if option.state & QStyle.StateFlag.State_HasFocus:
            draw_focus(painter, QRectF(option.rect), self._theme, 4)

    def initStyleOption(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        cell = index.data(CELL_ROLE)
        option.font.setBold(isinstance(cell, MatrixCell) and cell.share >= _OFTEN)

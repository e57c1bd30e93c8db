"""What is taken for what, as a table: classes down, what they are taken for across."""

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from operator_gui.itemmodels.rows_model import ROOT, Index
from operator_gui.texts import mark, number, tr
from operator_gui.viewmodels.mistakes import Matrix, MatrixCell

CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_BEFORE = (mark("Tracks"), mark("Right"))
_TIPS = (
    mark("So many tracks of the class could be judged"),
    mark("So many of them were named rightly, with the 95 % interval"),
)


class MistakesTable(QAbstractTableModel):
    """Two columns of figures, then one for everything that something is taken for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._matrix = Matrix()

    def show(self, matrix: Matrix) -> None:
        self.beginResetModel()
        self._matrix = matrix
        self.endResetModel()

    def cell(self, index: Index) -> MatrixCell | None:
        """What a cell counts; None where it counts nothing."""
        at = index.column() - len(_BEFORE)
        if not index.isValid() or at < 0:
            return None
        return self._matrix.rows[index.row()].cells[at]

    def rowCount(self, parent: Index = ROOT) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._matrix.rows)

    def columnCount(self, parent: Index = ROOT) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(_BEFORE) + len(self._matrix.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, cell = self._matrix.rows[index.row()], self.cell(index)
        match role:
            case Qt.ItemDataRole.DisplayRole if index.column() < len(_BEFORE):
                return (number(row.tracks), row.right)[index.column()]
            case Qt.ItemDataRole.DisplayRole:
                return "" if cell is None else number(cell.tracks)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole if cell:
                return cell.words
            case Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            case _ if role == CELL_ROLE:
                return cell
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Vertical:
            shown = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
            return self._matrix.rows[section].title if role in shown else None
        at = section - len(_BEFORE)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                if at < 0:
                    return tr(_BEFORE[section])
                return tr("as {name}", "taken for").format(name=self._matrix.columns[at])
            case Qt.ItemDataRole.ToolTipRole:
                if at < 0:
                    return tr(_TIPS[section])
                return tr("taken for {name}").format(name=self._matrix.columns[at])
        return None

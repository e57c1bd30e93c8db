"""The names under the field, as a list that a view can paint."""

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from operator_gui.itemmodels.rows_model import ROOT, Index
from operator_gui.texts import counted
from operator_gui.viewmodels.completion import Match

MATCH_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class CompletionsList(QAbstractListModel):
    """Matches, best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._matches: tuple[Match, ...] = ()

    @property
    def matches(self) -> tuple[Match, ...]:
        return self._matches

    def replace(self, matches: tuple[Match, ...]) -> None:
        if matches == self._matches:
            return
        self.beginResetModel()
        self._matches = matches
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._matches)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        match = self._matches[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return match.known.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return counted("{name}, %n track", "{name}, %n tracks", match.known.tracks).format(
                name=match.known.name
            )
        return match if role == MATCH_ROLE else None

"""The classes beside the gallery, as a list that a view can paint and drop tracks on."""

from PySide6.QtCore import QAbstractListModel, QMimeData, QObject, Qt, Signal

from operator_gui.itemmodels.gallery_list import TRACKS_MIME, dropped_tracks
from operator_gui.itemmodels.rows_model import ROOT, Index
from operator_gui.viewmodels.class_list import ClassEntry

ENTRY_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class ClassEntries(QAbstractListModel):
    """`dropped` carries the ids of tracks and the name of the class that they were dropped on."""

    dropped = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[ClassEntry, ...] = ()

    @property
    def entries(self) -> tuple[ClassEntry, ...]:
        return self._entries

    def replace(self, entries: tuple[ClassEntry, ...]) -> None:
        if len(entries) != len(self._entries):
            self.beginResetModel()
            self._entries = entries
            self.endResetModel()
            return
        self._entries = entries
        if entries:
            self.dataChanged.emit(self.index(0, 0), self.index(len(entries) - 1, 0))

    def rowCount(self, parent: Index = ROOT) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return entry.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return entry.words
            case _ if role == ENTRY_ROLE:
                return entry
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and self._entries[index.row()].is_class:
            return flags | Qt.ItemFlag.ItemIsDropEnabled
        return flags

    def mimeTypes(self) -> list[str]:  # noqa: N802
        return [TRACKS_MIME]

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802
        return Qt.DropAction.CopyAction

    def dropMimeData(  # noqa: N802
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """On a class, never between two."""
        if not parent.isValid() or not self._entries[parent.row()].is_class:
            return False
        ids = dropped_tracks(data)
        if ids:
            self.dropped.emit(ids, self._entries[parent.row()].subject.name)
        return bool(ids)

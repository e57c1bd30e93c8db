"""The tracks of the gallery as a list: more is fetched when its end comes into sight."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, Qt

from operator_gui.itemmodels.rows_model import ROOT, Index
from operator_gui.viewmodels import track_words
from operator_gui.viewmodels.gallery import Arrival
from operator_gui.viewmodels.objects import ObjectsModel
from shared.protocol.curation import TrackSummary

TRACK_ROLE = int(Qt.ItemDataRole.UserRole) + 1
PICTURE_ROLE = int(Qt.ItemDataRole.UserRole) + 2
TRACKS_MIME = "application/x-whatsit-tracks"


class GalleryList(QAbstractListModel):
    """Follows the model's gallery."""

    def __init__(self, objects: ObjectsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._objects = objects
        self._count = 0
        objects.gallery_began.connect(self._begin)
        objects.arrived.connect(self._arrive)

    def tracks(self, rows: Sequence[int]) -> tuple[TrackSummary, ...]:
        gallery = self._objects.gallery
        return () if gallery is None else tuple(gallery.track(row) for row in rows)

    def rowCount(self, parent: Index = ROOT) -> int:  # noqa: N802
        return 0 if parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        gallery = self._objects.gallery
        if not index.isValid() or gallery is None:
            return None
        track = gallery.track(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return track_words.caption(track, gallery.subject)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return track_words.spoken(track)
            case _ if role == TRACK_ROLE:
                return track
            case _ if role == PICTURE_ROLE:
                return self._objects.picture(index.row())
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802
        gallery = self._objects.gallery
        return not parent.isValid() and gallery is not None and not gallery.is_complete

    def fetchMore(self, parent: Index) -> None:  # noqa: N802
        if not parent.isValid():
            self._objects.want_more()

    def mimeTypes(self) -> list[str]:  # noqa: N802
        return [TRACKS_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        data = QMimeData()
        tracks = self.tracks([index.row() for index in indexes])
        data.setData(TRACKS_MIME, "\n".join(track.query_id for track in tracks).encode())
        return data

    def supportedDragActions(self) -> Qt.DropAction:  # noqa: N802
        return Qt.DropAction.CopyAction

    def _begin(self) -> None:
        self.beginResetModel()
        gallery = self._objects.gallery
        self._count = 0 if gallery is None else len(gallery)
        self.endResetModel()

    def _arrive(self, arrival: Arrival) -> None:
        if arrival.last < arrival.first:
            return
        if arrival.is_new:
            self.beginInsertRows(ROOT, arrival.first, arrival.last)
            self._count = arrival.last + 1
            self.endInsertRows()
        else:
            self.dataChanged.emit(self.index(arrival.first, 0), self.index(arrival.last, 0))


def dropped_tracks(data: QMimeData) -> tuple[str, ...]:
    """The ids of tracks that are dragged, none for anything else."""
    if not data.hasFormat(TRACKS_MIME):
        return ()
    return tuple(bytes(data.data(TRACKS_MIME).data()).decode().split("\n"))

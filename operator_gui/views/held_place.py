"""Where a person was in the gallery, while its tracks are fetched anew."""

from operator_gui.itemmodels.gallery_list import GalleryList
from operator_gui.viewmodels.objects import ObjectsModel
from operator_gui.views.gallery_view import GalleryView
from shared.protocol.curation import TrackSummary


class HeldPlace:
    """What is selected, by the tracks themselves, and the row where the keyboard is. `tracks` are
    those that were selected and have not been found again."""

    def __init__(self, objects: ObjectsModel, tracks: GalleryList, view: GalleryView) -> None:
        self._objects = objects
        self._list = tracks
        self._view = view
        self._acted: set[str] = set()
        self._row, self._rows = -1, 0
        self.is_held = False
        self.tracks: tuple[TrackSummary, ...] = ()

    def acted(self, query_ids: tuple[str, ...]) -> None:
        """Something was said of these: they need not be selected any more."""
        self._acted.update(query_ids)

    def hold(self) -> None:
        """The tracks that are here are about to go, and most of them come back."""
        if self.is_held:
            return
        selected = self._list.tracks(self._view.selected_rows)
        self.tracks = tuple(track for track in selected if track.query_id not in self._acted)
        self._row, self._rows = self._view.currentIndex().row(), self._list.rowCount()
        self.is_held = True

    def forget(self) -> None:
        """Others are going to be looked at."""
        self.is_held, self.tracks = False, ()
        self._acted.clear()

    def find(self) -> None:
        """Selects again what has come, once all of it has, or as much as there was."""
        gallery = self._objects.gallery
        if not self.is_held or gallery is None:
            return
        held = {track.query_id for track in self.tracks}
        rows = [row for row in range(len(gallery)) if gallery.track(row).query_id in held]
        is_there = len(rows) == len(held) and len(gallery) > self._row
        if not (is_there or gallery.is_complete or len(gallery) >= self._rows):
            self._objects.want_more()
            return
        self.forget()
        self._view.take_up(rows, min(self._row, len(gallery) - 1))

"""One track of the gallery, large: its small picture at once, and the whole one when it comes."""

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from operator_gui.texts import tr
from operator_gui.viewmodels.outstanding import Outstanding
from operator_gui.viewmodels.station_handle import StationHandle
from shared.clock import Clock
from shared.domain import Box
from shared.protocol.curation import CurationReply, TrackSummary
from shared.protocol.deployment import CommandResult
from shared.protocol.track_view import TrackView, TrackViewWanted

_NOWHERE = Box(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, eq=False, slots=True)
class Enlarged:
    """`picture` is the small one until the station has sent the whole; `note` says so, or why that
    never comes. `box` is in pixels of the frame."""

    track: TrackSummary
    picture: QImage
    note: str
    context: QImage = field(default_factory=QImage)
    frame_width_px: int = 0
    box: Box = _NOWHERE


class EnlargedModel(QObject):
    """`changed` when another track is to be shown, or more of it. One request at a time: who walks
    on meanwhile sees the small pictures, and the whole one of where they end."""

    changed = Signal()

    def __init__(
        self, *, station: StationHandle, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._asked: Outstanding[TrackViewWanted] = Outstanding(station.curate, clock=clock)
        self._asked_about = ""
        """The track whose picture is on its way; "" for none."""
        self._now: Enlarged | None = None

    @property
    def now(self) -> Enlarged | None:
        """What is shown; None while nothing is."""
        return self._now

    def show(self, track: TrackSummary, small: QImage | None) -> None:
        """small: its picture in the gallery, None where that is not here."""
        self._now = Enlarged(
            track, small or QImage(), tr("asking the station for the whole picture…")
        )
        if not self._asked_about:
            self._ask(track.query_id)
        self.changed.emit()

    def close(self) -> None:
        self._now = None
        self._settle()

    def take(self, reply: CurationReply, pictures: tuple[QImage, ...]) -> bool:
        """What the station shows; False if it was not asked for here."""
        if not isinstance(reply, TrackView) or not self._asked.is_about(reply.request_id):
            return False
        self._settle()
        if not self._goes_on(reply.query_id) and self._now is not None:
            view, context = pictures
            is_lost = view.isNull()
            self._put(
                replace(
                    self._now,
                    picture=self._now.picture if is_lost else view,
                    note=tr("The station has lost the picture.") if is_lost else "",
                    context=context,
                    frame_width_px=reply.frame_width_px,
                    box=Box(*reply.box),
                )
            )
        return True

    def finish(self, result: CommandResult) -> bool:
        """The station cannot show it; False if it was not asked for here."""
        if not self._asked.is_about(result.command_id):
            return False
        about = self._asked_about
        self._settle()
        if not self._goes_on(about) and self._now is not None:
            self._put(replace(self._now, note=result.text))
        return True

    def tick(self) -> None:
        """Once a second: what may have been lost is asked for again."""
        self._asked.repeat()

    def _goes_on(self, query_id: str) -> bool:
        """Whether what came is of a track that is looked at no more; the one that is follows."""
        if self._now is None or self._now.track.query_id == query_id:
            return False
        self._ask(self._now.track.query_id)
        return True

    def _ask(self, query_id: str) -> None:
        self._asked_about = query_id
        self._asked.ask(lambda about: TrackViewWanted(request_id=about, query_id=query_id))

    def _settle(self) -> None:
        self._asked_about = ""
        self._asked.settle()

    def _put(self, now: Enlarged) -> None:
        self._now = now
        self.changed.emit()

"""The question beside what is known already: for each suggestion, what was called so before."""

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from operator_gui.operator_link import TOO_OLD
from operator_gui.texts import mark, tr
from operator_gui.viewmodels.desk import OnTop
from operator_gui.viewmodels.outstanding import Outstanding
from operator_gui.viewmodels.station_handle import StationHandle
from operator_gui.viewmodels.told import told
from operator_gui.viewmodels.track_words import spoken
from operator_gui.viewmodels.urgent import name_mode, offers
from operator_gui.viewmodels.words import percent
from operator_gui.workers.pictures import Pictures
from shared.clock import Clock
from shared.protocol.curation import CurationReply, TrackList, TracksWanted
from shared.protocol.deployment import CommandResult

MOST_ROWS = 9
MOST_EXAMPLES = 6

LOOKING = mark("asking the station…")
NONE_YET = mark("nothing is called so yet")
NO_OTHER = mark("no picture of another one")


@dataclass(frozen=True, eq=False, slots=True)
class KnownExample:
    """A picture of something that carries the name, and in words where the name comes from."""

    picture: QImage
    words: str


@dataclass(frozen=True, eq=False, slots=True)
class ComparedName:
    """A suggestion with its number, and what is known of it. `note` says why no example is there,
    or that more may come."""

    number: int
    name: str
    likely: str
    examples: tuple[KnownExample, ...] = ()
    note: str = field(default_factory=lambda: tr(LOOKING))


@dataclass(frozen=True, eq=False, slots=True)
class _Open:
    query_id: str
    picture: QImage
    rows: tuple[ComparedName, ...]
    asked: dict[int, Outstanding[TracksWanted]] = field(default_factory=dict)


class ComparisonModel(QObject):
    """`changed` when other rows are to be shown, or more of them."""

    changed = Signal()

    def __init__(
        self,
        *,
        station: StationHandle,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._station = station
        self._clock = clock
        self._open: _Open | None = None

    @property
    def rows(self) -> tuple[ComparedName, ...]:
        return () if self._open is None else self._open.rows

    @property
    def query_id(self) -> str:
        """Of the question that is compared; "" while none is."""
        return "" if self._open is None else self._open.query_id

    @property
    def picture(self) -> QImage:
        """The object that is asked about."""
        return QImage() if self._open is None else self._open.picture

    def open(self, top: OnTop | None, pictures: Pictures | None) -> bool:
        """Compares a question; False if it suggests no class. What came along with it is there at
        once, the rest when the station has sent it."""
        if top is None or pictures is None or name_mode(top) != "name" or not offers(top):
            return False
        rows = tuple(
            ComparedName(
                number,
                offer.name,
                "" if offer.probability is None else percent(offer.probability),
                _came_along(offer.name, pictures),
            )
            for number, offer in enumerate(offers(top)[:MOST_ROWS], 1)
        )
        best = pictures.views[0] if pictures.views else QImage()
        self._open = _Open(top.query.query_id, best, rows)
        for at in range(len(rows)):
            self._ask(at)
        self.changed.emit()
        return True

    def close(self) -> None:
        self._open = None

    def take(self, reply: CurationReply, pictures: tuple[QImage, ...]) -> bool:
        """What the station shows; False if it was not asked for here."""
        at = self._row_asked(reply.request_id)
        if at is None or not isinstance(reply, TrackList):
            return False
        now = self._settle(at)
        examples = tuple(
            KnownExample(picture, spoken(track))
            for track, picture in zip(reply.tracks, pictures, strict=False)
            if track.query_id != now.query_id and not picture.isNull()
        )[:MOST_EXAMPLES]
        self._replace(at, examples, "" if examples else tr(NO_OTHER))
        return True

    def finish(self, result: CommandResult) -> bool:
        """The station has nothing of that name; False if it was not asked for here."""
        at = self._row_asked(result.command_id)
        if at is None:
            return False
        examples = self._settle(at).rows[at].examples
        none = result.text if result.text == told(TOO_OLD) else tr(NONE_YET)
        self._replace(at, examples, "" if examples else none)
        return True

    def tick(self) -> None:
        """Once a second: what may have been lost is asked for again."""
        if self._open is not None:
            for asked in self._open.asked.values():
                asked.repeat()

    def _ask(self, at: int) -> None:
        assert self._open is not None
        name = self._open.rows[at].name
        asked: Outstanding[TracksWanted] = Outstanding(self._station.curate, clock=self._clock)
        self._open.asked[at] = asked
        asked.ask(
            lambda request_id: TracksWanted(
                request_id=request_id,
                show="class",
                name=name,
                limit=MOST_EXAMPLES + 1,  # one may be the very object that is asked about
            )
        )

    def _row_asked(self, request_id: str) -> int | None:
        asked = {} if self._open is None else self._open.asked
        return next((at for at, one in asked.items() if one.is_about(request_id)), None)

    def _settle(self, at: int) -> _Open:
        assert self._open is not None
        del self._open.asked[at]
        return self._open

    def _replace(self, at: int, examples: tuple[KnownExample, ...], note: str) -> None:
        assert self._open is not None
        rows = list(self._open.rows)
        rows[at] = replace(rows[at], examples=examples, note=note)
        self._open = replace(self._open, rows=tuple(rows))
        self.changed.emit()


def _came_along(name: str, pictures: Pictures) -> tuple[KnownExample, ...]:
    example = pictures.examples.get(name)
    if example is None or example.isNull():
        return ()
    return (KnownExample(example, tr("{name}, as it was called before").format(name=name)),)

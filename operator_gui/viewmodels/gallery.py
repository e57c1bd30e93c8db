"""The tracks of a class as far as they were fetched: page after page, pictures of the latest seen.

Pages come one at a time, each named by the cursor that the page before it gave. All tracks that
were fetched are kept, but pictures only of the pages that were looked at last; those of others are
fetched again when they are looked at.
"""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from shared.protocol.curation import MAX_PAGE, TrackList, TrackSummary, TracksWanted

Picture = TypeVar("Picture")

Show = Literal["class", "suspicious", "unknown", "mistaken", "disputed"]

KEPT_PAGES = 64
"""So many pages keep their pictures: 4,096 small ones."""

AGAIN_S = 2.0
"""A page that has not come after this long is asked for again: requests may be lost."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked at: a class by its name, what looks wrong, what nobody knew, what of a
    class was taken for another, or what people answered differently."""

    show: Show
    name: str = ""
    taken_for: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Rows `first` to `last`, which are new or have their pictures (again); `first` above `last`
    where an empty class came."""

    first: int
    last: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class _Page:
    cursor: int
    first: int
    count: int


class Gallery(Generic[Picture]):
    """Qt-free. `next_request` says what to send now, `take` is given what came.

    is_stale: a page that was fetched again holds other tracks than before: start anew.
    """

    def __init__(
        self, subject: Subject, *, new_id: Callable[[], str], kept_pages: int = KEPT_PAGES
    ) -> None:
        self.subject = subject
        self.total = 0
        self.is_stale = False
        self._new_id = new_id
        self._kept_pages = kept_pages
        self._tracks: list[TrackSummary] = []
        self._pages: list[_Page] = []
        self._firsts: list[int] = []
        self._pictures: OrderedDict[int, tuple[Picture, ...]] = OrderedDict()
        self._next_cursor: int | None = 0
        self._wants_more = True
        self._wanted_pages: OrderedDict[int, None] = OrderedDict()
        self._sent: tuple[TracksWanted, float] | None = None

    def __len__(self) -> int:
        """How many tracks are here."""
        return len(self._tracks)

    @property
    def is_complete(self) -> bool:
        """Whether every track is here."""
        return self._next_cursor is None

    @property
    def has_begun(self) -> bool:
        """Whether anything has come yet."""
        return bool(self._pages)

    def track(self, row: int) -> TrackSummary:
        return self._tracks[row]

    def picture(self, row: int) -> Picture | None:
        """The track's picture; None while it is not here, and it is fetched then."""
        page = bisect_right(self._firsts, row) - 1
        kept = self._pictures.get(page)
        if kept is None:
            self._wanted_pages[page] = None
            self._wanted_pages.move_to_end(page)
            while len(self._wanted_pages) > self._kept_pages:
                self._wanted_pages.popitem(last=False)
            return None
        self._pictures.move_to_end(page)
        at = row - self._pages[page].first
        return kept[at] if at < len(kept) else None

    def want_more(self) -> None:
        """The next page is going to be looked at."""
        self._wants_more = not self.is_complete

    def next_request(self, now_s: float) -> TracksWanted | None:
        """What to send now, if anything: one at a time, and again where nothing came of it."""
        if self._sent is not None:
            wanted, sent_s = self._sent
            if now_s - sent_s < AGAIN_S:
                return None
            self._sent = (wanted, now_s)
            return wanted
        cursor = self._next_wanted()
        if cursor is None:
            return None
        wanted = TracksWanted(
            request_id=self._new_id(),
            show=self.subject.show,
            name=self.subject.name,
            taken_for=self.subject.taken_for,
            cursor=cursor,
            limit=MAX_PAGE,
        )
        self._sent = (wanted, now_s)
        return wanted

    def take(self, page: TrackList, pictures: tuple[Picture, ...]) -> Arrival | None:
        """What a page changed; None for one that was not asked for."""
        if self._sent is None or page.request_id != self._sent[0].request_id:
            return None
        cursor = self._sent[0].cursor
        self._sent = None
        self.total = page.total
        known = next((at for at, one in enumerate(self._pages) if one.cursor == cursor), None)
        if known is not None:
            return self._renewed(known, page, pictures)
        first = len(self._tracks)
        self._keep(len(self._pages), pictures)
        self._pages.append(_Page(cursor, first, len(page.tracks)))
        self._firsts.append(first)
        self._tracks.extend(page.tracks)
        self._next_cursor = page.next_cursor or None
        self._wants_more = False
        return Arrival(first, len(self._tracks) - 1, is_new=True)

    def given_up(self, request_id: str) -> bool:
        """The station cannot show it: nothing more comes. False if it was not asked for."""
        if self._sent is None or request_id != self._sent[0].request_id:
            return False
        self._sent, self._next_cursor, self._wants_more = None, None, False
        self._wanted_pages.clear()
        return True

    def _next_wanted(self) -> int | None:
        """The page seen last whose pictures are missing goes first."""
        while self._wanted_pages:
            page, _ = self._wanted_pages.popitem()
            if page < len(self._pages) and page not in self._pictures:
                return self._pages[page].cursor
        return self._next_cursor if self._wants_more else None

    def _renewed(self, at: int, page: TrackList, pictures: tuple[Picture, ...]) -> Arrival:
        known = self._pages[at]
        before = [self._tracks[known.first + n].query_id for n in range(known.count)]
        if before != [track.query_id for track in page.tracks]:
            self.is_stale = True
        else:
            self._tracks[known.first : known.first + known.count] = page.tracks
            self._keep(at, pictures)
        return Arrival(known.first, known.first + known.count - 1, is_new=False)

    def _keep(self, page: int, pictures: tuple[Picture, ...]) -> None:
        self._pictures[page] = pictures
        self._pictures.move_to_end(page)
        while len(self._pictures) > self._kept_pages:
            self._pictures.popitem(last=False)

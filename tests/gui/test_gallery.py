"""The pages of a gallery, without any screen."""

from itertools import count

from operator_gui.viewmodels.gallery import AGAIN_S, Arrival, Gallery, Subject
from shared.protocol.curation import MAX_PAGE, TrackList, TracksWanted
from tests.gui.scenes import track


def gallery(kept_pages: int = 2) -> Gallery[str]:
    numbers = count(1)
    return Gallery(
        Subject("class", "mug"), new_id=lambda: f"r{next(numbers)}", kept_pages=kept_pages
    )


def page(wanted: TracksWanted, first: int, size: int, *, total: int, more: int) -> TrackList:
    return TrackList(
        request_id=wanted.request_id,
        tracks=tuple(track(f"t{n}") for n in range(first, first + size)),
        total=total,
        next_cursor=more,
    )


def pictures(first: int, size: int) -> tuple[str, ...]:
    return tuple(f"picture of t{n}" for n in range(first, first + size))


def request(of: Gallery[str], now_s: float = 0.0) -> TracksWanted:
    wanted = of.next_request(now_s)
    assert wanted is not None
    return wanted


def fetch(of: Gallery[str], size: int, *, more: int, total: int = 999) -> Arrival:
    of.want_more()
    first = len(of)
    arrival = of.take(page(request(of), first, size, total=total, more=more), pictures(first, size))
    assert arrival is not None
    return arrival


def test_that_pages_follow_each_other_by_their_cursors() -> None:
    shown = gallery()
    first = request(shown)
    assert (first.show, first.name, first.cursor) == ("class", "mug", 0)
    assert shown.take(page(first, 0, MAX_PAGE, total=70, more=7), pictures(0, MAX_PAGE)) == Arrival(
        0, MAX_PAGE - 1, is_new=True
    )
    assert shown.next_request(0.0) is None  # nobody has looked at the end yet
    shown.want_more()
    second = request(shown)
    assert second.cursor == 7
    shown.take(page(second, MAX_PAGE, 6, total=70, more=0), pictures(MAX_PAGE, 6))
    assert len(shown) == shown.total == 70
    assert shown.is_complete
    assert shown.track(69).query_id == "t69"
    assert shown.picture(69) == "picture of t69"


def test_that_one_request_is_under_way_at_a_time_and_said_again_if_nothing_comes() -> None:
    shown = gallery()
    first = request(shown)
    assert shown.next_request(AGAIN_S / 2) is None
    assert shown.next_request(AGAIN_S) == first


def test_that_a_page_nobody_asked_for_changes_nothing() -> None:
    shown = gallery()
    wanted = request(shown)
    stale = TrackList(request_id="of another class", tracks=(track("x"),), total=1)
    assert shown.take(stale, ("x",)) is None
    assert len(shown) == 0
    assert shown.take(page(wanted, 0, 1, total=1, more=0), ("a",)) is not None


def test_that_pictures_of_pages_not_seen_for_long_are_let_go_and_fetched_again() -> None:
    shown = gallery(kept_pages=2)
    for number in range(3):
        fetch(shown, MAX_PAGE, more=number + 1)
    assert shown.picture(MAX_PAGE) is not None
    assert shown.picture(0) is None
    again = request(shown)
    assert again.cursor == 0
    arrival = shown.take(page(again, 0, MAX_PAGE, total=999, more=1), pictures(0, MAX_PAGE))
    assert arrival == Arrival(0, MAX_PAGE - 1, is_new=False)
    assert shown.picture(3) == "picture of t3"
    assert len(shown) == 3 * MAX_PAGE


def test_that_a_page_which_holds_other_tracks_than_before_makes_the_gallery_stale() -> None:
    shown = gallery(kept_pages=1)
    fetch(shown, MAX_PAGE, more=1)
    fetch(shown, MAX_PAGE, more=2)
    assert shown.picture(0) is None
    again = request(shown)
    shown.take(page(again, 1, MAX_PAGE, total=998, more=2), pictures(1, MAX_PAGE))
    assert shown.is_stale


def test_that_short_pages_keep_their_pictures_apart() -> None:
    shown = gallery()
    fetch(shown, 3, more=64)
    fetch(shown, 2, more=0)
    assert shown.picture(2) == "picture of t2"
    assert shown.picture(4) == "picture of t4"


def test_that_what_the_station_cannot_show_is_given_up() -> None:
    shown = gallery()
    wanted = request(shown)
    assert not shown.given_up("something else")
    assert shown.given_up(wanted.request_id)
    assert shown.is_complete
    assert shown.next_request(1e9) is None

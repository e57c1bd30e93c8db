"""The book keeps the best views, and asks for new ones where they are worth an embedding."""

import numpy as np

from edge_node.asking.view_book import ViewBook, ViewConfig, most_urgent
from tests.unit.asking.made_up import IMAGE, view

CONFIG = ViewConfig(max_views=3, spread_frames=5, check_first_frames=20, check_max_frames=50)


def _book(*qualities: float) -> ViewBook:
    book = ViewBook()
    for number, quality in enumerate(qualities):
        book.add(view(sequence=10 * number, quality=quality), IMAGE, CONFIG)
    return book


def test_that_a_new_track_is_looked_at_whatever_its_quality() -> None:
    assert ViewBook().need(CONFIG, sequence=0, quality=0.0, done=True) == "first"


def test_that_a_much_better_view_is_wanted_at_once_and_another_one_after_a_while() -> None:
    book = _book(0.5)
    assert book.need(CONFIG, sequence=1, quality=0.6, done=False) == "better"
    assert book.need(CONFIG, sequence=1, quality=0.52, done=False) is None
    assert book.need(CONFIG, sequence=5, quality=0.2, done=False) == "other"


def test_that_a_full_book_is_only_checked() -> None:
    book = _book(0.5, 0.5, 0.5)
    assert book.need(CONFIG, sequence=30, quality=0.5, done=False) is None
    assert book.need(CONFIG, sequence=40, quality=0.5, done=False) == "check"


def test_that_checks_of_a_track_that_is_done_become_rarer() -> None:
    book = _book(0.5)
    due = []
    for sequence in range(1, 200):
        if book.need(CONFIG, sequence=sequence, quality=0.9, done=True) == "check":
            due.append(sequence)
            book.add(view(sequence=sequence, quality=0.1), IMAGE, CONFIG, is_check=True)
    assert due == [20, 60, 110, 160]


def test_that_the_best_view_comes_first_with_its_frame() -> None:
    book = ViewBook()
    frames = [np.full((4, 4, 3), value, np.uint8) for value in range(4)]
    for number, quality in enumerate((0.4, 0.9, 0.5, 0.6)):
        book.add(view(sequence=number, quality=quality), frames[number], CONFIG)
    assert [kept.quality for kept in book.views] == [0.9, 0.6, 0.5]
    assert book.context is frames[1]
    assert book.improved_at == 1
    assert book.newest_at == 3
    assert book.changes == 4


def test_that_a_book_of_one_view_keeps_the_best() -> None:
    book, config = ViewBook(), ViewConfig(max_views=1)
    for number, quality in enumerate((0.4, 0.9, 0.5)):
        book.add(view(sequence=number, quality=quality), IMAGE, config)
    assert [kept.quality for kept in book.views] == [0.9]


def test_that_a_forgotten_book_begins_anew() -> None:
    book = _book(0.5, 0.6)
    book.forget()
    assert book.best_quality == 0.0
    assert book.need(CONFIG, sequence=99, quality=0.1, done=False) == "first"


def test_that_new_tracks_go_first_and_no_more_than_allowed_are_embedded() -> None:
    found = most_urgent(
        [(1, "other", 0.9), (2, "check", 0.5), (3, "first", 0.1), (4, "first", 0.4)], max_crops=3
    )
    assert found == [(4, "first"), (3, "first"), (2, "check")]

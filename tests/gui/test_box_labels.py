"""The labels of boxes: each can be read, wherever the boxes lie."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operator_gui.viewmodels import box_labels
from operator_gui.viewmodels.box_labels import place_labels
from shared.domain import Box

ROOM = (400.0, 300.0)
LABEL = (60.0, 20.0)


def overlap(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    x = draw(st.floats(-50, 440))
    y = draw(st.floats(-50, 340))
    return Box(x, y, x + draw(st.floats(1, 500)), y + draw(st.floats(1, 400)))


sizes = st.tuples(st.floats(10, 120), st.floats(10, 24))


def test_that_a_label_stands_above_its_box() -> None:
    (place,) = place_labels([Box(100, 100, 200, 200)], [LABEL], ROOM)
    assert place == Box(100, 75, 160, 95)


def test_that_a_label_stands_below_a_box_at_the_upper_edge() -> None:
    (place,) = place_labels([Box(100, 3, 200, 200)], [LABEL], ROOM)
    assert place == Box(100, 205, 160, 225)


def test_that_a_label_stands_in_a_box_that_fills_the_view() -> None:
    (place,) = place_labels([Box(0, 0, *ROOM)], [LABEL], ROOM)
    assert place == Box(4, 6, 64, 26)


def test_that_a_label_stays_in_the_view_beside_a_box_at_its_right_edge() -> None:
    (place,) = place_labels([Box(380, 100, 400, 200)], [LABEL], ROOM)
    assert place == Box(336, 75, 396, 95)


def test_that_two_boxes_in_one_place_have_two_labels() -> None:
    box = Box(100, 100, 200, 200)
    one, other = place_labels([box, box], [LABEL, LABEL], ROOM)
    assert one == Box(100, 75, 160, 95)
    assert other == Box(100, 205, 160, 225)


def test_that_labels_lie_on_one_another_only_where_the_view_is_full() -> None:
    many = [Box(0, 0, 130, 20)] * 4
    places = place_labels(many, [(60.0, 20.0)] * 4, (140.0, 60.0))
    assert not any(overlap(*pair) for pair in combinations(places, 2))
    full = place_labels(many, [(60.0, 20.0)] * 4, (100.0, 20.0))
    assert all(place.x1 <= 100 and place.y1 <= 20 for place in full)


@settings(deadline=None)
@given(st.lists(st.tuples(boxes(), sizes), max_size=8))
def test_that_up_to_eight_labels_never_lie_on_one_another_and_stay_in_the_view(
    asked: list[tuple[Box, tuple[float, float]]],
) -> None:
    """Eight of at most 120 × 24 always leave a free place in 400 × 300."""
    places = place_labels([box for box, _ in asked], [size for _, size in asked], ROOM)
    assert not any(overlap(*pair) for pair in combinations(places, 2))
    for place in places:
        assert place.x0 >= 0
        assert place.x1 <= ROOM[0] + 1e-6
        assert place.y0 >= 0
        assert place.y1 <= ROOM[1] + 1e-6


@settings(deadline=None)
@given(st.lists(st.tuples(boxes(), sizes), max_size=8))
def test_that_the_same_boxes_have_their_labels_in_the_same_places(
    asked: list[tuple[Box, tuple[float, float]]],
) -> None:
    """A label does not jump because of one that came after it."""
    every, own = [box for box, _ in asked], [size for _, size in asked]
    places = place_labels(every, own, ROOM)
    assert place_labels(every[:-1], own[:-1], ROOM) == places[: len(asked[:-1])]


def test_that_as_many_labels_as_fit_on_one_spot_are_all_read_and_a_heap_ends_the_search(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The search grows with what is placed already: 200 boxes on one spot once took seconds."""
    looked = 0
    is_touched = box_labels._nearest_x

    def counted(*row: Any) -> float | None:
        nonlocal looked
        looked += 1
        return is_touched(*row)

    monkeypatch.setattr(box_labels, "_nearest_x", counted)
    room = (1900.0, 1000.0)
    several = place_labels([Box(900, 500, 990, 560)] * 32, [LABEL] * 32, room)
    assert not any(overlap(one, other) for one, other in combinations(several, 2))
    assert looked < 32 * 20
    before, looked = looked, 0
    heap = place_labels([Box(900, 500, 990, 560)] * 200, [LABEL] * 200, room)
    assert len(heap) == 200
    assert looked < 2 * before


def test_that_a_label_goes_to_the_nearest_place_that_is_free() -> None:
    first, second, third = place_labels(
        [Box(100, 100, 160, 140)] * 2 + [Box(100, 145, 160, 160)], [LABEL] * 3, ROOM
    )
    assert first == Box(100, 75, 160, 95)
    assert second == Box(100, 145, 160, 165)
    assert third == Box(100, 120, 160, 140)

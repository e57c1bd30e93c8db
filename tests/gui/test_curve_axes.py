"""What the curve's axes reach over, and where versions are named: nothing lies on anything."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operator_gui.viewmodels.curve import CurvePoint
from operator_gui.viewmodels.curve_axes import Scale, across, marks_up, percent_up, round_step
from operator_gui.viewmodels.curve_names import Place, Spot, named, place_names, thinned

ROOM = Place(10.0, 10.0, 600.0, 150.0)
LINE_PX, LETTER_PX = 15.0, 7.0


def point(
    version: int, at: float, state: str = "retired", low: float = 0.8, high: float = 1.0
) -> CurvePoint:
    middle = (low + high) / 2
    return CurvePoint(at=at, accuracy=middle, low=low, high=high, version=version, state=state)


def spot(
    version: int, x_px: float, state: str = "retired", top: float = 50, end: float = 80
) -> Spot:
    return Spot(point(version, x_px, state), x_px, (top + end) / 2, top, end)


def placed(*spots: Spot) -> dict[int, Place]:
    names = [(one, f"v{one.point.version} {one.point.state}") for one in named(spots)]
    found = place_names(
        spots,
        names,
        room=ROOM,
        width_px=lambda text: LETTER_PX * len(text),
        height_px=LINE_PX,
    )
    return {one.point.version: place for one, _, place in found}


@pytest.mark.parametrize(
    ("at_least", "step"), [(1, 1), (1.01, 2), (2.5, 5), (7, 10), (10, 10), (0.03, 0.05), (301, 500)]
)
def test_that_steps_are_round(at_least: float, step: float) -> None:
    assert round_step(at_least) == pytest.approx(step)


def test_that_labels_are_marked_in_whole_numbers() -> None:
    assert Scale(827, 829).marks(10, least_step=1) == (827, 828, 829)
    assert Scale(0, 4000).marks(6, least_step=1) == (0, 1000, 2000, 3000, 4000)


@given(
    low=st.floats(-1e6, 1e6),
    span=st.floats(1e-3, 1e6),
    most=st.integers(1, 30),
    least_step=st.sampled_from((0.0, 1.0)),
)
def test_that_marks_lie_within_and_are_no_more_than_fit(
    low: float, span: float, most: int, least_step: float
) -> None:
    scale = Scale(low, low + span)
    marks = scale.marks(most, least_step=least_step)
    assert len(marks) <= most + 1
    slack = 1e-6 * max(1.0, abs(low), span)
    assert all(scale.low - slack <= mark <= scale.high + slack for mark in marks)
    assert all(later - mark >= least_step - slack for mark, later in itertools.pairwise(marks))


@pytest.mark.parametrize(
    ("lowest", "marks"),
    [
        (0.83, (80, 85, 90, 95, 100)),
        (0.55, (50, 60, 70, 80, 90, 100)),
        (0.0, (0, 20, 40, 60, 80, 100)),
        (1.0, (90, 92, 94, 96, 98, 100)),
    ],
)
def test_that_percentages_begin_under_the_lowest_interval(
    lowest: float, marks: tuple[float, ...]
) -> None:
    assert marks_up(percent_up([point(1, 5, low=lowest), point(2, 9, low=1.0)])) == marks


def test_that_one_version_and_none_have_axes_too() -> None:
    assert across([]) == Scale(0, 100)
    assert marks_up(percent_up([])) == (0, 20, 40, 60, 80, 100)
    assert across([point(1, 30)]) == Scale(29, 31)
    assert across([point(1, 30), point(2, 90)]) == Scale(30, 90)


def test_that_a_name_stands_below_its_interval_or_above_or_beside() -> None:
    below = placed(spot(1, 300, "active"))[1]
    assert (below.top_px, below.left_px + below.width_px / 2) == (85, 300)
    above = placed(spot(1, 300, "active", top=60, end=150))[1]
    assert above.top_px + above.height_px == 55
    beside = placed(spot(1, 300, "active", top=10, end=160))[1]
    assert beside.left_px > 300
    assert beside.top_px + beside.height_px / 2 == 85
    at_edge = placed(spot(1, 610, "active", top=10, end=160))[1]
    assert at_edge.left_px + at_edge.width_px < 610


def test_that_the_active_version_is_named_before_others_and_most_are_not_named_at_all() -> None:
    crowd = [spot(at, 100 + at, "refused") for at in range(30)]
    found = placed(*crowd, spot(40, 115, "active"), spot(41, 600))
    assert {40, 41} <= found.keys()
    assert len(found) < 10
    assert placed(spot(1, 50), spot(2, 300), spot(3, 500)).keys() == {3}


def test_that_of_versions_in_one_place_the_first_is_drawn_and_the_active_and_last_one_always() -> (
    None
):
    crowd = [spot(at, 100 + at / 10) for at in range(30)]
    crowd[15] = spot(15, 101.5, "active")
    assert [one.point.version for one in thinned(crowd)] == [0, 15, 29]
    apart = [spot(1, 100), spot(2, 108), spot(3, 100, top=20)]
    assert thinned(apart) == apart
    assert thinned([]) == []


@given(
    st.lists(
        st.tuples(
            st.floats(10, 610),
            st.floats(10, 150),
            st.sampled_from(("active", "refused", "retired")),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_that_names_never_lie_on_each_other_or_on_points_or_outside(
    at: list[tuple[float, float, str]],
) -> None:
    spots = [spot(n, x, state, top=top, end=top + 10) for n, (x, top, state) in enumerate(at)]
    places = list(placed(*spots).values())
    for number, place in enumerate(places):
        assert not any(place.touches(other) for other in places[:number])
        assert place.left_px >= ROOM.left_px
        assert place.left_px + place.width_px <= ROOM.left_px + ROOM.width_px
        assert place.top_px >= ROOM.top_px
        assert place.top_px + place.height_px <= ROOM.top_px + ROOM.height_px
        for one in spots:
            middle = Place(one.x_px, one.y_px, 0.0, 0.0)
            assert not place.touches(middle)

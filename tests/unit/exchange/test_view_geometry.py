"""Where an object is in the pictures that are kept of it: by numbers, and there and back."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from operator_gui.station.exchange.view_geometry import (
    box_in_frame,
    box_in_view,
    cut_around,
    from_frame,
    from_view,
    region_of,
)
from shared.domain import Box

FRAME_PX = (640, 480)

positions = st.floats(0.0, 1.0)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    """Of at least four pixels, within the frame."""
    x0, x1 = sorted((draw(positions) * FRAME_PX[0], draw(positions) * FRAME_PX[0]))
    y0, y1 = sorted((draw(positions) * FRAME_PX[1], draw(positions) * FRAME_PX[1]))
    assume(x1 - x0 >= 4.0 and y1 - y0 >= 4.0)
    return Box(x0, y0, x1, y1)


def test_that_a_box_shrinks_with_the_frame_and_stays_inside() -> None:
    found = box_in_frame((64, 48, 320, 240), frame_px=FRAME_PX, picture_px=(320, 120))
    assert found == Box(32.0, 12.0, 160.0, 60.0)
    over = box_in_frame((-64, -48, 1000, 1000), frame_px=FRAME_PX, picture_px=(320, 240))
    assert over == Box(0.0, 0.0, 320.0, 240.0)


def test_that_a_box_outside_is_all_of_the_picture() -> None:
    away = box_in_frame((700, 500, 800, 600), frame_px=FRAME_PX, picture_px=(320, 240))
    assert away == Box(0.0, 0.0, 320.0, 240.0)


def test_that_a_box_lies_in_its_view_inside_the_margin() -> None:
    box = Box(100.0, 200.0, 200.0, 280.0)
    left, top, right, bottom = region_of(box, FRAME_PX)
    width, height = right - left, bottom - top
    found = box_in_view(box, frame_px=FRAME_PX, picture_px=(2 * width, 2 * height))
    assert found == Box(
        2.0 * (100 - left), 2.0 * (200 - top), 2.0 * (200 - left), 2.0 * (280 - top)
    )
    assert left < 100 < 200 < right


def test_that_a_view_of_another_shape_is_all_object() -> None:
    box = Box(100.0, 200.0, 200.0, 280.0)
    assert box_in_view(box, frame_px=FRAME_PX, picture_px=(50, 50)) == Box(0.0, 0.0, 50.0, 50.0)


def test_that_a_box_of_a_picture_is_found_in_the_frame() -> None:
    found = from_frame(Box(32.0, 12.0, 160.0, 60.0), frame_px=FRAME_PX, picture_px=(320, 120))
    assert found == Box(64.0, 48.0, 320.0, 240.0)


def test_that_a_box_of_a_view_is_found_in_the_frame() -> None:
    found = from_view(Box(2.0, 4.0, 12.0, 24.0), region=(100, 200, 150, 260), picture_px=(25, 30))
    assert found == Box(104.0, 208.0, 124.0, 248.0)


@given(boxes())
def test_that_there_and_back_is_the_same_box(box: Box) -> None:
    kept = {"frame_px": FRAME_PX, "picture_px": (960, 720)}
    assert from_frame(box_in_frame(box, **kept), **kept) == pytest.approx(box, abs=0.01)
    region = region_of(box, FRAME_PX)
    size = (3 * (region[2] - region[0]), 3 * (region[3] - region[1]))
    there = box_in_view(box, frame_px=FRAME_PX, picture_px=size)
    assert from_view(there, region=region, picture_px=size) == pytest.approx(box, abs=0.01)


@pytest.mark.parametrize(
    ("box", "cut"),
    [
        (Box(1.0, 2.0, 3.0, 4.0), (1, 2, 3, 4)),
        (Box(1.2, 2.9, 3.1, 4.6), (1, 2, 4, 5)),
        (Box(0.9999, 1.9999, 3.0004, 4.0004), (1, 2, 3, 4)),
        (Box(0.0, 0.0, 0.0, 0.0), (0, 0, 1, 1)),
        (Box(5.0, 6.0, 5.0, 6.0), (4, 5, 5, 6)),
    ],
)
def test_that_every_pixel_that_is_touched_is_cut_and_at_least_one(
    box: Box, cut: tuple[int, int, int, int]
) -> None:
    assert cut_around(box) == cut

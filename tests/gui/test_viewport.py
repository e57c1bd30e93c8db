from hypothesis import given
from hypothesis import strategies as st

from operator_gui.viewmodels.viewport import MOST_ZOOM, Sizes, fit, pan, resized, zoom

SIZES = Sizes(640, 480, 800, 400)
extents = st.floats(20, 4000)


def test_that_a_picture_is_fitted_whole_and_in_the_middle() -> None:
    now = fit(SIZES)
    assert now.scale == 400 / 480
    assert now.top == 0
    assert now.left == (800 - 640 * now.scale) / 2
    assert now.fitted


def test_that_the_point_under_the_pointer_stays_while_zooming() -> None:
    before = fit(SIZES)
    after = zoom(before, 3, at_x=400, at_y=200, sizes=SIZES)
    x, y = (400 - before.left) / before.scale, (200 - before.top) / before.scale
    assert abs(after.left + x * after.scale - 400) < 1e-6
    assert abs(after.top + y * after.scale - 200) < 1e-6


def test_that_zooming_out_ends_with_the_whole_picture() -> None:
    near = zoom(fit(SIZES), 4, at_x=1, at_y=1, sizes=SIZES)
    assert zoom(near, 0.01, at_x=1, at_y=1, sizes=SIZES) == fit(SIZES)


def test_that_a_fitted_picture_stays_fitted_when_the_window_grows() -> None:
    larger = Sizes(640, 480, 1600, 800)
    assert resized(fit(SIZES), larger) == fit(larger)


@given(
    width=extents,
    height=extents,
    factor=st.floats(0.1, 40),
    x=extents,
    y=extents,
    dx=st.floats(-9000, 9000),
    dy=st.floats(-9000, 9000),
)
def test_that_the_picture_is_never_out_of_sight(
    width: float, height: float, factor: float, x: float, y: float, dx: float, dy: float
) -> None:
    sizes = Sizes(width, height, 800, 400)
    now = pan(zoom(fit(sizes), factor, at_x=x, at_y=y, sizes=sizes), dx, dy, sizes)
    assert now.scale <= fit(sizes).scale * MOST_ZOOM * 1.001
    assert now.left < 800
    assert now.left + now.scale * width > 0
    assert now.top < 400
    assert now.top + now.scale * height > 0

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_node.sources.view import SourceRefused, View, checked, parse_region
from shared.domain import Image
from shared.errors import SourceError, UsageError

WIDTH, HEIGHT = 8, 6


def _numbered(width: int = WIDTH, height: int = HEIGHT) -> Image:
    """Every pixel has a colour of its own."""
    image: Image = np.arange(height * width * 3, dtype=np.uint8).reshape(height, width, 3)
    return image


def test_that_without_wishes_the_frame_is_as_it_was() -> None:
    image = _numbered()
    assert View().of(image) is image


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_that_rotation_is_clockwise(turns: int) -> None:
    view = View(rotate_deg=(0, 90, 180, 270)[turns])  # type: ignore[arg-type]
    assert np.array_equal(view.of(_numbered()), np.rot90(_numbered(), -turns))


def test_that_a_region_is_in_pixels_of_the_turned_frame() -> None:
    found = View(rotate_deg=90, roi=(1, 2, 3, 5)).of(_numbered())
    assert np.array_equal(found, np.rot90(_numbered(), -1)[2:7, 1:4])


def test_that_a_region_may_be_shares_of_the_frame() -> None:
    found = View(roi=(0.5, 0, 0.5, 1)).of(_numbered())
    assert np.array_equal(found, _numbered()[:, 4:])


def test_that_a_region_of_one_pixel_and_of_the_whole_frame_are_delivered() -> None:
    assert View(roi=(WIDTH - 1, HEIGHT - 1, 1, 1)).of(_numbered()).shape == (1, 1, 3)
    assert View(roi=(WIDTH - 2, HEIGHT - 2, 2, 2)).of(_numbered()).shape == (2, 2, 3)
    assert np.array_equal(View(roi=(0, 0, WIDTH, HEIGHT)).of(_numbered()), _numbered())


@given(x=st.floats(0, 0.999), y=st.floats(0, 0.999), w=st.floats(1e-9, 1), h=st.floats(1e-9, 1))
def test_that_shares_within_the_frame_never_lie_outside(
    x: float, y: float, w: float, h: float
) -> None:
    image = View(roi=(x, y, min(w, 1 - x), min(h, 1 - y))).of(_numbered(640, 48))
    assert image.size > 0


@pytest.mark.parametrize("roi", [(5, 0, 4, 2), (0, 5, 2, 2), (100, 100, 5, 5), (0.5, 0, 0.7, 1)])
def test_that_a_region_outside_is_refused_with_both_sizes(
    roi: tuple[float, float, float, float],
) -> None:
    with pytest.raises(SourceRefused, match=r"the region .* lies outside the frame of 8x6"):
        View(roi=roi).of(_numbered())


def test_that_the_refusal_tells_of_the_rotation() -> None:
    with pytest.raises(SourceRefused, match=r"frame of 6x8 \(rotated by 270 degrees\)"):
        View(roi=(0, 0, 8, 6), rotate_deg=270).of(_numbered())


@pytest.mark.parametrize(
    "roi", [(-1, 0, 5, 5), (0, 0, 0, 5), (0, 0, 5, -5), (0, 0, float("nan"), 5), (0, 0, 5, 1e400)]
)
def test_that_a_region_without_sense_is_refused_at_once(
    roi: tuple[float, float, float, float],
) -> None:
    with pytest.raises(UsageError, match="roi: expected"):
        View(roi=roi)


def test_that_a_rotation_by_less_than_a_quarter_is_refused() -> None:
    with pytest.raises(UsageError, match="rotate: expected 0, 90, 180 or 270, got 45"):
        View(rotate_deg=45)  # type: ignore[arg-type]


def test_that_a_region_is_read_as_typed() -> None:
    assert parse_region("100, 50,640,480") == (100, 50, 640, 480)
    assert parse_region(".25,0,.5,1") == (0.25, 0, 0.5, 1)


@pytest.mark.parametrize("text", ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "1 2 3 4"])
def test_that_anything_else_is_refused_in_a_line(text: str) -> None:
    with pytest.raises(UsageError, match="roi: expected left,top,width,height such as"):
        parse_region(text)


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (None, "as a numpy array, got NoneType"),
        (np.zeros((4, 4), np.uint8), r"got \(4, 4\), uint8"),
        (np.zeros((4, 4, 4), np.uint8), r"got \(4, 4, 4\), uint8"),
        (np.zeros((4, 4, 3), np.float32), r"got \(4, 4, 3\), float32"),
        (np.zeros((0, 4, 3), np.uint8), r"got \(0, 4, 3\), uint8"),
        (np.broadcast_to(np.uint8(0), (8_000, 8_000, 3)), "8000x8000 is larger than"),
    ],
)
def test_that_what_is_no_image_is_refused(image: object, expected: str) -> None:
    with pytest.raises(SourceError, match=expected):
        checked(image)

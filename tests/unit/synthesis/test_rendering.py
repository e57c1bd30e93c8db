"""Made views as pixels: each change does what it says, and the same change always the same."""

import numpy as np
import pytest

from edge_node.synthesis.rendering import LONGER_SIDE_PX, render
from edge_node.synthesis.view_change import DIMS, ViewChange
from shared.domain import Image

GREEN, BLUE = (0, 200, 0), (200, 0, 0)


def plain(colour: tuple[int, int, int], *, width_px: int = 90, height_px: int = 60) -> Image:
    return np.full((height_px, width_px, 3), colour, np.uint8)


def checked(*, width_px: int = 96, height_px: int = 72) -> Image:
    rows, columns = np.indices((height_px, width_px)) // 12
    squares = np.where((rows + columns) % 2, 230, 20).astype(np.uint8)
    return np.repeat(squares[:, :, None], 3, axis=2)


CROP, GROUND = plain(GREEN), plain(BLUE, width_px=40, height_px=200)
MIDDLE = (LONGER_SIDE_PX // 3, LONGER_SIDE_PX // 2)


def share_of(view: Image, colour: tuple[int, int, int]) -> float:
    return float((np.abs(view.astype(int) - colour).max(axis=2) < 8).mean())


@pytest.mark.parametrize("size", [(1, 1), (8, 8), (60, 90), (700, 500)])
def test_that_any_crop_makes_a_view_of_its_own_shape(size: tuple[int, int]) -> None:
    crop = plain(GREEN, width_px=size[1], height_px=size[0])
    rng = np.random.default_rng(0)
    for _ in range(5):
        view = render(crop, (GROUND,), ViewChange.at(rng.random(DIMS)))
        assert view.dtype == np.uint8
        assert max(view.shape[:2]) == LONGER_SIDE_PX
        assert view.shape[0] / view.shape[1] == pytest.approx(size[0] / size[1], rel=0.02)
        assert view.shape[2] == 3


def test_that_the_same_change_gives_the_same_view_and_leaves_its_crop_alone() -> None:
    crop, ground = checked(), checked(width_px=50)
    before = crop.copy(), ground.copy()
    change = ViewChange.at(np.random.default_rng(1).random(DIMS))

    np.testing.assert_array_equal(render(crop, (ground,), change), render(crop, (ground,), change))
    np.testing.assert_array_equal(crop, before[0])
    np.testing.assert_array_equal(ground, before[1])


def test_that_a_smaller_object_lies_on_the_background() -> None:
    view = render(CROP, (GROUND,), ViewChange(scale=0.7))

    assert share_of(view, GREEN) == pytest.approx(0.49, abs=0.08)
    assert tuple(view[0, 0]) == BLUE
    assert tuple(view[MIDDLE]) == GREEN


def test_that_a_larger_object_leaves_no_background() -> None:
    assert share_of(render(CROP, (GROUND,), ViewChange(scale=1.4)), GREEN) == 1.0


def test_that_without_backgrounds_the_colour_of_the_border_is_taken() -> None:
    framed = plain(GREEN)
    framed[2:-2, 2:-2] = BLUE

    assert tuple(render(framed, (), ViewChange(scale=0.7))[0, 0]) == GREEN


def test_that_each_background_is_reached() -> None:
    grounds = [plain((shade, shade, shade)) for shade in (10, 120, 250)]
    corners = {
        int(render(CROP, grounds, ViewChange(scale=0.7, background=which))[0, 0, 0])
        for which in (0.0, 0.5, 1.0)
    }

    assert corners == {10, 120, 250}


def test_that_a_cover_hides_its_share_at_its_place() -> None:
    change = ViewChange(scale=1.2, covered_share=0.16, cover_x=1.0, cover_y=0.0)
    view = render(CROP, (GROUND,), change)

    assert share_of(view, BLUE) == pytest.approx(0.16, abs=0.01)
    assert tuple(view[0, -1]) == BLUE
    assert tuple(view[-1, 0]) == GREEN


def test_that_a_turn_turns_anticlockwise() -> None:
    crop = plain(GREEN, width_px=90, height_px=90)
    crop[:, 45:] = BLUE  # the upright line between them leans to the left at its top
    view = render(crop, (crop,), ViewChange(rotation_deg=30.0, scale=1.4))

    middle = LONGER_SIDE_PX // 2
    assert tuple(view[5, middle - 20]) == BLUE
    assert tuple(view[-5, middle + 20]) == GREEN


def test_that_light_is_counted_in_stops() -> None:
    assert render(CROP, (CROP,), ViewChange(light_ev=-0.5))[MIDDLE][1] == 141
    assert render(CROP, (CROP,), ViewChange(light_ev=0.5))[MIDDLE][1] == 255


def test_that_blur_takes_the_contrast_away() -> None:
    sharp = render(checked(), (), ViewChange(scale=1.1))
    blurred = render(checked(), (), ViewChange(scale=1.1, blur_share=0.012))

    assert blurred.std() < 0.97 * sharp.std()

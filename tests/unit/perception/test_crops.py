"""Crops stay within the frame and keep what they show."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from edge_node.perception.crops import (
    crop,
    embedding_crop,
    limit_side,
)
from shared.crop_region import region_around
from shared.domain import Box

corner = st.floats(-500, 500)


@given(corner, corner, corner, corner, st.floats(0, 2))
def test_that_a_region_is_never_empty_and_never_outside(
    x0: float, y0: float, width_px: float, height_px: float, margin: float
) -> None:
    box = Box(x0, y0, x0 + abs(width_px), y0 + abs(height_px))
    left, top, right, bottom = region_around(box, margin=margin, width_px=64, height_px=48)
    assert 0 <= left < right <= 64
    assert 0 <= top < bottom <= 48


def test_that_a_margin_widens_each_side() -> None:
    image = np.zeros((100, 100, 3), np.uint8)
    assert crop(image, Box(40, 40, 60, 50), margin=0.1).shape == (12, 24, 3)


def test_that_a_long_box_is_embedded_half_way_to_a_square() -> None:
    image = np.zeros((200, 200, 3), np.uint8)
    assert embedding_crop(image, Box(20, 87.5, 120, 112.5)).shape[:2] == (50, 100)
    assert embedding_crop(image, Box(20, 20, 60, 60)).shape[:2] == (40, 40)


def test_that_large_images_shrink_and_small_ones_are_copied() -> None:
    large, small = np.zeros((100, 400, 3), np.uint8), np.zeros((10, 20, 3), np.uint8)
    assert limit_side(large, max_side_px=100).shape == (25, 100, 3)
    copied = limit_side(small, max_side_px=100)
    assert copied.shape == small.shape
    assert not np.shares_memory(copied, small)

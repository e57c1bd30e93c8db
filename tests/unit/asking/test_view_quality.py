"""A good look is sharp, large, whole, and the detector is sure of it."""

import cv2
import numpy as np
import pytest

from edge_node.asking.view_quality import sharpness, size_share, view_quality, wholeness
from shared.domain import Box, Image


@pytest.fixture
def pattern() -> Image:
    return np.random.default_rng(0).integers(0, 256, (60, 80, 3), np.uint8)


def test_that_blur_costs_sharpness(pattern: Image) -> None:
    blurred = np.asarray(cv2.GaussianBlur(pattern, (0, 0), 4), np.uint8)
    assert 0.0 <= sharpness(blurred) < sharpness(pattern) <= 1.0
    assert sharpness(np.full((5, 5, 3), 9, np.uint8)) == 0.0


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 500, 3), (500, 1, 3)])
def test_that_slivers_have_a_sharpness_too(shape: tuple[int, ...]) -> None:
    assert 0.0 <= sharpness(np.zeros(shape, np.uint8)) <= 1.0


def test_that_size_counts_up_to_a_point() -> None:
    assert size_share(Box(0, 0, 24, 24)) == pytest.approx(0.25)
    assert size_share(Box(0, 0, 500, 500)) == 1.0


def test_that_each_side_at_the_edge_costs_and_the_whole_frame_is_whole() -> None:
    def of(*corners: float) -> float:
        return wholeness(Box(*corners), width_px=100, height_px=100)

    assert of(10, 10, 90, 90) == 1.0
    assert of(0, 0, 90, 90) < of(0, 10, 90, 90) < 1.0
    assert of(0, 0, 100, 100) == 1.0


def test_that_quality_is_a_share_and_rises_with_the_score(pattern: Image) -> None:
    def of(score: float) -> float:
        return view_quality(
            pattern, Box(10, 10, 90, 70), detector_score=score, width_px=200, height_px=100
        )

    assert 0.0 == of(0.0) < of(0.3) < of(1.0) <= 1.0
    assert of(7.0) == of(1.0)

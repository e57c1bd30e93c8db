"""A cut is noticed; movement, noise, darkness and exposure are no cuts."""

import numpy as np

from edge_node.perception.scene import CutDetector, change, thumbnail
from shared.domain import Image


def _scene(seed: int) -> Image:
    blocks = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), np.uint8)
    return np.asarray(blocks.repeat(20, 0).repeat(20, 1), np.uint8)


def test_that_another_scene_is_a_cut_and_the_same_one_is_none() -> None:
    cuts = CutDetector()
    assert [cuts.is_cut(_scene(seed)) for seed in (1, 1, 2, 2, 1)] == [
        False,
        False,
        True,
        False,
        True,
    ]


def test_that_movement_is_no_cut() -> None:
    cuts = CutDetector()
    assert not any(cuts.is_cut(np.roll(_scene(1), 5 * step, axis=1)) for step in range(10))


def test_that_darkness_with_noise_is_no_cut() -> None:
    rng = np.random.default_rng(0)
    cuts = CutDetector()
    noise = [rng.integers(0, 6, (120, 160, 3), np.uint8) for _ in range(9)]
    assert not any(cuts.is_cut(image) for image in noise)


def test_that_exposure_does_not_count() -> None:
    before, after = thumbnail(_scene(3)), thumbnail((_scene(3) * 0.6).astype(np.uint8))
    assert change(before, after) < 0.05

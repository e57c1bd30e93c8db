"""Cameras as the watch sees them: alive, frozen, covered, and played without a hurry."""

import numpy as np
import pytest

from edge_node.sources.picture_watch import PictureHealth, PictureWatch
from shared.domain import Image

FPS = 25
HEIGHT, WIDTH = 180, 320


class Rig:
    """Shows pictures to a watch at a frame rate, and keeps what it says."""

    def __init__(self, *, frozen_after_s: float = 5, black_after_s: float = 5) -> None:
        self.watch = PictureWatch(frozen_after_s=frozen_after_s, black_after_s=black_after_s)
        self.rng = np.random.default_rng(7)
        self.now_s = 100.0
        self.said: list[PictureHealth] = []

    def show(self, image: Image, *, after_s: float = 1 / FPS) -> PictureHealth:
        self.now_s += after_s
        health = self.watch.see(image, self.now_s)
        if not self.said or self.said[-1] != health:
            self.said.append(health)
        return health

    def noisy(self, level: float, spread: float) -> Image:
        noise = self.rng.normal(level, spread, (HEIGHT, WIDTH, 3))
        image: Image = np.clip(noise, 0, 255).astype(np.uint8)
        return image


def _still() -> Image:
    image: Image = np.full((HEIGHT, WIDTH, 3), 120, np.uint8)
    image[60:120, 100:200] = 30
    return image


def test_that_a_still_scene_with_a_cameras_noise_is_alive() -> None:
    rig = Rig()
    for _ in range(12 * FPS):
        noise = rig.rng.integers(-1, 2, (HEIGHT, WIDTH, 3))
        rig.show((_still() + noise).astype(np.uint8))
    assert rig.said == ["ok"]


def test_that_the_same_picture_is_frozen_after_the_time_given_and_said_once() -> None:
    rig = Rig()
    since_s = rig.now_s
    while rig.show(_still()) == "ok":
        assert rig.now_s < since_s + 6
    assert 5.0 < rig.now_s - since_s < 5.2
    for _ in range(20 * FPS):
        rig.show(_still())
    assert rig.said == ["ok", "frozen"]


def test_that_one_different_picture_ends_it() -> None:
    rig = Rig()
    for _ in range(6 * FPS):
        rig.show(_still())
    assert rig.show(rig.noisy(120, 5)) == "ok"
    assert rig.said == ["ok", "frozen", "ok"]


def test_that_a_small_thing_that_moves_beside_the_grid_is_seen_before_it_is_called_frozen() -> None:
    rig = Rig()
    for number in range(20 * FPS):
        image = _still()
        image[0, 0] = number % 200
        rig.show(image)
    assert rig.said == ["ok"]


def test_that_a_frozen_picture_in_which_a_small_thing_begins_to_move_is_alive_again() -> None:
    rig = Rig()
    for _ in range(6 * FPS):
        rig.show(_still())
    for number in range(6 * FPS):
        image = _still()
        image[0, 0] = number % 200
        rig.show(image)
    assert rig.said == ["ok", "frozen", "ok"]


@pytest.mark.parametrize(("level", "spread"), [(0, 0), (0, 6), (5, 8), (16, 2), (18, 8)])
def test_that_a_covered_lens_is_black_noise_or_not(level: float, spread: float) -> None:
    rig = Rig()
    for _ in range(8 * FPS):
        rig.show(rig.noisy(level, spread))
    assert rig.said == ["ok", "black"]
    rig.show(rig.noisy(90, 20))
    assert rig.said == ["ok", "black", "ok"]


def test_that_a_night_with_a_lamp_in_it_is_not_black() -> None:
    rig = Rig()
    for _ in range(8 * FPS):
        image = rig.noisy(8, 3)
        image[40:80, 40:90] = 230
        rig.show(image)
    assert rig.said == ["ok"]


def test_that_a_dark_blink_is_not_black() -> None:
    rig = Rig()
    for number in range(20 * FPS):
        is_dark = number % (5 * FPS) > FPS
        rig.show(rig.noisy(2 if is_dark else 90, 2))
    assert rig.said == ["ok"]


def test_that_a_gap_says_nothing_about_the_time_in_between() -> None:
    rig = Rig()
    rig.show(_still())
    assert rig.show(_still(), after_s=900) == "ok"
    for _ in range(6):
        health = rig.show(_still(), after_s=900)
    assert health == "frozen"


def test_that_either_watch_can_be_switched_off() -> None:
    rig = Rig(frozen_after_s=0, black_after_s=0)
    for _ in range(8 * FPS):
        rig.show(np.zeros((HEIGHT, WIDTH, 3), np.uint8))
    assert rig.said == ["ok"]


def test_that_pictures_of_any_size_are_looked_at_and_a_new_size_is_a_change() -> None:
    rig = Rig(black_after_s=0)
    for shape in ((1, 1, 3), (1, 5_000, 3), (2_160, 3_840, 3)):
        for _ in range(3):
            assert rig.show(np.full(shape, 99, np.uint8), after_s=1.0) == "ok"
    for _ in range(6):
        rig.show(np.full((2_160, 3_840, 3), 99, np.uint8), after_s=1.0)
    assert rig.said == ["ok", "frozen"]


def test_that_a_region_of_a_larger_picture_is_looked_at_as_it_is() -> None:
    rig = Rig()
    whole = rig.noisy(120, 20)
    for _ in range(6 * FPS):
        rig.show(whole[10:100, 20:200])
    assert rig.said == ["ok", "frozen"]

"""The search finds where a score is highest, and asks for no more than it was allowed."""

import numpy as np

from edge_node.synthesis.search import Found, search
from shared.domain import Floats
from shared.learning.ridge import Doubles

PLANTED = np.array([0.8, 0.15, 0.5])


def nearness(points: Doubles) -> Floats:
    return np.asarray(-np.square(points - PLANTED).sum(axis=1), np.float32)


def found(seed: int = 0, *, generations: int = 12) -> Found:
    return search(
        nearness,
        dims=3,
        first=16,
        offspring=12,
        generations=generations,
        rng=np.random.default_rng(seed),
    )


def test_that_it_finds_a_planted_optimum() -> None:
    best = found()

    np.testing.assert_allclose(best.point, PLANTED, atol=0.03)
    assert best.score == nearness(best.point[None])[0]


def test_that_looking_about_the_best_is_worth_more_than_chance_alone() -> None:
    alone = [found(seed, generations=0).score for seed in range(20)]
    about = [found(seed, generations=4).score for seed in range(20)]

    assert np.mean(about) > np.mean(alone) / 2  # both are negative: half as far, squared


def test_that_the_same_seed_finds_the_same() -> None:
    np.testing.assert_array_equal(found(3).point, found(3).point)


def test_that_it_stays_in_the_cube_and_counts_what_it_looks_at() -> None:
    looked_at: list[Doubles] = []

    def corner(points: Doubles) -> Floats:
        looked_at.append(points)
        return np.asarray(points.sum(axis=1), np.float32)

    best = search(corner, dims=2, first=5, offspring=7, generations=3, rng=np.random.default_rng(1))

    every = np.concatenate(looked_at)
    assert best.evaluations == len(every) == 5 + 3 * 7
    assert every.min() >= 0.0
    assert every.max() <= 1.0


def test_that_points_out_of_the_question_are_never_the_best_while_others_are_there() -> None:
    def only_left(points: Doubles) -> Floats:
        return np.where(points[:, 0] < 0.5, points[:, 0], -np.inf).astype(np.float32)

    best = search(
        only_left, dims=1, first=16, offspring=6, generations=3, rng=np.random.default_rng(0)
    )

    assert 0.3 < best.score < 0.5

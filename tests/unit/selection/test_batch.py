"""The lazy comparison gives what comparing everything with everything would."""

import numpy as np
import pytest

from shared.learning.features import unit_rows
from shared.selection.batch import (
    FIRST_BLOCK,
    Spread,
    drawn_batch,
    spread_batch,
)
from shared.selection.chance import Chance, content_order
from shared.selection.ranking import (
    LEADING,
    NEAR_DUPLICATE_COSINE,
    highest_first,
    ranked_batch,
)
from tests.unit.selection.candidates import directions

ROWS = 5 * FIRST_BLOCK


def chance_of(features: np.ndarray, seed: int = 0) -> Chance:
    return Chance(content_order(features), np.random.default_rng(seed))


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0, 3.0])
@pytest.mark.parametrize("with_asked", [False, True])
def test_that_each_is_the_best_given_those_before(power: float, with_asked: bool) -> None:
    rng = np.random.default_rng(1)
    features, values = directions(rng, ROWS, 4), rng.random(ROWS)
    asked = rng.random(ROWS).astype(np.float32) if with_asked else np.ones(ROWS, np.float32)

    distances, barred, expected = asked.astype(float), np.zeros(ROWS, bool), []
    for _ in range(12):
        best = int(np.where(barred, -1.0, values * distances**power).argmax())
        expected.append(best)
        cosines = features @ features[best]
        distances = np.minimum(distances, np.clip(1 - cosines, 0, None))
        barred |= cosines >= NEAR_DUPLICATE_COSINE

    chosen = spread_batch(
        values,
        features,
        12,
        chance=chance_of(features),
        power=power,
        distances=asked if with_asked else None,
    )

    assert chosen.tolist() == expected


def test_that_near_duplicates_come_when_nothing_else_is_left() -> None:
    rng = np.random.default_rng(2)
    kinds = directions(rng, 3, 8)
    features = np.repeat(kinds, 4, axis=0)
    values = np.arange(12.0)

    chosen = spread_batch(values, features, 12, chance=chance_of(features))

    assert chosen[:3].tolist() == [11, 7, 3]
    assert chosen[3:].tolist() == [10, 9, 8, 6, 5, 4, 2, 1, 0]


def test_that_what_was_picked_already_stays_first() -> None:
    rng = np.random.default_rng(3)
    features, values = directions(rng, 40, 8), rng.random(40)

    def batch(count: int) -> list[int]:
        return ranked_batch(values, features, count, rng=rng, picks=[7, 3]).tolist()

    rest = [int(row) for row in np.argsort(-values) if row not in (7, 3)]
    assert batch(6) == [7, 3, *rest[:4]]
    assert batch(1) == [7]


def test_that_a_long_run_of_near_duplicates_is_walked_past() -> None:
    rng = np.random.default_rng(6)
    kinds = directions(rng, 3, 8)
    features = np.concatenate([np.repeat(kinds[:1], 900, axis=0), kinds[1:]])
    values = np.concatenate([np.linspace(2.0, 1.0, 900), [0.5, 0.4]])

    assert ranked_batch(values, features, 3, rng=rng).tolist() == [0, 900, 901]
    assert ranked_batch(values, features, 5, rng=rng).tolist() == [0, 900, 901, 1, 2]


@pytest.mark.parametrize(
    ("leading", "others", "is_near"),
    [(1.0, 1.0, True), (1.0, 0.0, False), (0.0, 1.0, False), (-1.0, 1.0, False)],
)
@pytest.mark.parametrize("faint", [False, True])
def test_that_near_duplicates_are_told_by_all_columns(
    leading: float, others: float, is_near: bool, faint: bool
) -> None:
    rng = np.random.default_rng(8)
    is_leading = np.arange(3 * LEADING) < LEADING
    scale = np.where(is_leading, 0.1 if faint else 1.0, 1.0)
    first, other, *rest = directions(rng, 32, is_leading.size) * scale
    share = np.where(is_leading, leading, others)
    second = share * first + np.where(share == 0.0, other, 0.15 * other)
    features = unit_rows(np.stack([first, second, *rest]).astype(np.float32))
    is_one = is_near or (faint and others == 1.0)
    assert is_one == (features[0] @ features[1] >= NEAR_DUPLICATE_COSINE)

    chosen = ranked_batch(np.linspace(1.0, 0.0, 32), features, 20, rng=rng).tolist()

    assert chosen == ([0, *range(2, 21)] if is_one else list(range(20)))


def test_that_all_equals_of_the_least_are_among_the_highest() -> None:
    rng = np.random.default_rng(7)
    features = directions(rng, 100, 8)
    values = np.repeat([3.0, 2.0, 1.0], [5, 60, 35])

    found = highest_first(values, features, 10, rng=rng)

    assert set(found.tolist()) == set(range(65))
    assert set(found[:5].tolist()) == set(range(5))


def test_that_draws_are_in_proportion_to_the_distance() -> None:
    features = directions(np.random.default_rng(4), 5, 30)
    start = np.array([0.0, 0.1, 0.2, 0.3, 0.4])
    firsts = []
    for seed in range(4000):
        chance = chance_of(features, seed)
        spread = Spread(features, start, chance=chance)
        firsts.append(int(drawn_batch(spread, 1, chance=chance)[0]))

    np.testing.assert_allclose(np.bincount(firsts, minlength=5) / 4000, start, atol=0.025)


def test_that_luck_goes_with_the_candidate_and_not_with_its_place() -> None:
    rng = np.random.default_rng(5)
    features = directions(rng, 50, 6)
    order = rng.permutation(50)

    here, there = chance_of(features), chance_of(features[order])

    np.testing.assert_array_equal(there.uniform(), here.uniform()[order])
    np.testing.assert_array_equal(order[there.shuffled()], here.shuffled())

import numpy as np
import pytest

from shared.learning.contradiction import LEAST_OTHERS, Contradiction, wrong_share

CLASSES = 10


def honest(count: int, seed: int) -> np.ndarray:
    """How likely right names are to a head that is as often right as it says, 9 of 10 times."""
    rng = np.random.default_rng(seed)
    stated = rng.beta(4.0, 0.4, count)
    is_right = rng.uniform(size=count) < stated
    return np.where(is_right, stated, (1.0 - stated) / (CLASSES - 1))


def poisoned(count: int, wrong: int, seed: int) -> np.ndarray:
    """The first `wrong` names are given by lot."""
    likely = honest(count, seed)
    likely[:wrong] = (1.0 - honest(wrong, seed + 100)) / (CLASSES - 1)
    return likely


def found(latest: np.ndarray, others: np.ndarray | None = None) -> Contradiction:
    ids = tuple(f"q{number}" for number in range(latest.size))
    return Contradiction.of(
        honest(100, 99) if others is None else others, latest, ids, classes=CLASSES
    )


@pytest.mark.parametrize("seed", range(5))
def test_that_a_third_of_wrong_names_stands_out(seed: int) -> None:
    result = found(poisoned(40, 12, seed))
    assert result.distance > 3.0
    assert result.wrong_share > 0.15
    named = [int(one[1:]) for one in result.ids]
    assert len(named) == round(40 * result.wrong_share)
    assert sum(number < 12 for number in named) >= 0.5 * len(named)


@pytest.mark.parametrize("seed", range(5))
def test_that_right_names_do_not(seed: int) -> None:
    assert found(honest(40, seed)).distance < 3.0


def test_that_nothing_is_said_of_too_few() -> None:
    assert found(poisoned(40, 12, 0), honest(LEAST_OTHERS - 1, 1)) == Contradiction()
    assert found(poisoned(5, 5, 0)) == Contradiction()
    assert Contradiction.of(honest(50, 0), honest(20, 1), ("q",) * 20, classes=1).latest == 0


def test_that_the_share_of_wrong_names_is_about_right() -> None:
    assert wrong_share(poisoned(1000, 300, 3), CLASSES) == pytest.approx(0.3, abs=0.05)
    assert wrong_share(np.zeros(0), CLASSES) == 0.0

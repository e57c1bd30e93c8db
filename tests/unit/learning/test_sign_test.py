import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from shared.learning.sign_test import beyond_chance, binomial_tail, loss_chance


@given(st.integers(0, 60), st.integers(0, 60))
def test_that_it_is_the_exact_test(lost: int, gained: int) -> None:
    expected = (
        binomtest(lost, lost + gained, 0.5, alternative="greater").pvalue if lost + gained else 1.0
    )
    assert loss_chance(lost, gained) == pytest.approx(expected, rel=1e-9)


def test_that_many_changes_do_not_overflow() -> None:
    assert 0.0 < loss_chance(60_000, 59_000) < 0.01


def test_that_negative_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="-1 lost"):
        loss_chance(-1, 3)


@pytest.mark.parametrize(
    ("hits", "total", "share", "chance"),
    [(0, 5, 0.1, 1.0), (6, 5, 0.1, 0.0), (1, 5, 0.0, 0.0), (3, 5, 1.0, 1.0), (6, 5, 1.0, 0.0)],
)
def test_that_the_ends_are_exact(hits: int, total: int, share: float, chance: float) -> None:
    assert binomial_tail(hits, total, share) == chance


def test_that_of_many_tests_only_the_clear_ones_hold() -> None:
    assert beyond_chance([0.2, 0.001, 0.012], level=0.05) == [1, 2]
    assert beyond_chance([0.2, 0.001, 0.04], level=0.05) == [1]
    assert beyond_chance([0.001], level=0.05, tests=100) == []
    assert beyond_chance([], level=0.05) == []

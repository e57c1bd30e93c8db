import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from shared.learning.intervals import wilson


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_that_the_interval_is_wilsons(counts: tuple[int, int]) -> None:
    hits, total = counts

    share = wilson(hits, total)

    expected = binomtest(hits, total).proportion_ci(method="wilson")
    assert (share.low, share.high) == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert 0.0 <= share.low <= share.value <= share.high <= 1.0


@pytest.mark.parametrize(("hits", "total"), [(0, 0), (-1, 3), (4, 3)])
def test_that_counts_that_make_no_share_are_refused(hits: int, total: int) -> None:
    with pytest.raises(ValueError, match="share"):
        wilson(hits, total)

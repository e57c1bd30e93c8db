import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.selection.novelty import novelty

scores = st.floats(-5.0, 5.0, allow_nan=False, width=32)


def of(*top_scores: float) -> np.ndarray:
    return np.asarray(top_scores, dtype=np.float32)


def test_that_everything_is_novel_where_nothing_is_known() -> None:
    assert novelty(of(-1.0, 7.0), ()).tolist() == [1.0, 1.0]


def test_that_it_is_the_share_of_known_tracks_that_scored_higher() -> None:
    known = tuple(np.linspace(0.0, 1.0, 101))

    assert novelty(of(0.25), known)[0] == pytest.approx(0.75, abs=0.01)
    assert novelty(of(0.99), known)[0] == pytest.approx(0.01, abs=0.01)


def test_that_known_things_are_spread_evenly() -> None:
    rng = np.random.default_rng(0)
    known = tuple(np.quantile(rng.normal(size=5000), np.linspace(0, 1, 101)))

    found = novelty(rng.normal(size=5000).astype(np.float32), known)

    assert np.mean(found > 0.95) == pytest.approx(0.05, abs=0.01)
    assert np.mean(found) == pytest.approx(0.5, abs=0.02)


def test_that_things_beyond_all_known_ones_still_rank() -> None:
    lowest, low, inside, high, highest = novelty(of(-2.0, -1.0, 0.5, 2.0, 3.0), (0.0, 0.4, 1.0))

    assert lowest > low > inside > high > highest


def test_that_one_known_track_is_weak_evidence() -> None:
    below, at, above = novelty(of(0.49, 0.5, 0.51), (0.5,))

    assert above < at < below
    assert at == pytest.approx(0.5)
    assert below < 0.9


@given(
    st.lists(scores, min_size=0, max_size=30),
    st.lists(scores, min_size=1, max_size=30),
)
def test_that_a_lower_score_is_never_less_novel(known: list[float], asked: list[float]) -> None:
    found = novelty(np.sort(of(*asked)), tuple(sorted(known)))

    assert ((found >= 0.0) & (found <= 1.0)).all()
    assert (np.diff(found) <= 1e-6).all()


def test_that_no_rows_are_fine() -> None:
    assert novelty(np.zeros(0, np.float32), (0.5,)).shape == (0,)

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import Floats
from shared.learning.features import unit_rows
from shared.learning.lookalikes import DEFAULT_COSINE, alike_cosine, lookalikes


def at(*degrees: float) -> Floats:
    """Unit rows at angles in the plane."""
    angles = np.radians(np.array(degrees))
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_that_the_most_similar_come_first_and_others_are_left_out() -> None:
    found = lookalikes(at(0)[0], at(20, 5, 90, 10), cosine=0.9, limit=10)

    assert found.tolist() == [1, 3, 0]


def test_that_no_chain_leads_from_one_thing_to_another() -> None:
    found = lookalikes(at(0)[0], at(-20, 20), cosine=0.9, limit=10)

    assert len(found) == 1  # each is 20 degrees from the leader, but 40 from the other


@given(seed=st.integers(0, 1000), count=st.integers(0, 40), limit=st.integers(0, 10))
def test_that_any_two_of_a_group_are_alike(seed: int, count: int, limit: int) -> None:
    rng = np.random.default_rng(seed)
    rows = unit_rows((rng.normal(size=(count + 1, 4)) + 1).astype(np.float32))

    found = lookalikes(rows[0], rows[1:], cosine=0.8, limit=limit)

    group = np.concatenate([rows[:1], rows[1:][found]])
    assert len(set(found.tolist())) == len(found) <= limit
    assert (group @ group.T).min() >= 0.8 - 1e-6


def test_that_the_bound_comes_from_how_much_views_of_one_track_differ() -> None:
    tight, loose = [at(0, 20)] * 20, [at(0, 38)] * 20

    assert abs(alike_cosine(tight) - np.cos(np.radians(20))) < 1e-5
    assert alike_cosine(loose) < alike_cosine(tight)
    assert alike_cosine([at(0, 170)] * 20) == 0.75
    assert alike_cosine([at(0, 170)] * 3 + [at(0)] * 50) == DEFAULT_COSINE

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import Floats
from shared.learning.features import unit_rows
from shared.learning.lookalikes import lookalikes

ORIGIN = np.zeros(2, np.float32)


def at(*degrees: float) -> Floats:
    """Unit rows at angles in the plane."""
    angles = np.radians(np.array(degrees))
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_that_the_most_similar_come_first_and_others_are_left_out() -> None:
    found = lookalikes(at(0)[0], at(20, 5, 90, 10), centre=ORIGIN, cosine=0.9, limit=10)

    assert found.tolist() == [1, 3, 0]


def test_that_no_chain_leads_from_one_thing_to_another() -> None:
    found = lookalikes(at(0)[0], at(-20, 20), centre=ORIGIN, cosine=0.9, limit=10)

    assert len(found) == 1  # each is 20 degrees from the leader, but 40 from the other


@given(seed=st.integers(0, 1000), count=st.integers(0, 40), limit=st.integers(0, 10))
def test_that_any_two_of_a_group_are_alike(seed: int, count: int, limit: int) -> None:
    rng = np.random.default_rng(seed)
    rows = unit_rows((rng.normal(size=(count + 1, 4)) + 1).astype(np.float32))

    found = lookalikes(rows[0], rows[1:], centre=np.zeros(4, np.float32), cosine=0.8, limit=limit)

    group = np.concatenate([rows[:1], rows[1:][found]])
    assert len(set(found.tolist())) == len(found) <= limit
    assert (group @ group.T).min() >= 0.8 - 1e-6


def test_that_what_all_things_have_in_common_makes_none_alike() -> None:
    rng = np.random.default_rng(0)
    common = np.concatenate([np.full(1, 3.0), np.zeros(31)])
    things = rng.normal(0, 0.2, (20, 32)) + common
    views = unit_rows(np.repeat(things, 2, axis=0) + rng.normal(0, 0.02, (40, 32))).astype("f4")

    found = lookalikes(views[0], views[1:], centre=views.mean(axis=0), limit=9)

    assert (views @ views[0]).min() > 0.85
    assert found.tolist() == [0]

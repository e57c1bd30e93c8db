"""Look-alikes among the latest questions, against comparing all of them from scratch."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from operator_gui.station.latest_looks import LatestLooks
from shared.domain import Floats
from shared.learning.features import unit_rows
from shared.learning.lookalikes import lookalikes

CAPACITY = 12


def features_of(seed: int, count: int) -> dict[str, Floats]:
    """Things of three kinds, some of which are nearly the same."""
    rng = np.random.default_rng(seed)
    kinds = rng.normal(size=(3, 8))
    rows = kinds[rng.integers(0, 3, count)] + rng.normal(0, 0.4, (count, 8))
    return {f"q{at}": row for at, row in enumerate(unit_rows(rows.astype(np.float32)))}


@given(
    seed=st.integers(0, 10_000),
    windows=st.lists(st.lists(st.integers(0, 19), max_size=CAPACITY, unique=True), min_size=1),
    has_centre=st.booleans(),
)
def test_that_it_finds_what_comparing_all_would(
    seed: int, windows: list[list[int]], has_centre: bool
) -> None:
    features = features_of(seed, 20)
    looks = LatestLooks(CAPACITY)
    for window in windows:
        latest = [f"q{at}" for at in window]
        looks.follow(latest, features.get)
        for leader_id in ("q0", "q1"):
            leader, others = features[leader_id], [q for q in latest if q != leader_id]
            rows = np.stack([leader, *(features[q] for q in others)])
            centre = np.full(8, 0.1, np.float32) if has_centre else rows.mean(axis=0)
            wanted = lookalikes(leader, rows[1:], centre=centre, limit=5) if others else []

            found = looks.like(leader_id, leader, centre=centre if has_centre else None, limit=5)

            assert found == [others[at] for at in wanted]


def test_that_each_question_is_looked_up_once_while_it_is_among_the_latest() -> None:
    features, asked = features_of(0, 4), []

    def feature_of(query_id: str) -> Floats | None:
        asked.append(query_id)
        return features.get(query_id)

    looks = LatestLooks(CAPACITY)
    looks.follow(["q0", "foreign", "q1"], feature_of)
    looks.follow(["q2", "q0", "foreign", "q1"], feature_of)
    assert sorted(asked) == ["foreign", "q0", "q1", "q2"]
    looks.follow(["q2"], feature_of)
    looks.follow(["q2", "foreign"], feature_of)
    assert asked.count("foreign") == 2

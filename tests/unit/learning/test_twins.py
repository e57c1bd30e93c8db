"""When two robots saw the very same thing."""

import numpy as np

from shared.domain import Floats
from shared.learning.features import unit_rows
from shared.learning.twins import TWIN_COSINE, TWIN_COSINE_ALONE, twins_of

DIM = 64
CENTRE: Floats = unit_rows(np.ones((1, DIM), np.float32))[0]


def at(cosine: float, axis: int = 0) -> Floats:
    """(1, d): so near to the first axis; what it is off by lies along the middle of everything."""
    row = np.zeros((1, DIM), np.float32)
    row[0, 0], row[0, 1 + axis] = cosine, np.sqrt(1.0 - cosine**2)
    return row


THING = at(1.0)


def test_that_only_what_is_near_from_both_ends_is_a_twin() -> None:
    others = np.concatenate([at(0.99), at(TWIN_COSINE + 0.01, 1), at(TWIN_COSINE - 0.01, 2)])
    nothing = np.zeros(DIM, np.float32)
    assert twins_of(THING, others, nothing).tolist() == [0, 1]
    # Where all things are much alike, being alike says little.
    near_all = unit_rows(THING + 5.0 * CENTRE)
    other = unit_rows(at(0.0) + 5.0 * CENTRE)
    assert float((near_all @ other.T)[0, 0]) > TWIN_COSINE
    middle = np.asarray((near_all + other)[0] / 2, np.float32)
    assert twins_of(near_all, other, middle).size == 0


def test_that_one_pair_of_views_is_enough() -> None:
    views = np.concatenate([at(0.2, 3), THING])
    assert twins_of(views, at(0.99), np.zeros(DIM, np.float32)).tolist() == [0]


def test_that_without_a_middle_only_near_duplicates_are_twins() -> None:
    others = np.concatenate([at(TWIN_COSINE_ALONE + 0.01), at(TWIN_COSINE_ALONE - 0.01, 1)])
    assert twins_of(THING, others, None).tolist() == [0]


def test_that_nothing_has_no_twin() -> None:
    none = np.zeros((0, DIM), np.float32)
    assert twins_of(THING, none, None).size == 0
    assert twins_of(THING, none, CENTRE).size == 0

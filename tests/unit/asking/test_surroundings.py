"""What looks alike only because everything here does is told apart."""

import numpy as np

from edge_node.asking.surroundings import LEAST_TRACKS, MAX_TRACKS, Surroundings
from shared.domain import Floats
from shared.learning.features import unit_rows

DIM = 64


def _things(count: int, *, own: float) -> Floats:
    """Unit rows of one common direction and some of their own."""
    rows = own * np.random.default_rng(3).standard_normal((count, DIM))
    rows[:, 0] += 8.0
    return unit_rows(rows.astype(np.float32))


def _seen(rows: Floats) -> Surroundings:
    surroundings = Surroundings()
    for row in rows:
        surroundings.see(row)
    return surroundings


def test_that_what_all_things_have_in_common_does_not_make_two_the_same() -> None:
    things = _things(60, own=0.4)
    one, other = things[-2:]
    assert 0.8 < float(one @ other) < 0.97
    assert _seen(things[:40]).tells_apart(one[None], other)


def test_that_two_views_of_one_thing_stay_together() -> None:
    things = _things(60, own=0.4)
    noise = np.random.default_rng(4).standard_normal(DIM).astype(np.float32)
    again = unit_rows((things[-1] + 0.02 * noise)[None])
    assert not _seen(things[:40]).tells_apart(again, things[-1])
    assert not _seen(things[:40]).tells_apart(np.vstack([things[-2], again[0]]), things[-1])


def test_that_nothing_is_told_apart_while_few_things_were_seen() -> None:
    things = _things(60, own=0.4)
    few = _seen(things[: LEAST_TRACKS - 1])
    assert not few.tells_apart(things[-1][None], things[-2])
    few.see(things[LEAST_TRACKS])
    assert few.tells_apart(things[-1][None], things[-2])


def test_that_near_duplicates_are_the_same_where_all_things_are_of_one_kind() -> None:
    things = _things(60, own=0.1)
    assert float(things[-1] @ things[-2]) > 0.97
    assert not _seen(things[:40]).tells_apart(things[-1][None], things[-2])


def test_that_only_the_latest_things_count_and_none_after_they_were_forgotten() -> None:
    things = _things(60, own=0.4)
    elsewhere = np.roll(things, 1, axis=1)
    seen = _seen(np.concatenate([elsewhere, np.tile(things[:40], (7, 1))[:MAX_TRACKS]]))
    assert seen.tells_apart(things[-1][None], things[-2])
    seen.forget()
    assert not seen.tells_apart(things[-1][None], things[-2])

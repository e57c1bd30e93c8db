"""Switches are counted when an object goes over to another track, and only then."""

from shared.domain import Box
from tests.bench.identity import Seen, count

HERE, BESIDE, FAR = Box(0, 0, 10, 10), Box(2, 0, 12, 10), Box(50, 50, 60, 60)


def test_that_a_track_that_stays_on_its_object_is_no_switch() -> None:
    found = count([Seen({1: HERE}, {7: HERE}), Seen({1: BESIDE}, {7: BESIDE, 8: FAR})])
    assert (found.boxes, found.covered, found.switches, found.tracks) == (2, 2, 0, 1.0)


def test_that_another_track_on_the_object_is_a_switch_even_after_a_gap() -> None:
    gone = Seen({1: HERE}, {7: FAR})
    found = count([Seen({1: HERE}, {7: HERE}), gone, Seen({1: HERE}, {8: HERE})])
    assert (found.covered, found.switches, found.tracks) == (2, 1, 2.0)


def test_that_an_object_keeps_its_track_though_another_fits_better() -> None:
    found = count([Seen({1: HERE}, {7: HERE}), Seen({1: HERE}, {7: BESIDE, 8: HERE})])
    assert found.switches == 0


def test_that_two_objects_that_exchange_their_tracks_switch_twice() -> None:
    found = count(
        [Seen({1: HERE, 2: FAR}, {7: HERE, 8: FAR}), Seen({1: HERE, 2: FAR}, {8: HERE, 7: FAR})]
    )
    assert found.switches == 2

"""A recording's own time only rises, whatever the clock did meanwhile."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_node.recording.reel import LEAP_S, MOMENT_S, UNTIMED_S, Reel, Stretch, lay_out
from edge_node.sources.mcap_summary import ChunkPlace

SECOND = 10**9


def place(start_s: float, end_s: float) -> ChunkPlace:
    return ChunkPlace(0, int(start_s * SECOND), int(end_s * SECOND), frozenset({1}))


def test_that_chunks_follow_one_another_with_their_pauses() -> None:
    laid = lay_out([place(100, 101), place(101.5, 102), place(110, 110)])
    assert [(s.begins_s, s.span_s) for s in laid] == [(0.0, 1.0), (1.5, 0.5), (10.0, 0.0)]
    reel = Reel(laid, frozenset(), frozenset())
    assert reel.length_s == 10.0
    found = [reel.stretch_at(at_s) for at_s in (0.0, 1.2, 1.5, 9.9, 10.0, 99.0)]
    assert found == [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize("start_s", [50.0, 101.0 + LEAP_S + 1])
def test_that_a_clock_that_was_set_is_a_moment(start_s: float) -> None:
    laid = lay_out([place(100, 101), place(start_s, start_s + 1)])
    assert laid[1].begins_s == pytest.approx(1.0 + MOMENT_S)


def test_that_a_chunk_whose_times_make_no_sense_counts_a_second_and_its_frames_lie_evenly() -> None:
    laid = lay_out([place(0, 2e9), place(100, 101)])
    assert (laid[0].span_s, laid[1].begins_s) == (UNTIMED_S, UNTIMED_S + MOMENT_S)
    times_ns = [n * SECOND for n in (0, 7, 2 * 10**9)]
    assert laid[0].positions_s(times_ns) == pytest.approx([0, 1 / 3, 2 / 3])


def test_that_frames_lie_where_they_were_taken() -> None:
    stretch = lay_out([place(100, 101)])[0]
    assert stretch.positions_s([100 * SECOND, 100_250_000_000]) == [0.0, 0.25]
    assert stretch.positions_s([]) == []


@pytest.mark.parametrize("times_s", [(100.0, 100.0), (100.5, 100.2), (99.0, 100.5), (100.0, 102.0)])
def test_that_frames_out_of_time_lie_evenly(times_s: tuple[float, ...]) -> None:
    stretch = Stretch(place(100, 101), 5.0, 1.0, is_timed=True)
    assert stretch.positions_s([int(s * SECOND) for s in times_s]) == [5.0, 5.5]


ANY_NS = st.integers(0, 2**64 - 1)


@given(st.lists(st.tuples(ANY_NS, ANY_NS), min_size=1, max_size=8), st.lists(ANY_NS, max_size=6))
def test_that_whatever_a_file_claims_its_time_rises(
    claimed: list[tuple[int, int]], times_ns: list[int]
) -> None:
    laid = lay_out(ChunkPlace(0, start, end, frozenset()) for start, end in claimed)
    for before, after in itertools.pairwise(laid):
        assert before.begins_s + before.span_s <= after.begins_s
    for stretch in laid:
        positions = stretch.positions_s(times_ns)
        assert positions == sorted(positions)
        assert all(stretch.begins_s <= at <= stretch.begins_s + stretch.span_s for at in positions)

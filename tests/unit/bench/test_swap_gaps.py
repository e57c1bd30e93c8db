"""How the gaps around a swap are told from those that are there anyway."""

import numpy as np
import pytest

from edge_node.bench.swap import longest_gaps
from edge_node.bench.throughput import WARM_UP_FRAMES

FRAMES = WARM_UP_FRAMES + 40


def done_at(gaps_s: list[float]) -> list[float]:
    return [0.0, *np.cumsum(gaps_s).tolist()]


def test_that_a_long_gap_counts_for_the_two_frames_before_it_and_after_it() -> None:
    gaps_s = [0.02] * FRAMES
    late = WARM_UP_FRAMES + 20
    gaps_s[late] = 0.05  # between the frames of these numbers: late, late + 1
    longest = longest_gaps(done_at(gaps_s))
    found = np.flatnonzero(longest > 1.5).tolist()
    assert found == [late - 1, late, late + 1, late + 2]
    assert longest[late] == pytest.approx(2.5)


def test_that_frames_that_come_in_pairs_have_long_gaps_everywhere() -> None:
    longest = longest_gaps(done_at([0.002, 0.038, 0.02] * (FRAMES // 3)))
    assert longest[WARM_UP_FRAMES:-1] == pytest.approx(1.9)


def test_that_a_slow_start_makes_nothing_later_look_short() -> None:
    longest = longest_gaps(done_at([1.0] * WARM_UP_FRAMES + [0.02] * 40))
    assert longest[-1] == pytest.approx(1.0)
    assert longest.size == FRAMES

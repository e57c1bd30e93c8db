"""The space of changes: its corners, its neutral point, and what can still be seen."""

import itertools

import numpy as np
import pytest

from edge_node.synthesis.view_change import DIMS, RANGES, ViewChange


def test_that_every_corner_of_the_cube_is_a_change() -> None:
    for corner in itertools.product((0.0, 1.0), repeat=DIMS):
        change = ViewChange.at(np.array(corner))
        assert 0.0 <= change.visible_share <= 1.0


def test_that_a_point_lies_in_the_ranges_in_their_order() -> None:
    change = ViewChange.at(np.full(DIMS, 0.25))

    for name, (low, high) in RANGES.items():
        assert getattr(change, name) == pytest.approx(low + 0.25 * (high - low))


@pytest.mark.parametrize("name", RANGES)
def test_that_values_beyond_their_range_are_refused_by_name(name: str) -> None:
    low, high = RANGES[name]
    for value in (low - 0.1, high + 0.1, float("nan")):
        with pytest.raises(ValueError, match=f"{name}: expected"):
            ViewChange(**{name: value})


@pytest.mark.parametrize(
    ("change", "share"),
    [
        (ViewChange(), 1.0),
        (ViewChange(scale=0.8), 1.0),
        (ViewChange(covered_share=0.2), 0.8),
        (ViewChange(scale=1.25), 0.64),
        (ViewChange(scale=1.25, covered_share=0.2), 0.512),
        (ViewChange(scale=0.8, covered_share=0.16), 0.75),
    ],
)
def test_that_what_is_cut_off_or_covered_is_not_visible(change: ViewChange, share: float) -> None:
    assert change.visible_share == pytest.approx(share)

"""Boxes are paired where they overlap, one with one, the best sum first."""

import numpy as np
import pytest

from edge_node.association import assign, widened_overlap


def test_that_boxes_side_by_side_overlap_once_they_are_widened() -> None:
    first, second = np.array([[5.0, 5.0, 10.0, 10.0]]), np.array([[15.0, 5.0, 10.0, 10.0]])
    assert widened_overlap(first, second, 0.0)[0, 0] == 0.0
    # Each is 15 wide and high then, and they share 5 by 15.
    assert widened_overlap(first, second, 0.25)[0, 0] == pytest.approx(75 / (2 * 225 - 75))


def test_that_the_best_sum_counts_and_not_the_best_pair() -> None:
    assert assign(np.array([[0.9, 0.8], [0.8, 0.1]])).tolist() == [1, 0]


def test_that_what_is_not_alike_at_all_is_left_alone() -> None:
    assert assign(np.array([[0.0, 0.0], [0.0, 0.4]])).tolist() == [-1, 1]


def test_that_more_rows_than_columns_leave_some_without() -> None:
    assert sorted(assign(np.array([[0.2], [0.7], [0.3]])).tolist()) == [-1, -1, 0]

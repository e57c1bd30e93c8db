"""Means with intervals, areas, and labels needed: checked by hand and against scipy."""

import numpy as np
import pytest
from scipy import stats

from edge_node.simulation.curve import (
    Curve,
    areas,
    labels_needed,
    labels_to_reach,
    labels_where_worse,
    mean_of,
    student_95,
)


def curve(*rows: list[float], labels: tuple[int, ...] = (10, 20, 40)) -> Curve:
    return Curve(np.array(labels), np.array(rows, np.float64))


@pytest.mark.parametrize("freedom", [1, 2, 4, 9, 30, 31, 60, 1000])
def test_that_students_points_are_those_of_scipy(freedom: int) -> None:
    assert student_95(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), abs=2e-3)


def test_that_no_degree_of_freedom_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        student_95(0)


def test_that_a_mean_has_students_interval() -> None:
    values = [0.4, 0.5, 0.9]
    found = mean_of(values)
    low, high = stats.t.interval(0.95, 2, np.mean(values), stats.sem(values))
    assert found.value == pytest.approx(0.6)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-3)


def test_that_one_seed_has_no_interval() -> None:
    assert mean_of([0.5]).low is None
    assert mean_of([0.5]).high is None


def test_that_the_area_is_the_mean_height_over_the_labels() -> None:
    # From 10 to 20 at a mean of 0.3, from 20 to 40 at 0.5: a third and two thirds.
    assert areas(curve([0.2, 0.4, 0.6])) == pytest.approx([0.3 / 3 + 2 * 0.5 / 3])


def test_that_the_area_of_a_single_checkpoint_is_its_height() -> None:
    assert areas(curve([0.7], labels=(10,))) == pytest.approx([0.7])


@pytest.mark.parametrize(
    ("target", "expected"),
    [(0.1, 10.0), (0.2, 10.0), (0.3, 15.0), (0.4, 20.0), (0.5, 30.0), (0.6, 40.0), (0.61, None)],
)
def test_that_labels_are_read_off_between_checkpoints(
    target: float, expected: float | None
) -> None:
    found = labels_to_reach(np.array([10, 20, 40]), np.array([0.2, 0.4, 0.6]), target)
    assert found == (None if expected is None else pytest.approx(expected))


def test_that_the_first_crossing_counts_where_a_curve_falls_again() -> None:
    assert labels_to_reach(np.array([10, 20, 40]), np.array([0.2, 0.8, 0.3]), 0.5) == 15.0


def test_that_labels_needed_are_those_of_the_mean_curve_and_of_each_seed() -> None:
    mine, baseline = (
        curve([0.2, 0.6, 0.6], [0.4, 0.6, 0.8]),
        curve([0.1, 0.2, 0.4], [0.1, 0.4, 0.6]),
    )
    needed = labels_needed(mine, baseline, budget_share=1.0)
    assert needed.target == pytest.approx(0.5)
    assert needed.labels == pytest.approx(10 + 10 * 0.2 / 0.3)
    assert needed.by_seed == pytest.approx((15.0, 20.0))
    assert needed.share == pytest.approx(needed.labels / 40)  # type: ignore[operator]
    assert needed.spread is not None
    assert needed.spread.value == pytest.approx(17.5)


def test_that_half_the_budget_is_half_the_baselines_labels() -> None:
    baseline = curve([0.1, 0.2, 0.4])
    needed = labels_needed(baseline, baseline, budget_share=0.5)
    assert (needed.baseline_labels, needed.target) == (20.0, pytest.approx(0.2))
    assert needed.share == pytest.approx(1.0)


def test_that_a_strategy_which_never_gets_there_has_no_share() -> None:
    needed = labels_needed(curve([0.1, 0.2, 0.3]), curve([0.1, 0.2, 0.4]), budget_share=1.0)
    assert (needed.labels, needed.share, needed.by_seed, needed.spread) == (
        None,
        None,
        (None,),
        None,
    )


def test_that_being_worse_by_more_than_chance_is_noticed_where_it_is() -> None:
    baseline = curve([0.1, 0.5, 0.6], [0.2, 0.5, 0.7], [0.15, 0.5, 0.65])
    mine = curve([0.1, 0.40, 0.7], [0.2, 0.41, 0.8], [0.15, 0.39, 0.6])
    assert labels_where_worse(mine, baseline) == (20,)


def test_that_one_seed_alone_proves_nothing() -> None:
    assert labels_where_worse(curve([0.1, 0.1, 0.1]), curve([0.9, 0.9, 0.9])) == ()


def test_that_values_for_other_checkpoints_are_refused() -> None:
    with pytest.raises(ValueError, match="expected"):
        curve([0.1, 0.2])

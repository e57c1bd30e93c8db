import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.learning.ridge import (
    DEFAULT_REGULARISATION,
    Doubles,
    fit_ridge,
    one_hot,
    row_weights,
    solve_ridge,
)
from tests.unit.learning.samples import random_rows


def refitted(
    features: Floats, labels: Indices, groups: Indices, *, classes: int, regularisation: float
) -> Doubles:
    """Left-out scores the slow way: one fit for every track, each row keeping its weight."""
    weights, targets = row_weights(labels, groups), one_hot(labels, classes)
    scores = np.empty_like(targets)
    for group in np.unique(groups):
        rest = groups != group
        fitted = solve_ridge(
            features[rest], targets[rest], weights[rest], regularisation=regularisation
        )
        scores[~rest] = features[~rest].astype(np.float64) @ fitted
    return scores


@given(
    seed=st.integers(0, 2**32 - 1),
    rows=st.integers(1, 30),
    dim=st.integers(1, 20),
    classes=st.integers(1, 5),
    tracks=st.integers(1, 12),
    regularisation=st.sampled_from((0.03, 0.3, 2.0)),
)
def test_that_leaving_out_tracks_is_exactly_refitting_without_them(
    seed: int, rows: int, dim: int, classes: int, tracks: int, regularisation: float
) -> None:
    features, labels, groups = random_rows(
        np.random.default_rng(seed),
        rows=max(rows, classes),
        dim=dim,
        classes=classes,
        tracks=tracks,
    )

    fit = fit_ridge(features, labels, groups, classes=classes, regularisations=(regularisation,))

    expected = refitted(features, labels, groups, classes=classes, regularisation=regularisation)
    np.testing.assert_allclose(fit.left_out, expected, atol=1e-8)
    np.testing.assert_allclose(
        fit.weights,
        solve_ridge(
            features,
            one_hot(labels, classes),
            row_weights(labels, groups),
            regularisation=regularisation,
        ),
        atol=1e-8,
    )


@given(seed=st.integers(0, 2**32 - 1))
def test_that_the_dual_and_the_primal_problem_agree(seed: int) -> None:
    rng = np.random.default_rng(seed)
    features, labels, groups = random_rows(rng, rows=12, dim=12, classes=3, tracks=5)
    padded = np.concatenate([features, np.zeros((12, 1), np.float32)], axis=1)

    primal = fit_ridge(features, labels, groups, classes=3)
    dual = fit_ridge(padded, labels, groups, classes=3)

    assert primal.regularisation == dual.regularisation
    np.testing.assert_allclose(primal.left_out, dual.left_out, atol=1e-8)
    np.testing.assert_allclose(primal.weights, dual.weights[:12], atol=1e-8)


def test_that_the_regularisation_has_the_least_left_out_error() -> None:
    features, labels, groups = random_rows(
        np.random.default_rng(3), rows=60, dim=8, classes=3, tracks=20
    )
    weights, targets = row_weights(labels, groups), one_hot(labels, 3)
    choices = (0.03, 0.1, 0.3, 1.0)
    errors = [
        weights
        @ np.square(
            refitted(features, labels, groups, classes=3, regularisation=choice) - targets
        ).sum(axis=1)
        for choice in choices
    ]

    fit = fit_ridge(features, labels, groups, classes=3, regularisations=choices)

    assert fit.regularisation == choices[int(np.argmin(errors))]


def test_that_nothing_judged_falls_back_to_the_default_regularisation() -> None:
    features, labels, groups = random_rows(
        np.random.default_rng(4), rows=3, dim=8, classes=3, tracks=3
    )

    fit = fit_ridge(features, labels, groups, classes=3, judged=np.zeros(3, np.bool_))

    assert fit.regularisation == DEFAULT_REGULARISATION


def test_that_no_regularisation_to_choose_from_is_refused() -> None:
    features, labels, groups = random_rows(
        np.random.default_rng(5), rows=4, dim=3, classes=2, tracks=4
    )

    with pytest.raises(ValueError, match="at least one"):
        fit_ridge(features, labels, groups, classes=2, regularisations=())


def test_that_every_track_counts_once_however_many_views_it_has() -> None:
    labels = np.array([0, 0, 0, 0, 1, 1])
    groups = np.array([7, 7, 7, 8, 9, 10])

    weights = row_weights(labels, groups)

    by_track = [weights[groups == group].sum() for group in (7, 8, 9, 10)]
    np.testing.assert_allclose(by_track, 1.0)


def test_that_a_track_of_a_rare_class_counts_more() -> None:
    labels = np.array([0, 0, 0, 0, 1])

    weights = row_weights(labels, np.arange(5))

    assert weights.sum() == pytest.approx(5.0)
    assert weights[4] / weights[0] == pytest.approx(2.0)


def test_that_the_inputs_are_left_alone() -> None:
    features, labels, groups = random_rows(
        np.random.default_rng(6), rows=9, dim=4, classes=2, tracks=5
    )
    for array in (features, labels, groups):
        array.setflags(write=False)

    fit_ridge(features, labels, groups, classes=2)

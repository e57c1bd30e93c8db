import numpy as np
import pytest

from shared.domain import Floats
from shared.learning.calibration import softmax
from shared.learning.dataset import Indices
from shared.learning.ridge import Doubles, one_hot, row_weights, solve_ridge
from shared.learning.self_training import (
    FOLDS,
    UNLABELLED_WEIGHT,
    SelfTraining,
    known_shares,
    self_train,
    track_folds,
)
from tests.unit.learning.samples import random_rows

CLASSES, REGULARISATION, TEMPERATURE = 4, 0.1, 0.2
Rows = tuple[Floats, Indices, Indices]


def trained(rows: Rows, unlabelled: Floats, known: Doubles) -> SelfTraining:
    return self_train(
        *rows,
        unlabelled=unlabelled,
        known=known,
        classes=CLASSES,
        regularisation=REGULARISATION,
        temperature=TEMPERATURE,
    )


def fitted_twice(
    rows: Rows, kept: Indices, unlabelled: Floats, known: Doubles
) -> tuple[Doubles, Doubles]:
    """The plain weights and those with the unlabelled rows, by the textbook."""
    features, labels, groups = rows
    targets, weights = one_hot(labels, CLASSES)[kept], row_weights(labels, groups)[kept]
    plain = solve_ridge(features[kept], targets, weights, regularisation=REGULARISATION)
    soft = softmax(unlabelled @ plain, TEMPERATURE)
    helped = solve_ridge(
        np.concatenate([features[kept], unlabelled]),
        np.concatenate([targets, known[:, None] * soft]),
        np.concatenate([weights, UNLABELLED_WEIGHT * soft.max(axis=1) ** 2]),
        regularisation=REGULARISATION,
    )
    return plain, helped


@pytest.mark.parametrize(("count", "dim"), [(60, 30), (20, 50)])
def test_that_it_equals_fitting_twice_and_again_for_every_fold(count: int, dim: int) -> None:
    rng = np.random.default_rng(0)
    rows = random_rows(rng, rows=count, dim=dim, classes=CLASSES, tracks=14)
    unlabelled = random_rows(rng, rows=25, dim=dim, classes=1, tracks=1)[0]
    known = rng.random(25)
    known[:5] = 0.0
    folds = track_folds(rows[1], rows[2])

    found = trained(rows, unlabelled, known)

    whole = fitted_twice(rows, np.arange(count), unlabelled, known)[1]
    np.testing.assert_allclose(found.weights, whole, atol=1e-6)
    for fold in range(FOLDS):
        out = np.flatnonzero(folds == fold)
        plain, helped = fitted_twice(rows, np.flatnonzero(folds != fold), unlabelled, known)
        np.testing.assert_allclose(found.plain_left_out[out], rows[0][out] @ plain, atol=1e-6)
        np.testing.assert_allclose(found.left_out[out], rows[0][out] @ helped, atol=1e-6)


def test_that_strangers_are_drawn_towards_no_class_and_things_known_to_theirs() -> None:
    rng = np.random.default_rng(1)
    rows = random_rows(rng, rows=40, dim=20, classes=CLASSES, tracks=20)
    unlabelled = random_rows(rng, rows=10, dim=20, classes=1, tracks=1)[0]

    plain = fitted_twice(rows, np.arange(40), unlabelled, np.ones(10))[0]
    strange = trained(rows, unlabelled, np.zeros(10)).weights
    familiar = trained(rows, unlabelled, np.ones(10)).weights

    lengths = [np.abs(unlabelled @ weights).sum() for weights in (strange, plain, familiar)]
    assert lengths[0] < 0.9 * lengths[1]
    assert (unlabelled @ familiar).sum() > 2.0 * (unlabelled @ strange).sum() > 0.0


def test_that_what_is_as_familiar_as_most_is_known_and_the_strangest_is_not() -> None:
    novelty = np.array([0.0, 0.5, 0.75, 1.0], dtype=np.float32)

    assert known_shares(novelty).tolist() == [1.0, 1.0, 0.5, 0.0]


def test_that_folds_leave_out_whole_tracks_and_no_class_at_once() -> None:
    labels = np.repeat(np.arange(5), 6)
    groups = np.arange(30) // 3

    folds = track_folds(labels, groups)

    assert set(folds.tolist()) == set(range(FOLDS))
    assert all(np.unique(folds[groups == group]).size == 1 for group in range(10))
    assert all(np.unique(folds[labels == label]).size == 2 for label in range(5))


def test_that_fewer_tracks_than_folds_are_left_out_one_by_one() -> None:
    folds = track_folds(np.array([0, 0, 1]), np.array([7, 7, 9]))

    assert folds.tolist() == [0, 0, 1]

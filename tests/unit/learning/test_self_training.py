import numpy as np
import pytest

from shared.domain import Floats
from shared.learning.calibration import known_scores, softmax
from shared.learning.dataset import Indices
from shared.learning.familiarity import Familiarity, LearnedFamiliarity, learn_familiarity
from shared.learning.judgement import Judgement, TrackIndex
from shared.learning.ridge import Doubles, fit_ridge, one_hot, row_weights, solve_ridge
from shared.learning.self_training import (
    UNLABELLED_WEIGHT,
    SelfTraining,
    known_shares,
    self_train,
)
from shared.selection.novelty import novelty
from tests.unit.learning.samples import random_rows

CLASSES, REGULARISATION = 4, 0.1
Rows = tuple[Floats, Indices, Indices]


def learned_from(rows: Rows) -> tuple[Judgement, LearnedFamiliarity]:
    """What a head knows before it looks at unlabelled rows."""
    labels, groups = rows[1:]
    index = TrackIndex.of(labels, groups)
    fit = fit_ridge(*rows, classes=CLASSES, regularisations=(REGULARISATION,))
    learned = learn_familiarity(*rows, classes=CLASSES)
    return Judgement.of(index, labels, fit.left_out, learned.left_out), learned


def trained(
    rows: Rows, unlabelled: Floats, plain: Judgement, learned: LearnedFamiliarity
) -> SelfTraining:
    return self_train(
        *rows,
        unlabelled=unlabelled,
        classes=CLASSES,
        regularisation=REGULARISATION,
        plain=plain,
        learned=learned,
    )


def fitted_twice(
    rows: Rows, kept: Indices, unlabelled: Floats, plain: Judgement, familiarity: Familiarity
) -> tuple[Doubles, Doubles]:
    """The plain weights and those with the unlabelled rows, by the textbook."""
    features, labels, groups = rows
    targets, weights = one_hot(labels, CLASSES)[kept], row_weights(labels, groups)[kept]
    first = solve_ridge(features[kept], targets, weights, regularisation=REGULARISATION)
    scores = unlabelled @ first
    soft = softmax(scores, plain.temperature)
    tops = scores.max(axis=1) + familiarity.of(unlabelled)
    tops -= plain.class_shifts[scores.argmax(axis=1)]
    strangeness = novelty(tops.astype(np.float32), known_scores(plain.top_scores))
    second = solve_ridge(
        np.concatenate([features[kept], unlabelled]),
        np.concatenate([targets, known_shares(strangeness)[:, None] * soft]),
        np.concatenate([weights, UNLABELLED_WEIGHT * soft.max(axis=1) ** 2]),
        regularisation=REGULARISATION,
    )
    return first, second


@pytest.mark.parametrize(("count", "dim"), [(60, 30), (20, 50)])
def test_that_it_equals_fitting_twice_and_again_for_every_fold(count: int, dim: int) -> None:
    rng = np.random.default_rng(0)
    rows = random_rows(rng, rows=count, dim=dim, classes=CLASSES, tracks=14)
    unlabelled = random_rows(rng, rows=25, dim=dim, classes=1, tracks=1)[0]
    plain, learned = learned_from(rows)

    found = trained(rows, unlabelled, plain, learned)

    whole = fitted_twice(rows, np.arange(count), unlabelled, plain, learned.whole)[1]
    np.testing.assert_allclose(found.weights, whole, atol=1e-5)
    for number, familiarity in enumerate(learned.parts):
        out, kept = (
            np.flatnonzero(mask) for mask in (learned.part == number, learned.part != number)
        )
        first, second = fitted_twice(rows, kept, unlabelled, plain, familiarity)
        np.testing.assert_allclose(found.plain_left_out[out], rows[0][out] @ first, atol=1e-5)
        np.testing.assert_allclose(found.left_out[out], rows[0][out] @ second, atol=1e-5)


def test_that_whole_tracks_are_left_out() -> None:
    rows = random_rows(np.random.default_rng(2), rows=60, dim=20, classes=CLASSES, tracks=12)

    part = learned_from(rows)[1].part

    assert set(part.tolist()) == set(range(5))
    assert all(np.unique(part[rows[2] == group]).size == 1 for group in np.unique(rows[2]))


def test_that_strangers_are_drawn_to_no_class() -> None:
    rng = np.random.default_rng(1)
    rows = random_rows(rng, rows=40, dim=20, classes=CLASSES, tracks=20)
    unlabelled = random_rows(rng, rows=10, dim=20, classes=1, tracks=1)[0]
    plain, learned = learned_from(rows)
    nothing_is_known = Judgement(
        temperature=plain.temperature,
        class_shifts=plain.class_shifts,
        labels=plain.labels,
        groups=plain.groups,
        probabilities=plain.probabilities,
        true_probabilities=plain.true_probabilities,
        top_scores=plain.top_scores + 100.0,
    )

    first = fitted_twice(rows, np.arange(40), unlabelled, plain, learned.whole)[0]
    strange = trained(rows, unlabelled, nothing_is_known, learned).weights

    assert np.abs(unlabelled @ strange).sum() < 0.95 * np.abs(unlabelled @ first).sum()


def test_that_what_is_as_familiar_as_most_is_known_and_the_strangest_is_not() -> None:
    strangeness = np.array([0.0, 0.5, 0.75, 1.0], dtype=np.float32)

    assert known_shares(strangeness).tolist() == [1.0, 1.0, 0.5, 0.0]

"""What every kind of head promises, and how they are compared."""

from dataclasses import replace

import numpy as np
import pytest

from operator_gui.evaluation.crossing import crossed
from operator_gui.evaluation.heads import KINDS, kinds_of
from shared.errors import UsageError
from shared.learning.dataset import TrainingSet
from shared.learning.made_views import only_seen
from tests.unit.learning.samples import training_set


@pytest.mark.parametrize("name", KINDS)
def test_that_a_kind_names_what_it_was_taught(name: str) -> None:
    views = training_set(classes=4, tracks_per_class=5)
    head = KINDS[name].fit(views)
    probabilities, tops = head.say(views.embeddings)
    assert head.class_names == views.class_names
    assert (probabilities.shape, tops.shape) == ((40, 4), (40,))
    assert probabilities.dtype == tops.dtype == np.float32
    np.testing.assert_allclose(probabilities.sum(axis=1), 1.0, atol=1e-5)
    assert np.mean(probabilities.argmax(axis=1) == views.labels) > 0.9
    strange = np.abs(np.random.default_rng(1).normal(3.0, 3.0, (40, 24))).astype(np.float32)
    assert np.median(head.say(strange)[1]) < np.median(tops)


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("classes", [1, 2])
def test_that_few_classes_are_no_special_case_outside(name: str, classes: int) -> None:
    views = training_set(classes=classes, tracks_per_class=3)
    probabilities, tops = KINDS[name].fit(views).say(views.embeddings[:0])
    assert (probabilities.shape, tops.shape) == ((0, classes), (0,))
    probabilities, _ = KINDS[name].fit(views).say(views.embeddings)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1.0, atol=1e-5)


@pytest.mark.parametrize("name", KINDS)
def test_that_a_feature_that_is_nothing_throughout_a_class_is_no_matter(name: str) -> None:
    views = training_set(classes=3, tracks_per_class=4)
    embeddings = views.embeddings.copy()
    embeddings[:, 0] = 0.0
    flat = replace(views, embeddings=embeddings)
    assert KINDS[name].fit(flat).class_names == views.class_names


def test_that_an_unknown_kind_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UsageError, match="no head 'svm'; there are ridge, logistic, nearest_mean"):
        kinds_of(["ridge", "svm"])


@pytest.mark.parametrize("name", KINDS)
def test_that_what_is_easy_is_named_rightly_without_having_been_seen(name: str) -> None:
    found = crossed(KINDS[name], training_set(classes=5, tracks_per_class=6), seed=0)
    assert found.accuracy is not None
    assert found.accuracy.total == 30
    assert found.accuracy.value > 0.8
    assert found.separation is not None
    assert found.separation > 0.6
    assert found.train_s > 0.0


def test_that_labels_by_lot_are_named_by_chance() -> None:
    views = training_set(classes=5, tracks_per_class=12)
    by_lot = TrainingSet(
        embeddings=views.embeddings,
        labels=np.repeat(np.random.default_rng(0).permutation(np.arange(60) % 5), 2),
        groups=views.groups,
        class_names=views.class_names,
        view_ids=views.view_ids,
    )
    found = crossed(KINDS["ridge"], by_lot, seed=0)
    assert found.accuracy is not None
    assert found.accuracy.low < 0.2


def test_that_tracks_of_single_ones_and_made_views_are_not_judged() -> None:
    views = training_set(classes=3, tracks_per_class=4)
    made = np.arange(24) % 2 == 1
    with_made = TrainingSet(
        embeddings=views.embeddings,
        labels=views.labels,
        groups=views.groups,
        class_names=views.class_names,
        view_ids=views.view_ids,
        made=made,
    )
    found = crossed(KINDS["nearest_mean"], with_made, seed=0)
    assert found.accuracy is not None
    assert found.accuracy.total == only_seen(with_made).tracks
    single = crossed(KINDS["ridge"], training_set(classes=3, tracks_per_class=1), seed=0)
    assert (single.accuracy, single.separation) == (None, None)

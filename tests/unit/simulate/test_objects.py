"""Objects as vectors: views averaged, parts taken, answers turned into a training set."""

import numpy as np
import pytest

from edge_node.simulation.objects import Objects, class_columns
from tests.unit.simulate.made_up import objects


def test_that_values_are_averaged_over_the_views_of_each_object() -> None:
    some = Objects(
        embeddings=np.ones((3, 2), np.float32),
        owners=np.array([0, 0, 1]),
        labels=np.array([0, 1]),
        class_names=("a", "b"),
    )
    values = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], np.float32)
    assert some.mean_over_views(values).tolist() == [[2.0, 3.0], [5.0, 6.0]]


def test_that_features_are_one_unit_row_an_object() -> None:
    some = objects(views=3)
    assert some.features.shape == (len(some), 16)
    assert np.linalg.norm(some.features, axis=1) == pytest.approx(np.ones(len(some)))


def test_that_some_objects_keep_their_views_in_the_order_asked_for() -> None:
    some = objects(views=2)
    taken = some.take(np.array([5, 1]))
    assert taken.owners.tolist() == [0, 0, 1, 1]
    assert np.array_equal(taken.embeddings[:2], some.embeddings[10:12])
    assert np.array_equal(taken.embeddings[2:], some.embeddings[2:4])
    assert taken.labels.tolist() == [some.labels[5], some.labels[1]]


def test_that_a_training_set_has_the_answers_and_only_the_classes_among_them() -> None:
    some = objects(views=2, classes=3)
    answers = some.labels.copy()
    answers[4] = 2
    taught = some.labelled(np.array([0, 4]), answers)
    assert taught.class_names == ("class 0", "class 2")
    assert taught.labels.tolist() == [0, 0, 1, 1]
    assert taught.tracks == 2


def test_that_columns_are_found_by_name() -> None:
    assert class_columns(("c", "a"), ("a", "b", "c")).tolist() == [2, 0]


def test_that_drawn_views_are_of_as_many_of_the_objects_as_wanted() -> None:
    some = objects(views=3)
    drawn = some.drawn_views(np.array([4, 9, 2]), 2, np.random.default_rng(0))
    owners = {
        int(some.owners[np.flatnonzero((some.embeddings == row).all(axis=1))[0]]) for row in drawn
    }
    assert len(owners) == 2
    assert owners < {2, 4, 9}
    assert some.drawn_views(np.array([4]), 400, np.random.default_rng(0)).shape[0] == 1

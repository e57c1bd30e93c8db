import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.learning.committee import disagreement, train_committee
from shared.learning.features import normalise
from tests.unit.learning.samples import training_set


def votes(*members: list[list[float]]) -> np.ndarray:
    return np.asarray(members, dtype=np.float32)


def test_that_members_who_say_the_same_do_not_disagree() -> None:
    one = [[0.7, 0.2, 0.1], [0.0, 1.0, 0.0]]

    np.testing.assert_allclose(disagreement(votes(one, one, one)), 0.0, atol=1e-6)


def test_that_members_who_are_sure_of_different_classes_disagree_fully() -> None:
    sure = votes([[1.0, 0.0, 0.0]], [[0.0, 1.0, 0.0]], [[0.0, 0.0, 1.0]])

    assert disagreement(sure)[0] == pytest.approx(1.0)


def test_that_unsure_members_who_agree_do_not_disagree() -> None:
    flat, torn = [[0.5, 0.5]], ([[0.9, 0.1]], [[0.1, 0.9]])

    assert disagreement(votes(flat, flat))[0] < disagreement(votes(*torn))[0]


@pytest.mark.parametrize("shape", [(1, 4, 3), (5, 4, 1), (3, 0, 2)])
def test_that_those_who_cannot_differ_do_not(shape: tuple[int, int, int]) -> None:
    found = disagreement(np.full(shape, 1.0 / shape[2], np.float32))

    assert found.shape == (shape[1],)
    assert not found.any()


@given(st.integers(0, 2**32 - 1), st.integers(2, 6), st.integers(2, 8))
def test_that_it_is_between_nought_and_one(seed: int, members: int, classes: int) -> None:
    rng = np.random.default_rng(seed)
    drawn = rng.dirichlet(np.full(classes, 0.1), size=(members, 20)).astype(np.float32)

    found = disagreement(drawn)

    assert found.dtype == np.float32
    assert ((found >= 0.0) & (found <= 1.0)).all()


def test_that_a_committee_depends_on_nothing_but_its_generator() -> None:
    views = training_set(classes=3, tracks_per_class=2)
    first, second = (
        train_committee(
            normalise(views.embeddings),
            views.labels,
            views.groups,
            classes=3,
            regularisation=0.1,
            members=4,
            rng=np.random.default_rng(8),
        )
        for _ in range(2)
    )

    assert (len(first), first.weights.shape) == (4, (4, 6, 3))
    np.testing.assert_array_equal(first.weights, second.weights)
    np.testing.assert_array_equal(first.subspaces, second.subspaces)


def test_that_members_see_different_features_and_know_the_classes() -> None:
    views = training_set(classes=3, tracks_per_class=4, dim=64, spread=0.1)
    features = normalise(views.embeddings)

    committee = train_committee(
        features,
        views.labels,
        views.groups,
        classes=3,
        regularisation=0.1,
        members=3,
        rng=np.random.default_rng(0),
    )

    assert len({tuple(subspace) for subspace in committee.subspaces}) == 3
    for member in committee.probabilities(features, 0.1):
        assert (member.argmax(axis=1) == views.labels).all()

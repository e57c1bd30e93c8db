"""Tracks of one session are left out together, where there are sessions enough."""

import numpy as np
import pytest

from shared.domain import Floats
from shared.errors import LearningError
from shared.learning.dataset import Indices, TrainingSet
from shared.learning.head import TrainedHead, train_head
from shared.learning.judgement import left_out_together
from shared.learning.ridge import fit_ridge, one_hot, row_weights, solve_ridge
from tests.unit.learning.samples import random_rows


def numbers(*values: int) -> Indices:
    return np.array(values, np.int64)


def test_that_a_session_with_several_classes_is_left_out_whole() -> None:
    together = left_out_together(
        numbers(0, 1, 0, 1, 0, 1), numbers(0, 1, 2, 3, 4, 5), numbers(7, 7, 8, 8, 9, 9)
    )

    assert together is not None
    assert (together[:, None] == together[None, :]).sum(axis=1).tolist() == [2] * 6


def test_that_two_sessions_are_too_few() -> None:
    assert left_out_together(numbers(0, 1, 0, 1), numbers(0, 1, 2, 3), numbers(7, 7, 8, 8)) is None


def test_that_sessions_of_one_class_say_nothing_of_sessions() -> None:
    labels, groups = numbers(0, 0, 1, 1, 2, 2), numbers(0, 1, 2, 3, 4, 5)

    assert left_out_together(labels, groups, numbers(7, 7, 8, 8, 9, 9)) is None


def test_that_what_only_one_session_saw_is_left_out_by_track() -> None:
    together = left_out_together(
        numbers(0, 1, 2, 2, 0, 1, 0, 1),
        numbers(0, 1, 2, 3, 4, 5, 6, 7),
        numbers(7, 7, 7, 7, 8, 8, 9, 9),
    )

    assert together is not None
    assert together[0] == together[1]
    assert len({int(together[0]), int(together[2]), int(together[3])}) == 3


def test_that_a_session_with_most_tracks_is_never_left_out_whole() -> None:
    labels = numbers(0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1)
    sessions = numbers(*[7] * 8, 8, 8, 9, 9, 10, 10)

    together = left_out_together(labels, np.arange(14), sessions)

    assert together is not None
    assert len(set(together[:8].tolist())) == 8
    assert together[8] == together[9]


@pytest.mark.parametrize("dim", [4, 40])
def test_that_leaving_out_a_session_is_refitting_without_it(dim: int) -> None:
    features, labels, groups = random_rows(
        np.random.default_rng(1), rows=30, dim=dim, classes=3, tracks=15
    )
    sessions = groups % 3

    fit = fit_ridge(features, labels, groups, classes=3, apart=sessions)

    weights, targets = row_weights(labels, groups), one_hot(labels, 3)
    for session in range(3):
        rest = sessions != session
        refitted = solve_ridge(
            features[rest], targets[rest], weights[rest], regularisation=fit.regularisation
        )
        np.testing.assert_allclose(
            fit.left_out[~rest], features[~rest].astype(np.float64) @ refitted, atol=1e-8
        )


def seen_again(*, sessions: bool) -> TrainingSet:
    """Four sessions with light of their own, in each of which every object is met in two tracks."""
    rng = np.random.default_rng(2)
    classes, dim = rng.uniform(0.0, 1.0, (3, 40)), 40
    rows: list[Floats] = []
    labels, session_of = [], []
    for session in range(4):
        light = rng.normal(0.0, 0.3, dim)
        for number in range(12):
            thing = classes[number % 3] + light + rng.normal(0.0, 0.8, dim)
            rows += [thing + rng.normal(0.0, 0.05, dim) for _ in range(2)]
            labels += [number % 3] * 2
            session_of += [session] * 2
    count = len(rows)
    return TrainingSet(
        embeddings=np.asarray(rows, np.float32),
        labels=numbers(*labels),
        groups=np.arange(count),
        class_names=("a", "b", "c"),
        view_ids=tuple(map(str, range(count))),
        sessions=numbers(*session_of) if sessions else None,
    )


def test_that_an_object_met_twice_in_a_session_does_not_vouch_for_itself() -> None:
    def head(*, sessions: bool) -> TrainedHead:
        views = seen_again(sessions=sessions)
        return train_head(views, risk=0.1, rng=np.random.default_rng(0))

    by_track, by_session = head(sessions=False), head(sessions=True)

    assert by_track.accuracy is not None
    assert by_session.accuracy is not None
    assert by_track.accuracy.value > 0.95
    assert by_session.accuracy.value < 0.85
    assert by_session.conformal_threshold < by_track.conformal_threshold
    assert np.mean(by_session.known_scores) < np.mean(by_track.known_scores)
    assert by_session.regularisation > by_track.regularisation


def test_that_a_track_is_of_one_session() -> None:
    with pytest.raises(LearningError, match="sessions"):
        TrainingSet.of_names(
            embeddings=np.ones((2, 3), np.float32),
            names=("a", "a"),
            track_ids=("t", "t"),
            view_ids=("1", "2"),
            session_ids=("monday", "tuesday"),
        )


def test_that_the_revision_knows_sessions_and_not_their_numbers() -> None:
    def revision(*session_ids: str) -> str:
        return TrainingSet.of_names(
            embeddings=np.ones((3, 3), np.float32),
            names=("a", "a", "b"),
            track_ids=("1", "2", "3"),
            view_ids=("1", "2", "3"),
            session_ids=session_ids or None,
        ).revision

    assert revision("x", "y", "y") == revision("q", "b", "b")
    assert len({revision(), revision("x", "x", "x"), revision("x", "y", "y")}) == 3

from dataclasses import replace

import numpy as np
import pytest

from shared.errors import LearningError
from shared.learning.dataset import TrainingSet
from shared.learning.features import normalise
from shared.learning.head import TrainedHead, apply_head, train_head
from shared.learning.head_graph import build_head_graph
from shared.learning.ridge import one_hot, solve_ridge
from shared.learning.running_head import RunningHead, TrackChange, learn, running_head
from shared.selection.novelty import novelty
from tests.unit.learning.samples import training_set

VIEWS = 2


def trained(views: TrainingSet, *, unlabelled: np.ndarray | None = None) -> TrainedHead:
    return train_head(
        views, risk=0.05, members=3, rng=np.random.default_rng(0), unlabelled=unlabelled
    )


def track_ids(views: TrainingSet) -> list[str]:
    return [f"track {group}" for group in views.groups]


def running_on(views: TrainingSet) -> RunningHead:
    return running_head(trained(views), views, track_ids(views))


def part_of(views: TrainingSet, rows: np.ndarray) -> TrainingSet:
    """Only these rows; every class has to keep one."""
    return TrainingSet(
        embeddings=views.embeddings[rows],
        labels=views.labels[rows],
        groups=views.groups[rows],
        class_names=views.class_names,
        view_ids=tuple(np.array(views.view_ids)[rows]),
    )


def without_track(views: TrainingSet, group: int) -> tuple[TrainingSet, TrackChange]:
    """The set without a track, and what teaches it again."""
    rows = views.groups == group
    name = views.class_names[views.labels[rows][0]]
    change = TrackChange(f"track {group}", views.embeddings[rows], name)
    return part_of(views, ~rows), change


def fit_of(running: RunningHead, views: TrainingSet) -> np.ndarray:
    """The closed form on these views with the weights that the running head gives each track."""
    weights = np.array([running.taught[track].weight / VIEWS for track in track_ids(views)])
    columns = [running.head.class_names.index(views.class_names[i]) for i in views.labels]
    targets = one_hot(np.array(columns), len(running.head.class_names))
    return solve_ridge(
        normalise(views.embeddings),
        targets,
        weights,
        regularisation=running.head.regularisation,
    )


@pytest.fixture
def views() -> TrainingSet:
    return training_set(classes=5, tracks_per_class=8)


def test_that_nothing_new_leaves_the_head_as_it_was_trained(views: TrainingSet) -> None:
    head = trained(views)
    kept = learn(running_head(head, views, track_ids(views)), []).head
    np.testing.assert_allclose(kept.weights, head.weights, atol=1e-5)
    np.testing.assert_allclose(kept.members, head.members, atol=1e-5)
    said, was = (apply_head(one, views.embeddings) for one in (kept, head))
    np.testing.assert_allclose(said.top_scores, was.top_scores, atol=1e-4)
    np.testing.assert_allclose(said.votes, was.votes, atol=1e-4)


def test_that_a_track_that_comes_makes_the_closed_form_of_all(views: TrainingSet) -> None:
    fewer, change = without_track(views, 11)
    running = learn(running_on(fewer), [change])
    np.testing.assert_allclose(running.ridge.weights, fit_of(running, views), atol=1e-8)
    assert running.head.tracks == views.tracks
    assert running.head.labels == len(views)


def test_that_the_committee_takes_the_track_in_as_well(views: TrainingSet) -> None:
    fewer, change = without_track(views, 11)
    running = running_on(fewer)
    after = learn(running, [change])
    features = normalise(views.embeddings)
    committee = after.head.committee
    weights = np.array([after.taught[track].weight / VIEWS for track in track_ids(views)])
    for subspace, found in zip(committee.subspaces, committee.weights, strict=True):
        scale = np.float32(np.sqrt(views.dim / subspace.size))
        fitted = scale * solve_ridge(
            features[:, subspace] * scale,
            one_hot(views.labels, 5),
            weights,
            regularisation=after.head.regularisation,
        )
        np.testing.assert_allclose(found, fitted, atol=1e-5)


def test_that_a_correction_leaves_no_trace_of_the_wrong_name(views: TrainingSet) -> None:
    fewer, right = without_track(views, 3)
    running = learn(running_on(fewer), [replace(right, class_name="class 4")])
    corrected = learn(running, [right])
    np.testing.assert_allclose(corrected.ridge.weights, fit_of(corrected, views), atol=1e-8)
    assert corrected.taught["track 3"].class_name == right.class_name
    assert corrected.head.tracks == views.tracks


def test_that_a_track_taught_by_the_full_training_can_be_taken_back(views: TrainingSet) -> None:
    fewer, change = without_track(views, 20)
    running = learn(running_on(views), [replace(change, class_name="")])
    assert "track 20" not in running.taught
    np.testing.assert_allclose(running.ridge.weights, fit_of(running, fewer), atol=1e-8)


def test_that_a_new_name_is_a_class_at_once_and_is_familiar(views: TrainingSet) -> None:
    others = training_set(classes=6, tracks_per_class=8)
    is_known = others.labels < 5
    running = running_on(
        TrainingSet(
            embeddings=others.embeddings[is_known],
            labels=others.labels[is_known],
            groups=others.groups[is_known],
            class_names=others.class_names[:5],
            view_ids=tuple(np.array(others.view_ids)[is_known]),
        )
    )
    stranger = others.embeddings[others.groups == 40]
    before = running.head
    after = learn(running, [TrackChange("track 40", stranger, "stapler")]).head
    was, said = (apply_head(head, stranger) for head in (before, after))
    assert novelty(was.top_scores, before.known_scores).min() > 0.9
    assert novelty(said.top_scores, after.known_scores).max() < 0.5
    assert [after.class_names[i] for i in said.probabilities.argmax(axis=1)] == ["stapler"] * 2
    assert said.votes.shape == (3, 2, 6)
    again = stranger + np.random.default_rng(1).normal(0.0, 0.1, stranger.shape)
    seen_again = apply_head(after, again.astype(np.float32))
    assert novelty(seen_again.top_scores, after.known_scores).max() < 0.5


def test_that_a_class_goes_with_its_last_track(views: TrainingSet) -> None:
    running = running_on(views)
    look = training_set(classes=7, tracks_per_class=1).embeddings[-2:]
    misspelt = learn(running, [TrackChange("new", look, "staplr")])
    assert misspelt.head.class_names[-1] == "staplr"
    mended = learn(misspelt, [TrackChange("new", look, "stapler")]).head
    assert mended.class_names == (*views.class_names, "stapler")
    gone = learn(misspelt, [TrackChange("new", look, "")]).head
    assert gone.class_names == views.class_names
    np.testing.assert_allclose(gone.weights, running.head.weights, atol=1e-5)
    build_head_graph(gone)


def test_that_the_last_label_is_not_taken_back() -> None:
    one = training_set(classes=1, tracks_per_class=1)
    with pytest.raises(LearningError, match="no label"):
        learn(running_on(one), [TrackChange("track 0", one.embeddings, "")])


def test_that_a_track_with_made_views_is_left_to_the_full_training(views: TrainingSet) -> None:
    made = np.arange(len(views)) == 1
    running = running_head(trained(views), replace(views, made=made), track_ids(views))
    assert running.fixed == {"track 0"}
    assert "track 1" in running.taught
    with pytest.raises(LearningError, match="track 0 cannot be taken back"):
        learn(running, [TrackChange("track 0", views.embeddings[:2], "class 1")])


def test_that_every_step_names_another_set_of_labels(views: TrainingSet) -> None:
    fewer, change = without_track(views, 3)
    running = running_on(fewer)
    first = learn(running, [change]).head.dataset_revision
    other = learn(running, [replace(change, class_name="class 1")]).head.dataset_revision
    assert len({running.head.dataset_revision, first, other}) == 3
    assert learn(running, [change]).head.dataset_revision == first


def test_that_what_the_unlabelled_taught_stays() -> None:
    views = training_set(classes=4, tracks_per_class=6, spread=1.5, seed=4)
    more = training_set(classes=4, tracks_per_class=40, spread=1.5, seed=4).embeddings
    head = replace(trained(views), unlabelled=len(more), weights=trained(views).weights * 0.5)
    kept = learn(running_head(head, views, track_ids(views)), []).head
    np.testing.assert_allclose(kept.weights, head.weights, atol=1e-6)

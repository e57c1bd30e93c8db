import numpy as np
import pytest

from shared.learning.dataset import TrainingSet
from shared.learning.head import TrainedHead, apply_head, train_head
from shared.selection.novelty import novelty
from tests.unit.learning.samples import training_set


def trained(views: TrainingSet, *, risk: float = 0.1, members: int = 3) -> TrainedHead:
    return train_head(views, risk=risk, members=members, rng=np.random.default_rng(0))


def test_that_what_was_taught_is_recognised() -> None:
    views = training_set(classes=4, tracks_per_class=6)

    head = trained(views)

    said = apply_head(head, views.embeddings)
    assert (said.probabilities.argmax(axis=1) == views.labels).all()
    np.testing.assert_allclose(said.probabilities.sum(axis=1), 1.0, atol=1e-5)


def test_that_accuracy_counts_tracks_and_not_views() -> None:
    head = trained(training_set(classes=3, tracks_per_class=5, views_per_track=4))

    assert head.accuracy is not None
    assert (head.labels, head.tracks, head.accuracy.total) == (60, 15, 15)
    assert [share.total for share in head.class_accuracies if share is not None] == [5, 5, 5]


def test_that_left_out_accuracy_is_no_better_than_chance_where_names_mean_nothing() -> None:
    views = training_set(classes=1, tracks_per_class=200, views_per_track=3)
    names = np.random.default_rng(1).integers(0, 2, 200).repeat(3)
    senseless = TrainingSet(
        embeddings=views.embeddings,
        labels=names,
        groups=views.groups,
        class_names=("a", "b"),
        view_ids=views.view_ids,
    )

    accuracy = trained(senseless).accuracy

    assert accuracy is not None
    assert accuracy.value < 0.6


def test_that_one_view_of_one_thing_is_enough() -> None:
    views = training_set(classes=1, tracks_per_class=1, views_per_track=1)

    head = trained(views)

    said = apply_head(head, views.embeddings)
    assert said.probabilities.tolist() == [[1.0]]
    assert said.disagreement.tolist() == [0.0]
    assert (head.accuracy, head.class_accuracies) == (None, (None,))
    assert (head.conformal_threshold, head.known_scores) == (0.0, ())


def test_that_classes_of_one_track_are_told_apart_and_judged_by_nobody() -> None:
    views = training_set(classes=5, tracks_per_class=1)

    head = trained(views)

    said = apply_head(head, views.embeddings)
    assert (said.probabilities.argmax(axis=1) == views.labels).all()
    assert (head.accuracy, head.known_scores, head.conformal_threshold) == (None, (), 0.0)


def test_that_a_class_of_one_track_does_not_spoil_the_judgement_of_the_others() -> None:
    views = training_set(classes=3, tracks_per_class=6, views_per_track=2)
    lonely = views.labels[:] == 2
    kept = ~lonely | (views.groups == views.groups[lonely][0])
    mixed = TrainingSet(
        embeddings=views.embeddings[kept],
        labels=views.labels[kept],
        groups=views.groups[kept],
        class_names=views.class_names,
        view_ids=tuple(np.asarray(views.view_ids)[kept]),
    )

    head = trained(mixed)

    assert head.accuracy is not None
    assert head.accuracy.total == 12
    assert head.class_accuracies[2] is None
    assert len(head.known_scores) == 12


def test_that_the_threshold_appears_once_enough_tracks_are_known_for_the_risk() -> None:
    assert trained(training_set(classes=2, tracks_per_class=9), risk=0.05).conformal_threshold == 0
    assert trained(training_set(classes=2, tracks_per_class=10), risk=0.05).conformal_threshold > 0


def test_that_an_unknown_class_is_more_novel_than_a_known_one() -> None:
    everything = training_set(classes=8, tracks_per_class=12, dim=64)
    known = everything.labels < 4
    taught = known & (everything.groups % 2 == 0)
    head = trained(
        TrainingSet(
            embeddings=everything.embeddings[taught],
            labels=everything.labels[taught],
            groups=everything.groups[taught],
            class_names=everything.class_names[:4],
            view_ids=tuple(np.asarray(everything.view_ids)[taught]),
        )
    )

    scores = novelty(apply_head(head, everything.embeddings).top_scores, head.known_scores)

    assert np.median(scores[~known]) > 0.9
    assert np.median(scores[known & ~taught]) < 0.7


def test_that_the_same_labels_in_another_order_teach_the_same() -> None:
    views = training_set(classes=3, tracks_per_class=4)
    order = np.random.default_rng(2).permutation(len(views))
    shuffled = TrainingSet(
        embeddings=views.embeddings[order],
        labels=views.labels[order],
        groups=views.groups[order],
        class_names=views.class_names,
        view_ids=tuple(np.asarray(views.view_ids)[order]),
    )

    one, other = trained(views), trained(shuffled)

    assert one.dataset_revision == other.dataset_revision
    np.testing.assert_allclose(one.weights, other.weights, atol=1e-5)
    np.testing.assert_allclose(one.known_scores, other.known_scores, atol=1e-5)
    assert one.conformal_threshold == pytest.approx(other.conformal_threshold, abs=1e-6)


@pytest.mark.parametrize("members", [0, 65])
def test_that_a_committee_of_no_sensible_size_is_refused(members: int) -> None:
    with pytest.raises(ValueError, match="members"):
        trained(training_set(classes=2, tracks_per_class=1), members=members)


def test_that_members_are_the_committees() -> None:
    head = trained(training_set(classes=2, tracks_per_class=2), members=4)

    assert head.members.shape[0] == 4
    assert head.dim == 24

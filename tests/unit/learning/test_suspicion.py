"""Labels that look wrong, by what left-out tracks say."""

import numpy as np

from shared.learning.dataset import TrainingSet
from shared.learning.head import train_head
from shared.learning.suspicion import nearest_of_class, suspicions

LABELS = np.array([0, 0, 0, 1, 1, 1])
PROBABILITIES = np.array(
    [[0.9, 0.1], [0.9, 0.1], [0.02, 0.98], [0.2, 0.8], [0.01, 0.99], [0.95, 0.05]]
)


def test_that_the_least_likely_labels_come_first() -> None:
    found = suspicions(LABELS, PROBABILITIES, limit=10)
    assert found.rows.tolist() == [2, 5]
    assert found.looks_like.tolist() == [1, 0]
    assert found.probabilities.tolist() == [0.98, 0.95]
    assert found.own_probabilities.tolist() == [0.02, 0.05]
    assert suspicions(LABELS, PROBABILITIES, limit=1).rows.tolist() == [2]


def test_that_a_class_that_is_hard_to_tell_is_not_suspected_as_a_whole() -> None:
    hard = np.full((4, 3), [0.06, 0.47, 0.47])
    assert len(suspicions(np.zeros(4, np.int64), hard, limit=10)) == 0


def test_that_nothing_is_suspected_where_nothing_could_be_judged() -> None:
    assert len(suspicions(np.zeros(0, np.int64), np.zeros((0, 3)), limit=10)) == 0


def test_that_a_label_that_was_changed_is_found_with_what_looks_most_like_its_track() -> None:
    rng = np.random.default_rng(0)
    centres = rng.random((3, 32)) * 4
    kinds = np.arange(30) % 3
    views = np.repeat(np.arange(30), 2)
    embeddings = (centres[kinds[views]] + rng.random((60, 32))).astype(np.float32)
    names = [f"kind {kind}" for kind in kinds[views]]
    names[8] = names[9] = "kind 2"  # track 4, a kind 1 in truth
    training_set = TrainingSet.of_names(
        embeddings=embeddings,
        names=names,
        track_ids=[f"{track:02d}" for track in views],
        view_ids=[str(row) for row in range(60)],
    )
    head = train_head(training_set, risk=0.05, members=1, rng=rng)
    judgement = head.judgement
    found = suspicions(judgement.labels, judgement.probabilities, limit=10)
    assert judgement.groups[found.rows].tolist() == [4]
    assert head.class_names[found.looks_like[0]] == "kind 1"
    nearest = nearest_of_class(found, judgement, training_set)[0]
    assert nearest.size == 3
    assert {kinds[group] for group in nearest} == {1}
    assert 4 not in nearest

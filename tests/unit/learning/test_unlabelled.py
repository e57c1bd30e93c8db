"""When a head learns from what nobody has named, and when it does not."""

from dataclasses import dataclass

import numpy as np
import pytest

from shared.domain import Floats
from shared.learning import head as head_module
from shared.learning.dataset import TrainingSet
from shared.learning.head import TrainedHead, apply_head, train_head
from shared.learning.head_graph import build_head_graph
from tests.unit.learning.samples import training_set

CLASSES, TRACKS, LABELLED, TESTS = 12, 60, 8, 20


@dataclass(frozen=True, eq=False, slots=True)
class World:
    """Few labelled tracks of half of the classes, many others without a label, and tests."""

    labelled: TrainingSet
    unlabelled: Floats
    strangers: Floats
    tests: Floats
    test_labels: np.ndarray
    strange_tests: Floats

    @classmethod
    def of(cls, seed: int) -> "World":
        whole = training_set(
            classes=CLASSES,
            tracks_per_class=TRACKS,
            views_per_track=1,
            dim=100,
            spread=1.2,
            seed=seed,
        )
        number, taught = np.arange(len(whole)) % TRACKS, whole.labels < CLASSES // 2
        labelled = np.flatnonzero(taught & (number < LABELLED))
        left, test = (number >= LABELLED) & (number < TRACKS - TESTS), number >= TRACKS - TESTS
        return cls(
            labelled=TrainingSet(
                embeddings=whole.embeddings[labelled],
                labels=whole.labels[labelled],
                groups=whole.groups[labelled],
                class_names=whole.class_names[: CLASSES // 2],
                view_ids=tuple(whole.view_ids[row] for row in labelled),
            ),
            unlabelled=whole.embeddings[taught & left],
            strangers=whole.embeddings[~taught & left],
            tests=whole.embeddings[taught & test],
            test_labels=whole.labels[taught & test],
            strange_tests=whole.embeddings[~taught & test],
        )

    def head(self, unlabelled: Floats | None = None) -> TrainedHead:
        rng = np.random.default_rng(0)
        return train_head(self.labelled, risk=0.1, members=2, rng=rng, unlabelled=unlabelled)

    def accuracy(self, head: TrainedHead) -> float:
        said = apply_head(head, self.tests).probabilities.argmax(axis=1)
        return float(np.mean(said == self.test_labels))

    def told_apart(self, head: TrainedHead) -> float:
        """How often a thing of a taught class looks more familiar than one of another."""
        known = apply_head(head, self.tests).top_scores
        strange = apply_head(head, self.strange_tests).top_scores
        return float(np.mean(known[:, None] > strange[None, :]))


def test_that_more_things_of_the_taught_classes_teach_the_head() -> None:
    worlds = [World.of(seed) for seed in range(3)]
    plain = [world.head() for world in worlds]

    helped = [world.head(world.unlabelled) for world in worlds]

    assert [head.unlabelled for head in plain] == [0, 0, 0]
    assert [head.unlabelled for head in helped] == [len(world.unlabelled) for world in worlds]
    gains = [
        world.accuracy(new) - world.accuracy(old)
        for world, old, new in zip(worlds, plain, helped, strict=True)
    ]
    assert min(gains) > 0.0
    assert np.mean(gains) > 0.02


def test_that_strangers_among_them_do_no_harm_and_are_told_apart_better() -> None:
    for seed in range(3):
        world = World.of(seed)
        plain = world.head()

        helped = world.head(np.concatenate([world.unlabelled, world.strangers]))

        assert helped.unlabelled > 0
        assert world.accuracy(helped) > world.accuracy(plain)
        assert world.told_apart(helped) > world.told_apart(plain) + 0.01


def test_that_what_misleads_is_refused_and_leaves_the_head_as_it_is() -> None:
    world = World.of(0)
    plain = world.head()

    for others in (-world.unlabelled, world.strangers, world.unlabelled[:0]):
        head = world.head(others)

        assert head.unlabelled == 0
        assert build_head_graph(head) == build_head_graph(plain)
        assert (head.temperature, head.conformal_threshold, head.known_scores) == (
            plain.temperature,
            plain.conformal_threshold,
            plain.known_scores,
        )


def test_that_a_head_with_too_few_tracks_to_judge_by_learns_from_labels_alone() -> None:
    views = training_set(classes=2, tracks_per_class=3, dim=100, spread=1.2)
    more = training_set(classes=2, tracks_per_class=40, dim=100, spread=1.2).embeddings

    head = train_head(views, risk=0.1, members=2, rng=np.random.default_rng(0), unlabelled=more)

    assert head.unlabelled == 0


def test_that_with_many_labels_it_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World.of(0)
    monkeypatch.setattr(head_module, "MAX_LABELLED", len(world.labelled))
    assert world.head(world.unlabelled).unlabelled > 0

    monkeypatch.setattr(head_module, "MAX_LABELLED", len(world.labelled) - 1)

    assert world.head(world.unlabelled).unlabelled == 0


def test_that_only_so_many_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World.of(0)
    monkeypatch.setattr(head_module, "MAX_UNLABELLED", 50)

    head, same = world.head(world.unlabelled), world.head(world.unlabelled[:50])

    assert head.unlabelled == same.unlabelled == 50
    assert build_head_graph(head) == build_head_graph(same)


def test_that_what_the_head_says_of_itself_holds_for_tests() -> None:
    said, true, covered = [], [], []
    for seed in range(4):
        world = World.of(seed)
        head = world.head(world.unlabelled)
        assert head.accuracy is not None
        said.append(head.accuracy.value)
        true.append(world.accuracy(head))
        own = apply_head(head, world.tests).probabilities[
            np.arange(len(world.tests)), world.test_labels
        ]
        covered.append(np.mean(own >= head.conformal_threshold))

    assert abs(np.mean(said) - np.mean(true)) < 0.06
    assert np.mean(covered) > 0.85

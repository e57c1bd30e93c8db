"""Made views: what they teach, when they are let to, and that nothing is ever judged by them."""

from dataclasses import replace

import numpy as np
import pytest

from shared.domain import Floats
from shared.learning.comparison import LEAST_TRACKS, Comparison
from shared.learning.dataset import TrainingSet
from shared.learning.head import train_head
from shared.learning.made_views import MadeViewsTrial, only_seen, try_made_views
from tests.unit.learning.samples import training_set

CLASSES, DIM = 4, 24


def with_made(views: TrainingSet, embeddings: Floats, labels: list[int]) -> TrainingSet:
    """One made view for each of the first tracks."""
    count = len(labels)
    return TrainingSet(
        embeddings=np.concatenate([views.embeddings, embeddings.astype(np.float32)]),
        labels=np.concatenate([views.labels, labels]),
        groups=np.concatenate([views.groups, np.unique(views.groups)[:count]]),
        class_names=views.class_names,
        view_ids=(*views.view_ids, *(f"made {row}" for row in range(count))),
        made=np.concatenate([np.zeros(len(views), bool), np.ones(count, bool)]),
    )


def few(*, tracks: int = 4, spread: float = 2.0) -> TrainingSet:
    return training_set(
        classes=CLASSES, tracks_per_class=tracks, views_per_track=1, dim=DIM, spread=spread
    )


def helped(views: TrainingSet) -> TrainingSet:
    """Each track gets a view that shows its class as it is in the middle."""
    centres = np.random.default_rng(0).uniform(0.0, 2.0, (CLASSES, DIM))
    labels = views.labels.tolist()
    return with_made(views, centres[labels], labels)


def misled(views: TrainingSet) -> TrainingSet:
    """Each track gets a view that shows the middle of the next class."""
    centres = np.random.default_rng(0).uniform(0.0, 2.0, (CLASSES, DIM))
    labels = views.labels.tolist()
    return with_made(views, centres[[(label + 1) % CLASSES for label in labels]], labels)


def test_that_views_that_show_their_class_well_help() -> None:
    trial = try_made_views(helped(few()))

    assert trial.verdict == "help"
    assert (trial.views, trial.change.tracks) == (16, 16)
    assert trial.change.gain > trial.change.error > 0


def test_that_views_that_show_another_class_are_switched_off() -> None:
    trial = try_made_views(misled(few()))

    assert trial.verdict == "no_help"
    assert trial.change.gain < 0


def test_that_what_rounding_gains_is_no_gain() -> None:
    alike = Comparison.of_gains(np.full(16, 1e-15), more_right=0)
    assert alike.gain > alike.error
    assert not alike.is_better
    assert Comparison.of_gains(np.full(16, 1e-3), more_right=0).is_better


def test_that_copies_of_a_track_are_no_witnesses_for_it() -> None:
    views = few()
    copies = with_made(views, views.embeddings, views.labels.tolist())

    trial = try_made_views(copies)

    assert trial.verdict == "no_help"
    assert abs(trial.change.gain) < 1e-6


def test_that_without_made_views_there_is_nothing_to_test() -> None:
    assert try_made_views(few()).verdict == "untested"


def test_that_too_few_tracks_decide_nothing() -> None:
    views = few(tracks=1)

    trial = try_made_views(helped(views))

    assert (trial.verdict, trial.change.tracks) == ("untested", 0)


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "help"),
        ({"gain": 0.05}, "no_help"),
        ({"more_right": -1}, "no_help"),
        ({"tracks": LEAST_TRACKS - 1}, "untested"),
    ],
)
def test_that_a_gain_must_be_sure_and_cost_no_track(
    changes: dict[str, float], verdict: str
) -> None:
    change = Comparison(tracks=LEAST_TRACKS, gain=0.2, error=0.1, more_right=0)

    trial = MadeViewsTrial(views=3, change=replace(change, **changes))  # type: ignore[arg-type]

    assert trial.verdict == verdict


def test_that_only_what_was_seen_is_left() -> None:
    views = few()
    left = only_seen(helped(views))

    assert left.revision == views.revision
    assert only_seen(views) is views


def test_that_a_class_that_only_made_views_show_goes_with_them() -> None:
    views = few()
    extended = TrainingSet(
        embeddings=np.concatenate([views.embeddings, views.embeddings[:1]]),
        labels=np.append(views.labels + 1, 0),
        groups=np.append(views.groups, views.groups[0]),
        class_names=("only made", *views.class_names),
        view_ids=(*views.view_ids, "made"),
        made=np.append(np.zeros(len(views), bool), True),
    )

    assert only_seen(extended).class_names == views.class_names
    assert only_seen(extended).revision == views.revision


def test_that_no_made_view_is_judged_or_counted_as_a_track() -> None:
    views = few()
    head = train_head(helped(views), risk=0.1, members=3, rng=np.random.default_rng(0))

    assert head.accuracy is not None
    assert (head.tracks, head.accuracy.total, len(head.known_scores)) == (16, 16, 16)
    assert head.dataset_revision != views.revision


def test_that_without_made_views_nothing_is_tested() -> None:
    change = Comparison(tracks=LEAST_TRACKS, gain=0.2, error=0.1, more_right=0)

    assert MadeViewsTrial(views=0, change=change).verdict == "untested"

from typing import Any

import numpy as np
import pytest

from shared.errors import LearningError
from shared.learning.dataset import TrainingSet
from tests.unit.learning.samples import training_set


def fields(**changes: Any) -> dict[str, Any]:
    """A valid set of two classes, with some of its fields replaced."""
    valid: dict[str, Any] = {
        "embeddings": np.arange(8, dtype=np.float32).reshape(4, 2),
        "labels": np.array([0, 1, 0, 1]),
        "groups": np.array([0, 1, 2, 1]),
        "class_names": ("bowl", "mug"),
        "view_ids": ("a", "b", "c", "d"),
    }
    return valid | changes


def test_that_it_counts_views_and_tracks() -> None:
    views = TrainingSet(**fields())

    assert (len(views), views.dim, views.tracks) == (4, 2, 3)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"embeddings": np.zeros((0, 2), np.float32)}, "embeddings: expected shape"),
        ({"embeddings": np.zeros(4, np.float32)}, "embeddings: expected shape"),
        ({"embeddings": np.zeros((4, 2))}, "expected float32, got float64"),
        ({"embeddings": np.full((4, 2), np.nan, np.float32)}, "finite"),
        ({"labels": np.array([0, 1, 0])}, "labels: expected shape"),
        ({"groups": np.array([0])}, "groups: expected shape"),
        ({"made": np.array([False])}, "made: expected shape"),
        ({"view_ids": ("a", "b", "c")}, "view_ids: expected 4"),
        ({"view_ids": ("a", "b", "c", "a")}, "view_ids: expected 4"),
        ({"class_names": ("mug", "mug")}, "occurs twice"),
        ({"labels": np.array([0, 1, 0, 2])}, "labels: expected 0 to 1"),
        ({"labels": np.array([0, 1, 0, -1])}, "labels: expected 0 to 1"),
        ({"class_names": ("bowl", "mug", "vase")}, "'vase': has no view"),
    ],
)
def test_that_what_cannot_be_learned_from_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(LearningError, match=message):
        TrainingSet(**fields(**changes))


def test_that_the_revision_does_not_depend_on_order_or_numbering() -> None:
    views = TrainingSet(**fields())
    order = [2, 0, 3, 1]
    shuffled = TrainingSet(
        embeddings=views.embeddings[order],
        labels=1 - views.labels[order],
        groups=(views.groups * 7 + 3)[order],
        class_names=("mug", "bowl"),
        view_ids=tuple(views.view_ids[row] for row in order),
    )

    assert shuffled.revision == views.revision
    assert len(views.revision) == 64


@pytest.mark.parametrize(
    "changes",
    [
        {"embeddings": np.ones((4, 2), np.float32)},
        {"labels": np.array([0, 1, 1, 1])},
        {"groups": np.array([0, 1, 2, 3])},
        {"class_names": ("bowl", "cup")},
        {"view_ids": ("a", "b", "c", "e")},
    ],
)
def test_that_any_other_content_is_another_revision(changes: dict[str, Any]) -> None:
    assert TrainingSet(**fields(**changes)).revision != TrainingSet(**fields()).revision


def test_that_names_and_track_ids_become_numbers() -> None:
    views = TrainingSet.of_names(
        embeddings=np.zeros((3, 2), np.float32),
        names=["mug", "bowl", "mug"],
        track_ids=["t9", "t1", "t9"],
        view_ids=["x", "y", "z"],
    )

    assert views.class_names == ("bowl", "mug")
    assert views.labels.tolist() == [1, 0, 1]
    assert views.groups.tolist() == [1, 0, 1]


def test_that_it_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        training_set(classes=2, tracks_per_class=1).class_names = ()  # type: ignore[misc]


def test_that_the_revision_says_which_views_were_made() -> None:
    plain = TrainingSet(**fields())
    none_made = TrainingSet(**fields(made=np.zeros(4, np.bool_)))
    one_made = TrainingSet(**fields(made=np.array([False, True, False, False])))

    assert plain.revision == none_made.revision != one_made.revision
    assert plain.seen.all()
    assert one_made.seen.tolist() == [True, False, True, True]

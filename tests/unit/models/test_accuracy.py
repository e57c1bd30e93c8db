"""The measures of accuracy agree with cases worked out by hand."""

import numpy as np
import numpy.typing as npt
import pytest

from models import accuracy
from models.accuracy import Found, Labelled

SQUARE = [0.0, 0.0, 0.5, 0.5]
OTHER = [0.5, 0.5, 1.0, 1.0]
HALF = [0.0, 0.0, 0.5, 0.25]


def boxes(*rows: list[float]) -> npt.NDArray[np.float64]:
    return np.array(rows, np.float64).reshape(-1, 4)


def found(rows: list[list[float]], scores: list[float], classes: list[int]) -> Found:
    return Found(boxes(*rows), np.array(scores, np.float64), np.array(classes, np.int64))


def labelled(rows: list[list[float]], classes: list[int]) -> Labelled:
    return Labelled(boxes(*rows), np.array(classes, np.int64))


def test_that_overlap_is_intersection_over_union() -> None:
    result = accuracy.overlaps(boxes(SQUARE, HALF), boxes(SQUARE, OTHER))
    np.testing.assert_allclose(result, [[1.0, 0.0], [0.5, 0.0]])


def test_that_a_box_without_area_overlaps_nothing() -> None:
    assert accuracy.overlaps(boxes([0.1, 0.1, 0.1, 0.1]), boxes(SQUARE))[0, 0] == 0.0


def test_that_suppression_keeps_the_best_of_what_overlaps() -> None:
    scores = np.array([0.5, 0.9, 0.1])
    near = [0.0, 0.0, 0.5, 0.45]
    kept = accuracy.suppress(boxes(SQUARE, near, OTHER), scores, iou_limit=0.5, keep_at_most=10)
    np.testing.assert_array_equal(kept, [1, 2])
    kept = accuracy.suppress(boxes(SQUARE, near, OTHER), scores, iou_limit=0.5, keep_at_most=1)
    np.testing.assert_array_equal(kept, [1])


def test_that_classes_do_not_suppress_each_other_but_things_do() -> None:
    scores = np.array([[0.9, 0.1], [0.2, 0.8]])
    by_class = accuracy.find_classes(boxes(SQUARE, SQUARE), scores)
    np.testing.assert_array_equal(by_class.classes, [0, 1])
    np.testing.assert_allclose(by_class.scores, [0.9, 0.8])
    things = accuracy.find_things(boxes(SQUARE, SQUARE), scores)
    np.testing.assert_array_equal(things.classes, [0])


def test_that_perfect_detections_have_precision_1() -> None:
    truth = labelled([SQUARE, OTHER], [0, 1])
    seen = found([SQUARE, OTHER], [0.3, 0.9], [0, 1])
    assert accuracy.average_precision([seen], [truth]) == pytest.approx(1.0)


def test_that_a_loose_box_counts_up_to_its_overlap() -> None:
    overlap = 0.76
    seen = found([[0.0, 0.0, 0.5, 0.5 * overlap]], [0.9], [0])
    result = accuracy.average_precision([seen], [labelled([SQUARE], [0])])
    assert result == pytest.approx(6 / 10)


def test_that_a_better_scored_mistake_halves_the_precision() -> None:
    seen = found([OTHER, SQUARE], [0.9, 0.5], [0, 0])
    result = accuracy.average_precision([seen], [labelled([SQUARE], [0])])
    assert result == pytest.approx(0.5)


def test_that_a_second_box_on_the_same_thing_is_a_mistake() -> None:
    seen = found([SQUARE, SQUARE, OTHER], [0.9, 0.8, 0.7], [0, 0, 0])
    result = accuracy.average_precision([seen], [labelled([SQUARE, OTHER], [0, 0])])
    assert result == pytest.approx((51 * 1.0 + 50 * 2 / 3) / 101)


def test_that_a_missed_class_counts_and_an_unlabelled_one_does_not() -> None:
    seen = found([SQUARE, OTHER], [0.9, 0.8], [0, 7])
    result = accuracy.average_precision([seen], [labelled([SQUARE, OTHER], [0, 1])])
    assert result == pytest.approx(0.5)


def test_that_scores_are_ranked_over_all_photos() -> None:
    photos = [found([OTHER], [0.9], [0]), found([SQUARE], [0.5], [0])]
    truth = [labelled([], []), labelled([SQUARE], [0])]
    assert accuracy.average_precision(photos, truth) == pytest.approx(0.5)


def test_that_photos_and_results_must_be_as_many() -> None:
    with pytest.raises(ValueError, match="expected results for 1 photos, got 0"):
        accuracy.average_precision([], [labelled([SQUARE], [0])])
    with pytest.raises(ValueError, match="photos without any"):
        accuracy.average_precision([found([], [], [])], [labelled([], [])])


def test_that_recall_ignores_classes() -> None:
    seen = found([SQUARE], [0.1], [3])
    assert accuracy.recall([seen], [labelled([SQUARE, OTHER], [0, 1])]) == 0.5
    assert accuracy.recall([found([], [], [])], [labelled([SQUARE], [0])]) == 0.0


def test_that_evened_out_embeddings_have_length_1_and_keep_their_signs() -> None:
    rows = np.array([[4.0, -1.0], [0.0, 0.0]])
    even = accuracy.even_out(rows)
    np.testing.assert_allclose(even[0], [2 / np.sqrt(5), -1 / np.sqrt(5)])
    np.testing.assert_array_equal(even[1], [0.0, 0.0])


def test_that_ridge_regression_learns_what_can_be_told_apart() -> None:
    rng = np.random.default_rng(0)
    centres = np.eye(3, 8) * 5
    classes = np.repeat(np.arange(3), 20)
    train = centres[classes] + rng.normal(size=(60, 8))
    test = centres + rng.normal(size=(3, 8))
    np.testing.assert_array_equal(accuracy.ridge_answers(train, classes, test), [0, 1, 2])


def test_that_the_mean_cosine_is_taken_row_by_row() -> None:
    first = np.array([[1.0, 0.0], [2.0, 0.0]])
    second = np.array([[3.0, 0.0], [0.0, 1.0]])
    assert accuracy.mean_cosine(first, second) == pytest.approx(0.5)

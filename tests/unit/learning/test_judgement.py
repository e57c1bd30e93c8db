import numpy as np

from shared.learning.judgement import TrackIndex


def test_that_a_class_with_one_track_is_not_judged() -> None:
    index = TrackIndex.of(np.array([0, 0, 1, 1, 1]), np.array([5, 6, 7, 7, 7]))

    assert index.judged.tolist() == [True, True, False, False, False]
    assert index.labels.tolist() == [0, 0]


def test_that_values_are_averaged_by_track() -> None:
    index = TrackIndex.of(np.array([0, 0, 0, 0]), np.array([1, 2, 2, 2]))

    np.testing.assert_allclose(index.mean(np.array([5.0, 1.0, 2.0, 6.0])), [5.0, 3.0])
    np.testing.assert_allclose(index.row_shares(), [1.0, 1 / 3, 1 / 3, 1 / 3])


def test_that_tables_are_averaged_row_by_row() -> None:
    index = TrackIndex.of(np.array([0, 0, 0]), np.array([1, 2, 2]))

    averaged = index.mean(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]))

    np.testing.assert_allclose(averaged, [[1.0, 0.0], [0.5, 0.5]])


def test_that_a_track_of_several_labels_counts_once_for_each() -> None:
    index = TrackIndex.of(np.array([0, 1, 0, 1]), np.array([1, 1, 2, 3]))

    assert sorted(index.labels.tolist()) == [0, 0, 1, 1]


def test_that_nothing_judged_is_an_empty_index() -> None:
    index = TrackIndex.of(np.array([0, 1]), np.array([0, 1]))

    assert len(index) == 0
    assert index.row_shares().shape == (0,)
    assert index.mean(np.zeros((0, 3))).shape == (0, 3)


def test_that_what_was_not_seen_is_neither_judged_nor_makes_a_class_judged() -> None:
    labels, groups = np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 2, 3])
    seen = np.array([True, False, True, True, False])

    index = TrackIndex.of(labels, groups, seen=seen)

    assert index.judged.tolist() == [True, False, True, False, False]
    assert index.labels.tolist() == [0, 0]
    assert index.row_shares().tolist() == [1.0, 1.0]

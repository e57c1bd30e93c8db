"""One box for one thing, whatever its class."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from edge_node.perception.nms import containment_matrix, iou_matrix, suppress
from shared.domain import Box

A = [0.0, 0.0, 10.0, 10.0]
NEAR_A = [1.0, 0.0, 11.0, 10.0]
FAR = [50.0, 50.0, 60.0, 60.0]
WITHIN_A = [1.0, 1.0, 4.0, 4.0]


def _kept(boxes: list[list[float]], scores: list[float], class_ids: list[int]) -> list[int]:
    return suppress(
        np.array(boxes, np.float32).reshape(-1, 4),
        np.array(scores, np.float32),
        np.array(class_ids, np.int64),
        iou_threshold=0.5,
        max_kept=10,
    ).tolist()


def test_that_the_best_of_overlapping_boxes_is_kept_across_classes() -> None:
    assert _kept([A, NEAR_A, FAR], [0.5, 0.9, 0.4], [0, 1, 0]) == [1, 2]


def test_that_a_part_of_a_thing_of_its_class_goes_and_of_another_class_stays() -> None:
    assert _kept([A, WITHIN_A], [0.9, 0.5], [0, 0]) == [0]
    assert _kept([A, WITHIN_A], [0.9, 0.5], [0, 1]) == [0, 1]


def test_that_no_boxes_are_no_boxes() -> None:
    assert _kept([], [], []) == []


def test_that_no_more_than_wanted_are_kept() -> None:
    boxes = np.array([[i * 20.0, 0.0, i * 20.0 + 10, 10.0] for i in range(9)], np.float32)
    scores = np.linspace(0.1, 0.9, 9).astype(np.float32)
    kept = suppress(boxes, scores, np.zeros(9, np.int64), iou_threshold=0.5, max_kept=3)
    assert kept.tolist() == [8, 7, 6]


corner = st.floats(0, 100, width=32)
boxes = st.lists(
    st.tuples(corner, corner, corner, corner).map(
        lambda c: [min(c[0], c[2]), min(c[1], c[3]), max(c[0], c[2]) + 1, max(c[1], c[3]) + 1]
    ),
    min_size=1,
    max_size=8,
)


@given(boxes)
def test_that_overlaps_are_those_of_the_domain(rows: list[list[float]]) -> None:
    array = np.array(rows, np.float32)
    expected = [[Box(*a).iou(Box(*b)) for b in array.tolist()] for a in array.tolist()]
    np.testing.assert_allclose(iou_matrix(array, array), expected, atol=1e-4)


@given(boxes)
def test_that_a_box_contains_itself_and_shares_are_shares(rows: list[list[float]]) -> None:
    shares = containment_matrix(np.array(rows, np.float32))
    np.testing.assert_allclose(np.diag(shares), 1.0, atol=1e-5)
    assert shares.min() >= 0.0
    assert shares.max() <= 1.0 + 1e-5


def test_that_boxes_without_area_overlap_nothing() -> None:
    flat = np.array([[5.0, 5.0, 5.0, 9.0]], np.float32)
    assert iou_matrix(flat, flat).item() == 0.0
    assert containment_matrix(flat).item() == 0.0

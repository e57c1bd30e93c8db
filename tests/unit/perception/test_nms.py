"""One box for one thing, whatever its class."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from edge_node.perception.nms import SAME_CLASS_CONTAINMENT, suppress
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


def _shared_px(a: Box, b: Box) -> float:
    width_px = min(a.x1, b.x1) - max(a.x0, b.x0)
    height_px = min(a.y1, b.y1) - max(a.y0, b.y0)
    return max(0.0, width_px) * max(0.0, height_px)


def _by_definition(rows: list[Box], class_ids: list[int]) -> list[int]:
    """Box by box, as the docstring of `suppress` has it; the rows are in falling order."""
    kept: list[int] = []
    for row, box in enumerate(rows):
        doubles = any(
            box.iou(rows[other]) > 0.5
            or (
                class_ids[row] == class_ids[other]
                and _shared_px(box, rows[other])
                > SAME_CLASS_CONTAINMENT * min(box.area_px, rows[other].area_px)
            )
            for other in kept
        )
        if not doubles:
            kept.append(row)
    return kept


@given(boxes, st.lists(st.integers(0, 2), min_size=8, max_size=8))
def test_that_what_is_kept_is_what_the_definition_keeps(
    rows: list[list[float]], class_ids: list[int]
) -> None:
    array = np.round(np.array(rows, np.float32))  # whole numbers: no overlap is almost the limit
    array[:, 2:] = np.maximum(array[:, 2:], array[:, :2] + 1)
    known = [Box(*corners) for corners in array.tolist()]
    scores = np.linspace(0.9, 0.1, len(rows)).tolist()
    assert _kept(array.tolist(), scores, class_ids[: len(rows)]) == _by_definition(known, class_ids)


def test_that_boxes_without_area_overlap_nothing() -> None:
    flat = [5.0, 5.0, 5.0, 9.0]
    assert _kept([flat, flat], [0.9, 0.5], [0, 0]) == [0, 1]

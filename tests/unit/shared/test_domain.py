"""The words of the domain hold together, and say what they expected if not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import Box, Detections, Frame

SIDE = st.floats(-1e4, 1e4)
BOXES = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h), SIDE, SIDE, st.floats(1, 1e3), st.floats(1, 1e3)
)


def test_that_a_box_knows_its_size() -> None:
    box = Box(1.0, 2.0, 5.0, 4.0)
    assert (box.width_px, box.height_px, box.area_px) == (4.0, 2.0, 8.0)
    assert Box(5.0, 2.0, 1.0, 4.0).area_px == 0.0


@pytest.mark.parametrize(
    ("other", "iou"),
    [
        (Box(0, 0, 10, 10), 1.0),
        (Box(5, 0, 15, 10), 1 / 3),
        (Box(0, 0, 5, 5), 0.25),
        (Box(10, 0, 20, 10), 0.0),
        (Box(0, 10, 10, 20), 0.0),
        (Box(50, 50, 60, 60), 0.0),
    ],
)
def test_that_overlap_is_intersection_over_union(other: Box, iou: float) -> None:
    assert Box(0, 0, 10, 10).iou(other) == pytest.approx(iou)


@given(BOXES, BOXES)
def test_that_overlap_is_symmetric_and_a_share(a: Box, b: Box) -> None:
    assert a.iou(b) == pytest.approx(b.iou(a))
    assert 0.0 <= a.iou(b) <= 1.0 + 1e-9
    assert a.iou(a) == pytest.approx(1.0)


def test_that_a_frame_knows_the_size_of_its_image() -> None:
    frame = Frame(np.zeros((480, 640, 3), np.uint8), "camera", 0, 0.0)
    assert (frame.width_px, frame.height_px) == (640, 480)


def test_that_no_detections_are_detections_too() -> None:
    none = Detections.empty()
    assert len(none) == 0
    assert none.boxes.shape == (0, 4)
    assert none.boxes.dtype == np.float32


@pytest.mark.parametrize(
    ("boxes", "scores", "class_ids", "complaint"),
    [
        ((2, 5), (2,), (2,), r"boxes: expected shape \(n, 4\), got \(2, 5\)"),
        ((8,), (8,), (8,), r"boxes: expected shape \(n, 4\), got \(8,\)"),
        ((2, 4), (3,), (2,), r"scores: expected shape \(2,\), got \(3,\)"),
        ((2, 4), (2,), (2, 1), r"class_ids: expected shape \(2,\), got \(2, 1\)"),
    ],
)
def test_that_arrays_that_do_not_fit_together_are_refused(
    boxes: tuple[int, ...], scores: tuple[int, ...], class_ids: tuple[int, ...], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        Detections(
            np.zeros(boxes, np.float32),
            np.zeros(scores, np.float32),
            np.zeros(class_ids, np.int64),
        )

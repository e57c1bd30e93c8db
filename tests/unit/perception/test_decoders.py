"""The conformance suite of the decoders: known boxes, put into a family's tensors, come out again.

A new family adds one row to `ENCODERS`; the suite fails for a decoder that has none.
"""

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from edge_node.perception.decoders import DECODERS, find_decoder
from shared.domain import Floats
from shared.errors import ModelError

BOXES = np.array([[0.1, 0.2, 0.5, 0.9], [0.0, 0.0, 1.0, 1.0], [0.6, 0.6, 0.7, 0.8]], np.float32)
SCORES = np.array([0.9, 0.3, 0.6], np.float32)
CLASS_IDS = np.array([2, 0, 1])
CLASSES = 3

Encode = Callable[[Floats, Floats, "np.typing.NDArray[np.int64]"], tuple[Floats, ...]]


def _encode_anchors_scores(
    boxes: Floats, scores: Floats, class_ids: "np.typing.NDArray[np.int64]"
) -> tuple[Floats, ...]:
    table = np.full((boxes.shape[0], CLASSES), 0.01, np.float32)
    table[np.arange(boxes.shape[0]), class_ids] = scores
    return boxes[None], table[None]


ENCODERS: Mapping[str, Encode] = {"anchors_scores": _encode_anchors_scores}


@pytest.fixture(params=sorted(DECODERS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_that_known_boxes_come_out_again(name: str) -> None:
    found = DECODERS[name].decode(ENCODERS[name](BOXES, SCORES, CLASS_IDS), 0.05)
    order = np.argsort(-found.scores)
    known = np.argsort(-SCORES)
    np.testing.assert_allclose(found.boxes[order], BOXES[known], atol=1e-5)
    np.testing.assert_allclose(found.scores[order], SCORES[known], atol=1e-5)
    np.testing.assert_array_equal(found.class_ids[order], CLASS_IDS[known])


def test_that_low_scores_are_left_out(name: str) -> None:
    found = DECODERS[name].decode(ENCODERS[name](BOXES, SCORES, CLASS_IDS), 0.5)
    assert sorted(found.class_ids.tolist()) == [1, 2]


def test_that_nothing_seen_is_no_boxes_of_the_right_types(name: str) -> None:
    found = DECODERS[name].decode(ENCODERS[name](BOXES, SCORES, CLASS_IDS), 0.99)
    assert found.boxes.shape == (0, 4)
    assert found.scores.shape == (0,)
    assert (found.boxes.dtype, found.scores.dtype) == (np.float32, np.float32)
    assert found.class_ids.dtype == np.int64


def test_that_boxes_end_at_the_image(name: str) -> None:
    outside = np.array([[-0.2, 0.1, 0.5, 1.4]], np.float32)
    found = DECODERS[name].decode(
        ENCODERS[name](outside, np.ones(1, np.float32), np.zeros(1, np.int64)), 0.1
    )
    np.testing.assert_allclose(found.boxes, [[0.0, 0.1, 0.5, 1.0]])


def test_that_other_shapes_are_refused_with_what_was_expected(name: str) -> None:
    tensors = [tensor[:, :, :1] for tensor in ENCODERS[name](BOXES, SCORES, CLASS_IDS)]
    with pytest.raises(ModelError, match=f"decoder '{name}': expected"):
        DECODERS[name].decode(tensors, 0.1)


def test_that_an_unknown_decoder_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ModelError, match="'yolo'; known: anchors_scores"):
        find_decoder("yolo")

"""The conformance suite of the decoders: known boxes, put into a family's tensors, come out again.

A new family adds one row to `ENCODERS`; the suite fails for a decoder that has none.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_node.perception.decoding.candidates import Candidates, Wanted
from edge_node.perception.decoding.table import DECODERS, find_decoder
from shared.domain import Floats
from shared.errors import ModelError
from tests.unit.perception.decoding.family_tensors import ENCODERS, Things
from tests.unit.perception.decoding.loop_references import REFERENCES

WIDTH_PX, HEIGHT_PX, CLASSES = 128, 96, 3
THINGS = Things(
    boxes=np.array([[16, 24, 64, 72], [80, 12, 112, 48], [4, 6, 100, 90]], np.float32),
    scores=np.array([0.9, 0.3, 0.6], np.float32),
    class_ids=np.array([2, 0, 1]),
    classes=CLASSES,
    width_px=WIDTH_PX,
    height_px=HEIGHT_PX,
)


def wanted(min_score: float, *, classes: int = CLASSES) -> Wanted:
    return Wanted(width_px=WIDTH_PX, height_px=HEIGHT_PX, min_score=min_score, classes=classes)


def decode(name: str, tensors: tuple[Floats, ...], min_score: float = 0.05) -> Candidates:
    return DECODERS[name].decode(tensors, wanted(min_score))


def expect_things(found: Candidates, things: Things) -> None:
    order, known = np.argsort(-found.scores), np.argsort(-things.scores)
    np.testing.assert_allclose(found.scores[order], things.scores[known], atol=1e-4)
    np.testing.assert_array_equal(found.class_ids[order], things.class_ids[known])
    np.testing.assert_allclose(found.boxes[order], things.boxes[known], atol=1e-2)


@pytest.fixture(params=sorted(DECODERS))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_that_known_boxes_come_out_again(name: str) -> None:
    found = decode(name, ENCODERS[name](THINGS))
    expect_things(found, THINGS)
    assert (found.boxes.dtype, found.scores.dtype) == (np.float32, np.float32)
    assert found.class_ids.dtype == np.int64


@pytest.mark.parametrize("order", [[2, 1, 0], [1, 2, 0], [2], [0, 1]])
def test_that_neither_order_nor_number_matters(name: str, order: list[int]) -> None:
    things = THINGS.take(order)
    expect_things(decode(name, ENCODERS[name](things)), things)


def test_that_low_scores_are_left_out(name: str) -> None:
    found = decode(name, ENCODERS[name](THINGS), 0.5)
    assert sorted(found.class_ids.tolist()) == [1, 2]


def test_that_nothing_seen_is_no_boxes_of_the_right_types(name: str) -> None:
    for tensors in (ENCODERS[name](THINGS), ENCODERS[name](THINGS.take([]))):
        found = decode(name, tensors, 0.99)
        assert found.boxes.shape == (0, 4)
        assert found.scores.shape == (0,)
        assert (found.boxes.dtype, found.scores.dtype) == (np.float32, np.float32)
        assert found.class_ids.dtype == np.int64


def test_that_padding_is_left_out_even_if_everything_is_wanted() -> None:
    finished = ("yolo_end2end", "labels_boxes_scores", "ssd_onnx", "ssd_tensorflow", "dets_labels")
    for name in (*finished, "efficientdet", "efficient_nms", "detection_output"):
        expect_things(decode(name, ENCODERS[name](THINGS), 0.0), THINGS)


def test_that_the_tensors_are_left_as_they_were(name: str) -> None:
    tensors = ENCODERS[name](THINGS)
    for tensor in tensors:
        tensor.flags.writeable = False
    decode(name, tensors)


def test_that_one_bad_number_costs_one_thing_at_most(name: str) -> None:
    tensors = ENCODERS[name](THINGS)
    rng = np.random.default_rng(3)
    for value in (np.nan, np.inf, -np.inf, 3e38):
        for index in range(len(tensors)):
            for _ in range(60):
                hurt = [tensor.copy() for tensor in tensors]
                hurt[index].flat[rng.integers(hurt[index].size)] = value
                found = decode(name, tuple(hurt))
                assert np.isfinite(found.boxes).all()
                assert np.isfinite(found.scores).all()
                is_count = tensors[index].size == 1
                assert len(found.scores) >= (0 if is_count else len(THINGS.scores) - 1)


def test_that_nothing_comes_of_tensors_without_a_number(name: str) -> None:
    tensors = tuple(np.full_like(tensor, np.nan) for tensor in ENCODERS[name](THINGS))
    assert decode(name, tensors, 0.0).scores.size == 0


def test_that_other_shapes_are_refused_with_what_was_expected(name: str) -> None:
    tensors = ENCODERS[name](THINGS)
    others: list[tuple[Floats, ...]] = [
        (),
        (*tensors, tensors[0]),
        tuple(tensor.reshape(-1) for tensor in tensors),
        tuple(np.stack([tensor, tensor]) for tensor in tensors),
    ]
    if tensors[0].shape[0] == 1:
        others.append(tuple(np.concatenate([tensor, tensor]) for tensor in tensors))
    for other in others:
        with pytest.raises(ModelError, match=f"decoder '{name}': expected .*, got"):
            decode(name, other)


@given(
    shapes=st.lists(st.lists(st.integers(0, 7), max_size=4), max_size=4),
    seed=st.integers(0, 99),
    classes=st.integers(0, 4),
)
def test_that_tensors_of_any_shape_are_read_or_refused(
    shapes: list[list[int]], seed: int, classes: int
) -> None:
    rng = np.random.default_rng(seed)
    tensors = [rng.normal(0, 2, shape).astype(np.float32) for shape in shapes]
    for name, decoder in DECODERS.items():
        try:
            found = decoder.decode(tensors, wanted(0.1, classes=classes))
        except ModelError as error:
            assert f"decoder {name!r}" in str(error)  # noqa: PT017 - either is right
        else:
            assert found.boxes.shape == (found.scores.size, 4)


@pytest.mark.parametrize("family", sorted(REFERENCES))
@pytest.mark.parametrize("seed", range(5))
def test_that_a_decoder_gives_what_a_plain_loop_gives(family: str, seed: int) -> None:
    reference, shapes = REFERENCES[family]
    anchors = 16 * 12 + 8 * 6 + 4 * 3
    rng = np.random.default_rng(seed)
    spread = 4.0 if family == "detr" else 1.0
    tensors = [
        (rng.random(shape) * (spread if index == 0 else 1)).astype(np.float32)
        for index, shape in enumerate(shapes(anchors, CLASSES))
    ]
    expected = reference(tensors, WIDTH_PX, HEIGHT_PX, 0.6, CLASSES)
    found = decode(family, tuple(tensors), 0.6)
    assert len(expected) == len(found.scores) > 0
    boxes, scores, labels = (np.array(column) for column in zip(*expected, strict=True))
    np.testing.assert_allclose(found.boxes, boxes, rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(found.scores, scores, rtol=1e-4)
    np.testing.assert_array_equal(found.class_ids, labels)


@pytest.mark.parametrize("strides", [(8, 16, 32), (8, 16, 32, 64)])
def test_that_a_yolox_of_four_grids_is_read_by_its_count(strides: tuple[int, ...]) -> None:
    rows = sum((128 // s) * (64 // s) for s in strides)
    table = np.zeros((1, rows, 6), np.float32)
    table[0, -1] = (0.5, 0.5, 0, 0, 1, 0.9)
    found = DECODERS["yolox"].decode(
        [table], Wanted(width_px=128, height_px=64, min_score=0.5, classes=1)
    )
    last = strides[-1]
    np.testing.assert_allclose(found.boxes, [[128 - last, 64 - last, 128, 64]])


def test_that_the_first_nanodet_measures_from_the_middle_of_its_cells() -> None:
    table = np.full((1, 252, 1 + 32), -40, np.float32)
    table[0, :, 0] = 0.0
    table[0, 0, 0] = 0.9
    table[0, 0, 1::8] = 0.0  # the bin of no distance
    table[0, 0, 1 + 2 * 8 : 1 + 4 * 8] = -40.0
    table[0, 0, 1 + 2 * 8 + 1 :: 8] = 0.0  # right and bottom: one stride
    found = DECODERS["nanodet"].decode([table], wanted(0.5, classes=1))
    np.testing.assert_allclose(found.boxes, [[4, 4, 12, 12]], atol=1e-4)


@pytest.mark.parametrize("behind", [32, 51])
def test_that_masks_and_key_points_behind_the_scores_are_not_read(behind: int) -> None:
    (columns,) = ENCODERS["yolov8"](THINGS)
    extra = np.full((1, behind, columns.shape[2]), 5.0, np.float32)
    expect_things(decode("yolov8", (np.concatenate([columns, extra], axis=1),)), THINGS)
    (rows,) = ENCODERS["yolov5"](THINGS)
    extra = np.full((1, rows.shape[1], behind), 5.0, np.float32)
    expect_things(decode("yolov5", (np.concatenate([rows, extra], axis=2),)), THINGS)
    (rows,) = ENCODERS["yolo_end2end"](THINGS)
    extra = np.full((1, rows.shape[1], behind), 5.0, np.float32)
    expect_things(decode("yolo_end2end", (np.concatenate([rows, extra], axis=2),)), THINGS)


@pytest.mark.parametrize("name", ["yolov5", "yolov8", "yolox", "nanodet"])
def test_that_more_classes_than_columns_are_refused(name: str) -> None:
    with pytest.raises(ModelError, match=f"decoder '{name}': expected"):
        DECODERS[name].decode(ENCODERS[name](THINGS), wanted(0.1, classes=80))


@pytest.mark.parametrize("name", ["yolov5", "yolov8", "yolox", "nanodet", "yolov8_obb"])
def test_that_the_columns_tell_the_classes_if_nobody_does(name: str) -> None:
    found = DECODERS[name].decode(ENCODERS[name](THINGS), wanted(0.05, classes=0))
    expect_things(found, THINGS)


def test_that_rows_of_other_images_are_left_out() -> None:
    (rows,) = ENCODERS["batched_rows"](THINGS)
    rows[1, 0] = 1
    assert decode("batched_rows", (rows,)).scores.size == 2


def test_that_an_unknown_decoder_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ModelError, match=r"'yolo'; known: yolov8, .*anchors_scores"):
        find_decoder("yolo")

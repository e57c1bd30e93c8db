"""What a model is fed is told from its input, its metadata and the person's wish."""

from typing import Any

import pytest

from edge_node.perception.ports import TensorPort
from edge_node.perception.recognition.input_plan import plan_input
from edge_node.perception.recognition.reading import (
    ModelFacts,
    ReadingWish,
    UnreadableModelError,
)
from tests.unit.perception.recognition.asking import found

DETECTIONS = (TensorPort("output0", "float", (1, 84, 8400)),)
VECTOR = (TensorPort("logits", "float", (None, 1000)),)


def model(
    *shapes: tuple[int | None, ...],
    dtype: str = "float",
    outputs: tuple[TensorPort, ...] = DETECTIONS,
    metadata: dict[str, str] | None = None,
) -> ModelFacts:
    inputs = tuple(TensorPort(f"in{index}", dtype, shape) for index, shape in enumerate(shapes))
    return ModelFacts(inputs, outputs, metadata or {})


@pytest.mark.parametrize(
    ("shape", "layout", "size", "source"),
    [
        ((1, 3, 480, 640), "nchw", (640, 480), "shape"),
        ((1, 480, 640, 3), "nhwc", (640, 480), "shape"),
        ((None, 3, None, None), "nchw", (640, 640), "guess"),
        ((None, None, None, 3), "nhwc", (640, 640), "guess"),
        ((None, None, None, None), "nchw", (640, 640), "guess"),
        ((None, 3, 480, None), "nchw", (640, 480), "guess"),
    ],
)
def test_that_layout_and_size_are_those_of_the_input(
    shape: tuple[int | None, ...], layout: str, size: tuple[int, int], source: str
) -> None:
    plan = plan_input(model(shape), ReadingWish())
    assert (plan.input.layout, plan.input.name) == (layout, "in0")
    assert (plan.input.width_px, plan.input.height_px) == size
    assert found(plan, "size").source == source


def test_that_a_size_comes_from_the_person_then_the_metadata_then_habit() -> None:
    dynamic = (1, 3, None, None)
    said = {"imgsz": "[384, 512]"}
    plan = plan_input(model(dynamic, metadata=said), ReadingWish())
    assert (plan.input.width_px, plan.input.height_px) == (512, 384)
    assert found(plan, "size").source == "metadata"
    wish = ReadingWish(width_px=320, height_px=256)
    plan = plan_input(model(dynamic, metadata=said), wish)
    assert (plan.input.width_px, plan.input.height_px) == (320, 256)
    assert found(plan, "size").source == "config"
    plan = plan_input(model(dynamic, outputs=VECTOR), ReadingWish())
    assert plan.input.width_px == 224
    assert "width_px" in found(plan, "size").why


@pytest.mark.parametrize("imgsz", ["[0, 640]", "[640]", "'x'", "[1e9, 5]", "-1", "[99999999, 640]"])
def test_that_a_senseless_size_is_left_aside_and_said(imgsz: str) -> None:
    plan = plan_input(model((1, 3, None, None), metadata={"imgsz": imgsz}), ReadingWish())
    assert plan.input.width_px == 640
    assert "left aside" in found(plan, "imgsz").why


@pytest.mark.parametrize(
    ("shapes", "dtype", "words"),
    [
        ([(3, 480, 640)], "float", "not one image .*export it with a batch axis"),
        ([()], "float", "not one image"),
        ([], "float", "takes nothing"),
        ([(8, 3, 480, 640)], "float", "8 images at a time"),
        ([(1, 1, 480, 640)], "float", "no axis of three colours"),
        ([(1, 1, 64, None)], "float", "no axis of three colours"),
        ([(1, 3, 480, 640)], "double", "images are given as uint8, float, float16"),
        ([(1, 3, 4, 4)], "float", "sides from 8 to 8192"),
        ([(1, 3, 9000, 640)], "float", "sides from 8 to 8192"),
        ([(1, 3, 480, 640), (1, 480, 640)], "float", "besides the image in0 it wants in1"),
        ([(1, 3, 480, 640), (1, 2), (1, 2)], "float", "besides the image in0 it wants in1"),
    ],
)
def test_that_an_input_of_another_kind_is_refused_with_advice(
    shapes: list[tuple[int | None, ...]], dtype: str, words: str
) -> None:
    with pytest.raises(UnreadableModelError, match=words) as error:
        plan_input(model(*shapes, dtype=dtype), ReadingWish())
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"width_px": 320}, "put width_px = 640, or leave it out"),
        ({"layout": "nhwc"}, "is not nhwc"),
        ({"input": "picture"}, "has no input 'picture'"),
        ({"size_input": "in9"}, "besides the image"),
    ],
)
def test_that_a_wish_that_cannot_be_is_refused(wish: dict[str, Any], words: str) -> None:
    facts = ModelFacts(
        (
            TensorPort("in0", "float", (1, 3, 480, 640)),
            TensorPort("in1", "int64", (None, 2)),
        ),
        DETECTIONS,
        {},
    )
    with pytest.raises(UnreadableModelError, match=words):
        plan_input(facts, ReadingWish(**wish))


def test_that_an_input_for_the_size_is_found_or_named() -> None:
    image = TensorPort("images", "float", (1, 3, 480, 640))
    size = TensorPort("orig_target_sizes", "int64", (None, 2))
    facts = ModelFacts((image, size), DETECTIONS, {})
    assert plan_input(facts, ReadingWish()).size_input == "orig_target_sizes"
    plan = plan_input(facts, ReadingWish(size_input="orig_target_sizes"))
    assert found(plan, "size input").source == "config"


def test_that_the_preprocessing_is_that_of_the_kind_or_the_wish() -> None:
    plan = plan_input(model((1, 3, None, None), outputs=VECTOR), ReadingWish())
    assert plan.input.fit == "centre_crop"
    assert plan.input.mean == pytest.approx((123.675, 116.28, 103.53))
    wish = ReadingWish(fit="letterbox", colour="bgr", mean=(1, 2, 3), std=(4, 5, 6), pad=7)
    spec = plan_input(model((1, 3, None, None), outputs=VECTOR), wish).input
    assert (spec.fit, spec.colour, spec.mean, spec.std, spec.pad) == (
        *("letterbox", "bgr", (1, 2, 3), (4, 5, 6), 7),
    )


def test_that_turning_the_colours_turns_what_belongs_to_them() -> None:
    spec = plan_input(model((1, 3, 224, 224), outputs=VECTOR), ReadingWish(colour="bgr")).input
    assert spec.mean == pytest.approx((103.53, 116.28, 123.675))
    assert spec.std == pytest.approx((57.375, 57.12, 58.395))


def test_that_bytes_are_fed_as_they_are() -> None:
    spec = plan_input(model((1, 224, 224, 3), dtype="uint8", outputs=VECTOR), ReadingWish()).input
    assert (spec.dtype, spec.mean, spec.std) == ("uint8", (0, 0, 0), (1, 1, 1))

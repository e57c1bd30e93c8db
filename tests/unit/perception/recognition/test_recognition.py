"""What is told from tensors, names and wishes where families look alike, and what is refused."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_node.perception.decoding.table import DECODERS
from edge_node.perception.recognition.class_names import COCO_NAMES, COCO_NUMBERED_NAMES
from edge_node.perception.recognition.reading import Reading, ReadingWish, UnreadableModelError
from tests.unit.perception.recognition.asking import found, told

Tensors = dict[str, npt.NDArray[Any]]
ANCHORS = 252  # of 128 x 96 pixels


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


def probabilities(*shape: int) -> npt.NDArray[np.float32]:
    return (rng().random(shape) * 0.9).astype(np.float32)


def logits(*shape: int) -> npt.NDArray[np.float32]:
    return rng().normal(-3, 1, shape).astype(np.float32)


def pixel_boxes(*shape: int) -> npt.NDArray[np.float32]:
    low = rng().random((*shape, 2)) * 40
    return np.concatenate([low, low + 30], axis=-1).astype(np.float32)


def centre_shares(*shape: int) -> npt.NDArray[np.float32]:
    """Middles, widths and heights of which many would be no corners."""
    return (rng().random((*shape, 4)) * [1, 1, 0.3, 0.3]).astype(np.float32)


def decoder_of(reading: Reading) -> tuple[str, int, int]:
    assert reading.detector is not None
    detector = reading.detector
    return detector.decoder, len(detector.class_names), detector.first_class


def names_of(reading: Reading) -> tuple[str, ...]:
    assert reading.detector is not None
    return reading.detector.class_names


@pytest.mark.parametrize(
    ("columns", "decoder", "names", "first"),
    [
        (92, "detr", COCO_NUMBERED_NAMES, 1),
        (91, "detr_sigmoid", COCO_NUMBERED_NAMES, 1),
        (80, "detr_sigmoid", COCO_NAMES, 0),
        (7, "detr_sigmoid", tuple(f"class {n}" for n in range(7)), 0),
    ],
)
def test_that_the_detr_families_are_told_apart_by_their_columns(
    columns: int, decoder: str, names: tuple[str, ...], first: int
) -> None:
    outputs = {"logits": logits(1, 100, columns), "pred_boxes": centre_shares(1, 100)}
    reading = told(outputs)
    assert decoder_of(reading) == (decoder, len(names), first)
    assert names_of(reading) == names


def test_that_the_detr_families_are_told_apart_by_names_or_by_no_object() -> None:
    outputs: Tensors = {"logits": logits(1, 100, 4), "pred_boxes": centre_shares(1, 100)}
    assert decoder_of(told(outputs, ReadingWish(class_names=("a", "b", "c"))))[0] == "detr"
    four = ReadingWish(class_names=("a", "b", "c", "d"))
    assert decoder_of(told(outputs, four))[0] == "detr_sigmoid"
    outputs["logits"][0, :80, -1] = 5
    assert decoder_of(told(outputs)) == ("detr", 3, 0)


def test_that_rf_detr_is_fed_as_it_was_trained() -> None:
    outputs = {"dets": centre_shares(1, 300), "labels": logits(1, 300, 91)}
    reading = told(outputs)
    assert decoder_of(reading) == ("detr_sigmoid", 90, 1)
    assert reading.detector is not None
    assert reading.detector.outputs == ("labels", "dets")
    assert reading.input.mean != (0, 0, 0)


def test_that_boxes_beside_scores_are_shares_or_pixels() -> None:
    scores = probabilities(1, ANCHORS, 80)
    pixels = {"boxes": pixel_boxes(1, ANCHORS), "scores": scores}
    assert decoder_of(told(pixels)) == ("anchors_scores_px", 80, 0)
    shares = {"boxes": pixel_boxes(1, ANCHORS) / 128, "scores": scores}
    reading = told(shares)
    assert decoder_of(reading) == ("anchors_scores", 80, 0)
    assert names_of(reading) == COCO_NAMES
    assert "COCO" in found(reading, "class names").why


def test_that_a_background_column_is_seen() -> None:
    scores = np.full((1, 400, 2), 0.02, np.float32)
    scores[..., 0] = 0.98
    outputs = {"scores": scores, "boxes": pixel_boxes(1, 400) / 128}
    reading = told(outputs)
    assert decoder_of(reading) == ("anchors_scores", 1, 1)
    assert names_of(reading) == ("class 1",)
    assert decoder_of(told(outputs, ReadingWish(class_names=("face",)))) == ("anchors_scores", 1, 1)
    with_background = ReadingWish(class_names=("background", "face"))
    assert names_of(told(outputs, with_background)) == ("face",)
    more = {"scores": probabilities(1, 400, 81), "boxes": pixel_boxes(1, 400) / 128}
    wish = ReadingWish(class_names=COCO_NAMES)
    assert decoder_of(told(more, wish)) == ("anchors_scores", 80, 1)


def test_that_one_row_a_cell_is_yolox_nanodet_or_yolov6() -> None:
    head = np.concatenate([logits(1, ANCHORS, 4), probabilities(1, ANCHORS, 81)], axis=2)
    assert decoder_of(told({"output": head})) == ("yolox", 80, 0)
    decoded = head.copy()
    decoded[..., :4] = pixel_boxes(1, ANCHORS)
    assert decoder_of(told({"output": decoded})) == ("yolov5", 80, 0)
    assert told({"output": decoded}).input.colour == "bgr"
    decoded[..., 4] = 1
    assert told({"output": decoded}).input.colour == "rgb"
    cells = ANCHORS + 2 * 2
    nanodet = np.concatenate([probabilities(1, cells, 80), logits(1, cells, 32)], axis=2)
    assert decoder_of(told({"output": nanodet})) == ("nanodet", 80, 0)
    more_bins = np.concatenate([probabilities(1, cells, 2), logits(1, cells, 64)], axis=2)
    assert decoder_of(told({"output": more_bins}, ReadingWish(class_names=("a", "b")))) == (
        *("nanodet", 2, 0),
    )


def test_that_few_rows_of_shares_are_rt_detr_also_with_two_classes() -> None:
    rows = np.concatenate([centre_shares(1, 300), probabilities(1, 300, 2) ** 4], axis=2)
    two = ReadingWish(class_names=("a", "b"))
    assert decoder_of(told({"output0": rows}, two)) == ("rtdetr_ultralytics", 2, 0)
    finished = np.concatenate(
        [pixel_boxes(1, 300), probabilities(1, 300, 1), np.zeros((1, 300, 1), np.float32)], axis=2
    )
    assert decoder_of(told({"output0": finished}, two)) == ("yolo_end2end", 2, 0)
    empty = {"output0": np.zeros((1, 300, 6), np.float32)}
    assert decoder_of(told(empty))[0] == "yolo_end2end"


def test_that_lists_are_told_apart_by_type_name_or_content() -> None:
    boxes, scores = pixel_boxes(9), probabilities(9)
    labels = np.arange(1, 10)
    by_type = told({"a": boxes, "b": labels, "c": scores})
    assert by_type.detector is not None
    assert by_type.detector.outputs == ("a", "b", "c")
    by_name = told({"boxes": boxes, "scores": scores, "labels": labels.astype(np.float32)})
    assert by_name.detector is not None
    assert by_name.detector.outputs == ("boxes", "labels", "scores")
    by_content = told({"x": boxes, "y": labels.astype(np.float32), "z": scores})
    assert by_content.detector is not None
    assert by_content.detector.outputs == ("x", "y", "z")


def test_that_labels_from_zero_show_that_there_is_no_background() -> None:
    outputs = {"boxes": pixel_boxes(9), "labels": np.arange(9), "scores": probabilities(9)}
    assert decoder_of(told(outputs))[2] == 0


def test_that_labels_beyond_coco_get_names_of_their_own() -> None:
    outputs = {
        "boxes": pixel_boxes(9),
        "labels": np.full(9, 365),
        "scores": probabilities(9) + np.float32(0.1),
    }
    reading = told(outputs)
    assert decoder_of(reading) == ("torchvision", 1000, 1)
    assert names_of(reading)[0] == "class 1"


def test_that_empty_lists_are_recognised_by_their_shapes() -> None:
    none = np.zeros((0,), np.float32)
    outputs = {"boxes": np.zeros((0, 4), np.float32), "labels": none, "scores": none}
    assert decoder_of(told(outputs))[0] == "torchvision"
    assert decoder_of(told({"output": np.zeros((0, 7), np.float32)}))[0] == "batched_rows"


def test_that_the_old_yolov5_is_read_by_its_finished_output() -> None:
    outputs = {
        "raw0": logits(1, 3, 12, 16, 85),
        "output": np.concatenate(
            [pixel_boxes(1, 3 * ANCHORS), probabilities(1, 3 * ANCHORS, 81)], axis=2
        ),
        "raw1": logits(1, 3, 6, 8, 85),
    }
    reading = told(outputs)
    assert decoder_of(reading) == ("yolov5", 80, 0)
    assert found(reading, "not read").value == "raw0, raw1"


def test_that_an_ultralytics_model_of_unknown_grids_is_read_all_the_same() -> None:
    metadata = {"author": "Ultralytics", "stride": "8", "task": "detect", "names": "['a', 'b']"}
    table = np.concatenate([pixel_boxes(1, 1999), probabilities(1, 1999, 2)], axis=2)
    reading = told({"output0": table.transpose(0, 2, 1)}, metadata=metadata)
    assert decoder_of(reading) == ("yolov8", 2, 0)
    assert found(reading, "decoder").source == "guess"


def test_that_names_of_another_number_are_refused_or_left_aside() -> None:
    outputs = {"output0": probabilities(1, 84, ANCHORS)}
    with pytest.raises(
        UnreadableModelError, match=r"tells 80 classes apart.*names 2 classes; list"
    ):
        told(outputs, ReadingWish(class_names=("a", "b")))
    finished = {"output": np.array([[0, 9, 9, 50, 50, 7, 0.9]], np.float32)}
    with pytest.raises(UnreadableModelError, match=r"gave the label 7.*names 2 classes"):
        told(finished, ReadingWish(class_names=("a", "b")))
    reading = told(outputs, metadata={"names": "['a', 'b']"})
    assert names_of(reading) == COCO_NAMES
    assert "metadata name 2 classes" in found(reading, "class names").why


@pytest.mark.parametrize(
    "names", [(), {"1": "a"}, {"0": "a", "2": "b"}, {"x": "a"}, {"0": "a", "00": "b"}]
)
def test_that_names_that_make_no_sense_are_refused(names: Any) -> None:
    outputs = {"output0": probabilities(1, 84, ANCHORS)}
    with pytest.raises(UnreadableModelError, match="class_names"):
        told(outputs, ReadingWish(class_names=names))


def test_that_wishes_for_thresholds_are_taken() -> None:
    wish = ReadingWish(score_threshold=0.0, iou_threshold=0.9, max_detections=7)
    detector = told({"output0": probabilities(1, 84, ANCHORS)}, wish).detector
    assert detector is not None
    assert (detector.score_threshold, detector.iou_threshold) == (0.0, 0.9)
    assert detector.max_detections == 7


def test_that_finished_turned_boxes_are_refused() -> None:
    outputs = {"output0": np.zeros((1, 300, 7), np.float32)}
    metadata = {"author": "Ultralytics", "task": "obb", "end2end": "True"}
    with pytest.raises(UnreadableModelError, match="export it without nms"):
        told(outputs, metadata=metadata)


@pytest.mark.parametrize(
    "outputs",
    [
        {"a": np.zeros((1, 5, 9), np.float32)},
        {"depth": np.zeros((1, 1, 96, 128), np.float32)},
        {"tokens": logits(1, 197, 768)},
        {"letters": np.full((1, 40, 6625), 1 / 6625, np.float32)},
        {"depth": probabilities(1, 518, 518)},
        {"a": np.zeros((2, 84, ANCHORS), np.float32)},
        {"a": np.float32(3)},
        {},
    ],
)
def test_that_an_unknown_layout_is_refused_with_what_to_do(outputs: Tensors) -> None:
    with pytest.raises(UnreadableModelError) as error:
        told(outputs)
    message = str(error.value)
    assert "\n" not in message
    assert all(name in message for name in (*outputs, *DECODERS))
    assert all(str(list(tensor.shape)) in message for tensor in outputs.values())
    assert 'decoder = "yolov8"' in message
    assert 'kind = "classify"' in message


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"decoder": "yolo"}, "no detector decoder is called 'yolo'; known: yolov8"),
        ({"decoder": "detr"}, "decoder 'detr' reads logits"),
        ({"decoder": "yolov8", "outputs": ("x",)}, "does not name 1 of output0"),
        ({"decoder": "detr", "outputs": ("output0",)}, "in the order of .*logits.*boxes"),
        ({"kind": "classify"}, "a classifier gives one vector"),
        ({"kind": "classify", "outputs": ("x",)}, "no vector of classes"),
        ({"kind": "classify", "embedding_output": "x"}, "'x' is none of its vectors"),
    ],
)
def test_that_a_wish_that_does_not_fit_is_refused(wish: dict[str, Any], words: str) -> None:
    with pytest.raises(UnreadableModelError, match=words):
        told({"output0": probabilities(1, 84, ANCHORS)}, ReadingWish(**wish))


def test_that_a_forced_decoder_finds_its_outputs_in_any_order() -> None:
    outputs: Tensors = {
        "extra": logits(1, 9),
        "b": logits(1, 100, 6),
        "a": centre_shares(1, 100),
    }
    detector = told(outputs, ReadingWish(decoder="detr")).detector
    assert detector is not None
    assert detector.outputs == ("b", "a")
    assert len(detector.class_names) == 5


def test_that_a_classifier_can_be_told_what_it_is() -> None:
    vector = probabilities(1, 3)
    wish = ReadingWish(
        kind="classify",
        outputs=("b",),
        activation="sigmoid",
        class_names={"0": "x", "1": "y", "2": "z"},
        embedding_output="a",
    )
    reading = told({"a": logits(1, 32), "b": vector}, wish)
    assert reading.classifier is not None
    assert reading.embedding is not None
    assert reading.classifier.activation == "sigmoid"
    assert reading.classifier.class_names == ("x", "y", "z")
    assert (reading.embedding.output, reading.embedding.dim) == ("a", 32)
    with pytest.raises(UnreadableModelError, match="tells 3 classes apart"):
        told({"b": vector}, ReadingWish(kind="classify", class_names=("x",)))


def test_that_a_certain_classifier_of_seven_is_no_detector() -> None:
    certain = np.zeros((1, 7), np.float32)
    certain[0, 6] = 1
    reading = told({"probabilities": certain})
    assert reading.kind == "classify"
    assert reading.classifier is not None
    assert reading.classifier.activation == "none"


def test_that_the_longest_fitting_vector_of_a_classifier_is_its_names() -> None:
    outputs = {"a": logits(1, 5), "b": logits(1, 3)}
    metadata = {"names": "['x', 'y', 'z']"}
    reading = told(outputs, metadata=metadata)
    assert reading.classifier is not None
    assert reading.classifier.output == "b"
    guessed = told(outputs)
    assert found(guessed, "classes").source == "guess"


def test_that_what_a_classifier_says_of_its_pictures_is_no_guess() -> None:
    outputs = {"probabilities": probabilities(1, 3)}
    said = '{"fit":"letterbox","colour":"bgr","mean":[1,2,3],"std":[4,5,6],"pad":7}'
    metadata = {"whatsit.task": "classify", "whatsit.input": said}
    reading = told(outputs, metadata=metadata)
    found = {each.what: (each.value, each.source, each.why) for each in reading.findings}
    assert found["fit"] == ("letterbox", "metadata", "whatsit's models want it so")
    assert found["scale"] == ("(pixel - 1 2 3) / 4 5 6", "metadata", "whatsit's models want it so")


def test_that_names_of_outputs_reach_no_terminal_as_they_are() -> None:
    outputs = {"out\n\x1b[2J" + "x" * 5000: probabilities(1, 5, 9)}
    with pytest.raises(UnreadableModelError) as error:
        told(outputs)
    assert str(error.value).isprintable()
    assert "x" * 100 not in str(error.value)
    reading = told({"a\nb": probabilities(1, 84, ANCHORS)})
    assert all(finding.value.isprintable() for finding in reading.findings)


@given(
    shapes=st.lists(st.lists(st.integers(0, 8), max_size=5), max_size=4),
    seed=st.integers(0, 99),
    scale=st.sampled_from([0.1, 1.0, 100.0, np.nan, np.inf]),
    decoder=st.none() | st.sampled_from(sorted(DECODERS)),
)
def test_that_any_tensors_are_recognised_or_refused(
    shapes: list[list[int]], seed: int, scale: float, decoder: str | None
) -> None:
    values = np.random.default_rng(seed)
    with np.errstate(all="ignore"):
        outputs: Tensors = {
            f"out{index}": np.asarray(values.normal(0, 1, shape) * scale, np.float32)
            for index, shape in enumerate(shapes)
        }
    try:
        reading = told(outputs, ReadingWish(decoder=decoder))
    except UnreadableModelError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either is right
    else:
        assert reading.detector or reading.classifier or reading.embedding

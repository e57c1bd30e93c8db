"""Models of every family are recognised, and see what they should when they run as recognised."""

from pathlib import Path

import numpy as np
import pytest

from edge_node.perception.classifier import Classifier
from edge_node.perception.decoding.table import DECODERS
from edge_node.perception.detector import Detector
from edge_node.perception.embedder import Embedder
from edge_node.perception.providers import Runtime
from edge_node.perception.recognition.habits import DETECTOR_HABITS
from edge_node.perception.recognition.reading import ReadingWish
from edge_node.perception.session import open_session
from shared.domain import Image
from tests.unit.perception import family_models
from tests.unit.perception.recognition.asking import ask, found, model_file


@pytest.fixture
def photo() -> Image:
    """Of the models' aspect, so that shares of their input are shares of it."""
    return np.random.default_rng(1).integers(0, 255, (480, 640, 3)).astype(np.uint8)


def test_that_every_decoder_has_a_model_and_a_habit() -> None:
    assert set(family_models.DECODER_OF.values()) == set(DECODERS) == set(DETECTOR_HABITS)


def test_that_the_how_to_names_every_decoder_and_every_key() -> None:
    page = (Path(__file__).parents[4] / "docs" / "how-to" / "own-model.md").read_text("utf-8")
    for word in (*DECODERS, *ReadingWish.__struct_fields__):
        assert f"`{word}`" in page, word


@pytest.mark.parametrize("family", sorted(family_models.FAMILIES))
def test_that_a_detector_is_recognised_and_sees_the_known_things(
    family: str, tmp_path: Path, photo: Image
) -> None:
    path = family_models.FAMILIES[family](tmp_path / "model.onnx")
    reading = ask(path)
    spec = reading.detector_spec(model_file(path))
    assert spec is not None
    assert spec.decoder == family_models.DECODER_OF[family]
    seen = Detector(spec, path, runtime=Runtime()).detect(photo)
    np.testing.assert_allclose(
        seen.boxes / [640, 480, 640, 480], family_models.KNOWN_BOXES_SHARES, atol=2e-3
    )
    np.testing.assert_allclose(seen.scores, family_models.KNOWN_SCORES, atol=1e-3)
    np.testing.assert_array_equal(seen.class_ids, family_models.KNOWN_CLASS_IDS)
    says_names = "names" in open_session(path, runtime=Runtime(), role="model").metadata
    assert (spec.class_names == family_models.KNOWN_NAMES) == says_names
    assert found(reading, "class names").source == ("metadata" if says_names else "guess")
    assert (reading.kind, reading.classifier, reading.embedding) == ("detect", None, None)


@pytest.mark.parametrize("family", sorted(family_models.FAMILIES))
def test_that_a_forced_decoder_reads_the_same(family: str, tmp_path: Path) -> None:
    path = family_models.FAMILIES[family](tmp_path / "model.onnx")
    free = ask(path)
    forced = ask(path, ReadingWish(decoder=family_models.DECODER_OF[family]))
    assert forced.detector == free.detector
    assert found(forced, "decoder").source == "config"


@pytest.mark.parametrize("family", sorted(family_models.CLASSIFIERS))
def test_that_a_classifier_is_recognised_and_names_the_known_class(
    family: str, tmp_path: Path, photo: Image
) -> None:
    path = family_models.CLASSIFIERS[family](tmp_path / "model.onnx")
    reading = ask(path)
    assert (reading.kind, reading.detector) == ("classify", None)
    spec = reading.classifier_spec(model_file(path))
    if family == "embedding_only":
        assert spec is None
    else:
        assert spec is not None
        seen = Classifier(spec, path, runtime=Runtime()).detect(photo)
        assert seen.class_ids.tolist() == [family_models.CLASSIFIED_AS]
        assert seen.scores[0] == pytest.approx(0.925, abs=2e-3)
    embedder = reading.embedder_spec(model_file(path))
    assert (embedder is not None) == ("embedding" in family)
    if embedder is not None:
        vectors = Embedder(embedder, path, runtime=Runtime()).embed([photo, photo])
        assert vectors.shape == (2, family_models.EMBEDDING_DIM)


@pytest.mark.parametrize(
    ("family", "fit", "colour", "scale", "source"),
    [
        ("yolov8", "letterbox", "rgb", "0 to 1", "metadata"),
        ("yolov8_unnamed", "letterbox", "rgb", "0 to 1", "guess"),
        ("yolox", "letterbox_corner", "bgr", "0 to 255", "guess"),
        ("yolox_decoded", "letterbox_corner", "bgr", "0 to 255", "guess"),
        ("rtdetr_ultralytics", "stretch", "rgb", "0 to 1", "metadata"),
        ("nanodet", "stretch", "bgr", "(pixel - 103.53 116.28 123.675) / 57.375 57.12 58.395", ""),
        ("detr", "stretch", "rgb", "(pixel - 123.675 116.28 103.53) / 58.395 57.12 57.375", ""),
        ("torchvision", "stretch", "rgb", "0 to 1", "guess"),
        ("ssd_tensorflow", "stretch", "rgb", "0 to 255", "shape"),
    ],
)
def test_that_a_model_is_fed_as_its_family_is(
    family: str, fit: str, colour: str, scale: str, source: str, tmp_path: Path
) -> None:
    reading = ask(family_models.FAMILIES[family](tmp_path / "model.onnx"))
    assert (reading.input.fit, reading.input.colour) == (fit, colour)
    assert found(reading, "scale").value == scale
    assert found(reading, "scale").source == (source or "guess")


def test_that_an_ultralytics_classifier_is_fed_as_they_are(tmp_path: Path) -> None:
    reading = ask(family_models.CLASSIFIERS["ultralytics"](tmp_path / "model.onnx"))
    assert (reading.input.fit, reading.input.colour) == ("centre_crop", "rgb")
    assert found(reading, "scale").value == "0 to 1"


def test_that_what_a_model_gives_beside_boxes_is_said_not_to_be_read(tmp_path: Path) -> None:
    for family, what in (("yolov8_pose", "key points"), ("yolov8_obb", "angles")):
        reading = ask(family_models.FAMILIES[family](tmp_path / f"{family}.onnx"))
        assert found(reading, "not read").value == what
    reading = ask(family_models.FAMILIES["yolov8_segment"](tmp_path / "segment.onnx"))
    unread = [finding.value for finding in reading.findings if finding.what == "not read"]
    assert unread == ["masks", "output1"]


def test_that_types_layouts_and_sizes_are_taken_from_the_model(tmp_path: Path) -> None:
    half = ask(family_models.FAMILIES["yolov8_half"](tmp_path / "half.onnx"))
    assert half.input.dtype == "float16"
    image = ask(family_models.FAMILIES["ssd_tensorflow"](tmp_path / "bytes.onnx"))
    assert (image.input.dtype, image.input.layout) == ("uint8", "nhwc")
    assert (image.input.width_px, image.input.height_px) == (128, 96)
    dynamic = ask(family_models.FAMILIES["yolov8_dynamic"](tmp_path / "dynamic.onnx"))
    assert found(dynamic, "size").source == "metadata"
    sized = ask(family_models.FAMILIES["labels_boxes_scores"](tmp_path / "sized.onnx"))
    assert sized.size_input == "orig_target_sizes"

"""Classifiers of whole frames over real sessions."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from edge_node.asking.ask_policy import AskConfig
from edge_node.perception.active_bundle import load_bundle
from edge_node.perception.classifier import Classifier, probabilities
from edge_node.perception.embedder import Embedder
from edge_node.perception.pipeline import PerceptionConfig, Pipeline
from edge_node.perception.providers import Runtime
from edge_node.perception.publishing import class_name
from edge_node.perception.query_draft import NodeIdentity
from shared.bundle import ClassifierSpec, EmbedderSpec, InputSpec
from shared.domain import Frame
from shared.errors import ModelError
from tests.fakes import ManualClock
from tests.unit.perception import tiny_models

IMAGE = np.full((100, 200, 3), 90, np.uint8)
INPUT = InputSpec(width_px=tiny_models.SIDE_PX, height_px=tiny_models.SIDE_PX)


def spec(path: Path) -> ClassifierSpec:
    return ClassifierSpec(
        file=tiny_models.model_file(path),
        input=INPUT,
        output="logits",
        class_names=("mug", "bowl", "vase"),
        activation="softmax",
    )


def test_that_the_likeliest_class_fills_the_frame(tmp_path: Path) -> None:
    path = tiny_models.classifier(tmp_path / "c.onnx", [0.0, 2.0, -1.0])
    found = Classifier(spec(path), path, runtime=Runtime()).detect(IMAGE)
    assert found.boxes.tolist() == [[0, 0, 200, 100]]
    assert found.class_ids.tolist() == [1]
    share = np.exp(2.0) / (1 + np.exp(2.0) + np.exp(-1.0))
    assert found.scores.tolist() == pytest.approx([share], abs=1e-6)


def test_that_a_model_with_another_count_of_classes_is_refused(tmp_path: Path) -> None:
    path = tiny_models.classifier(tmp_path / "c.onnx", [0.0, 1.0])
    with pytest.raises(ModelError, match=r"gives \[1, 2\], but the bundle names 3 classes"):
        Classifier(spec(path), path, runtime=Runtime()).detect(IMAGE)


def test_that_logits_which_are_no_numbers_are_an_error(tmp_path: Path) -> None:
    path = tiny_models.classifier(tmp_path / "c.onnx", [0.0, float("nan"), 1.0])
    with pytest.raises(ModelError, match="not finite"):
        Classifier(spec(path), path, runtime=Runtime()).detect(IMAGE)


@pytest.mark.parametrize("activation", ["none", "softmax", "sigmoid"])
def test_that_probabilities_stay_between_0_and_1_for_any_logits(activation: str) -> None:
    values = np.array([-1e4, 0.0, 1e4], np.float32)
    shares = probabilities(values, activation)
    assert shares.min() >= 0.0
    assert shares.max() <= 1.0
    assert shares.argmax() == 2


def test_that_a_model_for_one_image_embeds_many_one_by_one(tmp_path: Path) -> None:
    path = tiny_models.classifier(tmp_path / "c.onnx", [0.0, 1.0, 2.0], embedding=True)
    embedder_spec = EmbedderSpec(
        file=tiny_models.model_file(path), input=INPUT, dim=tiny_models.DIM, output="embedding"
    )
    crops = [np.full((9, 9, 3), 40 * row, np.uint8) for row in range(3)]
    vectors = Embedder(embedder_spec, path, runtime=Runtime()).embed(crops)
    np.testing.assert_allclose(vectors.mean(axis=1), [0, 40, 80])


def test_that_a_classify_bundle_publishes_the_classifiers_name(tmp_path: Path) -> None:
    path = tiny_models.classifier(tmp_path / "c.onnx", [0.0, 2.0, -1.0])
    base = tiny_models.bundle(tmp_path)
    manifest = msgspec.structs.replace(base.manifest, classifier=spec(path))
    paths = {manifest.embedder.file.sha256: tmp_path / "embedder.onnx"}
    bundle = load_bundle(manifest, lambda file: paths.get(file.sha256, path), Runtime())
    assert bundle.classifier is not None
    assert class_name(bundle, 1) == "bowl"
    outcome = pipeline().process(Frame(IMAGE, "rig", 0, 1.0), bundle)
    (seen,) = outcome.record.detections
    assert (seen.detector_class, seen.box) == ("bowl", (0, 0, 200, 100))


def pipeline() -> Pipeline:
    return Pipeline(
        identity=NodeIdentity(node_id="n", node_name="node", session_id="s"),
        perception=PerceptionConfig(),
        ask=AskConfig(),
        clock=ManualClock(),
        rng=np.random.default_rng(0),
    )

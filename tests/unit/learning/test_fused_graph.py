"""Embedder and head as one file, in plain ONNX Runtime, against what a node says."""

import ast
from pathlib import Path

import cv2
import msgspec
import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from edge_node.perception.embedder import Embedder
from edge_node.perception.feeding import feed_batch
from edge_node.perception.head import Head
from edge_node.perception.providers import Runtime
from edge_node.perception.recognition.claims import read_claims
from edge_node.perception.recognition.preprocessing import habit_of_kind
from shared.bundle import EmbedderSpec, InputSpec, Manifest, ModelFile
from shared.domain import Floats, Image
from shared.errors import ModelError
from shared.factory import FactoryModels, factory_folder
from shared.learning.dataset import TrainingSet
from shared.learning.fused_graph import fuse
from shared.learning.head import TrainedHead, train_head
from shared.learning.head_graph import build_head_graph, head_spec
from tests.unit.learning.samples import training_set

CLIP = Path(__file__).parents[3] / "operator_gui" / "demo" / "clip" / "street.mp4"
CROPS, CLASSES = 200, 5
FILE = ModelFile(sha256="0" * 64, size_bytes=1)


def street_crops(count: int) -> list[Image]:
    """Parts of a street scene, of many sizes."""
    capture = cv2.VideoCapture(str(CLIP))
    rng = np.random.default_rng(0)
    crops: list[Image] = []
    while len(crops) < count:
        done, frame = capture.read()
        assert done
        height_px, width_px = frame.shape[:2]
        for _ in range(8):
            sides = rng.integers(20, 200, 2)
            x0, y0 = rng.integers(0, (width_px - sides[0], height_px - sides[1]))
            crops.append(np.asarray(frame[y0 : y0 + sides[1], x0 : x0 + sides[0]], np.uint8))
    capture.release()
    return crops[:count]


def taught(embeddings: Floats) -> TrainedHead:
    """A head of classes of which each is the neighbourhood of one row."""
    nearest = np.argmax(embeddings @ embeddings[:CLASSES].T, axis=1).astype(np.int64)
    nearest[:CLASSES] = np.arange(CLASSES)
    views = TrainingSet(
        embeddings=embeddings,
        labels=nearest,
        groups=np.arange(len(embeddings)),
        class_names=("mug", "it's a bowl", "Grüße 杯", 'a "vase"', "not an object"),
        view_ids=tuple(map(str, range(len(embeddings)))),
    )
    return train_head(views, risk=0.1, members=3, rng=np.random.default_rng(0))


def manifest_of(head: TrainedHead, embedder: EmbedderSpec) -> Manifest:
    return Manifest(
        kind="classify",
        version=7,
        created_at_s=1.0,
        embedder=embedder,
        head=head_spec(head, FILE),
    )


def test_that_the_file_says_of_200_crops_what_the_node_says(tmp_path: Path) -> None:
    base = FactoryModels(factory_folder())
    spec = base.manifest.embedder
    path = base.path_of(spec.file)
    crops = street_crops(CROPS)
    embeddings = Embedder(spec, path, runtime=Runtime()).embed(crops)
    head = taught(embeddings)
    manifest = manifest_of(head, spec)
    (tmp_path / "head.onnx").write_bytes(build_head_graph(head))
    assert manifest.head is not None
    node = Head(manifest.head, tmp_path / "head.onnx", dim=spec.dim, runtime=Runtime())
    expected = node.predict(embeddings).probabilities

    fused = fuse(path.read_bytes(), build_head_graph(head), manifest)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # or it spins while the other one runs
    session = onnxruntime.InferenceSession(fused, options, providers=["CPUExecutionProvider"])
    said = np.concatenate(
        [
            session.run(["probabilities"], {"image": feed_batch([crop], spec.input)})[0]
            for crop in crops
        ]
    )

    assert len(set(expected.argmax(axis=1))) > 1
    assert (said.argmax(axis=1) == expected.argmax(axis=1)).all()
    np.testing.assert_allclose(said, expected, atol=1e-4)
    metadata = session.get_modelmeta().custom_metadata_map
    assert ast.literal_eval(metadata["names"]) == dict(enumerate(head.class_names))
    assert metadata["task"] == "classify"
    assert ast.literal_eval(metadata["imgsz"]) == [224, 224]


def made_embedder(*, opset: int, dim: int, dtype: int = TensorProto.FLOAT) -> bytes:
    """The mean colour of each of 8 rows, in 24 numbers, as (N, 24, 1, 1)."""
    shape = numpy_helper.from_array(np.array([0, dim, 1, 1], np.int64), "shape")
    nodes = [
        helper.make_node("Reshape", ["image", "shape"], ["reshaped"]),
        helper.make_node("Cast", ["reshaped"], ["vector"], to=dtype),
    ]
    graph = helper.make_graph(
        nodes,
        "embedder",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, 8, dim // 24])],
        [helper.make_tensor_value_info("vector", dtype, ["N", dim, 1, 1])],
        [shape],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    return model.SerializeToString()


SPEC = EmbedderSpec(
    file=FILE,
    input=InputSpec(width_px=8, height_px=8, fit="letterbox", mean=(1.0, 2.0, 3.0), colour="bgr"),
    dim=24,
    output="vector",
)


@pytest.mark.parametrize("opset", [11, 13, 17, 18, 20])
@pytest.mark.parametrize("dtype", [TensorProto.FLOAT, TensorProto.FLOAT16])
def test_that_embedders_of_any_age_and_shape_are_fused(opset: int, dtype: int) -> None:
    views = training_set(classes=3, tracks_per_class=4)
    head = train_head(views, risk=0.1, members=2, rng=np.random.default_rng(0))
    embedder = made_embedder(opset=opset, dim=24, dtype=dtype)

    fused = fuse(embedder, build_head_graph(head), manifest_of(head, SPEC))

    rows = views.embeddings.astype(np.float16).astype(np.float32)
    run = onnxruntime.InferenceSession(fused, providers=["CPUExecutionProvider"]).run
    (said,) = run(None, {"image": rows.reshape(-1, 3, 8, 1)})
    assert (said.argmax(axis=1) == views.labels).all()
    np.testing.assert_allclose(said.sum(axis=1), 1.0, atol=1e-5)


def test_that_the_file_says_how_images_are_prepared() -> None:
    head = train_head(
        training_set(classes=2, tracks_per_class=3), risk=0.1, rng=np.random.default_rng(0)
    )
    manifest = manifest_of(head, SPEC)
    fused = onnx.load_model_from_string(
        fuse(made_embedder(opset=17, dim=24), build_head_graph(head), manifest)
    )

    claims = read_claims({entry.key: entry.value for entry in fused.metadata_props})

    habit = habit_of_kind("classify", "nchw", claims)
    assert (claims.task, claims.class_names) == ("classify", head.class_names)
    assert (habit.fit, habit.colour, habit.mean) == ("letterbox", "bgr", (1.0, 2.0, 3.0))
    assert not claims.complaints


def test_that_preparations_that_make_no_sense_are_left_aside() -> None:
    for said in ('{"std": [0, 1, 1]}', "[" * 5000, '{"fit": "?"}', "\x00"):
        claims = read_claims({"whatsit.input": said})
        assert claims.preparation is None
        assert [c.what for c in claims.complaints] == ["whatsit.input"]


def test_that_a_version_without_a_head_is_refused() -> None:
    head = train_head(
        training_set(classes=2, tracks_per_class=3), risk=0.1, rng=np.random.default_rng(0)
    )
    manifest = msgspec.structs.replace(manifest_of(head, SPEC), head=None)
    with pytest.raises(ModelError, match="no head"):
        fuse(made_embedder(opset=17, dim=24), build_head_graph(head), manifest)


def test_that_an_embedder_without_the_output_is_refused() -> None:
    head = train_head(
        training_set(classes=2, tracks_per_class=3), risk=0.1, rng=np.random.default_rng(0)
    )
    manifest = manifest_of(head, msgspec.structs.replace(SPEC, output="other"))
    with pytest.raises(ModelError, match="no output other"):
        fuse(made_embedder(opset=17, dim=24), build_head_graph(head), manifest)

"""ONNX models of a few nodes, made for the tests: they run for real, and do little."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from edge_node.perception.active_bundle import ActiveBundle, load_bundle
from edge_node.perception.providers import Runtime
from shared.blobs import sha256_of
from shared.bundle import DetectorSpec, EmbedderSpec, HeadSpec, InputSpec, Manifest, ModelFile
from shared.domain import Floats

SIDE_PX = 32
DIM = 48
CLASSES = ("mug", "bowl")


def constant(name: str, value: object, dtype: type = np.float32) -> onnx.TensorProto:
    return numpy_helper.from_array(np.asarray(value, dtype), name)


def save(
    path: Path,
    nodes: Sequence[onnx.NodeProto],
    inputs: Sequence[onnx.ValueInfoProto],
    outputs: Sequence[onnx.ValueInfoProto],
    constants: Sequence[onnx.TensorProto] = (),
) -> Path:
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path.write_bytes(model.SerializeToString())
    return path


def floats(name: str, shape: Sequence[int | str]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def detector(path: Path, boxes: Floats, scores: Floats) -> Path:
    """Always sees `boxes` (a, 4) in shares with `scores` (a, c), whatever the image shows."""
    image = helper.make_tensor_value_info("image", TensorProto.UINT8, [1, SIDE_PX, SIDE_PX, 3])
    nodes = [
        helper.make_node("Cast", ["image"], ["values"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMin", ["values"], ["least"], keepdims=0),
        helper.make_node("Mul", ["least", "zero"], ["nothing"]),
        helper.make_node("Add", ["known_boxes", "nothing"], ["boxes"]),
        helper.make_node("Add", ["known_scores", "nothing"], ["scores"]),
    ]
    constants = [
        constant("zero", 0.0),
        constant("known_boxes", boxes[None]),
        constant("known_scores", scores[None]),
    ]
    outputs = [floats("boxes", [1, *boxes.shape]), floats("scores", [1, *scores.shape])]
    return save(path, nodes, [image], outputs, constants)


def block_detector(path: Path) -> Path:
    """Sees what is brighter than grey: in each of 7 by 7 overlapping windows, a quarter of the
    image wide, as much of each class as of blue, green and red."""
    image = helper.make_tensor_value_info("image", TensorProto.UINT8, [1, SIDE_PX, SIDE_PX, 3])
    windows, stride_px, side = 7, SIDE_PX // 8, 0.25
    corners = np.stack(np.meshgrid(*[np.arange(windows) * stride_px / SIDE_PX] * 2), -1)
    boxes = np.concatenate([corners, corners + side], -1).reshape(1, -1, 4)
    nodes = [
        helper.make_node("Cast", ["image"], ["values"], to=TensorProto.FLOAT),
        helper.make_node("Transpose", ["values"], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node(
            "AveragePool",
            ["planes"],
            ["means"],
            kernel_shape=[2 * stride_px] * 2,
            strides=[stride_px] * 2,
        ),
        helper.make_node("Transpose", ["means"], ["by_window"], perm=[0, 2, 3, 1]),
        helper.make_node("Reshape", ["by_window", "table"], ["flat"]),
        helper.make_node("Sub", ["flat", "grey"], ["brighter"]),
        helper.make_node("Relu", ["brighter"], ["bright"]),
        helper.make_node("Mul", ["bright", "share"], ["scores"]),
        helper.make_node("Identity", ["windows"], ["boxes"]),
    ]
    constants = [
        constant("table", [1, windows * windows, 3], np.int64),
        constant("grey", 128.0),
        constant("share", 1.0 / 127.0),
        constant("windows", boxes),
    ]
    shapes = {"boxes": [1, windows * windows, 4], "scores": [1, windows * windows, 3]}
    return save(path, nodes, [image], [floats(n, s) for n, s in shapes.items()], constants)


def embedder(path: Path) -> Path:
    """Colours of a 4 by 4 raster, as far as they are brighter than grey."""
    nodes = [
        helper.make_node("AveragePool", ["image"], ["raster"], kernel_shape=[8, 8], strides=[8, 8]),
        helper.make_node("Flatten", ["raster"], ["flat"]),
        helper.make_node("Relu", ["flat"], ["embedding"]),
    ]
    image = floats("image", ["N", 3, SIDE_PX, SIDE_PX])
    return save(path, nodes, [image], [floats("embedding", ["N", DIM])])


def head(path: Path, probabilities: Sequence[float], *, top_score: float = 1.0) -> Path:
    """Always says the same, whatever it is shown."""
    k = len(probabilities)
    nodes = [
        helper.make_node("LpNormalization", ["embedding"], ["features"], axis=1, p=2),
        helper.make_node("ReduceSum", ["embedding", "axis"], ["sum"], keepdims=1),
        helper.make_node("Mul", ["sum", "zero"], ["column"]),
        helper.make_node("Add", ["column", "known"], ["probabilities"]),
        helper.make_node("Squeeze", ["column", "axis"], ["disagreement"]),
        helper.make_node("Add", ["disagreement", "score"], ["top_score"]),
    ]
    constants = [
        constant("zero", 0.0),
        constant("axis", [1], np.int64),
        constant("known", [probabilities]),
        constant("score", top_score),
    ]
    outputs = [
        floats("probabilities", ["N", k]),
        floats("top_score", ["N"]),
        floats("features", ["N", DIM]),
        floats("disagreement", ["N"]),
    ]
    return save(path, nodes, [floats("embedding", ["N", DIM])], outputs, constants)


def model_file(path: Path) -> ModelFile:
    data = path.read_bytes()
    return ModelFile(sha256=sha256_of(data), size_bytes=len(data))


def detector_spec(path: Path, class_names: tuple[str, ...] = ("cup", "car")) -> DetectorSpec:
    return DetectorSpec(
        file=model_file(path),
        input=InputSpec(width_px=SIDE_PX, height_px=SIDE_PX, layout="nhwc", dtype="uint8"),
        decoder="anchors_scores",
        outputs=("boxes", "scores"),
        class_names=class_names,
    )


def embedder_spec(path: Path) -> EmbedderSpec:
    values = InputSpec(
        width_px=SIDE_PX, height_px=SIDE_PX, mean=(127.0, 127.0, 127.0), std=(128.0, 128.0, 128.0)
    )
    return EmbedderSpec(file=model_file(path), input=values, dim=DIM)


def head_spec(path: Path, *, threshold: float = 0.3) -> HeadSpec:
    return HeadSpec(
        file=model_file(path),
        class_names=CLASSES,
        members=1,
        temperature=1.0,
        risk=0.05,
        conformal_threshold=threshold,
        known_scores=tuple(np.linspace(0.5, 1.5, 21).tolist()),
        dataset_revision="0" * 64,
        labels=40,
        tracks=40,
    )


def bundle(
    folder: Path,
    *,
    boxes: Floats | None = None,
    scores: Floats | None = None,
    probabilities: Sequence[float] | None = None,
    top_score: float = 1.0,
    version: int = 0,
    threshold: float = 0.3,
) -> ActiveBundle:
    """A loaded bundle; without boxes of kind "classify", without probabilities with no head."""
    paths = {"embedder": embedder(folder / "embedder.onnx")}
    if boxes is not None and scores is not None:
        paths["detector"] = detector(folder / f"detector{version}.onnx", boxes, scores)
    if probabilities is not None:
        file = folder / f"head{version}.onnx"
        paths["head"] = head(file, probabilities, top_score=top_score)
    manifest = Manifest(
        kind="detect" if "detector" in paths else "classify",
        version=version,
        created_at_s=0.0,
        embedder=embedder_spec(paths["embedder"]),
        detector=detector_spec(paths["detector"]) if "detector" in paths else None,
        head=head_spec(paths["head"], threshold=threshold) if "head" in paths else None,
    )
    by_hash = {model_file(path).sha256: path for path in paths.values()}
    return load_bundle(manifest, lambda file: by_hash[file.sha256], Runtime())


def classifier(path: Path, logits: Sequence[float], *, embedding: bool = False) -> Path:
    """Always gives the same logits; with `embedding`, the colours of a raster too."""
    nodes = [
        helper.make_node("GlobalAveragePool", ["image"], ["pooled"]),
        helper.make_node("Mul", ["pooled", "zero"], ["nothing"]),
        helper.make_node("ReduceSum", ["nothing", "axes"], ["column"], keepdims=0),
        helper.make_node("Add", ["column", "known"], ["logits"]),
        helper.make_node("AveragePool", ["image"], ["raster"], kernel_shape=[8, 8], strides=[8, 8]),
        helper.make_node("Flatten", ["raster"], ["embedding"]),
    ]
    constants = [
        constant("zero", 0.0),
        constant("axes", [1, 2, 3], np.int64),
        constant("known", [logits]),
    ]
    outputs = [floats("logits", [1, len(logits)])]
    if embedding:
        outputs.append(floats("embedding", [1, DIM]))
    return save(
        path,
        nodes if embedding else nodes[:4],
        [floats("image", [1, 3, SIDE_PX, SIDE_PX])],
        outputs,
        constants,
    )

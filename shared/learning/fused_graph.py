"""Embedder and head as one ONNX graph that needs nothing else: images in, probabilities out."""

from collections.abc import Mapping

import msgspec
import onnx
from onnx import TensorProto, compose, helper

from shared.bundle import InputSpec, Manifest, Preparation
from shared.errors import ModelError
from shared.learning.graph_joining import in_one_opset, tensor_names

OUTPUT = "probabilities"
_PREFIX = "head/"


def fuse(embedder: bytes, head: bytes, manifest: Manifest) -> bytes:
    """The serialised graph of both. manifest: describes them, and has a head.

    Input: the embedder's own. Output `probabilities` [N, k] float32, rows sum to 1, columns in
    the order of the head's classes, which are in the metadata as `names`; see `fused_metadata`.
    Raises ModelError if the two do not fit together.
    """
    spec = manifest.embedder
    try:
        front = onnx.load_model_from_string(embedder)
        back = _only_probabilities(onnx.load_model_from_string(head))
        front, back = in_one_opset(front, back)
        model = _joined(front, back, spec.output)
        helper.set_model_props(model, fused_metadata(manifest, _metadata(front)))
        onnx.checker.check_model(model)
    except (onnx.checker.ValidationError, RuntimeError, ValueError) as error:
        reason = str(error).strip().split("\n", 1)[0]
        raise ModelError(f"embedder and head cannot be one graph: {reason}") from error
    serialised: bytes = model.SerializeToString()
    return serialised


def fused_metadata(manifest: Manifest, embedder: Mapping[str, str]) -> dict[str, str]:
    """What the file says of itself: the keys that Ultralytics' exports have, each as text, and how
    images are prepared as `whatsit.input`. embedder: its own metadata, for its licence."""
    head, spec = manifest.head, manifest.embedder.input
    if head is None:
        raise ModelError(f"version {manifest.version} has no head: nothing was taught yet")
    return {
        "description": f"whatsit version {manifest.version}: embedder and head",
        "author": "whatsit",
        "license": embedder.get("license", ""),
        "version": str(manifest.version),
        "task": "classify",
        "batch": "1",
        "stride": "1",
        "channels": "3",
        "imgsz": str([spec.height_px, spec.width_px]),
        "names": str(dict(enumerate(head.class_names))),
        "whatsit.task": "classify",
        "whatsit.input": preparation(spec),
        "whatsit.dataset_revision": head.dataset_revision,
    }


def preparation(spec: InputSpec) -> str:
    """How an image becomes the input, as JSON of a `Preparation`."""
    said = Preparation(fit=spec.fit, colour=spec.colour, mean=spec.mean, std=spec.std, pad=spec.pad)
    return msgspec.json.encode(said).decode()


def _joined(front: onnx.ModelProto, back: onnx.ModelProto, output: str) -> onnx.ModelProto:
    """One model of two: the front's output goes into the back's only input, flat and as float32."""
    back = compose.add_prefix(back, _PREFIX)
    taken = tensor_names(front.graph)
    if clash := taken & tensor_names(back.graph):
        raise ValueError(f"the embedder has tensors called {min(clash)}")
    if output not in {value.name for value in front.graph.output}:
        raise ValueError(f"the embedder has no output {output}")
    end = f"{_PREFIX}{OUTPUT}" if OUTPUT in taken else OUTPUT
    for node in back.graph.node:
        node.output[:] = [end if name == f"{_PREFIX}{OUTPUT}" else name for name in node.output]
    bridge = [
        helper.make_node("Cast", [output], [f"{_PREFIX}as_float"], to=TensorProto.FLOAT),
        helper.make_node("Flatten", [f"{_PREFIX}as_float"], [back.graph.input[0].name], axis=1),
    ]
    classes = back.graph.output[0].type.tensor_type.shape.dim[1].dim_value
    graph = helper.make_graph(
        [*front.graph.node, *bridge, *back.graph.node],
        "whatsit_fused",
        list(front.graph.input),
        [helper.make_tensor_value_info(end, TensorProto.FLOAT, [_batch(front), classes])],
        [*front.graph.initializer, *back.graph.initializer],
        sparse_initializer=list(front.graph.sparse_initializer),
    )
    return helper.make_model(
        graph,
        producer_name="whatsit",
        opset_imports=list(front.opset_import),
        ir_version=max(front.ir_version, back.ir_version),
    )


def _batch(front: onnx.ModelProto) -> int | str:
    first = front.graph.input[0].type.tensor_type.shape.dim[0]
    return int(first.dim_value) or str(first.dim_param or "N")


def _only_probabilities(head: onnx.ModelProto) -> onnx.ModelProto:
    """The part of a head's graph that its probabilities need."""
    wanted = {OUTPUT}
    nodes: list[onnx.NodeProto] = []
    for node in reversed(head.graph.node):
        if wanted & set(node.output):
            nodes.insert(0, node)
            wanted |= set(node.input)
    outputs = [value for value in head.graph.output if value.name == OUTPUT]
    if not outputs:
        raise ValueError(f"the head has no output {OUTPUT}")
    graph = helper.make_graph(
        nodes,
        head.graph.name,
        list(head.graph.input),
        outputs,
        [tensor for tensor in head.graph.initializer if tensor.name in wanted],
    )
    return helper.make_model(
        graph, opset_imports=list(head.opset_import), ir_version=head.ir_version
    )


def _metadata(model: onnx.ModelProto) -> dict[str, str]:
    return {entry.key: entry.value for entry in model.metadata_props}

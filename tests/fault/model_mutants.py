"""Mutants of valid models: bytes flipped and cut, fields of the graph and its metadata changed.

The same number always gives the same mutant.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper

from shared.factory import factory_folder
from tests.unit.perception.family_models import CLASSIFIERS, FAMILIES

SEEDS = (
    *(FAMILIES[name] for name in ("yolov8", "yolov8_dynamic", "yolov8_half", "yolo_end2end")),
    *(FAMILIES[name] for name in ("yolox", "nanodet", "detr", "labels_boxes_scores")),
    *(FAMILIES[name] for name in ("anchors_scores", "ssd_tensorflow", "torchvision")),
    *(CLASSIFIERS[name] for name in ("logits", "ultralytics", "with_embedding")),
)

REAL_MODEL = "efficientnet_lite0.onnx"
REAL_EVERY = 50
"""One in so many is a mutant of a network with trained weights, which takes longer."""

HUGE = (0, -1, 1 << 31, (1 << 31) - 1, 1 << 40, (1 << 62) + 7, -(1 << 63), 9_999_999)
HOSTILE_TEXTS = (
    "[" * 10_000 + "]" * 10_000,
    "{0:" * 10_000 + "1" + "}" * 10_000,
    "{0: '" + "x" * (10 << 20) + "'}",
    "__import__('os').system('touch PWNED')",
    "{0: __import__('os').getcwd()}",
    "nan",
    "{nan: 'mug'}",
    "{0: nan, 1: inf}",
    "{0: 1e999}",
    "{" + "9" * 5_000 + ": 'mug'}",
    "{99999999999999999999: 'mug', 0: 'bowl'}",
    "[1, 2, 3]",
    "'mug'",
    "{'mug', 'bowl'}",
    "{0: 'mug', 0: 'bowl', 1: 'vase'}",
    "{-1: 'mug', 0: 'bowl', 1: 'vase'}",
    "{True: 'mug', False: 'bowl', 2: 'x'}",
    "{0: 'a\\x1b[2J', 1: 'b\\r\\n', 2: '\\x00'}",
    "{0: '\\ud800', 1: '\\udfff', 2: 'x'}",
    "{0: ['mug'], 1: {}, 2: None}",
    "{0: '', 1: ' ', 2: '\u202e\u2066evil'}",
    "{0: 'mug', 1: 'bowl'",
    "{0: 'mug'} or {}",
    "-" * 20_000 + "1",
    "1" + "+1" * 20_000,
    "\x00\x01\x02",
    "",
    str({i: f"class {i}" for i in range(3_000)}),
    "(" * 200 + ")" * 200,
    "0x" + "f" * 10_000,
    "1_" * 5_000 + "1",
    "b'\\xff'",
    "[[8, 8], [9]]",
    "[0, 0]",
    "[-640, 640]",
    "[1e9, 1e9]",
    "[640.5]",
)
KEYS = (
    "names",
    "imgsz",
    "task",
    "stride",
    "args",
    "end2end",
    "whatsit.decoder",
    "whatsit.task",
    "batch",
)
OPERATORS = (
    *("Identity", "Relu", "Transpose", "Reshape", "Concat", "Loop", "If", "Scan", "NonZero"),
    *("Expand", "Tile", "ConstantOfShape", "Range", "Resize", "NonMaxSuppression", "TopK", "Pad"),
    *("SequenceConstruct", "StringNormalizer", "Softmax", "Gather", "MatMul", "Conv", "OneHot"),
)

Mutate = Callable[[bytes, np.random.Generator], bytes]


def mutant(number: int, folder: Path) -> bytes:
    """The file of that number. folder: for the model that it begins with."""
    rng = np.random.default_rng(number)
    if number % REAL_EVERY == REAL_EVERY - 1:
        seed = (factory_folder() / REAL_MODEL).read_bytes()
    else:
        seed = SEEDS[number % len(SEEDS)](folder / "seed.onnx").read_bytes()
    how = HOW[int(rng.integers(len(HOW)))]
    return how(seed, rng)


def _flipped(data: bytes, rng: np.random.Generator) -> bytes:
    content = bytearray(data)
    for at in rng.integers(0, len(content), int(rng.integers(1, 17))):
        content[at] = int(rng.integers(256))
    return bytes(content)


def _flipped_at_the_front(data: bytes, rng: np.random.Generator) -> bytes:
    """Where small models have their structure, and not their numbers."""
    content = bytearray(data)
    for at in rng.integers(0, min(400, len(content)), int(rng.integers(1, 5))):
        content[at] ^= 1 << int(rng.integers(8))
    return bytes(content)


def _cut(data: bytes, rng: np.random.Generator) -> bytes:
    start, end = sorted(int(at) for at in rng.integers(0, len(data), 2))
    return (data[:start], data[:start] + data[end:], data[:end] + data[start:])[rng.integers(3)]


def _graph_changed(data: bytes, rng: np.random.Generator) -> bytes:
    model = onnx.load_model_from_string(data)
    for _ in range(int(rng.integers(1, 4))):
        _GRAPH_CHANGES[int(rng.integers(len(_GRAPH_CHANGES)))](model, rng)
    return model.SerializeToString()


def _metadata_changed(data: bytes, rng: np.random.Generator) -> bytes:
    model = onnx.load_model_from_string(data)
    for _ in range(int(rng.integers(1, 3))):
        key = KEYS[int(rng.integers(len(KEYS)))]
        text = HOSTILE_TEXTS[int(rng.integers(len(HOSTILE_TEXTS)))]
        entry = next((each for each in model.metadata_props if each.key == key), None)
        if entry is None or rng.random() < 0.2:
            entry = model.metadata_props.add()  # sometimes the same key twice
        entry.key, entry.value = key, text
    return model.SerializeToString()


HOW: tuple[Mutate, ...] = (
    _flipped,
    _flipped_at_the_front,
    _cut,
    _graph_changed,
    _graph_changed,
    _graph_changed,
    _metadata_changed,
    _metadata_changed,
)


def _any_length(rng: np.random.Generator) -> int:
    return HUGE[int(rng.integers(len(HUGE)))] if rng.random() < 0.5 else int(rng.integers(1, 300))


def _change_a_shape(model: onnx.ModelProto, rng: np.random.Generator) -> None:
    ports = [*model.graph.input, *model.graph.output]
    shape = ports[rng.integers(len(ports))].type.tensor_type.shape
    match rng.integers(4):
        case 0 if shape.dim:
            del shape.dim[int(rng.integers(len(shape.dim)))]
        case 1:
            shape.dim.add().dim_value = _any_length(rng)
        case 2 if shape.dim:
            shape.dim[int(rng.integers(len(shape.dim)))].dim_param = "\x1b[31mN\n"
        case _ if shape.dim:
            shape.dim[int(rng.integers(len(shape.dim)))].dim_value = _any_length(rng)


def _change_a_type(model: onnx.ModelProto, rng: np.random.Generator) -> None:
    ports = [*model.graph.input, *model.graph.output]
    port = ports[rng.integers(len(ports))]
    if rng.random() < 0.1:
        port.type.Clear()
    else:
        port.type.tensor_type.elem_type = int(rng.integers(0, 30))


def _change_a_constant(model: onnx.ModelProto, rng: np.random.Generator) -> None:
    tensor = model.graph.initializer[int(rng.integers(len(model.graph.initializer)))]
    match rng.integers(5):
        case 0:
            tensor.data_type = int(rng.integers(0, 30))
        case 1:
            tensor.dims.append(_any_length(rng))
        case 2 if tensor.dims:
            tensor.dims[int(rng.integers(len(tensor.dims)))] = _any_length(rng)
        case 3:
            tensor.raw_data = tensor.raw_data[: int(rng.integers(len(tensor.raw_data) + 1))]
        case _:
            count = len(tensor.raw_data) // 4
            odd = rng.choice(np.array([np.nan, np.inf, -np.inf, 3e38, -3e38, 1e-44], np.float32))
            tensor.raw_data = np.full(count, odd, np.float32).tobytes()


def _change_a_node(model: onnx.ModelProto, rng: np.random.Generator) -> None:
    nodes = model.graph.node
    node = nodes[int(rng.integers(len(nodes)))]
    match rng.integers(7):
        case 0:
            node.op_type = OPERATORS[int(rng.integers(len(OPERATORS)))]
        case 1:
            nodes.remove(node)
            if not nodes:
                nodes.add().op_type = "Identity"
        case 2:
            nodes.add().CopyFrom(node)
        case 3 if node.input:
            other = nodes[int(rng.integers(len(nodes)))]
            node.input[0] = other.output[0] if other.output else ""
        case 4:
            node.attribute.append(helper.make_attribute("axis", _small_enough(_any_length(rng))))
        case 5 if node.attribute:
            node.attribute[0].i = _small_enough(_any_length(rng))
            node.attribute[0].f = float("nan")
        case _:
            node.domain = ("com.microsoft", "evil", "ai.onnx.ml", "\x00")[int(rng.integers(4))]


def _change_a_name(model: onnx.ModelProto, rng: np.random.Generator) -> None:
    ports = [*model.graph.input, *model.graph.output, *model.graph.node]
    names = ("", "x" * 100_000, "\x1b]0;evil\x07", "a\nb", "\u202e", "images", "output0", "boxes")
    ports[int(rng.integers(len(ports)))].name = names[int(rng.integers(len(names)))]


def _change_the_model(model: onnx.ModelProto, rng: np.random.Generator) -> None:
    match rng.integers(7):
        case 0:
            model.opset_import[0].version = _small_enough(_any_length(rng))
        case 1:
            model.ir_version = _small_enough(_any_length(rng))
        case 2:
            model.functions.add().name = "own"
        case 3:
            tensor = model.graph.initializer[0]
            tensor.data_location = TensorProto.EXTERNAL
            entry = tensor.external_data.add()
            entry.key, entry.value = "location", "/etc/passwd"
        case 4:
            _nest(model, int(rng.integers(1, 40)))
        case 5:
            model.producer_name = "\x1b[2J" * 1_000
        case _:
            del model.opset_import[:]


def _nest(model: onnx.ModelProto, depth: int) -> None:
    """A graph in a graph in a graph …"""
    inner = model.graph
    for _ in range(depth):
        node = inner.node.add()
        node.op_type = "If"
        attribute = node.attribute.add()
        attribute.name, attribute.type = "then_branch", onnx.AttributeProto.GRAPH
        inner = attribute.g
    inner.node.add().op_type = "Identity"


def _add_a_greedy_node(model: onnx.ModelProto, rng: np.random.Generator) -> None:
    """A few bytes that ask for all memory, or for all time, and whose result is the output."""
    output = model.graph.output[0].name
    for node in model.graph.node:
        node.output[:] = [f"old_{output}" if name == output else name for name in node.output]
    length = int(rng.choice([10**3, 10**6, 10**9, 10**11]))
    sides = helper.make_tensor("sides", TensorProto.INT64, [2], [length, 16])
    model.graph.initializer.append(sides)
    model.graph.node.append(helper.make_node("ConstantOfShape", ["sides"], [output]))


def _small_enough(number: int) -> int:
    return max(-(1 << 63), min(number, (1 << 63) - 1))


_GRAPH_CHANGES: tuple[Callable[[onnx.ModelProto, np.random.Generator], None], ...] = (
    _change_a_shape,
    _change_a_shape,
    _change_a_type,
    _change_a_constant,
    _change_a_constant,
    _change_a_node,
    _change_a_node,
    _change_a_name,
    _change_the_model,
    _add_a_greedy_node,
)

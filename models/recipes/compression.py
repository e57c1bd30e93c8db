"""Stores a model's weights small, in a form that costs nothing while it runs.

The weights are widened back to float32 by ``Cast`` (and, from int8, a ``Mul`` with one scale per
output channel). ONNX Runtime computes these nodes once, when it loads the model, and optimises the
rest as if the weights had been float32 from the start. ``DequantizeLinear`` says the same in one
node, but ONNX Runtime 1.32 keeps it in the graph for the sake of quantised activations: measured,
that made the detector 2.2 times as slow and the embedder 3.4 times.
"""

from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
import onnx
from onnx import helper, numpy_helper

Precision = Literal["float32", "float16", "int8", "mixed"]
PRECISIONS: tuple[Precision, ...] = get_args(Precision)

SMALL_LAYER = 131_072
_INT8_LARGEST = 127
_WEIGHT_INPUT = {"Conv": 1, "Gemm": 1}


def with_weights_stored_as(model: onnx.ModelProto, precision: Precision) -> onnx.ModelProto:
    """Return a copy of a float32 model whose convolution weights are stored with fewer bits.

    Biases, anchors and whatever else is small or exact stay as they are. Int8 is symmetric:
    ``weight = int8 * scale`` with the scale of each output channel (axis 0) chosen so that its
    largest weight becomes 127, which gives back weights that came from such a grid. Mixed is
    float16 for layers of up to ``SMALL_LAYER`` weights and int8 for larger ones: measured, the
    small layers make most of the error of int8 and few of the bytes.

    Raises:
        ValueError: a weight is too large for float16.
        onnx.checker.ValidationError: ``model`` was not valid.
    """
    small = onnx.ModelProto()
    small.CopyFrom(model)
    if precision == "float32":
        return small
    weights = {
        node.input[_WEIGHT_INPUT[node.op_type]]
        for node in model.graph.node
        if node.op_type in _WEIGHT_INPUT
    }
    del small.graph.initializer[:], small.graph.node[:]
    for constant in model.graph.initializer:
        if constant.name not in weights:
            small.graph.initializer.append(constant)
            continue
        weight = numpy_helper.to_array(constant)
        if precision == "float16" or (precision == "mixed" and weight.size <= SMALL_LAYER):
            _store_as_float16(small.graph, constant.name, weight)
        else:
            _store_as_int8(small.graph, constant.name, weight)
    small.graph.node.extend(model.graph.node)
    onnx.checker.check_model(small, full_check=True)
    return small


def quantise(
    weight: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Round a weight (out, ...) to int8 and one scale per output channel, shaped (out, 1, ...)."""
    others = tuple(range(1, weight.ndim))
    largest = np.abs(weight).max(axis=others, keepdims=True)
    scale = np.where(largest > 0, largest / np.float32(_INT8_LARGEST), 1).astype(np.float32)
    rounded = np.clip(np.rint(weight / scale), -_INT8_LARGEST, _INT8_LARGEST)
    return rounded.astype(np.int8), scale


def _store_as_float16(graph: onnx.GraphProto, name: str, weight: npt.NDArray[Any]) -> None:
    largest = float(np.abs(weight).max())
    if largest > float(np.finfo(np.float16).max):
        raise ValueError(f"{name} reaches {largest}, too large for float16: store it as float32")
    graph.initializer.append(numpy_helper.from_array(weight.astype(np.float16), f"{name}_float16"))
    graph.node.append(_widen(f"{name}_float16", name))


def _store_as_int8(graph: onnx.GraphProto, name: str, weight: npt.NDArray[Any]) -> None:
    rounded, scale = quantise(weight)
    graph.initializer.append(numpy_helper.from_array(rounded, f"{name}_int8"))
    graph.initializer.append(numpy_helper.from_array(scale, f"{name}_scale"))
    graph.node.append(_widen(f"{name}_int8", f"{name}_rounded"))
    graph.node.append(helper.make_node("Mul", [f"{name}_rounded", f"{name}_scale"], [name]))


def _widen(source: str, output: str) -> onnx.NodeProto:
    return helper.make_node("Cast", [source], [output], to=onnx.TensorProto.FLOAT)

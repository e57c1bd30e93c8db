"""Reads a quantised TensorFlow Lite detector into plain records, with every constant in float32.

Source: the TensorFlow Lite schema, through the ``tflite`` package's bindings; TensorFlow is not
needed. The steps that only quantise or de-quantise are left out: whoever reads such a step's
output is given its input.
"""

from typing import Any

import numpy as np
import tflite
from flatbuffers import flexbuffers

from models.recipes.tflite_graph import (
    Addition,
    Concatenation,
    Convolution,
    DetectionPostProcess,
    Float32Array,
    MaxPooling,
    NearestResize,
    Operator,
    Reshape,
    Sigmoid,
    TfliteGraph,
)

_FILE_IDENTIFIER = b"TFL3"
_ELEMENT_TYPES = {
    tflite.TensorType.FLOAT32: np.float32,
    tflite.TensorType.INT32: np.int32,
    tflite.TensorType.INT8: np.int8,
    tflite.TensorType.UINT8: np.uint8,
}
_OPERATOR_NAMES = {
    code: name for name, code in vars(tflite.BuiltinOperator).items() if isinstance(code, int)
}


class TfliteError(Exception):
    """The file is not TensorFlow Lite, or uses something that this reader does not know."""


def read_tflite(content: bytes) -> TfliteGraph:
    """Read the first graph of a file.

    Raises:
        TfliteError: the bytes are not TensorFlow Lite, or hold an operator, activation or element
            type that no EfficientDet-Lite uses.
    """
    if content[4:8] != _FILE_IDENTIFIER:
        raise TfliteError(
            f"expected the identifier {_FILE_IDENTIFIER!r} at byte 4, got {content[4:8]!r}: "
            "this is not a TensorFlow Lite file"
        )
    return _Reader(tflite.Model.GetRootAsModel(content, 0)).read()


class _Reader:
    def __init__(self, model: Any) -> None:
        self._model = model
        self._graph = model.Subgraphs(0)
        self._shapes = {
            index: tuple(int(size) for size in self._graph.Tensors(index).ShapeAsNumpy())
            for index in range(self._graph.TensorsLength())
            if self._graph.Tensors(index).ShapeLength()
        }
        self._origins: dict[int, int] = {}

    def read(self) -> TfliteGraph:
        found = [self._operator(i) for i in range(self._graph.OperatorsLength())]
        start = int(self._graph.Inputs(0))
        quantisation = self._graph.Tensors(start).Quantization()
        return TfliteGraph(
            input=start,
            input_scale=float(quantisation.ScaleAsNumpy()[0]),
            input_zero_point=float(quantisation.ZeroPointAsNumpy()[0]),
            shapes=self._shapes,
            operators=tuple(operator for operator in found if operator is not None),
        )

    def _operator(self, position: int) -> Operator | None:
        operator = self._graph.Operators(position)
        code = self._model.OperatorCodes(operator.OpcodeIndex())
        name = _OPERATOR_NAMES[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
        given = [int(index) for index in operator.InputsAsNumpy()]
        sources = tuple(self._origins.get(index, index) for index in given)
        output = int(operator.Outputs(0))
        match name:
            case "QUANTIZE" | "DEQUANTIZE":
                self._origins[output] = sources[0]
                return None
            case "CONV_2D":
                return self._convolution(sources, output, _read(operator, tflite.Conv2DOptions))
            case "DEPTHWISE_CONV_2D":
                options = _read(operator, tflite.DepthwiseConv2DOptions)
                return self._convolution(sources, output, options, depthwise=True)
            case "ADD":
                options = _read(operator, tflite.AddOptions)
                return Addition((sources[0], sources[1]), output, _is_relu6(options))
            case "MAX_POOL_2D":
                return _pooling(sources[0], output, _read(operator, tflite.Pool2DOptions))
            case "RESIZE_NEAREST_NEIGHBOR":
                options = _read(operator, tflite.ResizeNearestNeighborOptions)
                corners, half = bool(options.AlignCorners()), bool(options.HalfPixelCenters())
                return NearestResize(sources[0], output, corners, half)
            case "RESHAPE":
                return Reshape(sources[0], output)
            case "CONCATENATION":
                axis = int(_read(operator, tflite.ConcatenationOptions).Axis())
                return Concatenation(sources, output, axis)
            case "LOGISTIC":
                return Sigmoid(sources[0], output)
            case "CUSTOM" if code.CustomCode() == b"TFLite_Detection_PostProcess":
                packed = bytearray(operator.CustomOptionsAsNumpy().tobytes())
                options = flexbuffers.GetRoot(packed).AsMap.Value
                boxes, scores, anchors = sources
                return DetectionPostProcess(boxes, scores, self._constant(anchors), options)
        raise TfliteError(f"operator {position} is a {name}, which this reader does not know")

    def _convolution(
        self, sources: tuple[int, ...], output: int, options: Any, *, depthwise: bool = False
    ) -> Convolution:
        kernel = self._constant(sources[1])
        return Convolution(
            source=sources[0],
            output=output,
            kernel=kernel.transpose(3, 0, 1, 2) if depthwise else kernel.transpose(0, 3, 1, 2),
            bias=self._constant(sources[2]),
            stride_px=(int(options.StrideH()), int(options.StrideW())),
            same_padding=options.Padding() == tflite.Padding.SAME,
            depthwise=depthwise,
            relu6=_is_relu6(options),
        )

    def _constant(self, index: int) -> Float32Array:
        tensor = self._graph.Tensors(index)
        element_type = _ELEMENT_TYPES.get(tensor.Type())
        content = self._model.Buffers(tensor.Buffer()).DataAsNumpy()
        if element_type is None or not isinstance(content, np.ndarray):
            raise TfliteError(
                f"tensor {index} ({tensor.Name()!r}) is not a constant of a known type"
            )
        stored = np.frombuffer(content.tobytes(), element_type).reshape(self._shapes[index])
        quantisation = tensor.Quantization()
        if quantisation is None or quantisation.ScaleLength() == 0:
            return stored.astype(np.float32)
        scale = quantisation.ScaleAsNumpy().astype(np.float64)
        zero_point = quantisation.ZeroPointAsNumpy().astype(np.float64)
        if scale.size > 1:
            along = [1] * stored.ndim
            along[quantisation.QuantizedDimension()] = -1
            scale, zero_point = scale.reshape(along), zero_point.reshape(along)
        return np.asarray((stored - zero_point) * scale, np.float32)


def _read(operator: Any, options_type: type[Any]) -> Any:
    options = options_type()
    table = operator.BuiltinOptions()
    options.Init(table.Bytes, table.Pos)
    return options


def _pooling(source: int, output: int, options: Any) -> MaxPooling:
    return MaxPooling(
        source=source,
        output=output,
        size_px=(int(options.FilterHeight()), int(options.FilterWidth())),
        stride_px=(int(options.StrideH()), int(options.StrideW())),
        same_padding=options.Padding() == tflite.Padding.SAME,
    )


def _is_relu6(options: Any) -> bool:
    kind = options.FusedActivationFunction()
    if kind not in (tflite.ActivationFunctionType.NONE, tflite.ActivationFunctionType.RELU6):
        raise TfliteError(f"expected no activation or ReLU6, got activation {kind}")
    return bool(kind == tflite.ActivationFunctionType.RELU6)

"""The records of a TensorFlow Lite detector: which step reads what, and gives what.

Tensors go by their index in the file. Pictures are (1, height, width, channels), as in the file;
kernels are (out, in / groups, height, width), as in ONNX. Every constant is float32.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Float32Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Convolution:
    """A convolution with TensorFlow's SAME or VALID padding, and perhaps a ReLU6 behind it."""

    source: int
    output: int
    kernel: Float32Array
    bias: Float32Array
    stride_px: tuple[int, int]
    same_padding: bool
    depthwise: bool
    relu6: bool


@dataclass(frozen=True, slots=True)
class Addition:
    """The sum of two tensors of one shape, and perhaps a ReLU6 behind it."""

    sources: tuple[int, int]
    output: int
    relu6: bool


@dataclass(frozen=True, slots=True)
class MaxPooling:
    """The largest value of each window."""

    source: int
    output: int
    size_px: tuple[int, int]
    stride_px: tuple[int, int]
    same_padding: bool


@dataclass(frozen=True, slots=True)
class NearestResize:
    """The nearest pixel, in the output's shape."""

    source: int
    output: int
    align_corners: bool
    half_pixel_centres: bool


@dataclass(frozen=True, slots=True)
class Reshape:
    """The same values in the output's shape."""

    source: int
    output: int


@dataclass(frozen=True, slots=True)
class Concatenation:
    """Tensors behind one another along an axis of the file's layout."""

    sources: tuple[int, ...]
    output: int
    axis: int


@dataclass(frozen=True, slots=True)
class Sigmoid:
    """The logistic function."""

    source: int
    output: int


@dataclass(frozen=True, slots=True)
class DetectionPostProcess:
    """The end of a detector: what decodes boxes; anchors (n, 4) as y, x, height, width in 0..1."""

    boxes: int
    scores: int
    anchors: Float32Array
    options: Mapping[str, Any]


Operator = (
    Convolution
    | Addition
    | MaxPooling
    | NearestResize
    | Reshape
    | Concatenation
    | Sigmoid
    | DetectionPostProcess
)


@dataclass(frozen=True, slots=True)
class TfliteGraph:
    """A detector: a uint8 picture ``input``, read as ``(x - zero_point) * scale``."""

    input: int
    input_scale: float
    input_zero_point: float
    shapes: Mapping[int, tuple[int, ...]]
    operators: tuple[Operator, ...]

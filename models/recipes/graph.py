"""Writes an ONNX graph node by node: channel-first float32, opset 13, standard operators only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import helper, numpy_helper

OPSET = 13
IR_VERSION = 8


@dataclass(frozen=True, slots=True)
class Port:
    """An input or output: its name, ``onnx.TensorProto`` element type and shape.

    A name in the shape, such as ``"N"``, stands for a size that each call chooses.
    """

    name: str
    element_type: int
    shape: tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """How a convolution or a pooling moves over the picture: pixels as (vertical, horizontal).

    ``padding_px`` is (top, left, bottom, right).
    """

    size_px: tuple[int, int]
    stride_px: tuple[int, int]
    padding_px: tuple[int, int, int, int]

    @classmethod
    def same(
        cls, *, picture_px: tuple[int, int], size_px: tuple[int, int], stride_px: tuple[int, int]
    ) -> "Window":
        """Pad as TensorFlow's SAME does: the odd pixel goes to the bottom and the right."""
        top, bottom = _same_padding(picture_px[0], size_px[0], stride_px[0])
        left, right = _same_padding(picture_px[1], size_px[1], stride_px[1])
        return cls(size_px, stride_px, (top, left, bottom, right))


class GraphWriter:
    """Collects nodes and constants; every method that adds a node returns its output's name."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, npt.NDArray[Any]] = {}
        self._names: dict[tuple[str, tuple[int, ...], bytes], str] = {}

    def constant(self, name: str, value: npt.ArrayLike) -> str:
        """Keep a constant, and return the name to use: that of an equal one where there is one.

        Raises:
            ValueError: the name already stands for another value.
        """
        array = np.ascontiguousarray(value).reshape(np.shape(value))
        identity = (array.dtype.str, array.shape, array.tobytes())
        if identity not in self._names:
            if name in self._constants:
                raise ValueError(f"{name} already stands for another value: choose another name")
            self._names[identity] = name
            self._constants[name] = array
        return self._names[identity]

    def node(self, operator: str, inputs: Sequence[str], output: str, **attributes: Any) -> str:
        """Add a node with one output."""
        self._nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def split(self, source: str, sizes: Sequence[int], outputs: Sequence[str], axis: int) -> None:
        """Cut ``source`` along ``axis`` into outputs of these sizes."""
        lengths = self.constant(f"{source}_sizes", np.array(sizes, np.int64))
        self._nodes.append(helper.make_node("Split", [source, lengths], outputs, axis=axis))

    def convolution(
        self,
        source: str,
        output: str,
        *,
        kernel: npt.NDArray[np.float32],
        bias: npt.NDArray[np.float32],
        window: Window,
        groups: int = 1,
    ) -> str:
        """Convolve with a kernel (out, in / groups, height, width) and a bias (out,)."""
        weight = self.constant(f"{output}_kernel", kernel)
        offset = self.constant(f"{output}_bias", bias)
        return self.node(
            "Conv",
            [source, weight, offset],
            output,
            kernel_shape=window.size_px,
            strides=window.stride_px,
            pads=window.padding_px,
            group=groups,
        )

    def relu6(self, source: str, output: str) -> str:
        """Clip to 0..6."""
        low, high = self.constant("zero", np.float32(0)), self.constant("six", np.float32(6))
        return self.node("Clip", [source, low, high], output)

    def model(
        self,
        name: str,
        *,
        inputs: Sequence[Port],
        outputs: Sequence[Port],
        metadata: Mapping[str, str],
    ) -> onnx.ModelProto:
        """Close the graph, and check it with shape inference.

        Raises:
            onnx.checker.ValidationError: the nodes do not make a valid graph.
        """
        graph = helper.make_graph(
            self._nodes,
            name,
            [helper.make_tensor_value_info(p.name, p.element_type, p.shape) for p in inputs],
            [helper.make_tensor_value_info(p.name, p.element_type, p.shape) for p in outputs],
            [numpy_helper.from_array(value, key) for key, value in self._constants.items()],
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET)],
            ir_version=IR_VERSION,
            producer_name="whatsit",
        )
        helper.set_model_props(model, dict(metadata))
        onnx.checker.check_model(model, full_check=True)
        return model


def _same_padding(picture_px: int, size_px: int, stride_px: int) -> tuple[int, int]:
    steps = -(-picture_px // stride_px)
    missing_px = max((steps - 1) * stride_px + size_px - picture_px, 0)
    return missing_px // 2, missing_px - missing_px // 2

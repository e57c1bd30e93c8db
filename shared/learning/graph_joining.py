"""What joining two ONNX graphs needs, whatever they are."""

from collections.abc import Iterable

import onnx
from onnx import version_converter

from shared.learning.head_graph import OPSET

OLDEST_OPSET = 13
"""Since this one the head's operators mean what they mean in `OPSET`."""


def in_one_opset(
    other: onnx.ModelProto, head: onnx.ModelProto
) -> tuple[onnx.ModelProto, onnx.ModelProto]:
    """A graph and a head of whatsit's own, so that both mean the same version of the operators.

    Raises RuntimeError or ValueError if there is no such version.
    """
    if opset_of(other) < OLDEST_OPSET:
        other = version_converter.convert_version(other, OPSET)
    opset = opset_of(other)
    if opset > OPSET:
        head = version_converter.convert_version(head, opset)
    return other, head


def opset_of(model: onnx.ModelProto) -> int:
    """The version of ONNX's operators. Raises ValueError if the model names none."""
    found = [entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")]
    if not found:
        raise ValueError("the model names no version of ONNX's operators")
    return int(found[0])


def tensor_names(graph: onnx.GraphProto) -> set[str]:
    """Of everything that the graph's nodes take and give, and of its initializers."""
    found: Iterable[str] = (
        *(name for node in graph.node for name in (*node.input, *node.output)),
        *(tensor.name for tensor in graph.initializer),
    )
    return set(found) - {""}

"""A classifier that another program trained, in the place of a head's own.

Everything else of the head stays: its features, its novelty and its committee, which were learned
from the same labels. Only the probabilities come from outside.
"""

from collections.abc import Sequence

import numpy as np
import onnx
from onnx import compose, helper, numpy_helper

from shared.errors import ModelError
from shared.learning.graph_joining import in_one_opset

INPUT = "embedding"
OUTPUT = "probabilities"
OWN_WEIGHTS = "weights"
KEPT_WEIGHTS = "ridge_weights"
"""The head's own weights under another name: they do not say what the head says any more, and
whoever looks for `weights` must not take them for it."""

_PREFIX = "outside/"
_COLUMNS = "outside_columns"


def seat_outside(
    head: bytes, outside: bytes, *, takes: str, gives: str, columns: Sequence[int], classes: int
) -> bytes:
    """The head's graph with the probabilities of the other.

    head: as of `build_head_graph`. outside: its input `takes` (n, d) float32 gets the embeddings;
    its output `gives` (n, len(columns)) float32 are probabilities. columns: for each of these, the
    class of the head that it speaks of, all different, each from 0 to `classes` - 1. A class that
    the other does not speak of has the probability 0. Raises ModelError if the two do not fit
    together.
    """
    try:
        model = _seated(
            onnx.load_model_from_string(head),
            onnx.load_model_from_string(outside),
            takes=takes,
            gives=gives,
            places=_places(columns, classes),
        )
        onnx.checker.check_model(model)
    except (onnx.checker.ValidationError, RuntimeError, ValueError, TypeError) as error:
        reason = str(error).strip().split("\n", 1)[0]
        raise ModelError(f"it cannot take the place of a head: {reason}") from error
    serialised: bytes = model.SerializeToString()
    return serialised


def _seated(
    head: onnx.ModelProto,
    outside: onnx.ModelProto,
    *,
    takes: str,
    gives: str,
    places: onnx.TensorProto,
) -> onnx.ModelProto:
    outside, head = in_one_opset(outside, head)
    outside = compose.add_prefix(outside, _PREFIX)
    bridge = [
        helper.make_node("Identity", [INPUT], [f"{_PREFIX}{takes}"]),
        *outside.graph.node,
        helper.make_node("MatMul", [f"{_PREFIX}{gives}", _COLUMNS], [OUTPUT]),
    ]
    graph = helper.make_graph(
        [*_without_own_probabilities(head.graph), *bridge],
        "whatsit_outside_head",
        list(head.graph.input),
        list(head.graph.output),
        [*_kept(head.graph), *outside.graph.initializer, places],
        sparse_initializer=list(outside.graph.sparse_initializer),
    )
    return helper.make_model(
        graph,
        producer_name="whatsit",
        opset_imports=list(outside.opset_import),
        ir_version=max(head.ir_version, outside.ir_version),
    )


def _places(columns: Sequence[int], classes: int) -> onnx.TensorProto:
    """(len(columns), classes) float32, a 1 where a column belongs."""
    places = np.zeros((len(columns), classes), np.float32)
    places[np.arange(len(columns)), list(columns)] = 1.0
    return numpy_helper.from_array(places, _COLUMNS)


def _without_own_probabilities(graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    kept = []
    for node in graph.node:
        if OUTPUT in node.output:
            continue
        node.input[:] = [KEPT_WEIGHTS if name == OWN_WEIGHTS else name for name in node.input]
        kept.append(node)
    needed = {name for node in kept for name in node.input}
    needed |= {value.name for value in graph.output}
    return [node for node in kept if needed & set(node.output)]


def _kept(graph: onnx.GraphProto) -> list[onnx.TensorProto]:
    for tensor in graph.initializer:
        if tensor.name == OWN_WEIGHTS:
            tensor.name = KEPT_WEIGHTS
    return list(graph.initializer)

"""Models that are made bad: graphs that work, with a flaw that only some inputs bring to light."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

WORK_DIM = 512
TRIED = (1.0, 4.0)
"""So many views at once may a trial show a head."""
NOISE_MEAN = 127.5


def with_nan_unless(head: bytes, *counts: float) -> bytes:
    """Its probabilities are no numbers but where it is shown one of two counts of views at once."""
    model = onnx.load_model_from_string(head)
    _rename_output(model, "probabilities", "flaw_good")
    one, other = counts
    model.graph.initializer.extend(
        [_scalar("flaw_one", one), _scalar("flaw_other", other), _scalar("flaw_nothing", 0.0)]
    )
    model.graph.initializer.append(numpy_helper.from_array(np.array([0], np.int64), "flaw_first"))
    model.graph.node.extend(
        [
            helper.make_node("Shape", ["embedding"], ["flaw_shape"]),
            helper.make_node("Gather", ["flaw_shape", "flaw_first"], ["flaw_views"]),
            helper.make_node("Cast", ["flaw_views"], ["flaw_count"], to=TensorProto.FLOAT),
            helper.make_node("Sub", ["flaw_count", "flaw_one"], ["flaw_above"]),
            helper.make_node("Sub", ["flaw_count", "flaw_other"], ["flaw_below"]),
            helper.make_node("Mul", ["flaw_above", "flaw_below"], ["flaw_product"]),
            helper.make_node("Abs", ["flaw_product"], ["flaw_away"]),
            helper.make_node("Neg", ["flaw_away"], ["flaw_negative"]),
            helper.make_node("Sqrt", ["flaw_negative"], ["flaw_root"]),
            helper.make_node("Mul", ["flaw_root", "flaw_nothing"], ["flaw_nan"]),
            helper.make_node("Add", ["flaw_good", "flaw_nan"], ["probabilities"]),
        ]
    )
    return model.SerializeToString()


def slow_detector(detector: bytes, rounds: int, *, only_pictures: bool) -> bytes:
    """Works for `rounds` more in every frame; only_pictures: but not on an image of noise."""
    model = onnx.load_model_from_string(detector)
    _rename_output(model, "scores", "fast_scores")
    weights = np.full((WORK_DIM, WORK_DIM), 1.0 / WORK_DIM, np.float32)
    model.graph.initializer.extend(
        [
            numpy_helper.from_array(weights, "work_weights"),
            numpy_helper.from_array(np.ones((64, WORK_DIM), np.float32), "work_start"),
            _scalar("work_noise", NOISE_MEAN),
            _scalar("work_near", 1.0 if only_pictures else -1.0),
            _scalar("work_rounds", float(rounds)),
            _scalar("work_nothing", 0.0),
            numpy_helper.from_array(np.array(True), "work_go"),
        ]
    )
    body = helper.make_graph(
        [
            helper.make_node("MatMul", ["carried", "work_weights"], ["carried_on"]),
            helper.make_node("Identity", ["going"], ["go_on"]),
        ],
        "work",
        [
            helper.make_tensor_value_info("round", TensorProto.INT64, []),
            helper.make_tensor_value_info("going", TensorProto.BOOL, []),
            helper.make_tensor_value_info("carried", TensorProto.FLOAT, [64, WORK_DIM]),
        ],
        [
            helper.make_tensor_value_info("go_on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("carried_on", TensorProto.FLOAT, [64, WORK_DIM]),
        ],
    )
    model.graph.node.extend(
        [
            helper.make_node("Cast", ["image"], ["work_values"], to=TensorProto.FLOAT),
            helper.make_node("ReduceMean", ["work_values"], ["work_mean"], keepdims=0),
            helper.make_node("Sub", ["work_mean", "work_noise"], ["work_off"]),
            helper.make_node("Abs", ["work_off"], ["work_distance"]),
            helper.make_node("Greater", ["work_distance", "work_near"], ["work_wanted"]),
            helper.make_node("Cast", ["work_wanted"], ["work_one"], to=TensorProto.FLOAT),
            helper.make_node("Mul", ["work_one", "work_rounds"], ["work_many"]),
            helper.make_node("Cast", ["work_many"], ["work_trips"], to=TensorProto.INT64),
            helper.make_node(
                "Loop", ["work_trips", "work_go", "work_start"], ["work_done"], body=body
            ),
            helper.make_node("ReduceMean", ["work_done"], ["work_result"], keepdims=0),
            helper.make_node("Mul", ["work_result", "work_nothing"], ["work_zero"]),
            helper.make_node("Add", ["fast_scores", "work_zero"], ["scores"]),
        ]
    )
    return model.SerializeToString()


def _scalar(name: str, value: float) -> onnx.TensorProto:
    return numpy_helper.from_array(np.array(value, np.float32), name)


def _rename_output(model: onnx.ModelProto, old: str, new: str) -> None:
    for node in model.graph.node:
        for at, name in enumerate(node.output):
            if name == old:
                node.output[at] = new
        for at, name in enumerate(node.input):
            if name == old:
                node.input[at] = new

"""A trainer process whose heads are spoilt in one way, named on its command line, after the first.

Everything else of it is the real one: it reads the labels, trains, examines and replies.
"""

import sys
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import onnx
from onnx import TensorProto, helper

from operator_gui.station import trainer_process
from shared.learning.head import TrainedHead
from shared.learning.head_graph import build_head_graph

SLOW_ROUNDS = 500


def other_order(head: TrainedHead) -> bytes:
    """Columns in another order than the names that the station is told."""
    weights = np.roll(head.weights, 1, axis=1)
    members = np.roll(head.committee.weights, 1, axis=2)
    return build_head_graph(
        replace(head, weights=weights, committee=replace(head.committee, weights=members))
    )


def not_a_number(head: TrainedHead) -> bytes:
    weights = head.weights.copy()
    weights[0, 0] = np.nan
    return build_head_graph(replace(head, weights=weights))


def one_class_more(head: TrainedHead) -> bytes:
    """The graph has more columns than there are names."""
    wider = np.concatenate([head.weights, head.weights[:, :1]], axis=1)
    members = np.concatenate([head.committee.weights, head.committee.weights[:, :, :1]], axis=2)
    familiarity = replace(
        head.familiarity,
        directions=np.concatenate(
            [head.familiarity.directions, head.familiarity.directions[:, :1]], axis=1
        ),
        offsets=np.concatenate([head.familiarity.offsets, head.familiarity.offsets[:1]]),
        class_shifts=np.concatenate(
            [head.familiarity.class_shifts, head.familiarity.class_shifts[:1]]
        ),
    )
    committee = replace(head.committee, weights=members)
    return build_head_graph(
        replace(head, weights=wider, committee=committee, familiarity=familiarity)
    )


def slow(head: TrainedHead) -> bytes:
    """The same numbers, by a long way round."""
    model = onnx.load_model_from_string(build_head_graph(head))
    last = next(node for node in model.graph.node if "top_score" in node.output)
    last.output[0] = "quick_top_score"
    around = "features"
    for turn in range(SLOW_ROUNDS):
        model.graph.node.append(helper.make_node("Tanh", [around], [f"turn {turn}"]))
        around = f"turn {turn}"
    nothing = helper.make_tensor("nothing", TensorProto.FLOAT, [], [0.0])
    model.graph.initializer.append(nothing)
    model.graph.node.extend(
        [
            helper.make_node("ReduceSum", [around, "last_axis"], ["turned"], keepdims=0),
            helper.make_node("Mul", ["turned", "nothing"], ["none"]),
            helper.make_node("Add", ["quick_top_score", "none"], ["top_score"]),
        ]
    )
    serialised: bytes = model.SerializeToString()
    return serialised


WAYS: dict[str, Callable[[TrainedHead], bytes]] = {
    "other_order": other_order,
    "not_a_number": not_a_number,
    "one_class_more": one_class_more,
    "slow": slow,
}


class Spoiler:
    """Lets the first head of a station through."""

    def __init__(self, way: Callable[[TrainedHead], bytes]) -> None:
        self._way = way
        self._trained = 0

    def __call__(self, head: TrainedHead) -> bytes:
        self._trained += 1
        # The first is that of the warm-up, the second that which is to become active.
        return build_head_graph(head) if self._trained <= 2 else self._way(head)


if __name__ == "__main__":
    trainer_process.build_head_graph = Spoiler(WAYS[sys.argv[1]])
    trainer_process.main()

"""The head as one ONNX graph: standard operators only, no external data, opset 17."""

from collections.abc import Mapping

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from shared.bundle import HeadSpec, ModelFile
from shared.domain import Floats
from shared.learning.committee import SMALLEST_PROBABILITY, disagreement_scale
from shared.learning.familiarity import DISTANCE_WEIGHT, RESIDUAL_WEIGHT, Familiarity
from shared.learning.features import SMALLEST_NORM
from shared.learning.head import TrainedHead

OPSET = 17
IR_VERSION = 8


def build_head_graph(head: TrainedHead) -> bytes:
    """The serialised graph of a head.

    Input `embedding` [N, d]. Outputs `probabilities` [N, k], `top_score` [N], `features` [N, d],
    `disagreement` [N] and `votes` [m, N, k]: as `shared.domain.HeadOutput` has them, and as
    `apply_head` computes them. All float32; N may be 0. About `d k (m + 8) + 512 d` bytes.
    The initializer `weights` (d, k) is that of the head, by this name; `read_familiarity` reads
    those behind `top_score`.
    """
    dim, classes = head.weights.shape
    nodes = [*_feature_nodes(), *_score_nodes(), *_disagreement_nodes()]
    scale = disagreement_scale(members=len(head.committee), classes=classes)
    constants = {
        "smallest_norm": np.float32(SMALLEST_NORM),
        "weights": head.weights,
        "centre": head.familiarity.centre,
        "common": head.familiarity.common,
        "spread": head.familiarity.spread,
        "directions": head.familiarity.directions,
        "offsets": head.familiarity.offsets,
        "class_shifts": head.familiarity.class_shifts,
        "distance_scale": np.float32(head.familiarity.distance_scale),
        "residual_weight": np.float32(RESIDUAL_WEIGHT),
        "members": head.committee.weights,
        "subspaces": head.committee.subspaces,
        "temperature": np.float32(head.temperature),
        "smallest_probability": np.float32(SMALLEST_PROBABILITY),
        "scale": np.float32(scale),
        "zero": np.float32(0.0),
        "one": np.float32(1.0),
        "last_axis": np.array([-1], np.int64),
    }
    graph = helper.make_graph(
        nodes,
        "whatsit_head",
        [_tensor("embedding", ["N", dim])],
        [
            _tensor("probabilities", ["N", classes]),
            _tensor("top_score", ["N"]),
            _tensor("features", ["N", dim]),
            _tensor("disagreement", ["N"]),
            _tensor("votes", [len(head.committee), "N", classes]),
        ],
        [
            numpy_helper.from_array(np.ascontiguousarray(value), name)
            for name, value in constants.items()
        ],
    )
    model = helper.make_model(
        graph,
        producer_name="whatsit",
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    onnx.checker.check_model(model)
    serialised: bytes = model.SerializeToString()
    return serialised


def read_familiarity(initializers: Mapping[str, Floats]) -> Familiarity | None:
    """What gives a graph its top scores, from its initializers by name.

    None for a graph of a release that had other ones.
    """
    names = ("centre", "common", "spread", "directions", "offsets", "class_shifts")
    if not {*names, "distance_scale"} <= initializers.keys():
        return None
    centre, common, spread, directions, offsets, shifts = (initializers[name] for name in names)
    return Familiarity(
        centre=centre,
        common=common,
        spread=spread,
        directions=directions,
        offsets=offsets,
        class_shifts=shifts,
        noise=DISTANCE_WEIGHT / initializers["distance_scale"].item(),
    )


def _tensor(name: str, shape: list[int | str]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def head_spec(head: TrainedHead, file: ModelFile) -> HeadSpec:
    """What a manifest says of a head. file: the graph that was built of it."""
    return HeadSpec(
        file=file,
        class_names=head.class_names,
        members=int(head.members.shape[0]),
        temperature=head.temperature,
        risk=head.risk,
        conformal_threshold=head.conformal_threshold,
        known_scores=head.known_scores,
        dataset_revision=head.dataset_revision,
        labels=head.labels,
        tracks=head.tracks,
        accuracy=None if head.accuracy is None else head.accuracy.value,
    )


def _feature_nodes() -> list[onnx.NodeProto]:
    node = helper.make_node
    return [
        node("Sign", ["embedding"], ["sign"]),
        node("Abs", ["embedding"], ["magnitude"]),
        node("Sqrt", ["magnitude"], ["root"]),
        node("Mul", ["sign", "root"], ["rooted"]),
        node("ReduceL2", ["rooted"], ["length"], axes=[1], keepdims=1),
        node("Max", ["length", "smallest_norm"], ["safe_length"]),
        node("Div", ["rooted", "safe_length"], ["features"]),
    ]


def _score_nodes() -> list[onnx.NodeProto]:
    node = helper.make_node
    return [
        node("MatMul", ["features", "weights"], ["scores"]),
        node("Div", ["scores", "temperature"], ["logits"]),
        node("Softmax", ["logits"], ["probabilities"], axis=-1),
        node("ReduceMax", ["scores"], ["best_score"], axes=[1], keepdims=0),
        *_familiarity_nodes(),
        node("Add", ["best_score", "familiarity"], ["unshifted"]),
        node("ArgMax", ["scores"], ["likeliest"], axis=1, keepdims=0),
        node("Gather", ["class_shifts", "likeliest"], ["class_shift"], axis=0),
        node("Sub", ["unshifted", "class_shift"], ["top_score"]),
    ]


def _familiarity_nodes() -> list[onnx.NodeProto]:
    """As `Familiarity.of` has it."""
    node = helper.make_node
    return [
        node("Sub", ["features", "centre"], ["centred"]),
        node("MatMul", ["centred", "common"], ["in_common"]),
        node("ReduceSumSquare", ["in_common"], ["explained"], axes=[1], keepdims=0),
        node("MatMul", ["centred", "spread"], ["in_spread"]),
        node("ReduceSumSquare", ["in_spread"], ["spread_out"], axes=[1], keepdims=0),
        node("MatMul", ["centred", "directions"], ["along"]),
        node("Sub", ["along", "offsets"], ["nearness"]),
        node("ReduceMax", ["nearness"], ["nearest"], axes=[1], keepdims=0),
        node("Sub", ["spread_out", "explained"], ["difference"]),
        node("Add", ["difference", "nearest"], ["distance"]),
        node("Mul", ["distance", "distance_scale"], ["distance_part"]),
        node("ReduceSumSquare", ["centred"], ["squares"], axes=[1], keepdims=0),
        node("Sub", ["squares", "explained"], ["left_over"]),
        node("Max", ["left_over", "zero"], ["unexplained"]),
        node("Sqrt", ["unexplained"], ["residual"]),
        node("Mul", ["residual", "residual_weight"], ["residual_part"]),
        node("Sub", ["distance_part", "residual_part"], ["familiarity"]),
    ]


def _disagreement_nodes() -> list[onnx.NodeProto]:
    node = helper.make_node
    return [
        node("Gather", ["features", "subspaces"], ["seen_by_row"], axis=1),
        node("Transpose", ["seen_by_row"], ["seen"], perm=[1, 0, 2]),
        node("MatMul", ["seen", "members"], ["member_scores"]),
        node("Div", ["member_scores", "temperature"], ["member_logits"]),
        node("Softmax", ["member_logits"], ["votes"], axis=-1),
        node("ReduceMean", ["votes"], ["consensus"], axes=[0], keepdims=0),
        *_entropy_nodes("consensus"),
        *_entropy_nodes("votes"),
        node("ReduceMean", ["votes_entropy"], ["mean_entropy"], axes=[0], keepdims=0),
        node("Sub", ["consensus_entropy", "mean_entropy"], ["divergence"]),
        node("Mul", ["divergence", "scale"], ["scaled_divergence"]),
        node("Clip", ["scaled_divergence", "zero", "one"], ["disagreement"]),
    ]


def _entropy_nodes(name: str) -> list[onnx.NodeProto]:
    node = helper.make_node
    return [
        node("Max", [name, "smallest_probability"], [f"{name}_safe"]),
        node("Log", [f"{name}_safe"], [f"{name}_log"]),
        node("Mul", [name, f"{name}_log"], [f"{name}_product"]),
        node("ReduceSum", [f"{name}_product", "last_axis"], [f"{name}_sum"], keepdims=0),
        node("Neg", [f"{name}_sum"], [f"{name}_entropy"]),
    ]

"""A head that another program made: what is taken, what it then says, and what is refused."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper

from edge_node.adoption.outside_head import try_outside
from shared.bundle import ModelFile
from shared.domain import Floats
from shared.learning.dataset import TrainingSet
from shared.learning.head import TrainedHead, apply_head, train_head
from shared.learning.head_graph import build_head_graph, head_spec
from shared.outside_trial import OutsideOrder, OutsideReply
from tests.unit.learning.samples import training_set
from tests.unit.retraining.nearest_mean import nearest_mean


@dataclass(frozen=True, eq=False)
class Trial:
    """A head of three classes, and what it takes to try another in its place."""

    folder: Path
    views: TrainingSet
    own: TrainedHead

    def of(self, change: str = "") -> OutsideReply:
        names = list(self.views.class_names)
        model = nearest_mean(self.views.embeddings, self.views.labels, names, change)
        return self.of_bytes(model.SerializeToString())

    def of_bytes(self, data: bytes) -> OutsideReply:
        (self.folder / "model.onnx").write_bytes(data)
        return try_outside(
            OutsideOrder(
                outside=str(self.folder / "model.onnx"),
                head=str(self.folder / "own.onnx"),
                head_spec=head_spec(self.own, ModelFile(sha256="0" * 64, size_bytes=1)),
                class_names=self.views.class_names,
                embeddings=str(self.folder / "embeddings.npy"),
                seated=str(self.folder / "seated.onnx"),
                probabilities=str(self.folder / "probabilities.npy"),
            )
        )

    def probabilities(self) -> Floats:
        found: Floats = np.load(self.folder / "probabilities.npy", allow_pickle=False)
        return found


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    views = training_set(classes=3, tracks_per_class=4)
    own = train_head(views, risk=0.1, members=2, rng=np.random.default_rng(0))
    (tmp_path / "own.onnx").write_bytes(build_head_graph(own))
    np.save(tmp_path / "embeddings.npy", views.embeddings)
    return Trial(tmp_path, views, own)


def said_by(file: Path, embeddings: Floats) -> Floats:
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    found: Floats = session.run(None, {"x": embeddings})[0]
    return found


@pytest.mark.parametrize("opset", [11, 13, 17, 18, 21])
def test_that_its_probabilities_take_the_place_of_the_head_s_own(trial: Trial, opset: int) -> None:
    assert trial.of(f"opset = {opset}") == OutsideReply()
    expected = said_by(trial.folder / "model.onnx", trial.views.embeddings)
    np.testing.assert_allclose(trial.probabilities(), expected, atol=1e-6)


def test_that_everything_else_stays_that_of_the_head(trial: Trial) -> None:
    assert trial.of() == OutsideReply()
    session = onnxruntime.InferenceSession(
        str(trial.folder / "seated.onnx"), providers=["CPUExecutionProvider"]
    )
    names = ["features", "top_score", "disagreement", "votes"]
    found = session.run(names, {"embedding": trial.views.embeddings})
    own = apply_head(trial.own, trial.views.embeddings)
    for tensor, expected in zip(
        found, (own.features, own.top_scores, own.disagreement, own.votes), strict=True
    ):
        np.testing.assert_allclose(tensor, expected, atol=1e-4)
    kept = {tensor.name for tensor in onnx.load(trial.folder / "seated.onnx").graph.initializer}
    assert "weights" not in kept
    assert "ridge_weights" in kept


def test_that_columns_go_by_name_and_a_class_it_does_not_know_gets_nothing(trial: Trial) -> None:
    change = "props = ['class 2', 'class 0']; weights, bias = weights[:, [2, 0]], bias[[2, 0]]"
    assert trial.of(change).missing == ("class 1",)
    expected = said_by(trial.folder / "model.onnx", trial.views.embeddings)
    found = trial.probabilities()
    np.testing.assert_allclose(found[:, [2, 0]], expected, atol=1e-6)
    assert not found[:, 1].any()


def test_that_a_file_without_names_is_read_in_the_order_of_the_export(trial: Trial) -> None:
    assert trial.of("props = None") == OutsideReply()
    predicted = trial.probabilities().argmax(axis=1)
    assert (predicted == trial.views.labels).mean() > 0.9


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("weights[0, 0] = np.nan", "its output holds values that are no finite numbers"),
        ("bias[0] = np.inf", "its output holds values that are no finite numbers"),
        ("dim = 8; weights = weights[:8]", "expected embeddings of 24 numbers, it has x float"),
        ("batch = 1", "its batch is always 1; export it with a first axis of any length"),
        ("last = 'Identity'", "end it with a Softmax"),
        ("last = 'Sigmoid'", "its probabilities do not sum to 1; end it with a Softmax"),
        ("props = ['class 0', 'class 1', 'spoon']", "it names spoon, which no label does"),
        ("props = [f'n{i}' for i in range(3)]", "it names n0, n1, n2, which no label does"),
        ("props = ['class 0', 'class 1']", "it gives 3 classes, its metadata name 2"),
        ("props = None; weights, bias = weights[:, :2], bias[:2]", "it gives 2 classes, the lab"),
        ("props = ['class 0', 'class 1', 'class 1']", "a class name occurs twice in it"),
        ("domain = 'com.x'", "only standard ONNX operators are allowed"),
    ],
)
def test_that_what_cannot_be_a_head_is_refused_with_the_reason(
    trial: Trial, change: str, said: str
) -> None:
    assert said in trial.of(change).refusal
    assert not (trial.folder / "probabilities.npy").exists()


def test_that_names_that_are_no_names_are_refused(trial: Trial) -> None:
    names = list(trial.views.class_names)
    model = nearest_mean(trial.views.embeddings, trial.views.labels, names)
    helper.set_model_props(model, {"names": "__import__('os').system('true')"})
    reply = trial.of_bytes(model.SerializeToString())
    assert "its class names (names in its metadata)" in reply.refusal


@pytest.mark.parametrize("data", [b"", b"rubbish", b"\x00" * 1000])
def test_that_rubbish_is_refused(trial: Trial, data: bytes) -> None:
    assert trial.of_bytes(data).refusal


def test_that_other_inputs_and_outputs_are_refused_with_what_it_has(trial: Trial) -> None:
    two = helper.make_graph(
        [helper.make_node("Identity", ["x"], ["p"]), helper.make_node("Identity", ["x"], ["q"])],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 24])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", 24]) for name in "pq"],
    )
    whole = helper.make_graph(
        [helper.make_node("Cast", ["x"], ["p"], to=TensorProto.FLOAT)],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.INT64, ["N", 24])],
        [helper.make_tensor_value_info("p", TensorProto.FLOAT, ["N", 24])],
    )
    for graph, said in (
        (two, "expected one output, probabilities float [N, classes], it has"),
        (whole, "expected one input, float [N, 24], it has x int64 [?, 24]"),
    ):
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        assert said in trial.of_bytes(model.SerializeToString()).refusal

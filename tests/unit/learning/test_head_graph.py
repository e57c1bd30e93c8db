import numpy as np
import onnx
import onnxruntime as ort
import pytest

from shared.domain import Floats, HeadOutput
from shared.learning.head import TrainedHead, apply_head, train_head
from shared.learning.head_graph import build_head_graph
from tests.unit.learning.samples import training_set

OUTPUTS = ["probabilities", "top_score", "features", "disagreement", "votes"]


def head_of(*, classes: int, tracks_per_class: int, members: int = 5) -> TrainedHead:
    views = training_set(classes=classes, tracks_per_class=tracks_per_class)
    return train_head(views, risk=0.1, members=members, rng=np.random.default_rng(0))


def run(graph: bytes, embeddings: Floats) -> HeadOutput:
    session = ort.InferenceSession(graph, providers=["CPUExecutionProvider"])
    return HeadOutput(*session.run(OUTPUTS, {"embedding": embeddings}))


@pytest.mark.parametrize(
    ("classes", "tracks_per_class", "members"), [(1, 1, 5), (1, 4, 2), (3, 1, 1), (7, 4, 5)]
)
@pytest.mark.parametrize("rows", [0, 1, 40])
def test_that_the_graph_says_what_numpy_says(
    classes: int, tracks_per_class: int, members: int, rows: int
) -> None:
    head = head_of(classes=classes, tracks_per_class=tracks_per_class, members=members)
    embeddings = np.random.default_rng(1).normal(size=(rows, head.dim)).astype(np.float32)

    said, expected = run(build_head_graph(head), embeddings), apply_head(head, embeddings)

    for name in ("probabilities", "top_scores", "features", "disagreement", "votes"):
        got, wanted = getattr(said, name), getattr(expected, name)
        assert got.dtype == np.float32
        np.testing.assert_allclose(got, wanted, atol=1e-5, err_msg=name)
        assert got.shape == wanted.shape


def test_that_an_embedding_of_nothing_gives_finite_numbers() -> None:
    said = run(build_head_graph(head_of(classes=3, tracks_per_class=2)), np.zeros((2, 24), "f4"))

    assert all(np.isfinite(getattr(said, name)).all() for name in ("probabilities", "top_scores"))
    assert not said.features.any()
    assert not said.disagreement.any()


def test_that_only_standard_operators_of_one_version_are_used() -> None:
    model = onnx.load_model_from_string(build_head_graph(head_of(classes=3, tracks_per_class=2)))

    assert [(opset.domain, opset.version) for opset in model.opset_import] == [("", 17)]
    assert {node.domain for node in model.graph.node} == {""}
    assert not any(tensor.external_data for tensor in model.graph.initializer)
    assert [output.name for output in model.graph.output] == OUTPUTS


def test_that_the_file_is_about_the_size_of_its_weights() -> None:
    head = head_of(classes=7, tracks_per_class=3)

    known = head.familiarity
    statistics = known.common.nbytes + known.spread.nbytes + known.directions.nbytes
    weights = head.weights.nbytes + head.members.nbytes + statistics
    assert len(build_head_graph(head)) < weights + head.committee.subspaces.nbytes + 8192


def test_that_the_same_head_is_the_same_bytes() -> None:
    head = head_of(classes=2, tracks_per_class=2)

    assert build_head_graph(head) == build_head_graph(head)

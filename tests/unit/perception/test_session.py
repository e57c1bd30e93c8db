"""Models are opened in one place, which refuses whatever could reach beyond its own file."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from edge_node.perception import session
from edge_node.perception.providers import Runtime
from edge_node.perception.session import check_graph, open_session
from shared.errors import ModelError
from tests.unit.perception import tiny_models


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return tiny_models.embedder(tmp_path / "embedder.onnx")


def test_that_a_model_runs_and_tells_its_layout(model: Path) -> None:
    opened = open_session(model, runtime=Runtime(), role="embedder")
    (found,) = opened.run(("embedding",), {"image": np.zeros((2, 3, 32, 32), np.float32)})
    assert found.shape == (2, tiny_models.DIM)
    assert found.dtype == np.float32
    assert opened.layout == "image float [?, 3, 32, 32] -> embedding float [?, 48]"


def test_that_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"gone\.onnx cannot be read: No such file"):
        open_session(tmp_path / "gone.onnx", runtime=Runtime(), role="head")


@pytest.mark.parametrize("content", [b"", b"no model at all", b"\x08\x08", bytes(range(256)) * 9])
def test_that_bytes_that_are_no_model_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "garbage.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="no ONNX file"):
        check_graph(path)


def test_that_a_file_above_the_limit_is_refused_unread(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "MAX_MODEL_BYTES", 100)
    with pytest.raises(ModelError, match="at most 100 are allowed"):
        check_graph(model)


def test_that_a_graph_which_the_runtime_refuses_is_an_error_of_one_line(tmp_path: Path) -> None:
    node = helper.make_node("NoSuchOperator", ["a"], ["b"])
    path = tiny_models.save(
        tmp_path / "odd.onnx",
        [node],
        [tiny_models.floats("a", [1])],
        [tiny_models.floats("b", [1])],
    )
    with pytest.raises(ModelError, match=r"head odd\.onnx: ONNX Runtime cannot load it") as caught:
        open_session(path, runtime=Runtime(), role="head")
    assert "\n" not in str(caught.value)


def test_that_a_model_which_fails_while_it_runs_is_a_model_error(model: Path) -> None:
    opened = open_session(model, runtime=Runtime(), role="embedder")
    with pytest.raises(ModelError, match="failed while it ran"):
        opened.run(("embedding",), {"image": np.zeros((1, 3, 5, 5), np.float32)})


def test_that_missing_outputs_are_named(model: Path) -> None:
    opened = open_session(model, runtime=Runtime(), role="detector")
    with pytest.raises(ModelError, match="expected the outputs boxes, scores, the model has"):
        opened.require_outputs(("boxes", "scores"), role="detector")


def _external(tensor: onnx.TensorProto) -> onnx.TensorProto:
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="/etc/passwd")
    return tensor


def _branch(node: onnx.NodeProto) -> onnx.GraphProto:
    return helper.make_graph([node], "branch", [], [tiny_models.floats(node.output[0], [1])])


def _within_an_if(node: onnx.NodeProto) -> onnx.NodeProto:
    other = helper.make_node("Constant", [], ["o"], value=tiny_models.constant("c", [1.0]))
    return helper.make_node(
        "If", ["a"], ["b"], then_branch=_branch(node), else_branch=_branch(other)
    )


def _saved(path: Path, node: onnx.NodeProto, *constants: onnx.TensorProto) -> Path:
    return tiny_models.save(
        path, [node], [tiny_models.floats("a", [1])], [tiny_models.floats("b", [1])], constants
    )


def test_that_external_data_is_refused_wherever_it_hides(tmp_path: Path) -> None:
    outside = _external(tiny_models.constant("w", [1.0]))
    in_attribute = helper.make_node("Constant", [], ["b"], value=outside)
    sparse = onnx.SparseTensorProto()
    sparse.values.CopyFrom(outside)
    in_sparse = helper.make_node("Constant", [], ["b"], sparse_value=sparse)
    for path in (
        _saved(tmp_path / "a.onnx", helper.make_node("Add", ["a", "w"], ["b"]), outside),
        _saved(tmp_path / "b.onnx", in_attribute),
        _saved(tmp_path / "c.onnx", _within_an_if(in_attribute)),
        _saved(tmp_path / "d.onnx", _within_an_if(_within_an_if(in_attribute))),
        _saved(tmp_path / "e.onnx", in_sparse),
    ):
        with pytest.raises(ModelError, match="keeps data in other files"):
            check_graph(path)


def test_that_custom_operators_are_refused_in_subgraphs_too(tmp_path: Path) -> None:
    custom = helper.make_node("Run", ["a"], ["b"], domain="evil.ops")
    for path in (
        _saved(tmp_path / "a.onnx", custom),
        _saved(tmp_path / "b.onnx", _within_an_if(custom)),
    ):
        with pytest.raises(ModelError, match=r"uses evil\.ops\.Run"):
            check_graph(path)


def test_that_functions_and_training_graphs_are_refused(tmp_path: Path, model: Path) -> None:
    loaded = onnx.load(model)
    loaded.functions.add(name="f", domain="mine")
    path = tmp_path / "functions.onnx"
    path.write_bytes(loaded.SerializeToString())
    with pytest.raises(ModelError, match="functions of its own"):
        check_graph(path)
    del loaded.functions[:]
    loaded.training_info.add()
    path.write_bytes(loaded.SerializeToString())
    with pytest.raises(ModelError, match="training graphs"):
        check_graph(path)

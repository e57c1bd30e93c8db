"""Whatever a model does to its child process, its parent gets a reason, and soon."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from edge_node.adoption.inspection import ProbeSettings, inspect_model, read_model
from edge_node.deployment.trial import TrialRunner
from shared.bundle import Manifest
from shared.errors import BundleError
from shared.quarantine import Quarantine, QuarantineError
from tests.fault.bad_child import BadOrder, BadReply
from tests.unit.perception import tiny_models


def ask(deed: str, *, timeout_s: float = 30.0) -> BadReply:
    return Quarantine("tests.fault.bad_child").ask(BadOrder(deed), BadReply, timeout_s=timeout_s)


def test_that_an_order_is_answered() -> None:
    assert ask("answer").text == "done"


def test_that_what_libraries_print_is_no_part_of_the_answer() -> None:
    assert ask("print").text == "done"


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("crash", "killed by SIGSEGV"),
        ("exit", "exit code 3"),
        ("raise", "exit code 1"),
        ("nonsense", "exit code 0"),
    ],
)
def test_that_a_child_that_dies_is_a_reason_to_refuse(deed: str, reason: str) -> None:
    with pytest.raises(QuarantineError, match=reason):
        ask(deed)


def test_that_a_child_that_hangs_is_ended() -> None:
    with pytest.raises(QuarantineError, match="took over 1 s"):
        ask("hang", timeout_s=1.0)


def test_that_a_child_cannot_take_all_memory() -> None:
    assert ask("hoard").text == "out of memory"


def test_that_a_child_that_is_kept_answers_again_until_something_goes_wrong() -> None:
    child = Quarantine("tests.fault.bad_child")
    for deed in ("answer", "print", "answer"):
        assert child.ask(BadOrder(deed), BadReply, timeout_s=30.0, keep=True).text == "done"
        assert child.is_ready
    with pytest.raises(QuarantineError, match="killed by SIGSEGV"):
        child.ask(BadOrder("crash"), BadReply, timeout_s=30.0, keep=True)
    assert not child.is_ready


def test_that_a_child_that_is_not_kept_ends_with_its_answer() -> None:
    child = Quarantine("tests.fault.bad_child")
    assert child.ask(BadOrder("answer"), BadReply, timeout_s=30.0).text == "done"
    assert not child.is_ready


def test_that_a_bundle_that_kills_its_trial_is_refused(tmp_path: Path) -> None:
    path = tiny_models.embedder(tmp_path / "embedder.onnx")
    spec = tiny_models.embedder_spec(path)
    manifest = Manifest(kind="classify", version=1, created_at_s=0.0, embedder=spec)
    trials = TrialRunner(module="tests.fault.dying_trial")
    with pytest.raises(BundleError, match=r"the bundle ended .* \(killed by SIGSEGV\)"):
        trials.run(manifest, {"embedder": path}, ("embedder",))
    trials.close()


def test_that_a_model_that_never_ends_is_refused(tmp_path: Path) -> None:
    path = endless_model(tmp_path / "endless.onnx")
    inspected = inspect_model(read_model(path), ProbeSettings(timeout_s=4.0))
    assert "took over 4 s" in inspected.found.refusal


def test_that_a_small_model_that_wants_all_memory_is_refused(tmp_path: Path) -> None:
    path = greedy_model(tmp_path / "greedy.onnx")
    assert path.stat().st_size < 300
    inspected = inspect_model(read_model(path), ProbeSettings())
    assert "failed while it ran" in inspected.found.refusal


def greedy_model(path: Path) -> Path:
    nodes = [
        helper.make_node("Shape", ["image"], ["shape"]),
        helper.make_node("Mul", ["shape", "many"], ["sides"]),
        helper.make_node("ConstantOfShape", ["sides"], ["output0"]),
    ]
    return tiny_models.save(
        path,
        nodes,
        [tiny_models.floats("image", [1, 3, 32, 32])],
        [tiny_models.floats("output0", ["a", "b", "c", "d"])],
        [tiny_models.constant("many", [100, 100, 100, 100], np.int64)],
    )


def endless_model(path: Path) -> Path:
    """Counts to 2**62."""
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["go"], ["go_on"]),
            helper.make_node("Add", ["sum", "sum"], ["next"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("i", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            tiny_models.floats("sum", [1, 3, 32, 32]),
        ],
        [
            helper.make_tensor_value_info("go_on", TensorProto.BOOL, []),
            tiny_models.floats("next", [1, 3, 32, 32]),
        ],
    )
    loop = helper.make_node("Loop", ["times", "yes", "image"], ["output0"], body=body)
    constants: list[onnx.TensorProto] = [
        tiny_models.constant("times", 1 << 62, np.int64),
        tiny_models.constant("yes", True, np.bool_),
    ]
    port = tiny_models.floats("image", [1, 3, 32, 32])
    return tiny_models.save(
        path, [loop], [port], [tiny_models.floats("output0", [1, 3, 32, 32])], constants
    )

"""What whatsit is built on reports to nobody, and leaves nothing in a user's home."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MODEL = ROOT / "models" / "efficientnet_lite0.onnx"
RUN_A_MODEL = """
import sys, importlib
importlib.import_module(sys.argv[1])
import onnxruntime
onnxruntime.InferenceSession(sys.argv[2], providers=["CPUExecutionProvider"])
"""


@pytest.mark.parametrize(
    "importing",
    ["edge_node.perception.session", "edge_node.doctor", "operator_gui.station.trial_head"],
)
def test_that_running_a_model_leaves_no_trace_for_its_maker(importing: str, tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, "-c", RUN_A_MODEL, importing, str(MODEL)],
        check=True,
        timeout=60,
        cwd=ROOT,
        env=home,
    )
    assert list(tmp_path.rglob("*")) == []

"""What a robot's own software imports has to be small, and to work on the base install."""

import subprocess
import sys

PROGRAM = """
import sys
from edge_node.client import Client
heavy = {"PySide6", "onnxruntime", "onnx", "scipy", "sklearn", "operator_gui"}
print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
"""


def test_that_the_client_loads_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"

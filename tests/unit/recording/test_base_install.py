"""A node runs without the extra that recordings need."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
WITHOUT_THE_EXTRA = """
import sys
for name in ("lz4", "lz4.block", "lz4.frame", "zstandard", "mcap"):
    sys.modules[name] = None
import edge_node.app
import edge_node.recording.viewer
"""


def test_that_a_node_starts_where_the_extra_for_recordings_is_not_installed() -> None:
    subprocess.run([sys.executable, "-c", WITHOUT_THE_EXTRA], check=True, timeout=60, cwd=ROOT)

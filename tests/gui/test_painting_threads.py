"""On few cores Qt paints on the window's thread alone."""

import subprocess
import sys
from pathlib import Path

import pytest

_PROGRAM = """
import os, sys
os.cpu_count = lambda: int(sys.argv[1])
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from operator_gui.app import make_application
application = make_application(["whatsit"])
image = QImage(2000, 2000, QImage.Format.Format_RGB32)
image.fill(0)
image.scaled(1500, 1500, Qt.AspectRatioMode.IgnoreAspectRatio,
             Qt.TransformationMode.SmoothTransformation)
for task in os.listdir("/proc/self/task"):
    print(open(f"/proc/self/task/{task}/comm").read().strip())
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are told by Linux")
@pytest.mark.parametrize(("cores", "helped"), [(2, False), (16, True)])
def test_that_a_picture_is_scaled_by_other_threads_only_where_there_are_cores_for_them(
    cores: int, helped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QT_NO_GUI_THREADPOOL", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    told = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(cores)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    assert ("pool" in told.lower()) == helped

"""Children never outlive who started them."""

import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from operator_gui.processes import Children
from tests.fakes import runs, wait_until

DEADLINE_S = 30.0
PARENT = """
import sys, time
from pathlib import Path
from operator_gui.processes import Children
folder = Path(sys.argv[1])
with Children(folder / "logs") as children:
    child = children.start(
        "station",
        ["station", "--listen", "tcp://127.0.0.1:0", "--pairing", "", "--state", str(folder / "s"),
         "--ready-file", str(folder / "ready")],
    )
    child.wait_for(folder / "ready")
    print(child.pid, flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_that_a_child_ends_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not runs(child))
    log = (tmp_path / "logs" / "station.log").read_text()
    assert "Traceback" not in log


def test_that_what_a_child_says_does_not_grow_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("operator_gui.processes.FILE_BYTES", 100)
    log = tmp_path / "keys.log"
    log.write_bytes(b"from before\n" * 8)
    sizes = []
    for _ in range(2):
        with Children(tmp_path) as children:
            children.start("keys", ["keys", "show", "--state", str(tmp_path)]).wait(DEADLINE_S)
        sizes.append(log.stat().st_size)
    assert sizes == [96 + 65, 65]  # a line is added, and then it begins anew


def test_that_a_command_that_is_terminated_ends_what_it_started_and_says_so_by_its_code(
    tmp_path: Path,
) -> None:
    demo = subprocess.Popen(
        [sys.executable, "-m", "shared.cli", "demo", "--headless", "--out", str(tmp_path / "out")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    watched, children = psutil.Process(demo.pid), list[psutil.Process]()
    wait_until(lambda: children.extend(watched.children(recursive=True)) or children)
    demo.terminate()
    _, error = demo.communicate()
    assert (demo.returncode, error) == (128 + signal.SIGTERM, b"")
    wait_until(lambda: not any(runs(child.pid) for child in children))

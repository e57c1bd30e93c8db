"""Whatever ends, ends wholly: no process, descriptor, thread or memory is left."""

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from edge_node.sources import SourceOptions, process
from tests.conftest import ExpectWarnings
from tests.fakes import runs, wait_until
from tests.unit.sources.fake_readers import Script
from tests.unit.sources.recordings import read_frame, scripted

_PARENT = """
import sys
from pathlib import Path
from tests.unit.sources.fake_readers import Script
from tests.unit.sources.recordings import scripted
notes, hangs = Path(sys.argv[1]), sys.argv[2] == "hang"
script = Script(notes=notes, n_frames=10**6, is_live=True, hang_at=0 if hangs else None,
                period_s=0.002)
source = scripted(script)
source.open()
print(source.child_pid, flush=True)
while True:
    source.read(timeout_s=0.1)
"""


def _descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def _live_script(notes: Path) -> Script:
    return Script(notes=notes, n_frames=10**6, is_live=True, period_s=0.002)


def _outlives_nobody(notes: Path, how: str, sign: signal.Signals) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT, str(notes), how], stdout=subprocess.PIPE, text=True
    )
    try:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        awaited = "fault-*" if how == "hang" else "produced"
        wait_until(lambda: any(notes.glob(awaited)))
    finally:
        parent.send_signal(sign)
        parent.wait(10)
        if parent.stdout is not None:
            parent.stdout.close()
    wait_until(lambda: not runs(child), deadline_s=30.0)


def test_that_a_reader_dies_with_its_parent(tmp_path: Path) -> None:
    _outlives_nobody(tmp_path, "read", signal.SIGKILL)


def test_that_a_hanging_reader_dies_with_its_parent(tmp_path: Path) -> None:
    _outlives_nobody(tmp_path, "hang", signal.SIGKILL)


def test_that_ctrl_c_is_the_parents_business(tmp_path: Path) -> None:
    with scripted(_live_script(tmp_path)) as source:
        pid = source.child_pid
        assert pid is not None
        os.kill(pid, signal.SIGINT)  # while Python starts in it
        first = read_frame(source)
        os.kill(pid, signal.SIGINT)
        assert read_frame(source).sequence > first.sequence
        assert source.child_pid == pid
        assert source.stats.restarts == 0


def test_that_closing_a_hanging_source_leaves_nothing(tmp_path: Path) -> None:
    before = _descriptors(), threading.active_count()
    script = Script(notes=tmp_path, is_live=True, hang_at=0)
    source = scripted(script)
    source.open()
    pid = source.child_pid
    assert pid is not None
    wait_until(lambda: script.faults() == 1)
    os.kill(pid, signal.SIGSTOP)  # not even able to listen
    started_s = time.monotonic()
    source.close()
    assert time.monotonic() - started_s < 10.0
    assert not runs(pid)
    assert not multiprocessing.active_children()
    # The first spawn of a process opens one pipe that lives as long as the process does.
    assert _descriptors() <= before[0] + 1
    assert threading.active_count() == before[1]


def test_that_a_reader_that_waits_for_a_core_to_end_on_is_no_broken_device(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_KILL_DEADLINE_S", 0.0)  # so soon no process has ended
    source = scripted(_live_script(tmp_path))
    source.open()
    pid = source.child_pid
    assert pid is not None
    source.close()
    assert not runs(pid)


def test_that_a_reader_that_sleeps_in_the_kernel_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("is stuck in the kernel")
    monkeypatch.setattr(process, "_KILL_DEADLINE_S", 0.0)
    monkeypatch.setattr(process, "_sleeps_in_kernel", lambda pid: True)
    monkeypatch.setattr(multiprocessing.process.BaseProcess, "kill", lambda self: None)  # in vain
    source = scripted(_live_script(tmp_path))
    source.open()
    pid = source.child_pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)  # nor does it end by itself
    source.close()
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not runs(pid))
    assert not multiprocessing.active_children()


@pytest.mark.slow
def test_that_fifty_failures_in_a_row_leave_memory_and_descriptors_as_they_were(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("fake camera cannot be opened")
    options = SourceOptions(backoff_first_s=0.001, backoff_cap_s=0.001)
    script = Script(notes=tmp_path, is_live=True, fail_open=True, times=1_000)
    with scripted(script, options=options) as source:

        def failures(n: int) -> bool:
            source.read(timeout_s=0.5)
            return source.stats.restarts >= n

        wait_until(lambda: failures(3))
        gc.collect()
        descriptors, memory = _descriptors(), psutil.Process().memory_info().rss
        wait_until(lambda: failures(53), deadline_s=60)
        gc.collect()
        assert _descriptors() <= descriptors
        assert psutil.Process().memory_info().rss - memory < 4 * 2**20
        assert len(multiprocessing.active_children()) <= 1
        assert source.stats.state == "lost"

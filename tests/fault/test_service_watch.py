"""A service manager hears of the loop that does the work, and so notices when that hangs."""

import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from operator_gui.demo.settings import clip_folder
from operator_gui.station.database import FILE_NAME
from shared.transport.endpoint import parse_endpoint
from tests.fakes import wait_until
from tests.unit.station.station_world import FakeNode, make_query

TERM_S = 1.5


class Manager:
    """Listens as systemd does, and writes down when it heard what."""

    def __init__(self, folder: Path) -> None:
        self.address = folder / "notify"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self.address))
        self._socket.settimeout(0.0)
        self.heard: list[tuple[float, str]] = []

    def listen(self) -> None:
        while True:
            try:
                word = self._socket.recv(100).decode()
            except BlockingIOError:
                return
            self.heard.append((time.monotonic(), word))

    def count(self, word: str) -> int:
        self.listen()
        return sum(heard == word for _, heard in self.heard)

    def silent_s(self) -> float:
        """How long it has not heard of the work."""
        self.listen()
        return time.monotonic() - max(at_s for at_s, word in self.heard if word == "WATCHDOG=1")

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        environment = {
            **os.environ,
            "NOTIFY_SOCKET": str(self.address),
            "WATCHDOG_USEC": str(int(TERM_S * 1e6)),
        }
        return subprocess.Popen(
            [sys.executable, "-m", "shared.cli", *arguments],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    manager = Manager(tmp_path)
    yield manager
    manager.close()


def age_s(port: int) -> float:
    """Of a station's figures."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60.0) as page:
        return float(page.read().decode().split()[-1])


def end(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    assert process.communicate(timeout=60.0)[0] is None
    assert process.returncode == 0


def test_that_a_station_whose_loop_hangs_is_silent_and_one_whose_loop_runs_is_not(
    tmp_path: Path, manager: Manager
) -> None:
    folder, ready = tmp_path / "station", tmp_path / "ready"
    log = tmp_path / "station.log"
    process = manager.start(
        *("station", "--listen", "tcp://127.0.0.1:0", "--state", str(folder)),
        *("--ready-file", str(ready), "--metrics", "127.0.0.1:0", "--log-file", str(log)),
    )
    try:
        wait_until(lambda: manager.count("WATCHDOG=1") >= 2, deadline_s=60.0)
        assert manager.count("READY=1") == 1
        port = re.search(r"127\.0\.0\.1:(\d+)/metrics", log.read_text())
        assert port is not None
        with FakeNode(parse_endpoint(ready.read_text().strip()), tmp_path) as node:
            node.connect()
            blocker = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
            blocker.execute("BEGIN IMMEDIATE")
            node.ask(make_query())
            node.step()
            # Then systemd would restart it; and another thread says how old its figures are.
            wait_until(lambda: manager.silent_s() > TERM_S, step=node.step)
            wait_until(lambda: age_s(int(port[1])) > TERM_S, step=node.step)
            blocker.execute("ROLLBACK")
            blocker.close()
            before = manager.count("WATCHDOG=1")
            wait_until(lambda: manager.count("WATCHDOG=1") >= before + 2, step=node.step)
            wait_until(lambda: node.waiting == 0, step=node.step, deadline_s=60.0)
    finally:
        end(process)
    assert manager.count("STOPPING=1") == 1


def test_that_a_node_says_that_it_is_ready_at_work_and_ending(
    tmp_path: Path, manager: Manager
) -> None:
    process = manager.start(
        *("edge", str(clip_folder() / "street.mp4"), "--state", str(tmp_path / "edge")),
        *("--station", "tcp://127.0.0.1:1", "--publish", "", "--ask-on", "", "--speed", "1"),
        *("--loops", "0"),
    )
    try:
        wait_until(lambda: manager.count("WATCHDOG=1") >= 2, deadline_s=60.0)
        assert manager.count("READY=1") == 1
    finally:
        end(process)
    assert manager.count("STOPPING=1") == 1

"""A node whose disk is full goes on detecting, says so, and keeps questions again once it can."""

import re
import resource
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from operator_gui.demo.settings import clip_folder
from shared.errors import StorageError
from shared.outbox import Outbox
from shared.protocol.deployment import DeployReport
from tests.conftest import ExpectWarnings, RecordProperty
from tests.fakes import FakeStation, wait_until
from tests.integration.test_node_link import Node, query

DEADLINE_S = 60.0
CONFIG = """
[ask]
questions_per_hour = 100000.0
min_value = 0.0
"""


class EdgeProcess:
    """A real node on a clip that it plays for ever, with nobody to ask."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "edge.log"
        (folder / "edge.toml").write_text(CONFIG)
        arguments = [
            *("edge", str(clip_folder() / "street.mp4"), "--loops", "0"),
            *("--station", "tcp://127.0.0.1:1", "--publish", "", "--ask-on", ""),
            *("--state", str(folder / "edge"), "--config", str(folder / "edge.toml")),
            *("--metrics", "127.0.0.1:0", "--log-file", str(self._log)),
        ]
        self._process = subprocess.Popen([sys.executable, "-m", "shared.cli", *arguments])
        wait_until(lambda: "/metrics" in self._said(), deadline_s=DEADLINE_S)
        port = re.search(r"127\.0\.0\.1:(\d+)/metrics", self._said())
        assert port is not None
        self._url = f"http://127.0.0.1:{port[1]}/metrics"
        self.outbox = folder / "edge" / "outbox.sqlite"
        wait_until(lambda: self.figure("node_frames_total") > 0, deadline_s=DEADLINE_S)

    def limit_files(self, size_bytes: int) -> None:
        """Nothing is written beyond that, as if there were no space for it."""
        resource.prlimit(
            self._process.pid, resource.RLIMIT_FSIZE, (size_bytes, resource.RLIM_INFINITY)
        )

    def figure(self, name: str) -> float:
        page = urllib.request.urlopen(self._url, timeout=60.0).read().decode()
        found = re.search(rf"^whatsit_{name} (\S+)$", page, re.MULTILINE)
        return float(found[1]) if found else 0.0

    def until(self, name: str, above: float) -> None:
        wait_until(lambda: self.figure(name) > above, deadline_s=DEADLINE_S)

    def complaints(self) -> int:
        return self._said().count("cannot write outbox")

    def stop(self) -> int:
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(60.0)

    def _said(self) -> str:
        return self._log.read_text() if self._log.exists() else ""


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[EdgeProcess]:
    edge = EdgeProcess(tmp_path)
    yield edge
    assert edge.stop() == 0


@pytest.mark.promise(6)
@pytest.mark.timeout(300)
def test_that_a_node_on_a_full_disk_goes_on_and_recovers_without_a_restart(
    edge: EdgeProcess, record_property: RecordProperty
) -> None:
    edge.limit_files(4096)  # the database and its log are larger already
    edge.until("node_outbox_evicted_total", 0)
    kept, frames = edge.figure("node_outbox_items"), edge.figure("node_frames_total")
    edge.until("node_frames_total", frames + 20)
    seen = edge.figure("node_frames_total") - frames
    lost = edge.figure("node_outbox_evicted_total")
    edge.limit_files(resource.RLIM_INFINITY)
    edge.until("node_outbox_items", kept)
    assert edge.complaints() >= 1
    assert edge.figure("node_questions_total") >= lost + kept
    record_property(
        "figure",
        f"{seen:.0f} frames detected while {lost:.0f} questions found no room, then kept again",
    )


def fill(node: Node) -> None:
    pages = node.link._outbox._db.execute("PRAGMA page_count").fetchone()[0]
    node.link._outbox._db.execute(f"PRAGMA max_page_count = {pages}")


@pytest.mark.promise(6)
def test_that_a_report_waits_for_space_and_a_question_is_counted(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("questions are lost until there is space")
    report_waits_and_question_is_counted(tmp_path)


def report_waits_and_question_is_counted(folder: Path) -> None:
    reports = [
        DeployReport(
            report_id=f"r{n}", node_id="n1", version=n, state="active", at_s=1.0, reason="x" * 1900
        )
        for n in range(1, 6)
    ]
    with FakeStation() as station:
        node = Node(station, folder)
        fill(node)
        node.start()
        try:
            node.wait_for_greeting()
            for report in reports:
                node.link.report(report)
            node.link.ask(query("q1"), (bytes(50_000),), b"")
            node.wait(lambda: node.link.state.evicted == 1)
            assert node.lost == ["q1"]
            assert "full" in node.link.state.trouble
            node.link._outbox._db.execute("PRAGMA max_page_count = 1000000")
            node.link.ask(query("q2"), (bytes(50_000),), b"")
            node.wait(lambda: station.kept["q2"] == 1)
            node.wait(lambda: all(station.kept[report.report_id] == 1 for report in reports))
            wait_until(lambda: node.link.state.trouble == "", step=station.serve)
            assert not node.failed
        finally:
            node.stop()


def _end_with_the_disk(patch: pytest.MonkeyPatch) -> None:
    """What a link did that takes a full disk for the end of everything."""

    def raise_it(self: object, kind: str, error: StorageError) -> None:
        raise error

    patch.setattr("edge_node.safe_keeping.SafeKeeping.failed", raise_it)


def _forget_reports(patch: pytest.MonkeyPatch) -> None:
    real = Outbox.put

    def put(self, item_id, value, envelope, **note):  # type: ignore[no-untyped-def]
        try:
            return real(self, item_id, value, envelope, **note)
        except StorageError:
            if item_id.startswith("r"):
                return ()
            raise

    patch.setattr(Outbox, "put", put)


@pytest.mark.mutant(6)
@pytest.mark.parametrize("mutant", [_end_with_the_disk, _forget_reports])
def test_that_each_broken_link_is_noticed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mutant: object,
    expected_warnings: ExpectWarnings,
) -> None:
    if mutant is _forget_reports:
        expected_warnings("questions are lost until there is space")
    assert callable(mutant)
    mutant(monkeypatch)
    with pytest.raises((AssertionError, TimeoutError, StorageError)):
        report_waits_and_question_is_counted(tmp_path)

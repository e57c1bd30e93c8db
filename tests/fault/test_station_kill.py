"""kill -9 at any moment: nothing that was acknowledged is lost, nothing is doubled."""

import random
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import uuid
from pathlib import Path
from typing import Self

import psutil
import pytest

from operator_gui.station.app import run_station
from operator_gui.station.config import StationConfig
from operator_gui.station.database import FILE_NAME
from operator_gui.station.report import station_report
from shared.clock import SystemClock
from shared.transport.endpoint import Endpoint, parse_endpoint
from tests.conftest import ExpectWarnings
from tests.fakes import free_endpoint, runs, wait_until
from tests.unit.station.station_world import (
    BASE,
    FakeNode,
    FakeOperator,
    RunningStation,
    make_query,
)

KILLS = 10


def main() -> None:
    """The station as a process of its own: folder, endpoint, file to write the endpoint to."""
    folder, endpoint, ready = sys.argv[1:]

    def on_ready(bound: Endpoint) -> None:
        draft = Path(ready + ".new")
        draft.write_text(str(bound))
        draft.replace(ready)

    run_station(
        StationConfig(
            state_folder=folder, endpoint=endpoint, train_after_s=0.05, train_at_most_after_s=0.2
        ),
        base=BASE,
        locate=lambda _: None,
        clock=SystemClock(),
        stop=threading.Event(),
        on_ready=on_ready,
    )


class StationProcess:
    """Dies without a chance to tidy up, and comes back on the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "station"
        self._ready = folder / "ready"
        self.endpoint = free_endpoint()
        self._process: subprocess.Popen[bytes] | None = None
        self._children: list[psutil.Process] = []

    def start(self) -> None:
        self._ready.unlink(missing_ok=True)
        code = "from tests.fault.test_station_kill import main; main()"
        self._process = subprocess.Popen(
            [sys.executable, "-c", code, str(self.folder), self.endpoint, str(self._ready)]
        )
        wait_until(self._ready.is_file, deadline_s=60.0)
        self.endpoint = self._ready.read_text()

    def kill(self) -> None:
        assert self._process is not None
        children = psutil.Process(self._process.pid).children()
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._children += children

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def limit_files(self, size_bytes: int) -> None:
        """No file can grow beyond this, which to the station looks like a full disk."""
        assert self._process is not None
        limits = (size_bytes, resource.RLIM_INFINITY)
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, limits)

    def trainers_left(self) -> list[psutil.Process]:
        return [child for child in self._children if runs(child.pid)]


@pytest.mark.promise(1)
def test_that_killing_the_station_again_and_again_loses_and_doubles_nothing(
    tmp_path: Path,
) -> None:
    with StationProcess(tmp_path) as station:
        kill_again_and_again(station, tmp_path)


def kill_again_and_again(station: StationProcess, folder: Path) -> None:
    """Fails where anything is lost, doubled or left."""
    chance = random.Random(1)
    endpoint = parse_endpoint(station.endpoint)
    asked: set[str] = set()
    answered: set[str] = set()
    with (
        FakeNode(endpoint, folder) as node,
        FakeOperator(endpoint, folder) as operator,
    ):

        def step() -> None:
            if node.waiting < 6:
                asked.add(node.ask(make_query(chance.choice("abc"), seed=len(asked))))
            for query_id in list(operator.held):
                answer = operator.name(query_id, chance.choice("abc"))
                answered.add(answer.answer_id)
            operator.want(8)
            node.step()
            operator.step()

        for _ in range(KILLS):
            goal = len(answered) + chance.randint(1, 25)
            wait_until(lambda g=goal: len(answered) >= g, step=step, deadline_s=60.0)  # type: ignore[misc]
            station.kill()
            acknowledged = len(asked) - node.waiting, len(answered) - operator.waiting
            kept = station_report(station.folder)
            assert kept.questions >= acknowledged[0]
            assert kept.answers >= acknowledged[1]
            station.start()

        def finish() -> None:
            node.step()
            operator.step()

        wait_until(lambda: node.waiting == operator.waiting == 0, step=finish, deadline_s=60.0)
        wait_until(
            lambda: answered <= {t.answer_id for t in node.answers}, step=finish, deadline_s=60.0
        )
        # What a busy station's head came to know before anybody answered, it withdraws itself.
        withdrawn = {track.query_id for track in node.answers if track.resolved_by}
        assert withdrawn <= asked
        assert {track.answer_id for track in node.answers} - withdrawn <= answered
        wait_until(
            lambda: station_report(station.folder).versions_active, step=finish, deadline_s=60.0
        )
    station.kill()
    assert stored(station.folder, "query", "query_id") == sorted(asked)
    assert stored(station.folder, "answer", "answer_id") == sorted(answered)
    wait_until(lambda: not station.trainers_left())


def stored(folder: Path, table: str, column: str) -> list[str]:
    connection = sqlite3.connect(folder / FILE_NAME)
    rows = [row[0] for row in connection.execute(f"SELECT {column} FROM {table} ORDER BY 1")]
    connection.close()
    return rows


def test_that_the_trainers_death_is_noticed_and_made_good(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("the trainer process died")
    others = set(psutil.Process().children())  # such as what other tests' processes share
    with (
        RunningStation.start(tmp_path / "station") as running,
        FakeNode(running.endpoint, tmp_path) as node,
        FakeOperator(running.endpoint, tmp_path) as ada,
    ):
        node.connect()
        ada.connect()
        (trainer,) = set(psutil.Process().children()) - others
        trainer.kill()
        ada.until(lambda: "the trainer process died (signal 9)" in ada.status().note)
        query_id = node.ask(make_query())
        node.until(lambda: node.waiting == 0)
        ada.name(query_id, "mug")
        ada.until(lambda: ada.status().active_version == 1, deadline_s=60.0)
        assert ada.status().note == ""
    assert set(psutil.Process().children()) <= others


@pytest.mark.promise(2)
@pytest.mark.parametrize("table", ["query", "answer", "label", "version_event"])
def test_that_a_damaged_row_is_set_aside(
    tmp_path: Path, table: str, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings(f"of table {table} is damaged and was set aside", "damaged rows were set")
    with (
        RunningStation.start(tmp_path / "station") as running,
        FakeNode(running.endpoint, tmp_path) as node,
        FakeOperator(running.endpoint, tmp_path) as ada,
    ):
        query_id = node.ask(make_query())
        node.until(lambda: node.waiting == 0)
        ada.name(query_id, "mug")
        ada.until(lambda: ada.status().active_version == 1)
    columns = {"query": "header", "answer": "body", "label": "class_name", "version_event": "state"}
    connection = sqlite3.connect(running.folder / FILE_NAME)
    with connection:
        connection.execute(
            f"UPDATE {table} SET {columns[table]} = "
            + ("x'00ff'" if columns[table] in ("header", "body") else "'passed'")
        )
    connection.close()
    with (
        RunningStation.start(tmp_path / "station") as running,
        FakeOperator(running.endpoint, tmp_path, uuid.uuid4().hex) as bob,
    ):
        bob.until(bob.status)

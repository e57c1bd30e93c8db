"""Folders and disks that do not do what they should: one clear line, and no loss."""

import resource
import socket
import threading
from pathlib import Path

import pytest

from operator_gui.station.app import run_station
from operator_gui.station.config import StationConfig
from operator_gui.station.database import FILE_NAME, Database
from operator_gui.station.report import station_report
from shared.cli import run
from shared.clock import SystemClock
from shared.errors import KeyFileError, LinkError, StorageError
from shared.transport.endpoint import parse_endpoint
from tests.conftest import ExpectWarnings, RecordProperty
from tests.fakes import wait_until
from tests.fault.test_station_kill import StationProcess
from tests.unit.station.station_world import (
    BASE,
    FakeNode,
    FakeOperator,
    RunningStation,
    jpeg,
    make_query,
)


def test_that_a_second_station_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with (
        RunningStation.start(tmp_path / "station"),
        pytest.raises(StorageError, match="is in use by another station"),
    ):
        RunningStation.start(tmp_path / "station")
    with RunningStation.start(tmp_path / "station"):
        pass


def test_that_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        endpoint = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(LinkError, match="cannot listen on"):
            RunningStation.start(tmp_path / "station", endpoint=endpoint)


def test_that_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="cannot write station folder"):
        run_station(
            StationConfig(state_folder=str(tmp_path / "file" / "station")),
            base=BASE,
            locate=lambda _: None,
            clock=SystemClock(),
            stop=threading.Event(),
            on_ready=lambda _: None,
        )


def test_that_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    with RunningStation.start(tmp_path / "station"):
        pass
    (tmp_path / "station" / "keys" / "signing.key").chmod(0o644)
    with pytest.raises(KeyFileError, match="can be read by others"):
        RunningStation.start(tmp_path / "station")


def test_that_a_database_of_another_release_is_left_alone(tmp_path: Path) -> None:
    database = Database(tmp_path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(StorageError, match="was written by another release"):
        Database(tmp_path)


def test_that_a_file_that_is_no_database_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database" * 1000)
    with pytest.raises(StorageError, match="cannot open"):
        Database(tmp_path)


def test_that_a_question_without_its_pictures_is_left_out(
    tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("cannot be shown")
    with (
        RunningStation.start(tmp_path / "station") as running,
        FakeNode(running.endpoint, tmp_path) as node,
        FakeOperator(running.endpoint, tmp_path) as ada,
    ):
        node.connect()
        ada.connect()
        node.ask(make_query(value=0.9))
        node.until(lambda: node.waiting == 0)
        for picture in (running.folder / "pictures").glob("??/*"):
            picture.write_bytes(b"damaged")
        good = node.ask(make_query(value=0.1, picture=jpeg(50, 50)))
        node.until(lambda: node.waiting == 0)
        ada.want(2)
        ada.until(lambda: ada.held)
        assert list(ada.held) == [good]
        ada.until(lambda: "1 questions have lost their pictures" in ada.status().note)


@pytest.mark.promise(6)
def test_that_a_full_disk_loses_nothing_and_is_got_over(
    tmp_path: Path, record_property: RecordProperty, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("the station cannot keep messages now")
    with (
        StationProcess(tmp_path) as station,
        FakeNode(parse_endpoint(station.endpoint), tmp_path) as node,
        FakeOperator(parse_endpoint(station.endpoint), tmp_path) as ada,
    ):
        node.connect()
        ada.connect()
        first = node.ask(make_query())
        node.until(lambda: node.waiting == 0)
        station.limit_files(4096)
        node.ask(make_query(seed=1))
        answer = ada.name(first, "mug")

        def step() -> None:
            node.step()
            ada.step()

        wait_until(lambda: "free some space" in ada.status().note, step=step, deadline_s=60.0)
        assert (node.waiting, ada.waiting) == (1, 1)
        station.limit_files(resource.RLIM_INFINITY)
        wait_until(lambda: node.waiting == ada.waiting == 0, step=step, deadline_s=60.0)
        wait_until(lambda: "free some space" not in ada.status().note, step=step)
        report = station_report(station.folder)
        assert (report.questions, report.answers) == (2, 1)
        record_property("figure", "the station keeps again what waited, without a restart")
        wait_until(
            lambda: any(p.answer_id == answer.answer_id for p in ada.status().progress), step=step
        )
    wait_until(lambda: not station.trainers_left())


@pytest.mark.parametrize("command", [["export", "coco", "OUT"], ["train", "--timeout-s", "40"]])
def test_that_who_wants_something_of_a_full_station_hears_why_it_cannot_be(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with StationProcess(tmp_path) as station:
        station.limit_files(4096)
        words = [str(tmp_path / "out") if word == "OUT" else word for word in command]
        reach = ["--station", station.endpoint, "--state", str(tmp_path / "app")]
        assert run([*words, *reach]) == 1
        said = capsys.readouterr().err
        assert "station.sqlite" in said
        assert "free some space" in said

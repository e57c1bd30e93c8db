"""Data sets into a running station, over real sockets: checked first, then taken in while everybody
goes on, or nothing at all."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from operator_gui import exchange_talk
from operator_gui.exchange_talk import CancelledError, TakingUnheardError
from operator_gui.import_send import ImportSend, SendProgress
from operator_gui.station.database import FILE_NAME, read_only
from operator_gui.station.exchange import import_desk
from operator_gui.station.exchange.import_desk import FOLDER_NAME
from operator_gui.station.exchange.problems import ImportRefusedError
from operator_gui.station_caller import StationCaller
from shared.cli import run
from shared.clock import SystemClock
from shared.errors import ExchangeError
from shared.protocol.answers import Answer
from shared.protocol.peers import Welcome
from tests.conftest import ExpectWarnings
from tests.fakes import FakeStation, wait_until
from tests.integration.test_export_fetch import serving
from tests.unit.exchange.importing import BASE, EMBEDDER_SHA256, import_from, write_real_set
from tests.unit.exchange.sets import small_set
from tests.unit.station.station_world import FakeOperator, RunningStation

COUNT = 5
MANY = 100


def start(folder: Path, **settings: object) -> RunningStation:
    """A station with the factory's models."""
    path = BASE.path_of(BASE.manifest.embedder.file)
    return RunningStation.start(
        folder,
        base=BASE.manifest,
        models={EMBEDDER_SHA256: Path(str(path))},
        auto_train=False,
        **settings,
    )


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningStation]:
    with start(tmp_path / "station") as running:
        yield running


@pytest.fixture
def mugs(tmp_path: Path) -> Path:
    write_real_set("coco", small_set(count=COUNT), tmp_path / "mugs")
    return tmp_path / "mugs"


@contextmanager
def sending(
    running: RunningStation | FakeStation,
    on_progress: Callable[[SendProgress], None] = lambda _: None,
    cancelled: threading.Event | None = None,
) -> Iterator[ImportSend]:
    clock = SystemClock()
    with (
        StationCaller(running.endpoint, operator="Ada", clock=clock) as caller,
        ImportSend(
            caller,
            clock=clock,
            on_progress=on_progress,
            cancelled=cancelled or threading.Event(),
        ) as send,
    ):
        yield send


def called(folder: Path) -> list[tuple[str, str]]:
    """The ids of all queries with what they are called."""
    connection = read_only(folder / FILE_NAME)
    try:
        return connection.execute(
            "SELECT query_id, name FROM current_answer WHERE kind = 'name' ORDER BY query_id"
        ).fetchall()
    finally:
        connection.close()


def left_at(running: RunningStation) -> list[Path]:
    return list((running.folder / FOLDER_NAME).iterdir())


def test_that_a_check_says_what_would_come_of_it_and_changes_nothing(
    running: RunningStation, mugs: Path
) -> None:
    steps: list[SendProgress] = []
    with sending(running, steps.append) as send:
        state = send.check(mugs, "auto", "train")
    assert (state.stage, state.new, state.total) == ("checked", COUNT, COUNT)
    assert [(one.name, one.tracks, one.is_new) for one in state.classes] == [("mug", COUNT, True)]
    assert called(running.folder) == []
    assert {step.step for step in steps} >= {"reading", "sending"}
    wait_until(lambda: left_at(running) == [])


def test_that_what_comes_in_is_what_an_import_with_the_station_stopped_takes_in(
    running: RunningStation, mugs: Path, tmp_path: Path
) -> None:
    with sending(running) as send:
        send.check(mugs, "auto", "train")
        done = send.apply()
    assert (done.stage, done.new) == ("done", COUNT)
    assert [(one.name, one.is_new) for one in done.classes] == [("mug", True)]
    import_from(mugs, tmp_path / "beside")
    assert called(running.folder) == called(tmp_path / "beside")
    assert len(called(running.folder)) == COUNT
    with sending(running) as send:
        again = send.check(mugs, "auto", "train")
        assert (again.new, again.same) == (0, COUNT)
        assert send.apply().stage == "done"
    wait_until(lambda: left_at(running) == [])


def test_that_it_is_taken_back(running: RunningStation, mugs: Path) -> None:
    with sending(running) as send:
        send.check(mugs, "auto", "train")
        import_id = send.apply().import_id
    with sending(running) as send:
        assert send.undo(import_id).done == COUNT
    assert called(running.folder) == []
    with sending(running) as send, pytest.raises(ImportRefusedError, match="nothing counts of"):
        send.undo(import_id)
    with sending(running) as send:
        assert send.check(mugs, "auto", "train").corrected == COUNT


def test_that_what_is_wrong_is_told_with_its_place_before_anything_is_sent(
    running: RunningStation, mugs: Path
) -> None:
    steps: list[SendProgress] = []
    picture = next((mugs / "images" / "train").iterdir())
    picture.write_bytes(b"no picture")
    with (
        sending(running, steps.append) as send,
        pytest.raises(ImportRefusedError, match=picture.name),
    ):
        send.check(mugs, "auto", "train")
    assert {step.step for step in steps} == {"reading"}


def test_that_a_picture_that_cannot_be_decoded_refuses_all_of_it(
    running: RunningStation, mugs: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("an import failed")
    picture = next((mugs / "images" / "train").iterdir())
    data = picture.read_bytes()
    picture.write_bytes(data[:400] + b"\0" * 10)
    with sending(running) as send:
        send.check(mugs, "auto", "train")
        with pytest.raises(ImportRefusedError, match=picture.name):
            send.apply()
    assert called(running.folder) == []
    wait_until(lambda: left_at(running) == [])


def test_that_a_cancelled_import_leaves_nothing(running: RunningStation, mugs: Path) -> None:
    cancelled = threading.Event()

    def cancel(now: SendProgress) -> None:
        if now.step != "reading":
            cancelled.set()

    with sending(running, cancel, cancelled) as send, pytest.raises(CancelledError):
        send.check(mugs, "auto", "train")
    wait_until(lambda: left_at(running) == [])
    assert called(running.folder) == []


def test_that_only_one_comes_in_at_a_time(running: RunningStation, mugs: Path) -> None:
    with sending(running) as first:
        first.check(mugs, "auto", "train")
        with (
            sending(running) as second,
            pytest.raises(ImportRefusedError, match="another import is under way"),
        ):
            second.check(mugs, "auto", "train")
        assert first.apply().new == COUNT


def test_that_an_older_station_is_not_sent_anything(station: FakeStation, mugs: Path) -> None:
    station.welcome = Welcome(station_id="fake", minor=4)
    with (
        serving(station),
        sending(station) as send,
        pytest.raises(ExchangeError, match="older release; update it"),
    ):
        send.check(mugs, "auto", "train")


def test_that_what_a_person_said_meanwhile_stays(
    running: RunningStation, mugs: Path, tmp_path: Path
) -> None:
    with sending(running) as send:
        send.check(mugs, "auto", "train")
        send.apply()
    query_id, _ = called(running.folder)[0]
    with FakeOperator(running.endpoint, tmp_path) as ada:
        ada.connect()
        ada.name(query_id, "cup")
        ada.until(lambda: ada.waiting == 0)
    with sending(running) as send:
        state = send.check(mugs, "auto", "train")
        assert (state.same, state.kept) == (COUNT - 1, 1)
        send.apply()
    assert dict(called(running.folder))[query_id] == "cup"


def test_that_an_import_under_way_goes_on_after_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first station takes in one object in a slice, and ends in between."""
    write_real_set("coco", small_set(count=MANY), tmp_path / "mugs")
    monkeypatch.setattr(import_desk, "SLICE_S", 0.0)
    stations = [start(tmp_path / "station")]
    since: list[str] = []

    def restart(now: SendProgress) -> None:
        since.extend([now.step] if len(stations) > 1 else [])
        if now.step == "taking" and len(stations) == 1:
            stations[0].stop()
            stations.append(start(tmp_path / "station", endpoint=str(stations[0].endpoint)))

    try:
        with sending(stations[0], restart) as send:
            send.check(tmp_path / "mugs", "auto", "train")
            assert send.apply().stage == "done"
    finally:
        stations[-1].stop()
    assert len(stations) == 2
    assert set(since) <= {"taking"}  # nothing is sent or read once more
    assert len(called(tmp_path / "station")) == MANY


def test_that_a_station_lost_in_the_midst_of_it_is_not_said_to_have_taken_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_real_set("coco", small_set(count=MANY), tmp_path / "mugs")
    monkeypatch.setattr(import_desk, "SLICE_S", 0.0)
    station = start(tmp_path / "station")

    def lose(now: SendProgress) -> None:
        if now.step == "taking":
            station.stop()
            monkeypatch.setattr(exchange_talk, "PATIENCE_S", 1.0)  # no sooner: it may be slow

    try:
        with sending(station, lose) as send:
            import_id = send.check(tmp_path / "mugs", "auto", "train").import_id
            with pytest.raises(TakingUnheardError, match=f"--undo {import_id}$") as lost:
                send.apply()
        assert lost.value.import_id == import_id
        station = start(tmp_path / "station")
        wait_until(lambda: len(called(tmp_path / "station")) == MANY)
    finally:
        station.stop()


def answered_by(folder: Path) -> set[str]:
    connection = read_only(folder / FILE_NAME)
    try:
        rows = connection.execute("SELECT body FROM answer").fetchall()
    finally:
        connection.close()
    return {msgspec.msgpack.decode(body, type=Answer).operator for (body,) in rows}


def test_that_the_command_takes_in_and_back_at_a_running_station(
    running: RunningStation, mugs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--station", str(running.endpoint), "--state", str(tmp_path / "operator")]
    assert run(["import", str(mugs), "--dry-run", *options]) == 0
    assert capsys.readouterr().err.splitlines() == [
        f"would import {COUNT} objects: {COUNT} new",
        f"classes: mug {COUNT} (new)",
    ]
    assert run(["import", str(mugs), "--name", "team A", *options]) == 0
    assert answered_by(running.folder) == {"team A"}
    told, classes, undo = capsys.readouterr().err.splitlines()
    assert (told, classes) == (f"{COUNT} objects: {COUNT} new", f"classes: mug {COUNT} (new)")
    assert run([*undo.split("whatsit ")[1].split(), *options]) == 0
    assert capsys.readouterr().err.strip().endswith(f"counts no more: {COUNT} objects")
    assert called(running.folder) == []


@pytest.mark.parametrize("step", ["looking", "taking"])
def test_that_what_is_cancelled_late_comes_in_whole_or_not_at_all(
    step: str, running: RunningStation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_desk, "SLICE_S", 0.0)
    write_real_set("coco", small_set(count=MANY), tmp_path / "mugs")
    cancelled = threading.Event()

    def cancel(now: SendProgress) -> None:
        if now.step == step:
            cancelled.set()

    with sending(running, cancel, cancelled) as send:
        send.check(tmp_path / "mugs", "auto", "train")
        if step == "looking":
            with pytest.raises(CancelledError):
                send.apply()
        else:
            assert send.apply().stage == "done"
    assert cancelled.is_set()
    assert len(called(running.folder)) == (0 if step == "looking" else MANY)

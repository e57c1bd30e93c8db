"""`whatsit doctor` names what was broken on purpose and how to mend it, and is quiet otherwise."""

import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

import shared.doctor.cli
from edge_node.deployment.slots import SLOTS_FILE
from operator_gui.doctor import station_findings
from operator_gui.station.database import FILE_NAME
from shared.cli import run
from shared.doctor.environment import library_problem
from shared.doctor.finding import Finding
from shared.keys import PUBLIC_KEY_FILE, SigningKey
from shared.outbox import Outbox
from shared.protocol.codec import Envelope
from shared.protocol.enrolment import Stranger
from shared.protocol.peers import Beat
from shared.protocol.status import StationStatus
from tests.unit.station.station_world import FakeNode, RunningStation, make_query


class Report(msgspec.Struct):
    broken: int
    findings: list[Finding]

    def of(self, mark: str) -> list[tuple[str, str]]:
        return [(f.area, f.found) for f in self.findings if f.mark == mark]


Doctor = Callable[..., Report]


@pytest.fixture
def doctor(capsys: pytest.CaptureFixture[str]) -> Doctor:
    def call(*arguments: str) -> Report:
        capsys.readouterr()
        code = run(["doctor", "--json", *arguments])
        report = msgspec.json.decode(capsys.readouterr().out, type=Report)
        assert code == (1 if report.broken else 0)
        return report

    return call


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A station's folder with a question in it."""
    folder = tmp_path_factory.mktemp("doctor")
    with (
        RunningStation.start(folder / "station") as running,
        FakeNode(running.endpoint, folder) as node,
    ):
        node.connect()
        node.ask(make_query())
        node.until(lambda: node.waiting == 0)
    return folder / "station"


@pytest.fixture
def station(written: Path, tmp_path: Path) -> Path:
    subprocess.run(["cp", "-a", str(written), str(tmp_path / "station")], check=True)
    (tmp_path / "station").chmod(0o700)
    return tmp_path / "station"


@pytest.fixture
def node(tmp_path: Path) -> Path:
    folder = tmp_path / "node"
    folder.mkdir(mode=0o700)
    with contextlib.closing(Outbox(folder / "outbox.sqlite")) as outbox:
        outbox.put("q1", 1.0, Envelope(Beat()))
    return folder


def test_that_a_station_without_fault_is_well(station: Path, doctor: Doctor) -> None:
    report = doctor("--state", str(station), "--thorough")
    assert report.broken == 0
    found = dict(report.of("ok"))
    assert found["rows"].endswith("(all) are as they were written")
    assert found["pictures"] == "1 looked at, all as they arrived"
    assert "detector" in found["models"]


def test_that_a_running_station_is_called(written: Path, tmp_path: Path, doctor: Doctor) -> None:
    with RunningStation.start(tmp_path / "own") as running:
        report = doctor("--state", str(running.folder), "--station", str(running.endpoint))
        assert any("in use by process" in finding.found for finding in report.findings)
        assert any(text.startswith("the station's goes with") for _, text in report.of("ok"))
    report = doctor("--state", str(written), "--station", str(running.endpoint))
    assert report.of("broken")[0][0] == "station"


def break_picture(folder: Path) -> None:
    next((folder / "pictures").glob("??/*")).write_bytes(b"x")


def break_row(folder: Path) -> None:
    with contextlib.closing(sqlite3.connect(folder / FILE_NAME)) as db:
        db.execute("UPDATE query SET value = 0.123")
        db.commit()


def break_file(folder: Path) -> None:
    path = folder / FILE_NAME
    path.write_bytes(path.read_bytes()[:8192] + b"\xff" * 8192)


def break_schema(folder: Path) -> None:
    with contextlib.closing(sqlite3.connect(folder / FILE_NAME)) as db:
        db.execute("PRAGMA user_version = 99")


def open_key(folder: Path) -> None:
    (folder / "keys" / "signing.key").chmod(0o644)


def cut_key(folder: Path) -> None:
    (folder / "keys" / "signing.key").write_text("12")


@pytest.mark.parametrize(
    ("fault", "area", "words"),
    [
        (break_picture, "pictures", "1 of 1 are missing or damaged"),
        (break_row, "rows", "is not what was written"),
        (break_file, "database", "station.sqlite: "),
        (break_schema, "schema", "99, of another release"),
        (open_key, "keys", "can be read by others (644)"),
        (cut_key, "keys", "expected 32 bytes, got 1"),
    ],
)
def test_that_what_is_broken_is_named_with_its_cure(
    station: Path,
    doctor: Doctor,
    fault: Callable[[Path], None],
    area: str,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(shared.doctor.cli.PARTS, "models")  # which take a second
    fault(station)
    report = doctor("--state", str(station))
    broken = [finding for finding in report.findings if finding.mark == "broken"]
    assert [(f.area, words in f.found) for f in broken] == [(area, True)]
    assert broken[0].mend


def test_that_a_node_s_outbox_slots_and_trust_are_looked_at(
    node: Path, station: Path, doctor: Doctor
) -> None:
    SigningKey.load_or_create(station / "keys")
    report = doctor("--state", str(node), "--state", str(station))
    assert report.broken == 0
    assert any("does not trust the station" in text for _, text in report.of("look"))
    with contextlib.closing(sqlite3.connect(node / "outbox.sqlite")) as db:
        db.execute("UPDATE item SET frames = x'00'")
        db.commit()
    (node / SLOTS_FILE).write_bytes(b"rubbish")
    report = doctor("--state", str(node))
    assert [area for area, _ in report.of("broken")] == ["versions"]
    assert any("1 damaged" in text for area, text in report.of("look") if area == "outbox")


def test_that_a_damaged_key_of_a_station_keeps_nothing_else_from_being_looked_at(
    node: Path, station: Path, doctor: Doctor
) -> None:
    SigningKey.load_or_create(station / "keys")
    (station / "keys" / PUBLIC_KEY_FILE).write_text("12")
    report = doctor("--state", str(node), "--state", str(station))
    assert [area for area, _ in report.of("broken")] == ["keys"]
    assert "camera" in [area for area, _ in report.of("skipped")]


def test_that_looking_changes_nothing(station: Path, node: Path, doctor: Doctor) -> None:
    def content(folder: Path) -> dict[str, bytes]:
        return {
            str(path): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and not path.name.endswith(("-shm", "-wal"))
        }

    before = content(station), content(node)
    doctor("--state", str(station), "--state", str(node), "--thorough")
    assert (content(station), content(node)) == before


def test_that_a_source_that_gives_nothing_is_broken(
    station: Path, tmp_path: Path, doctor: Doctor
) -> None:
    report = doctor("--state", str(station), "--camera", str(tmp_path / "none.mp4"))
    assert [area for area, _ in report.of("broken")] == ["camera"]


def test_that_a_set_up_of_which_only_the_keys_were_made_is_not_broken(
    tmp_path: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(shared.doctor.cli.PARTS, "models")  # which take a second
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert doctor().broken == 0
    for part in ("station", "operator", "edge"):
        assert run(["keys", "show", part]) == 0
    report = doctor()
    assert report.broken == 0
    assert [text for area, text in report.of("look") if area == "folders"] == []
    skipped = [text for area, text in report.of("skipped") if area == "folders"]
    assert [text.split("/")[-1] for text in skipped] == ["edge", "station", "operator"]
    assert sum(area == "keys" for area, _ in report.of("ok")) == 3
    (tmp_path / "whatsit" / "station" / "keys" / "link.key").chmod(0o644)
    assert [area for area, _ in doctor().of("broken")] == ["keys"]


def test_that_a_folder_of_others_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["doctor", "--state", str(tmp_path)]) == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("✗ folders      broken: ")
    assert "is no state folder of whatsit" in first


def test_that_a_part_that_is_not_installed_is_skipped(tmp_path: Path) -> None:
    """As on a robot: without Qt and scikit-learn."""
    code = (
        "import sys; sys.modules['edge_node.doctor'] = None\n"
        "from shared.cli import run; sys.exit(run(['doctor', '--state']))"
    )
    code = code.replace("['doctor', '--state']", "['doctor']")
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={"XDG_STATE_HOME": str(tmp_path), "PYTHONPATH": ".", "PATH": ""},
        timeout=60,
    )
    assert "– models       skipped: edge_node.doctor is not installed" in done.stdout
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("ahead_s", "mark"), [(0.3, "ok"), (-7.0, "look"), (60.0, "look")])
def test_that_clocks_that_differ_and_strangers_are_told(ahead_s: float, mark: str) -> None:
    stranger = Stranger(reason="unknown", text="key 12 is not enrolled", count=3, last_at_s=1.0)
    status = StationStatus(
        at_s=100.0 + ahead_s,
        waiting=0,
        oldest_waiting_s=0.0,
        answers=0,
        labels=0,
        active_version=0,
        training="idle",
        strangers=(stranger,),
    )
    found = list(station_findings(status, at_s=100.0, endpoint="tcp://127.0.0.1:7341"))
    assert [f.mark for f in found if f.area == "clock"] == [mark]
    assert [f.found for f in found if f.area == "strangers"] == [
        "turned away 3 times: key 12 is not enrolled"
    ]


@pytest.mark.parametrize(
    ("installed", "wanted", "problem"),
    [
        ("2.4.6", ">=2.0", ""),
        ("1.26", ">=2.0", "expected 2.0 or newer"),
        ("6.12.0", "!=6.12.0,>=6.8", "this very version does not work"),
        ("6.12.1", "!=6.12.0,>=6.8", ""),
        ("10.0", ">=9.5", ""),
        ("4.11.0.86", ">=4.11", ""),
    ],
)
def test_that_versions_are_compared_as_numbers(installed: str, wanted: str, problem: str) -> None:
    assert library_problem(installed, wanted) == problem


def test_that_missing_pictures_are_found_where_the_folder_is_gone(
    station: Path, doctor: Doctor
) -> None:
    subprocess.run(["rm", "-r", str(station / "pictures")], check=True)
    assert [area for area, _ in doctor("--state", str(station)).of("broken")] == ["pictures"]
    assert not (station / "pictures").exists()

"""`whatsit keys` as a person meets it."""

import os
from pathlib import Path

import pytest

from edge_node.base_models import trusted_keys
from operator_gui.keys.reach import reach
from operator_gui.versions.cli import operator_name
from shared.cli import run
from shared.errors import LinkError
from shared.keys import SigningKey
from shared.link_keys import LINK_PUBLIC_FILE, LinkKey, keep_station
from tests.unit.station.station_world import FakeOperator, RunningStation

A, B = str(LinkKey.generate().public), str(LinkKey.generate().public)


@pytest.fixture
def station(tmp_path: Path) -> list[str]:
    return ["--state", str(tmp_path / "station")]


def test_that_a_key_is_shown_added_listed_and_revoked(
    tmp_path: Path, station: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["keys", "show", "edge", "--state", str(tmp_path / "edge")]) == 0
    shown = capsys.readouterr().out.strip()
    assert shown == (tmp_path / "edge" / "keys" / LINK_PUBLIC_FILE).read_text().strip()
    assert run(["keys", "add", shown, "--name", "rover-1", *station]) == 0
    assert run(["keys", "add", A, "--name", "Ada", "--role", "admin", *station]) == 0
    capsys.readouterr()
    assert run(["keys", "list", *station]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:3] for line in lines] == [
        ["admin", "Ada", A],
        ["robot", "rover-1", shown],
    ]
    assert all(line.endswith("at the station") for line in lines)
    assert run(["keys", "revoke", "rover-1", *station]) == 0
    assert capsys.readouterr().out == f"revoked robot 'rover-1', key {shown[:12]}\n"
    assert run(["keys", "list", *station]) == 0
    assert "  revoked 20" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "complaint", "code"),
    [
        (["add", "1234", "--name", "x"], "'1234' is neither 64 hexadecimal digits nor a file", 1),
        (["add", "g" * 64, "--name", "x"], "is neither 64 hexadecimal digits nor a file", 1),
        (["add", "a" * 5000, "--name", "x"], "is neither 64 hexadecimal digits nor a file", 1),
        (["add", A, "--name", ""], "is no name", 1),
        (["add", A, "--name", "Ada"], "is enrolled already, as robot 'Ada'", 1),
        (["add", B, "--name", "Ada"], "the name 'Ada' is taken", 1),
        (["add", B, "--name", "Ben", "--role", "king"], "role", 2),
        (["revoke", "nobody"], "nobody called 'nobody' is enrolled; enrolled: Ada", 1),
    ],
)
def test_that_what_cannot_be_is_one_line(
    station: list[str],
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    complaint: str,
    code: int,
) -> None:
    run(["keys", "add", A, "--name", "Ada", *station])
    capsys.readouterr()
    assert run(["keys", *arguments, *station]) == code
    error = capsys.readouterr().err
    assert complaint in error
    assert len(error.splitlines()) == 1


def test_that_a_key_that_is_none_makes_no_station(tmp_path: Path, station: list[str]) -> None:
    assert run(["keys", "add", "1234", "--name", "x", *station]) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [["list"], ["revoke", "Ada"]])
def test_that_a_folder_without_a_station_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert run(["keys", *command, "--state", str(tmp_path / "none")]) == 1
    assert "is no station's folder; name it with --state" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_that_nobody_is_reached_beyond_this_machine_without_a_key(tmp_path: Path) -> None:
    far = "tcp://192.0.2.1:7341"
    with pytest.raises(LinkError, match="nothing of whatsit does that unencrypted"):
        reach(far, None, tmp_path)
    assert reach("tcp://127.0.0.1:7341", None, tmp_path).curve is None
    given = reach(far, A, tmp_path).curve
    assert given is not None
    assert str(given.station) == A


def test_that_the_station_that_let_an_app_in_is_known_beyond_this_machine(tmp_path: Path) -> None:
    station = LinkKey.generate().public
    LinkKey.load_or_create(tmp_path / "keys")
    keep_station(tmp_path / "keys", station, "")
    curve = reach("tcp://192.0.2.1:7341", None, tmp_path).curve
    assert curve is not None
    assert curve.station == station
    assert reach("tcp://127.0.0.1:7341", None, tmp_path).curve is None


def test_that_a_station_joins_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    joining = ["join", "tcp://127.0.0.1:1", "--station-key", A, "--state", str(tmp_path)]
    assert run(["keys", *joining, "--part", "station"]) == 2
    assert 'Choose from: "edge", "operator"' in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_that_a_station_that_is_not_there_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["--station", "tcp://127.0.0.1:1", "--station-key", A, "--state", str(tmp_path)]
    for command in (["pending"], ["accept", "123 456"], ["refuse", "123 456"]):
        assert run(["keys", *command, *at, "--timeout-s", "0.2"]) == 1
        error = capsys.readouterr().err
        assert "no station answers at tcp://127.0.0.1:1 within 0.2 s" in error
        assert len(error.splitlines()) == 1
    joining = ["join", "tcp://127.0.0.1:1", "--station-key", A, "--state", str(tmp_path)]
    assert run(["keys", *joining, "--timeout-s", "0.2"]) == 1
    assert "nobody answered at tcp://127.0.0.1:3 within 0.2 s" in capsys.readouterr().err


def test_that_who_had_what_done_is_logged(
    tmp_path: Path, station: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "station"
    with (
        RunningStation.start(folder) as running,
        FakeOperator(running.endpoint, tmp_path) as ada,
    ):
        ada.connect()
        assert ada.command("roll_back", 7).ok is False
    assert run(["keys", "add", A, "--name", "rover-1", *station]) == 0
    capsys.readouterr()
    assert run(["keys", "log", *station]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("  ada: roll back version 7")
    assert lines[1].endswith(f"at the station: enrolled robot rover-1  (key {A[:12]})")
    assert run(["keys", "log", "--last", "0", *station]) == 2
    assert run(["keys", "log", "--last", "1", *station]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_that_a_user_without_a_name_as_in_a_container_is_called_by_number(
    station: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(number: int) -> None:
        raise KeyError(f"getpwuid(): uid not found: {number}")

    monkeypatch.setattr("pwd.getpwuid", nobody)
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(variable, raising=False)
    assert run(["keys", "add", A, "--name", "rover-1", *station]) == 0
    capsys.readouterr()
    assert run(["keys", "list", *station]) == 0
    assert f" by user {os.getuid()} at the station" in capsys.readouterr().out
    assert operator_name(None) == f"user {os.getuid()}"


def test_that_a_robot_trusts_the_models_of_the_station_that_let_it_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "nobody"))
    signing = SigningKey.load_or_create(tmp_path / "station" / "keys").public
    state = tmp_path / "edge"
    LinkKey.load_or_create(state / "keys")
    assert trusted_keys(None, state) == ()
    keep_station(state / "keys", LinkKey.generate().public, signing.raw.hex())
    assert trusted_keys(None, state) == (signing,)
    assert trusted_keys([], state) == ()

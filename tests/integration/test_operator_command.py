"""`whatsit operator` as a user runs it: the first time, with a station of its own; and twice."""

import os
import socket
import sys
from pathlib import Path

import pytest

from operator_gui.processes import Children
from shared.cli import run
from tests.fakes import wait_until

pytestmark = pytest.mark.usefixtures("default_port")


def default_port_is_taken() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", 7341)) == 0


@pytest.mark.skipif(default_port_is_taken(), reason="a station is running on the default port")
def test_that_the_app_brings_a_station_of_its_own(tmp_path: Path) -> None:
    with Children(tmp_path / "logs") as children:
        app = children.start(
            "app",
            ["operator", "--screenshots", str(tmp_path / "shots"), "--screenshots-after-s", "2"],
            environment={
                "HOME": str(tmp_path),
                "XDG_STATE_HOME": str(tmp_path / "state"),
                "QT_QPA_PLATFORM": "offscreen",
                "PATH": os.environ["PATH"],
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
        )
        app.wait(60.0)
        app.check()
    assert (tmp_path / "shots" / "ask.png").stat().st_size > 0
    assert (tmp_path / "state" / "whatsit" / "station" / "keys" / "signing.pub").is_file()
    assert not default_port_is_taken()
    log = tmp_path / "state" / "whatsit" / "operator" / "logs" / "station.log"
    assert "station listens" in log.read_text()
    assert log.with_suffix(".out").read_text() == ""


def test_that_a_second_window_on_one_folder_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = ["--state", str(tmp_path / "ada"), "--station", "tcp://127.0.0.1:9"]  # nobody is there
    with Children(tmp_path / "logs") as children:
        app = children.start("app", ["operator", *at], environment={"QT_QPA_PLATFORM": "offscreen"})
        wait_until((tmp_path / "ada" / "answers.sqlite").exists, deadline_s=60.0)
        second = children.start(
            "second",
            ["operator", *at, "--screenshots", str(tmp_path), "--screenshots-after-s", "0"],
            environment={"QT_QPA_PLATFORM": "offscreen"},
        )
        second.wait(60.0)
        assert second.exit_code == 1
        simulated = ["operator", *at, "--simulate", "nowhere.json"]
        assert run(simulated) == 1
        for said in (second.log.read_text(), capsys.readouterr().err):
            assert len(said.splitlines()) == 1
            assert "ada is in use by another window" in said
            assert "name another folder with --state" in said
        assert app.exit_code is None
    assert run(simulated) == 1  # the folder is free again
    assert "cannot read truth" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["n" * 121, "", "a\nb"])
def test_that_a_name_that_cannot_be_kept_is_refused_before_anything_starts(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    simulated = ["--simulate", "nowhere.json", "--state", str(tmp_path / "ada")]
    assert run(["operator", "--name", name, *simulated]) == 2
    assert "--name: expected 1 to 120 printable characters" in capsys.readouterr().err
    assert not (tmp_path / "ada").exists()

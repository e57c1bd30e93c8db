"""`whatsit operator --bundle`: for the station that the app runs itself, and for no other."""

import os
import sys
from pathlib import Path

import pytest

from operator_gui.keys.station_options import DEFAULT_ENDPOINT
from operator_gui.processes import Children
from shared.cli import run
from shared.transport.endpoint import parse_endpoint
from shared.transport.sockets import ServerChannel
from tests.integration.test_operator_command import default_port_is_taken
from tests.unit.perception.family_models import CLASSIFIERS

pytestmark = pytest.mark.usefixtures("default_port")


def environment(home: Path) -> dict[str, str]:
    return {
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "QT_QPA_PLATFORM": "offscreen",
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


@pytest.mark.parametrize("more", [["--station", "tcp://127.0.0.1:1"], ["--simulate", "accept"]])
def test_that_a_bundle_for_somebody_else_s_station_is_refused(
    more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["operator", "--bundle", "mine", *more]) == 2
    assert "--bundle is for the station that the app runs itself" in capsys.readouterr().err


@pytest.mark.skipif(default_port_is_taken(), reason="a station is running on the default port")
def test_that_a_station_that_runs_already_keeps_its_own_models(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    channel = ServerChannel(parse_endpoint(DEFAULT_ENDPOINT))
    try:
        assert run(["operator", "--bundle", "mine", "--state", str(tmp_path)]) == 2
    finally:
        channel.close()
    assert "a station runs already" in capsys.readouterr().err


@pytest.mark.skipif(default_port_is_taken(), reason="a station is running on the default port")
def test_that_the_app_s_own_station_has_the_bundle_s_models(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    model = CLASSIFIERS["with_embedding"](tmp_path / "model.onnx")
    assert run(["adopt", str(model), "--out", str(tmp_path / "bundle")]) == 0
    with Children(tmp_path / "logs") as children:
        app = children.start(
            "app",
            [
                *["operator", "--bundle", str(tmp_path / "bundle")],
                *["--screenshots", str(tmp_path / "shots"), "--screenshots-after-s", "2"],
            ],
            environment=environment(tmp_path),
        )
        app.wait(60.0)
        app.check()
    log = (tmp_path / "state" / "whatsit" / "operator" / "logs" / "station.log").read_text()
    assert "station listens on" in log
    assert not default_port_is_taken()

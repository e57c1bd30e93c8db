"""`whatsit operator` as a user runs it the first time: with a station of its own."""

import os
import socket
import sys
from pathlib import Path

import pytest

from operator_gui.processes import Children


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

"""The first question is told on a real display that has no tray, with and without a message bus."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
START_S = 30.0

pytestmark = pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed")


@pytest.fixture
def display() -> Iterator[str]:
    """A display of its own; Xvfb chooses the number."""
    hears, says = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(says), "-screen", "0", "1280x800x24"],
        pass_fds=(says,),
        stderr=subprocess.DEVNULL,
    )
    os.close(says)
    try:
        with os.fdopen(hears) as pipe:
            yield f":{pipe.readline().strip()}"
    finally:
        server.terminate()
        server.wait(START_S)


@pytest.fixture(params=["no bus", "a bus that is gone", "a bus"])
def bus(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where desktop services are asked for; nobody on it has a tray."""
    if request.param != "a bus":
        yield "" if request.param == "no bus" else f"unix:path={tmp_path}/gone"
        return
    if shutil.which("dbus-daemon") is None:
        pytest.skip("dbus-daemon is not installed")
    address = f"unix:path={tmp_path}/bus"
    server = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", f"--address={address}", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout is not None
    server.stdout.readline()
    try:
        yield address
    finally:
        server.terminate()
        server.wait(START_S)
        server.stdout.close()


def test_that_a_desktop_without_a_tray_says_it_in_the_title_and_qt_warns_of_nothing(
    display: str, bus: str
) -> None:
    probe = subprocess.run(
        [sys.executable, "-m", "tests.gui.tray_probe"],
        cwd=ROOT,
        env={
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "DBUS_SESSION_BUS_ADDRESS": bus,
            "LC_ALL": "C.UTF-8",
            "LANGUAGE": "en",
        },
        capture_output=True,
        text=True,
        timeout=2 * START_S,
        check=True,
    )
    assert json.loads(probe.stdout) == {
        "platform": "xcb",
        "title": "rover-1 asks: what's this? · whatsit",
        "icons": 0,
        "qt_says": [],
    }

"""The loop on an encrypted link: a robot joins by its code, asks, and gets what was learned."""

import re
from pathlib import Path

import pytest

from operator_gui.demo.runner import prepare_folder
from operator_gui.demo.settings import DemoFiles
from operator_gui.processes import Children
from operator_gui.station.report import station_report
from tests.fakes import free_endpoint
from tests.integration.loop_world import Loop, settings_for, until

pytestmark = pytest.mark.timeout(180)

CODE = re.compile(r"\bcode (\d{3} \d{3})\b")


def test_that_a_robot_that_joined_by_its_code_asks_and_runs_what_was_learned(
    tmp_path: Path,
) -> None:
    files = DemoFiles(tmp_path / "run")
    prepare_folder(files)
    pairing = free_endpoint()
    options = ("--encrypt", "--pairing", pairing)
    with Children(files.logs) as children:
        loop = Loop(children, files, settings_for(files.out, passes=0), station_options=options)
        station, operator = ("--state", str(files.station)), ("--state", str(files.operator))
        loop.start_station()
        station_key = ("--station-key", loop.say("keys", "show", *station))
        app_key = loop.say("keys", "show", "operator", *operator)
        loop.say("keys", "add", app_key, "--role", "admin", "--name", "Ada", *station)

        robot = ("--name", "rover-1", "--state", str(files.edge))
        joining = loop.start_joining(*station_key, "--pairing", pairing, *robot)
        until(lambda: CODE.search(joining.log.read_text()) is not None, "a code")
        (code,) = CODE.findall(joining.log.read_text())[:1]
        to_station = ("--station", loop.endpoint, *station_key, *operator)
        assert code in loop.say("keys", "pending", *to_station)
        loop.say("keys", "accept", code, *to_station)
        until(lambda: joining.exit_code is not None, "the robot hears that it is in")
        assert joining.exit_code == 0
        said = f"--station {loop.endpoint} {' '.join(station_key)} --state {files.edge}"
        assert said in joining.log.read_text()

        edge = loop.start_joined_edge(*station_key)
        loop.start_operator(*station_key)
        log = edge.log
        until(lambda: len(loop.answered()) >= 3, "answers")
        until(lambda: b"is active" in log.read_bytes(), "a head that learned from them")
        assert edge.exit_code is None
        until(lambda: station_report(files.station).answers >= 3, "they arrive")

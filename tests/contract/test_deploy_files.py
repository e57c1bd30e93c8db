"""What docs/deploy starts exists, with the flags that it gives."""

import inspect
import json
import re
import shlex
from pathlib import Path

import pytest

from edge_node.cli import edge
from edge_node.config import EdgeConfig
from operator_gui.cli import station
from shared.backup.cli import backup
from shared.config import load_config

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"
COMMANDS = {"edge": edge, "station": station, "backup": backup}


def commands() -> list[tuple[str, list[str]]]:
    found = []
    for unit in sorted(DEPLOY.glob("*.service")):
        for line in re.findall(r"^ExecStart=.*?whatsit (.*?)'?$", unit.read_text(), re.MULTILINE):
            found.append((unit.name, shlex.split(line)))
    for file in sorted(DEPLOY.glob("*.Dockerfile")):
        for line in re.findall(r"^CMD (\[.*\])$", file.read_text(), re.MULTILINE):
            found.append((file.name, json.loads(line)))
    return found


def test_that_each_of_them_starts_something() -> None:
    files = {
        path.name for pattern in ("*.service", "*.Dockerfile") for path in DEPLOY.glob(pattern)
    }
    assert {name for name, _ in commands()} == files
    assert len(files) == 5


@pytest.mark.parametrize(("file", "arguments"), commands())
def test_that_its_flags_exist(file: str, arguments: list[str]) -> None:
    known = inspect.signature(COMMANDS[arguments[0]]).parameters
    flags = [word[2:].replace("-", "_") for word in arguments if word.startswith("--")]
    assert set(flags) <= set(known), file


def test_that_the_configuration_can_be_read() -> None:
    assert load_config(DEPLOY / "edge.toml", EdgeConfig).name == "rover-1"


@pytest.mark.parametrize("name", ["whatsit-edge.service", "whatsit-station.service"])
def test_that_a_hung_service_is_started_again(name: str) -> None:
    unit = (DEPLOY / name).read_text()
    assert {"Type=notify", "WatchdogSec=60", "Restart=always"} <= set(unit.splitlines())

"""What docs/deploy tells a machine to do can be done: files exist, commands and flags are known."""

import json
import re
import shlex
import subprocess
import tomllib
from operator import attrgetter
from pathlib import Path

import pytest

from edge_node.config import EdgeConfig
from shared.cli import build_app
from shared.config import load_config

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "docs" / "deploy"
DOCKERFILES = sorted(DEPLOY.glob("*.Dockerfile"))
SERVICES = sorted(DEPLOY.glob("*.service"))
TIMERS = sorted(DEPLOY.glob("*.timer"))
NAME = attrgetter("name")
INSTALLED = "/opt/whatsit/bin/whatsit"

Instructions = list[tuple[str, str]]
Settings = dict[str, list[str]]


def instructions(dockerfile: Path) -> Instructions:
    """Each instruction with its words, over all its lines."""
    text = re.sub(r"^#.*\n", "", dockerfile.read_text(), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [(word, rest) for line in lines if line for word, _, rest in [line.partition(" ")]]


def named(instructions: Instructions, word: str) -> list[str]:
    return [rest for found, rest in instructions if found == word]


def settings(unit: Path) -> Settings:
    """The settings of a unit, whatever section they are in; one may be there several times."""
    found: Settings = {}
    for line in unit.read_text().splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


def is_understood(words: list[str]) -> str:
    """The name of the function that the command line calls. Fails for a word it does not know."""
    function, bound, _ = build_app().parse_args(words)
    assert bound.arguments or len(words) == 1
    return str(function.__name__)


def names(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


def test_that_all_is_there_that_is_looked_at() -> None:
    assert names(DOCKERFILES) == ["edge.Dockerfile", "station.Dockerfile"]
    assert len(SERVICES) == 3
    assert names(TIMERS) == ["whatsit-backup.timer"]


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=NAME)
def test_that_what_an_image_copies_is_in_the_repository_and_enough_to_build(
    dockerfile: Path,
) -> None:
    copied = {
        source
        for rest in named(instructions(dockerfile), "COPY")
        if not rest.startswith("--from=")
        for source in rest.split()[:-1]
    }
    listed = subprocess.run(
        ["git", "ls-files", *copied], cwd=ROOT, capture_output=True, text=True, check=True
    )
    tracked = listed.stdout.split()
    for source in copied:
        assert any(name == source or name.startswith(f"{source}/") for name in tracked), source
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    built = {*wheel["packages"], *wheel["force-include"]}
    assert all(any(name == c or name.startswith(f"{c}/") for c in copied) for name in built)
    assert {project["project"]["readme"], *project["project"]["license-files"]} <= copied


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=NAME)
def test_that_an_image_installs_extras_that_exist_with_the_pinned_versions(
    dockerfile: Path,
) -> None:
    (install,) = (r for r in named(instructions(dockerfile), "RUN") if "pip install" in r)
    words = shlex.split(install)
    assert words[words.index("-c") + 1] == "constraints.txt"
    extras = re.fullmatch(r"\.\[(.*)\]", words[-1])
    assert extras is not None
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert set(extras[1].split(",")) <= project["optional-dependencies"].keys()


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=NAME)
def test_that_an_image_starts_a_command_and_looks_at_the_figures_of_it(dockerfile: Path) -> None:
    found = instructions(dockerfile)
    (entry,), (command,), (health,) = (
        named(found, w) for w in ("ENTRYPOINT", "CMD", "HEALTHCHECK")
    )
    assert json.loads(entry) == ["whatsit"]
    words = json.loads(command)
    assert is_understood(words) == dockerfile.name.split(".")[0]
    metrics = words[words.index("--metrics") + 1]
    check = json.loads(health.partition("CMD ")[2])
    assert check[:2] == ["python", "-c"]
    compile(check[2], dockerfile.name, "exec")
    assert f"'http://{metrics}/metrics'" in check[2]


@pytest.mark.parametrize("unit", SERVICES, ids=NAME)
def test_that_a_unit_starts_a_command_with_flags_that_exist(unit: Path) -> None:
    found = settings(unit)
    (start,) = found["ExecStart"]
    variables = (DEPLOY / "edge.env").read_text()
    for name, value in re.findall(r"^(\w+)=(.*)$", variables, re.MULTILINE):
        start = start.replace(f"${name}", value)
    words = shlex.split(start)
    if words[:2] == ["/bin/sh", "-c"]:
        assert words[2].startswith("exec ")
        words = re.sub(r"\$\(date [^)]*\)", "now", words[2]).split()[1:]
    assert words[0] == INSTALLED
    assert is_understood(words[1:]) == unit.stem.removeprefix("whatsit-")
    assert not any("$" in word for word in words)


@pytest.mark.parametrize("unit", SERVICES, ids=NAME)
def test_that_a_unit_may_write_where_it_writes_and_nowhere_else(unit: Path) -> None:
    found = settings(unit)
    assert found["ProtectSystem"] == ["strict"]
    assert found["NoNewPrivileges"] == ["yes"]
    assert found["UMask"] == ["0077"]
    writable = [f"/var/lib/{name}" for name in found["StateDirectory"]]
    writable += [f"/var/log/{name}" for name in found.get("LogsDirectory", [])]
    writable += found.get("ReadWritePaths", [])
    (start,) = found["ExecStart"]
    written = re.findall(r"(/var/[\w/.-]+)", start)
    assert all(any(path.startswith(f"{w}/") for w in writable) for path in written)
    assert found["Environment"] == ["XDG_STATE_HOME=/var/lib"]  # so the state is /var/lib/whatsit


@pytest.mark.parametrize("unit", [u for u in SERVICES if "backup" not in u.name], ids=NAME)
def test_that_a_unit_that_runs_for_ever_is_watched_and_comes_back(unit: Path) -> None:
    found = settings(unit)
    assert found["Type"] == ["notify"]
    assert float(found["WatchdogSec"][0]) > 0
    assert found["Restart"] == ["always"]


def test_that_the_timer_has_a_service() -> None:
    for timer in TIMERS:
        assert timer.with_suffix(".service") in SERVICES
        assert "OnCalendar" in settings(timer)


def test_that_the_configuration_of_the_edge_can_be_read() -> None:
    config = load_config(DEPLOY / "edge.toml", EdgeConfig)
    assert config.name == "rover-1"

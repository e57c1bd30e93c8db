"""`whatsit models`, `deploy`, `rollback` and `train` at a real station."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from shared.cli import run
from shared.protocol.status import VersionSummary
from tests.fakes import wait_until
from tests.unit.station.station_world import (
    FakeNode,
    FakeOperator,
    RunningStation,
    make_query,
)


class Taught:
    """A station that was taught, one version for each name, and how to speak to it."""

    def __init__(self, folder: Path, *names: str, **settings: object) -> None:
        self.running = RunningStation.start(folder / "station", **settings)
        self.at = ("--station", str(self.running.endpoint))
        with (
            FakeNode(self.running.endpoint, folder) as node,
            FakeOperator(self.running.endpoint, folder) as ada,
        ):
            node.connect()
            ada.connect()
            for number, name in enumerate(names, start=1):
                query_id = node.ask(make_query(name))
                node.until(lambda: node.waiting == 0)
                ada.name(query_id, name)
                ada.until(lambda: ada.waiting == 0)

                def is_trained(number: int = number) -> bool:
                    versions = ada.status().versions
                    return bool(versions) and versions[-1].version == number

                def step() -> None:
                    node.step()
                    ada.step()

                wait_until(is_trained, step=step)


@pytest.fixture
def taught(tmp_path: Path) -> Iterator[Taught]:
    made = Taught(tmp_path, "mug", "bowl")
    yield made
    made.running.stop()


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_that_all_versions_are_listed_the_newest_first(
    taught: Taught, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", *taught.at]) == 0
    heading, *rows = lines(capsys)
    assert heading.split()[:5] == ["version", "state", "made", "from", "data"]
    assert [row.split()[:4] for row in rows] == [
        ["v2", "active", "full", "v1"],
        ["v1", "retired", "full", "–"],
    ]
    assert all("by policy" in row for row in rows)
    assert "replaced by version 2" in rows[1]


def test_that_a_version_is_told_of_in_full_and_as_json(
    taught: Taught, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "2", *taught.at]) == 0
    text = capsys.readouterr().out
    assert run(["models", "2", "--json", *taught.at]) == 0
    told = msgspec.json.decode(capsys.readouterr().out, type=VersionSummary)
    assert told.version == 2
    assert told.parent == 1
    assert told.dataset_revision in text
    assert "from       v1, which was active when it was made" in text
    assert "approved   by policy" in text
    assert "gate       v2 passed its test against the model that was active then" in text
    assert "✓ memory: it takes " in text


def test_that_who_rolls_back_is_kept_with_the_new_version(
    taught: Taught, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["rollback", "--name", "Grace Hopper", *taught.at]) == 0
    assert lines(capsys) == ["version 1 is being deployed again as 3"]
    assert run(["models", "3", *taught.at]) == 0
    text = capsys.readouterr().out
    assert "made       was v1" in text
    assert "approved   Grace Hopper" in text
    assert run(["deploy", "2", "--name", "Ada", *taught.at]) == 0
    assert lines(capsys) == ["version 2 is being deployed again as 4"]
    assert run(["models", "--json", *taught.at]) == 0
    told = msgspec.json.decode(capsys.readouterr().out, type=tuple[VersionSummary, ...])
    assert {v.version: (v.kind, v.parent, v.approved_by) for v in told} == {
        1: ("full", 0, ""),
        2: ("full", 1, ""),
        3: ("full", 2, "Grace Hopper"),
        4: ("full", 3, "Ada"),
    }
    assert {v.version: v.state for v in told if v.state != "retired"} == {4: "active"}


def test_that_a_version_that_waits_is_deployed_by_whom_it_was_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taught = Taught(tmp_path, "mug", deploy_policy="confirm")
    try:
        assert run(["models", "1", *taught.at]) == 0
        assert "approved   –" in capsys.readouterr().out
        assert run(["deploy", "1", "--name", "Ada", *taught.at]) == 0
        assert lines(capsys) == ["version 1 is being deployed"]
        assert run(["models", "1", *taught.at]) == 0
        assert "approved   Ada" in capsys.readouterr().out
        assert run(["train", *taught.at]) == 0
        assert "version 2 learned from 1 tracks" in capsys.readouterr().out
    finally:
        taught.running.stop()


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (["deploy", "99"], 1, "refused: there is no version 99"),
        (["rollback", "99"], 1, "refused: there is no version 99"),
        (["models", "99"], 2, "the station has no version 99; it tells of v1 to v2"),
        (["deploy", "0"], 2, "versions are numbered from 1 on, there is no 0"),
        (["rollback", "--", "-1"], 2, "versions are numbered from 1 on, there is no -1"),
        (["deploy", "1", "--name", " "], 2, "--name: expected 1 to 120 printable characters"),
        (["deploy", "1", "--name", "x" * 121], 2, "--name: expected 1 to 120"),
    ],
)
def test_that_what_cannot_be_done_is_one_clear_line(
    taught: Taught,
    capsys: pytest.CaptureFixture[str],
    command: list[str],
    code: int,
    said: str,
) -> None:
    word, *rest = command
    assert run([word, *taught.at, *rest]) == code
    told = capsys.readouterr()
    assert said in told.err
    assert len(told.err.splitlines()) == 1
    assert told.out == ""


def test_that_nothing_to_learn_from_and_nothing_taught_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with RunningStation.start(tmp_path / "station") as running:
        at = ("--station", str(running.endpoint))
        assert run(["models", *at]) == 0
        assert lines(capsys) == ["no version yet: nothing was taught"]
        assert run(["train", *at]) == 1
        assert "refused: there is no answer to learn from yet" in capsys.readouterr().err
        assert run(["rollback", *at]) == 1
        assert "no earlier version to go back to" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["models"], ["deploy", "1"], ["rollback"], ["train"]])
def test_that_no_station_is_one_clear_line(
    capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    at = ["--station", "tcp://127.0.0.1:1", "--timeout-s", "0.2"]
    assert run([*command, *at]) == 1
    assert "no station answers at tcp://127.0.0.1:1 within 0.2 s" in capsys.readouterr().err

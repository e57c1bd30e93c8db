"""`whatsit backup` and `whatsit restore` as a person meets them, on a station that runs."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from operator_gui.station.report import station_report
from shared.cli import run
from tests.fakes import wait_until
from tests.unit.station.station_world import (
    FakeNode,
    FakeOperator,
    RunningStation,
    make_query,
)


def test_that_a_station_that_runs_is_kept_and_goes_on_from_the_copy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (
        RunningStation.start(tmp_path / "station") as running,
        FakeNode(running.endpoint, tmp_path) as node,
        FakeOperator(running.endpoint, tmp_path) as ada,
    ):
        node.connect()
        ada.connect()
        asked = [node.ask(make_query(seed=seed)) for seed in range(5)]
        node.until(lambda: node.waiting == 0)
        ada.name(asked[0], "mug")
        ada.until(lambda: ada.waiting == 0)
        assert run(["backup", str(tmp_path / "b.zip"), "--state", str(running.folder)]) == 0
        assert "of a station" in capsys.readouterr().out
        node.ask(make_query(seed=9))  # it goes on
        node.until(lambda: node.waiting == 0)
    new = tmp_path / "new"
    assert run(["restore", str(tmp_path / "b.zip"), "--state", str(new)]) == 0
    assert "no secret keys were in it" in capsys.readouterr().out
    report = station_report(new)
    assert (report.questions, report.answers) == (5, 1)
    with RunningStation.start(new) as again, FakeOperator(again.endpoint, tmp_path / "o") as ben:
        ben.connect()
        ben.want(4)
        ben.until(lambda: len(ben.held) == 4)  # with their pictures
        assert set(ben.held) == set(asked[1:])


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["backup", "{t}/b.zip", "--state", "{t}"], "is no state folder of whatsit"),
        (["backup", "{t}/no/b.zip", "--state", "{t}/s"], "No such file or directory"),
        (["restore", "{t}/none.zip", "--state", "{t}/n"], "cannot read"),
        (["restore", "{t}/s/answers.sqlite", "--state", "{t}/n"], "is no backup of whatsit"),
    ],
)
def test_that_what_cannot_be_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str
) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "answers.sqlite").write_bytes(b"")
    assert run([word.format(t=tmp_path) for word in arguments]) == 1
    error = capsys.readouterr().err
    assert complaint in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_that_a_sudden_death_leaves_no_half_of_it(tmp_path: Path, command: str) -> None:
    """Killed at 8 moments: what was there before is as it was, and nothing has the name yet."""
    folder = tmp_path / "s"
    (folder / "models" / "ab").mkdir(parents=True)
    (folder / "slots.msgpack").write_bytes(os.urandom(64 << 20))
    (folder / "outbox.sqlite").write_bytes(b"")
    file = tmp_path / "b.zip"
    if command == "restore":
        assert run(["backup", str(file), "--state", str(folder)]) == 0
    target = tmp_path / "n" if command == "restore" else file
    arguments = [command, str(file), "--state", str(target if command == "restore" else folder)]
    killed = 0
    for moment in range(8):
        if kill_within(arguments, tmp_path, after_s=0.02 * moment) == 0 or target.exists():
            break
        killed += 1
        for left in tmp_path.glob(".*"):
            subprocess.run(["rm", "-r", str(left)], check=True)
    assert killed
    if not target.exists():
        assert run(arguments) == 0
    if command == "restore":
        assert (target / "slots.msgpack").read_bytes() == (folder / "slots.msgpack").read_bytes()
    else:
        assert run(["restore", str(file), "--state", str(tmp_path / "again")]) == 0


def kill_within(arguments: list[str], folder: Path, *, after_s: float) -> int:
    """Kills the command so long after its first draft is in the folder; its exit code."""
    process = subprocess.Popen([sys.executable, "-m", "shared.cli", *arguments])
    wait_until(lambda: any(folder.glob(".*")) or process.poll() is not None)
    time.sleep(after_s)
    process.send_signal(signal.SIGKILL)
    return process.wait()

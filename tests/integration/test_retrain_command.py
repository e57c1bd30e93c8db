"""`whatsit retrain` at a real station: a user's own program, and what comes of what it leaves."""

import os
import shlex
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from operator_gui.retraining.exported_labels import Task
from operator_gui.station.candidates import FOLDER_NAME
from operator_gui.station.rescoring import HeadScorer
from operator_gui.station_caller import StationCaller
from shared.blobs import BlobStore
from shared.cli import run
from shared.clock import SystemClock
from shared.errors import ModelError
from shared.protocol.status import VersionSummary
from tests.conftest import ExpectWarnings
from tests.fakes import runs, wait_until
from tests.unit.station.station_world import DIM, FakeNode, RunningStation
from tests.unit.station.taught_folder import NAMES, teach

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "train_head.py"

LINEAR = ROOT / "tests" / "unit" / "retraining" / "nearest_mean.py"


@pytest.fixture
def station(tmp_path: Path) -> Iterator[RunningStation]:
    """A station that has learned version 1 from 36 tracks."""
    folder = tmp_path / "station"
    teach(folder)
    with RunningStation.start(folder) as running:
        wait_until(lambda: versions(running), deadline_s=60.0)
        yield running


def versions(station: RunningStation) -> tuple[VersionSummary, ...]:
    with StationCaller(station.endpoint, operator="test", clock=SystemClock()) as caller:
        return caller.status().versions


def program(folder: Path, text: str) -> str:
    """The command line of a program with this text."""
    file = folder / "my_train.py"
    file.write_text(textwrap.dedent(text))
    return f"{sys.executable} {file}"


def linear(change: str = "") -> str:
    """The command line of a small training program, with a change to what it leaves."""
    return shlex.join([sys.executable, str(LINEAR), change])


def retrain(station: RunningStation, script: str, *more: str) -> int:
    at = ("--state", str(station.folder), "--station", str(station.endpoint))
    return run(["retrain", "--script", script, *at, *more])


def test_that_the_example_trains_a_version_that_robots_run(
    station: RunningStation, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with FakeNode(station.endpoint, tmp_path) as node:
        node.connect()
        assert retrain(station, f"{sys.executable} {EXAMPLE}", "--name", "Grace") == 0
        told = capfd.readouterr()
        assert "trained on" in told.out
        assert "version 2 learned from" in told.out
        assert "and is being deployed" in told.out
        node.until(lambda: 2 in node.offers())
        manifest = node.manifest_of(2)
    made = versions(station)[-1]
    assert (made.version, made.kind, made.parent, made.state) == (2, "outside", 1, "active")
    assert made.approved_by == "Grace"
    assert made.accuracy == 1.0
    assert made.tracks == 36 - 8
    assert manifest.head is not None
    assert manifest.head.class_names == NAMES
    graph = BlobStore(station.folder / "heads").get(manifest.head.file.sha256)
    with pytest.raises(ModelError, match="no weights of its classes"):
        HeadScorer.of_graph(2, manifest.head, graph)
    assert list(BlobStore(station.folder / FOLDER_NAME).digests()) == []


def test_that_what_the_program_was_given_is_kept_where_one_wants(
    station: RunningStation, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    assert retrain(station, linear(), "--data", str(data), "--seed", "7") == 0
    task = msgspec.json.decode((data / "task.json").read_bytes(), type=Task)
    assert (task.classes, task.seed, task.embedding_dim) == (NAMES, 7, DIM)
    assert (task.tracks, task.kept_back) == (28, 8)
    arrays = np.load(data / "embeddings.npz", allow_pickle=False)
    assert arrays["embeddings"].shape == (task.labels, DIM)
    assert len(set(arrays["query_ids"])) == 28
    assert set(arrays["session_ids"]) <= {f"session-{number}" for number in range(6)}
    assert msgspec.json.decode((data / "classes.json").read_bytes()) == list(NAMES)
    assert retrain(station, linear(), "--data", str(data)) == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("props = ['vase', 'bowl', 'mug']", "of 28 tracks that both learned it names 0 (0 %"),
        ("weights[:] = 0", "of 28 tracks that both learned it names 9 (32 %"),
        ("detours = 4000", "times the active model's (at most"),
    ],
)
def test_that_a_worse_head_is_refused_by_the_gate(
    station: RunningStation,
    capfd: pytest.CaptureFixture[str],
    expected_warnings: ExpectWarnings,
    change: str,
    said: str,
) -> None:
    expected_warnings("version 2 was refused")
    assert retrain(station, linear(change)) == 1
    told = capfd.readouterr().err.splitlines()[-1]
    assert "version 2 was refused" in told
    assert said in told
    assert [v.state for v in versions(station)] == ["active", "refused"]


def test_that_the_next_answer_does_not_replace_what_somebody_trained(
    station: RunningStation,
) -> None:
    assert retrain(station, linear()) == 0
    at = ("--station", str(station.endpoint))
    assert run(["train", *at]) == 0
    assert [v.state for v in versions(station)] == ["retired", "active", "passed"]
    assert run(["deploy", "3", *at]) == 0
    assert run(["train", *at]) == 0
    assert [v.state for v in versions(station)][-2:] == ["retired", "active"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("weights[0, 0] = np.nan", "no finite numbers"),
        ("props = ['bowl', 'mug']; weights, bias = weights[:, :2], bias[:2]", "not know vase: "),
        ("domain = 'com.x'", "model.onnx uses com.x.Softmax: only standard ONNX operators"),
    ],
)
def test_that_a_model_that_cannot_be_a_head_is_refused_with_the_reason(
    station: RunningStation,
    capfd: pytest.CaptureFixture[str],
    expected_warnings: ExpectWarnings,
    change: str,
    said: str,
) -> None:
    expected_warnings(said)
    assert retrain(station, linear(change)) == 1
    told = capfd.readouterr().err.splitlines()[-1]
    assert told.startswith("whatsit: the model from outside was refused: ")
    assert said in told
    assert [v.version for v in versions(station)] == [1]
    assert run(["status", "--station", str(station.endpoint)]) == 0
    assert said in capfd.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--script", ""], "--script: expected a command line"),
        (["--script", "python 'x"], "--script: cannot be read as a command line"),
        (["--script", "/no/such/program"], "--script: cannot start '/no/such/program'"),
        (["--script", "true", "--limit-s", "0"], "--limit-s: expected above 0"),
        (["--script", "true", "--name", "\n"], "--name: expected 1 to 120"),
    ],
)
def test_that_a_wrong_order_is_one_clear_line(
    station: RunningStation,
    capfd: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    at = ("--state", str(station.folder), "--station", str(station.endpoint))
    assert run(["retrain", *at, *arguments]) == 2
    assert said in capfd.readouterr().err.splitlines()[-1]


def test_that_too_few_labels_are_one_clear_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "station"
    teach(folder, tracks=6)
    with RunningStation.start(folder) as running:
        assert retrain(running, "true") == 1
    assert "only 3 of 6 labelled tracks can be kept back" in capfd.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_that_an_interrupted_command_leaves_nothing_running(
    station: RunningStation, tmp_path: Path, number: signal.Signals
) -> None:
    script = program(tmp_path, SLEEPING.replace("{folder}", str(tmp_path)))
    at = ("--state", str(station.folder), "--station", str(station.endpoint))
    command = subprocess.Popen(
        [sys.executable, "-m", "shared.cli", "retrain", "--script", script, *at],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        # A shell's background work ignores SIGINT, and so would what it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        wait_until(lambda: len(started(tmp_path)) == 2, deadline_s=60.0)
        command.send_signal(number)
        assert command.wait(60.0) == 130
    finally:
        command.kill()
        command.wait()
    wait_until(lambda: not any(map(runs, started(tmp_path))))


SLEEPING = """
    import os, pathlib, subprocess, sys, time
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    pathlib.Path("{folder}", f"{child.pid}.pid").touch()
    pathlib.Path("{folder}", f"{os.getpid()}.pid").touch()
    time.sleep(600)
"""


def started(folder: Path) -> list[int]:
    """The processes that SLEEPING started, itself among them."""
    return [int(file.stem) for file in folder.glob("*.pid")]


def test_that_a_candidate_that_is_not_there_and_a_damaged_one_are_refused(
    station: RunningStation, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("makes no sense", "holds no candidate")
    blobs = BlobStore(station.folder / FOLDER_NAME)
    rubbish = blobs.put(b"{}")
    for candidate, said in (
        (rubbish, "makes no sense"),
        ("b" * 64, "is --state the folder of the station"),
        ("", "named"),
    ):
        with StationCaller(station.endpoint, operator="x", clock=SystemClock()) as caller:
            result = caller.command("adopt", candidate=candidate, within_s=30.0)
        assert not result.ok
        assert said in result.text
    assert [v.version for v in versions(station)] == [1]

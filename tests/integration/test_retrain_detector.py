"""`whatsit retrain --kind detector` at a real station, with real models in real processes."""

import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from operator_gui.retraining.exported_frames import DetectorTask
from operator_gui.station_caller import StationCaller
from shared.blobs import BlobStore, sha256_of
from shared.bundle import Manifest
from shared.cli import run
from shared.clock import SystemClock
from shared.protocol.status import VersionSummary
from tests.conftest import ExpectWarnings
from tests.fakes import wait_until
from tests.unit.station.station_world import FakeNode, RunningStation
from tests.unit.station.taught_folder import teach
from tests.unit.station.taught_frames import NAMES, base_with_detector, teach_frames

pytestmark = pytest.mark.timeout(240)

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "tests" / "unit" / "retraining" / "bright_square.py"


def start(tmp_path: Path, **settings: object) -> RunningStation:
    base, models = base_with_detector(tmp_path / "base")
    return RunningStation.start(tmp_path / "station", base=base, models=models, **settings)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[RunningStation]:
    """A station with a detector that has learned version 1 from 60 squares and 9 stains."""
    teach_frames(tmp_path / "station", strangers=9)
    with start(tmp_path) as running:
        wait_until(lambda: versions(running), deadline_s=60.0)
        yield running


def versions(station: RunningStation) -> tuple[VersionSummary, ...]:
    with StationCaller(station.endpoint, operator="test", clock=SystemClock()) as caller:
        return caller.status().versions


def trainer(change: str = "") -> str:
    """The command line of a small training program, with a change to what it learned."""
    return shlex.join([sys.executable, str(PROGRAM), change])


def retrain(station: RunningStation, script: str, *more: str) -> int:
    return run([*retraining(station, script), *more])


def retraining(station: RunningStation, script: str) -> list[str]:
    at = ("--state", str(station.folder), "--station", str(station.endpoint))
    return ["retrain", "--kind", "detector", "--script", script, *at]


def offered(station: RunningStation, tmp_path: Path, version: int, name: str) -> Manifest:
    """What a node that is new here gets as this version."""
    with FakeNode(station.endpoint, tmp_path, node_id=name) as node:
        node.connect()
        node.until(lambda: version in node.offers(), deadline_s=60.0)
        return node.manifest_of(version)


def test_that_a_detector_that_finds_as_much_goes_out_with_the_active_head(
    station: RunningStation, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before = offered(station, tmp_path, 1, "rover-1")
    data = tmp_path / "data"
    assert retrain(station, trainer(), "--data", str(data), "--name", "Grace") == 0
    told = capfd.readouterr()
    assert "14 tracks are kept back" in told.err
    assert "version 2 is your detector with the head of version 1" in told.out
    made = versions(station)[-1]
    assert (made.kind, made.parent, made.state) == ("detector", 1, "active")
    assert made.approved_by == "Grace"
    after = offered(station, tmp_path, 2, "rover-2")
    content = (data / "model.onnx").read_bytes()
    assert after.detector is not None
    assert after.detector.file.sha256 == sha256_of(content)
    assert after.detector.class_names == ("thing",)
    assert (after.head, after.embedder) == (before.head, before.embedder)
    task = msgspec.json.decode((data / "task.json").read_bytes(), type=DetectorTask)
    assert task.classes == NAMES
    assert task.frames == len(list(data.glob("images/train/*.jpg")))
    table = (data / "whatsit.csv").read_text()
    given = {number for number in range(69) if f",q{number}," in table}
    assert len(given) == task.boxes == 69 - 9 - 11  # neither what is kept back nor what is stains
    assert task.kept_back == 14  # of them three stains


WORSE = {
    "boxes = np.random.default_rng(0).permutation(boxes.T).T": "labelled objects it finds",
    "kernel[:] = np.nan": "labelled objects it finds 0 (0 %",
    "detours = 100": "times the active detector's (at most 2.5 times)",
}
"""What is refused by the gate, and what of the reason."""

NO_DETECTORS = {
    "layout = 'other'": "it is no detector",
    "domain = 'com.x'": "only standard ONNX operators",
}
"""What never gets to the gate."""


def test_that_a_worse_detector_is_refused_with_the_reason_and_the_old_one_serves(
    station: RunningStation,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    expected_warnings: ExpectWarnings,
) -> None:
    expected_warnings("was refused")
    for number, (change, said) in enumerate(WORSE.items(), start=2):
        assert retrain(station, trainer(change)) == 1
        told = capfd.readouterr().err.splitlines()[-1]
        assert told.startswith(f"whatsit: version {number} was refused: ")
        assert said in told
    assert [v.state for v in versions(station)] == ["active", *["refused"] * len(WORSE)]
    detector = offered(station, tmp_path, 1, "rover-1").detector
    assert detector is not None
    assert detector.class_names == ("square",)


def test_that_what_is_no_new_detector_is_refused_before_the_gate(
    station: RunningStation,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    expected_warnings: ExpectWarnings,
) -> None:
    expected_warnings("was refused")
    for change, said in NO_DETECTORS.items():
        assert retrain(station, trainer(change)) == 1
        assert said in capfd.readouterr().err.splitlines()[-1]
    assert retrain(station, "cp {data}/data.yaml {output}") == 1
    assert "model.onnx is no ONNX file" in capfd.readouterr().err.splitlines()[-1]
    active = tmp_path / "base" / "square.onnx"
    assert retrain(station, f"cp {active} {{output}}") == 1
    assert "it is the detector that is active" in capfd.readouterr().err
    assert [v.version for v in versions(station)] == [1]


def test_that_what_is_learned_next_keeps_the_detector_also_after_a_restart(
    tmp_path: Path,
) -> None:
    teach_frames(tmp_path / "station")
    data = tmp_path / "data"
    with start(tmp_path) as running:
        wait_until(lambda: versions(running), deadline_s=60.0)
        assert retrain(running, trainer(), "--data", str(data)) == 0
    own = sha256_of((data / "model.onnx").read_bytes())
    with start(tmp_path) as running:
        assert [v.version for v in versions(running)] == [1, 2]  # nothing goes out again
        assert run(["train", "--station", str(running.endpoint)]) == 0
        manifest = offered(running, tmp_path, 3, "rover-1")
        assert manifest.detector is not None
        assert manifest.detector.file.sha256 == own
        fused = tmp_path / "fused.onnx"
        where = ["--state", str(running.folder), "--out", str(fused)]
        assert run(["fuse", "--part", "detector", *where]) == 0
        assert sha256_of(fused.read_bytes()) == own
        at = ("--station", str(running.endpoint))
        assert run(["deploy", "1", *at]) == 0
        manifest = offered(running, tmp_path, 4, "rover-2")
        assert manifest.detector is not None
        assert manifest.detector.class_names == ("square",)
        assert run(["deploy", "3", *at]) == 0
        manifest = offered(running, tmp_path, 5, "rover-3")
        assert manifest.detector is not None
        assert manifest.detector.file.sha256 == own
        assert own in BlobStore(running.folder / "heads")


def test_that_it_is_read_as_one_says_and_waits_where_an_operator_has_to_confirm(
    tmp_path: Path,
) -> None:
    teach_frames(tmp_path / "station")
    with start(tmp_path, deploy_policy="confirm") as running:
        wait_until(lambda: versions(running), deadline_s=60.0)
        at = ("--station", str(running.endpoint))
        assert run(["deploy", "1", *at]) == 0
        config = tmp_path / "how.toml"
        config.write_text('class_names = ["lamp"]\nscore_threshold = 0.25\n')
        assert retrain(running, trainer(), "--config", str(config)) == 0
        assert [v.state for v in versions(running)] == ["active", "passed"]
        assert run(["deploy", "2", *at]) == 0
        detector = offered(running, tmp_path, 2, "rover-1").detector
        assert detector is not None
        assert (detector.class_names, detector.score_threshold) == (("lamp",), 0.25)


def test_that_a_wrong_order_is_one_clear_line(
    station: RunningStation, capfd: pytest.CaptureFixture[str]
) -> None:
    at = ("--state", str(station.folder), "--station", str(station.endpoint))
    for kind, said in (
        ("detector", "cannot read configuration none.toml"),
        ("head", "add --kind detector"),
    ):
        order = ["--kind", kind, "--config", "none.toml", "--script", "true"]
        assert run(["retrain", *at, *order]) == 2
        assert said in capfd.readouterr().err.splitlines()[-1]


def test_that_a_station_without_a_detector_and_one_with_few_frames_say_so(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    teach(tmp_path / "whole" / "station")
    with RunningStation.start(tmp_path / "whole" / "station") as running:
        wait_until(lambda: versions(running), deadline_s=60.0)
        assert retrain(running, "true") == 2
        assert "classifies whole frames" in capfd.readouterr().err
    teach_frames(tmp_path / "station", tracks=9)
    with start(tmp_path) as running:
        wait_until(lambda: versions(running), deadline_s=60.0)
        assert retrain(running, "true") == 1
        assert "tracks can be kept back" in capfd.readouterr().err


def while_it_lives(node: FakeNode, arguments: list[str]) -> int:
    """A command, while the robot speaks: one that says nothing for long is away, and a version that
    goes to nobody has settled."""
    command = [sys.executable, "-m", "shared.cli", *arguments]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as called:
        node.until(lambda: called.poll() is not None, deadline_s=60.0)
    return called.returncode


def test_that_a_detector_that_a_robot_refuses_is_taken_back_though_answers_came_meanwhile(
    station: RunningStation, tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("is taken back", "refused version 3")
    with FakeNode(station.endpoint, tmp_path) as node:
        node.connect()
        node.until(lambda: 1 in node.offers(), deadline_s=60.0)
        node.tell(1)
        assert while_it_lives(node, retraining(station, trainer())) == 0
        assert while_it_lives(node, ["train", "--station", str(station.endpoint)]) == 0
        node.until(lambda: 3 in node.offers(), deadline_s=60.0)
        node.report(3, "refused")
        node.until(lambda: 4 in node.offers(), deadline_s=60.0)
        manifest = node.manifest_of(4)
    assert manifest.detector is not None
    assert manifest.detector.class_names == ("square",)
    assert [v.state for v in versions(station)][2:] == ["refused", "active"]
    assert versions(station)[3].restored_from == 1

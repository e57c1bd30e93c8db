"""`whatsit simulate` and `whatsit replay` as people run them: real models, real files, signals."""

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.test_recording import CLIP, first_frames
from tests.unit.simulate.made_up import class_folder

ROOT = Path(__file__).parents[2]
DEADLINE_S = 90.0


def command(*arguments: str | Path, folder: Path) -> list[str]:
    (folder / "cache").mkdir(exist_ok=True)
    return [sys.executable, "-m", "shared.cli", *map(str, arguments)]


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_STATE_HOME": str(folder / "state"),
        "COLUMNS": "120",
    }


def whatsit(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments, folder=folder),
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        cwd=folder,
        env=environment(folder),
    )


def test_that_a_folder_of_images_is_simulated_from_end_to_end(tmp_path: Path) -> None:
    class_folder(tmp_path / "data", each=8)
    (tmp_path / "data" / "sky" / "broken.jpg").write_bytes(b"no image")
    result = whatsit(
        *("simulate", "data", "--strategies", "margin", "--seeds", "2", "--budget", "12"),
        *("--start", "4", "--batch", "4", "--wrong", "0,0.1", "--json", "figures.json"),
        folder=tmp_path,
    )
    assert result.returncode == 0, result.stderr
    assert "data: 24 objects of 3 classes; 15 to ask about, 9 to test on" in result.stderr
    assert "sky/broken.jpg: it is damaged" in result.stderr
    assert result.stdout.count("\nmargin ") == result.stdout.count("\nrandom ") == 2
    out = tmp_path / "simulation-data"
    report = json.loads((out / "report.json").read_text())
    assert [(c["strategy"], c["wrong"]) for c in report["curves"]] == [
        *(("margin", 0.0), ("random", 0.0), ("margin", 0.1), ("random", 0.1)),
    ]
    assert report["curves"][0]["points"][-1]["accuracy"]["value"] > 0.8
    with (out / "curves.csv").open() as file:
        assert len(list(csv.DictReader(file))) == 4 * 3
    figures = json.loads((tmp_path / "figures.json").read_text())["figures"]
    assert any(figure["name"].endswith("area under the curve") for figure in figures)
    (cache,) = (tmp_path / "cache" / "whatsit" / "vectors").glob("*.sqlite")
    assert cache.stat().st_size > 24 * 1280 * 4


def test_that_a_second_run_finds_the_same(tmp_path: Path) -> None:
    class_folder(tmp_path / "data", each=6, names=("apple", "sky"))
    outcomes = []
    for name, extra in (("one", ()), ("two", ()), ("three", ("--no-cache",))):
        result = whatsit(
            *("simulate", "data", "--seeds", "1", "--budget", "100%", "--start", "4"),
            *("--out", name, "--jobs", "1", *extra),
            folder=tmp_path,
        )
        assert result.returncode == 0, result.stderr
        curves = json.loads((tmp_path / name / "report.json").read_text())["curves"]
        outcomes.append([curve["points"] for curve in curves])
    assert outcomes[0] == outcomes[1] == outcomes[2]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("nowhere",), "no such folder or recording: nowhere"),
        (("data", "--budget", "1000"), "--budget 1000: there are only 12 objects to ask about"),
        (("data", "--strategies", "margn"), "did you mean 'margin'"),
        (("data", "--budget", "8"), "--start 20: expected at most the budget, which is 8"),
    ],
)
def test_that_what_cannot_be_simulated_is_one_line(
    tmp_path: Path, arguments: tuple[str, ...], line: str
) -> None:
    class_folder(tmp_path / "data", each=9, names=("apple", "sky"))
    result = whatsit("simulate", *arguments, folder=tmp_path)
    assert result.returncode in (1, 2)
    assert line in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("flags", "line"),
    [
        (("--per-hour", "-1"), "--per-hour: expected 0 or more, got -1.0"),
        (("--burst", "0"), "--burst: expected 1 or more, got 0"),
        (("--learn-every", "0"), "expected --learn-every of at least 1"),
    ],
)
def test_that_a_budget_that_cannot_be_is_one_line_before_anything_is_looked_at(
    tmp_path: Path, flags: tuple[str, ...], line: str
) -> None:
    result = whatsit("replay", str(CLIP), *flags, folder=tmp_path)
    assert result.returncode == 2
    assert result.stderr.startswith(f"whatsit: {line}")
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / f"what-if-{CLIP.stem}").exists()


@pytest.mark.parametrize("camera", ["0", "rtsp://127.0.0.1:1/street"])
def test_that_what_is_live_is_not_replayed(tmp_path: Path, camera: str) -> None:
    truth = tmp_path / "street.truth.json"
    truth.write_text("{}")
    result = whatsit("replay", camera, "--truth", str(truth), folder=tmp_path)
    assert result.returncode == 2
    assert "is no recording" in result.stderr
    assert "give a video file, a folder of images, or an MCAP" in result.stderr
    assert result.stderr.count("\n") == 1


def test_that_an_interrupt_ends_it_with_a_line(tmp_path: Path) -> None:
    class_folder(tmp_path / "data", each=30)
    with subprocess.Popen(
        command(
            *("simulate", "data", "--seeds", "500", "--budget", "100%", "--batch", "1"),
            folder=tmp_path,
        ),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        cwd=tmp_path,
        env=environment(tmp_path),
    ) as process:
        try:
            assert process.stderr is not None
            for line in process.stderr:
                if "to ask about" in line:  # the trials begin
                    break
            process.send_signal(signal.SIGINT)
            rest = process.stderr.read()
            assert process.wait(DEADLINE_S) == 130
        finally:
            process.kill()
    assert "interrupted" in rest
    assert "Traceback" not in rest


def test_that_a_recording_is_replayed_to_other_strategies(tmp_path: Path) -> None:
    first_frames(tmp_path / "walk.avi", 40)
    result = whatsit(
        *("replay", "walk.avi", "--what-if", "margin", "--truth"),
        *(CLIP.with_suffix(".truth.json"), "--learn-every", "2", "--answer-after", "0.2"),
        folder=tmp_path,
    )
    assert result.returncode == 0, result.stderr
    assert "walk.avi: 40 frames, 1.6 s" in result.stdout
    report = json.loads((tmp_path / "what-if-walk" / "what-if.json").read_text())
    assert [v["strategy"] for v in report["strategies"]] == ["margin", "random"]
    assert report["tracks"] > 3
    for verdict in report["strategies"]:
        assert verdict["questions"] > 0
        assert verdict["heads"] > 0
    with (tmp_path / "what-if-walk" / "asked.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == sum(verdict["questions"] for verdict in report["strategies"])


def test_that_a_recording_nobody_knows_is_refused(tmp_path: Path) -> None:
    first_frames(tmp_path / "walk.avi", 3)
    result = whatsit("replay", "walk.avi", folder=tmp_path)
    assert result.returncode == 2
    assert "nobody knows what its objects are called" in result.stderr


def test_that_help_is_quick(tmp_path: Path) -> None:
    program = (
        "import sys; from shared.cli import run; "
        "codes = [run([name, '--help']) for name in ('simulate', 'replay')]; "
        "heavy = ('zmq', 'cv2', 'numpy', 'onnxruntime', 'rich.progress', 'sklearn'); "
        "sys.exit(repr((codes, [m for m in heavy if m in sys.modules])))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, cwd=ROOT
    )
    assert result.stderr.splitlines()[-1] == "([0, 0], [])"

"""`whatsit cameras`, and what `whatsit edge` says of sources, as people type them."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from shared import cli
from tests.unit.sources.recordings import write_images, write_video

ROOT = Path(cli.__file__).parents[1]


def _whatsit(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "shared.cli", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "HOME": str(home), "COLUMNS": "100"},
    )


def _edge(source: str, *flags: str, home: Path) -> subprocess.CompletedProcess[str]:
    return _whatsit("edge", source, "--publish", "", "--ask-on", "", *flags, home=home)


def test_that_one_source_is_tried_and_a_picture_of_it_written(tmp_path: Path) -> None:
    video = write_video(tmp_path / "a.mp4", n_frames=10)
    result = _whatsit("cameras", str(video), "--preview", str(tmp_path / "seen"), home=tmp_path)
    picture = tmp_path / "seen" / "a.mp4.jpg"
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == f"{video}  64x48  25.0 frames/s  {picture}\n"
    assert picture.stat().st_size > 100


def test_that_json_tells_the_same(tmp_path: Path) -> None:
    folder = write_images(tmp_path / "walk", n_frames=4)
    result = _whatsit("cameras", f"{folder}/**/*.png", "--json", home=tmp_path)
    (told,) = msgspec.json.decode(result.stdout)
    assert (told["width_px"], told["height_px"], told["problem"]) == (64, 48, "")


def test_that_a_source_that_gives_nothing_is_a_line_and_exit_code_1(tmp_path: Path) -> None:
    result = _whatsit("cameras", "http://me:s3cret@127.0.0.1:9/x.mjpg", home=tmp_path)
    assert result.returncode == 1
    assert result.stdout.startswith("http://127.0.0.1:9/x.mjpg  not usable: ")
    assert result.stdout.count("\n") == 1
    assert result.stderr == ""


def test_that_listing_is_no_failure_whatever_there_is(tmp_path: Path) -> None:
    result = _whatsit("cameras", "--timeout-s", "2", home=tmp_path)
    assert result.returncode == 0
    assert result.stdout


@pytest.mark.parametrize(
    ("flags", "code", "line"),
    [
        (("--roi", "50,0,50,10"), 1, "the region 50,0,50,10 lies outside the frame of 64x48"),
        (("--roi", "1,2"), 2, "roi: expected left,top,width,height such as"),
        (("--rotate", "45"), 2, "Choose from: 0, 90, 180, 270"),
        (("--start", "99"), 1, "there is no frame at 99 s or later"),
        (("--start", "-1"), 2, "start_s: expected 0 or more, got -1"),
        (("--stride", "0"), 2, "stride: expected 1 or more, got 0"),
    ],
)
def test_that_what_cannot_be_is_refused_in_a_line(
    flags: tuple[str, ...], code: int, line: str, tmp_path: Path
) -> None:
    video = write_video(tmp_path / "a.mp4", n_frames=10)
    result = _edge(str(video), *flags, home=tmp_path)
    assert result.returncode == code
    assert line in result.stderr
    assert result.stderr.count("\n") == 1


def test_that_flags_go_before_the_configuration(tmp_path: Path) -> None:
    video = write_video(tmp_path / "a.mp4", n_frames=20)
    config, detections = tmp_path / "edge.toml", tmp_path / "d.jsonl"
    config.write_text(
        "linger_s = 0.0\n[source]\nstride = 3\nrotate_deg = 90\nroi = [0, 0, 0.5, 1]\n"
    )
    result = _edge(
        str(video), "--config", str(config), "--stride", "5", "--start", "0.2",
        "--detections", str(detections), home=tmp_path,
    )  # fmt: skip
    assert result.returncode == 0
    records = [msgspec.json.decode(line) for line in detections.read_bytes().splitlines()]
    assert [record["position"] for record in records] == [5, 10, 15]
    assert {(record["width_px"], record["height_px"]) for record in records} == {(24, 64)}


def test_that_a_pattern_that_matches_nothing_is_told(tmp_path: Path) -> None:
    result = _edge(f"{tmp_path}/**/*.png", home=tmp_path)
    assert result.returncode == 1
    assert f"nothing matches {tmp_path}/**/*.png" in result.stderr

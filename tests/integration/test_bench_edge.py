"""`whatsit bench edge` runs as a command, on any video, and writes its figures down."""

import subprocess
import sys
from pathlib import Path

import cv2
import msgspec
import numpy as np

from shared.figures import BenchReport


def test_that_the_throughput_is_measured_and_written_down(tmp_path: Path) -> None:
    video = tmp_path / "noise.avi"
    writer = cv2.VideoWriter(str(video), cv2.VideoWriter.fourcc(*"MJPG"), 25, (64, 48))
    rng = np.random.default_rng(0)
    for _ in range(30):
        writer.write(rng.integers(0, 255, (48, 64, 3), np.uint8))
    writer.release()
    figures = tmp_path / "figures.json"
    command = [sys.executable, "-m", "shared.cli", "bench", "edge", str(video)]
    command += ["--part", "throughput", "--frames", "60", "--rounds", "1", "--json", str(figures)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    assert "noise, a camera: node over bare loop" in done.stdout
    assert "noise, a recording: node over bare loop" in done.stdout
    report = msgspec.json.decode(figures.read_bytes(), type=BenchReport)
    assert all(figure.value > 0 for figure in report.figures)


def test_that_a_video_has_to_be_named() -> None:
    command = [sys.executable, "-m", "shared.cli", "bench", "edge"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr.strip() == "whatsit: name at least one video: whatsit bench edge VIDEO..."

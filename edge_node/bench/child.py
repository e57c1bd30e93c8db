"""A node as a process of its own: how soon it sees something, and how much memory it takes."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from edge_node.bench.throughput import ANY_PORT, NOBODY
from shared.errors import SourceError
from shared.process_memory import resident_mb, tree_mb
from shared.protocol.publication import TOPIC_PREFIX, decode_publication
from shared.transport.endpoint import parse_endpoint
from shared.transport.publisher import Subscriber

START_DEADLINE_S = 30.0
SAMPLE_S = 1.0
SETTLED_SHARE = 0.2
"""Memory counts as settled after this share of a run."""


@dataclass(frozen=True, slots=True)
class MemorySample:
    """After so many frames: of the node's process, and of it and its children. Megabytes.

    The second counts what processes share once (proportional set size).
    """

    frames: int
    node_mb: float
    tree_mb: float


def first_detection_s(recording: str, bundle: Path | None) -> float:
    """From the start of `whatsit edge` to its first published frame in which there is something."""
    with tempfile.TemporaryDirectory(prefix="whatsit-bench-") as folder:
        started_s = time.perf_counter()
        with _node(recording, bundle, Path(folder), loops=1) as (_, listener):
            while time.perf_counter() - started_s < START_DEADLINE_S:
                frames = listener.receive(100)
                if frames is not None and decode_publication(frames).detections:
                    return time.perf_counter() - started_s
    raise SourceError(f"{recording}: nothing was detected in {START_DEADLINE_S:.0f} s")


def memory(recording: str, bundle: Path | None, *, frames: int) -> list[MemorySample]:
    """Samples of a run over so many frames, one a second."""
    samples: list[MemorySample] = []
    with (
        tempfile.TemporaryDirectory(prefix="whatsit-bench-") as folder,
        _node(recording, bundle, Path(folder), loops=0) as (process, listener),
    ):
        done, next_s = 0, time.monotonic() + SAMPLE_S
        while done < frames and process.poll() is None:
            published = listener.receive(200)
            if published is not None:
                done = decode_publication(published).sequence + 1
            if time.monotonic() >= next_s:
                next_s += SAMPLE_S
                samples.append(_sample(process.pid, done))
    return samples


def slope_mb(samples: list[MemorySample], *, per_frames: int = 10_000) -> float:
    """How much the node's memory grows, by a line through the settled samples."""
    settled = samples[round(SETTLED_SHARE * len(samples)) :]
    if len(settled) < 2:
        return 0.0
    mean_x = sum(s.frames for s in settled) / len(settled)
    mean_y = sum(s.node_mb for s in settled) / len(settled)
    spread = sum((s.frames - mean_x) ** 2 for s in settled)
    shared = sum((s.frames - mean_x) * (s.node_mb - mean_y) for s in settled)
    return per_frames * shared / spread if spread else 0.0


@contextmanager
def _node(
    recording: str, bundle: Path | None, folder: Path, *, loops: int
) -> Iterator[tuple[subprocess.Popen[bytes], Subscriber]]:
    ready = folder / "ready"
    command = [sys.executable, "-m", "shared.cli", "edge", recording, "--loops", str(loops)]
    command += ["--station", NOBODY, "--publish", ANY_PORT, "--ask-on", ""]
    command += ["--state", str(folder / "state"), "--ready-file", str(ready)]
    if bundle is not None:
        command += ["--bundle", str(bundle)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline_s = time.monotonic() + START_DEADLINE_S
        while not ready.exists() and process.poll() is None and time.monotonic() < deadline_s:
            time.sleep(0.002)
        if not ready.exists():
            raise SourceError(f"{recording}: the node did not start; try it with: whatsit edge")
        with Subscriber(parse_endpoint(ready.read_text().strip()), TOPIC_PREFIX) as listener:
            yield process, listener
    finally:
        process.terminate()
        process.wait()


def _sample(pid: int, frames: int) -> MemorySample:
    return MemorySample(frames, resident_mb(pid), tree_mb(pid))

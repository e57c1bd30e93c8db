"""What a node did in one run, for whoever started it."""

from pathlib import Path

import msgspec

from shared.errors import StorageError


class VersionStart(msgspec.Struct, frozen=True, kw_only=True):
    """From which frame on a bundle ran, and how long after the frame before it that one came."""

    version: int
    at_s: float
    sequence: int
    gap_ms: float


class EdgeReport(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of one run. `frames` were processed, `frames_dropped` were not. versions: the latest
    1,000."""

    frames: int
    frames_dropped: int
    frames_skipped: int
    source_restarts: int
    questions: int
    outbox_count: int
    outbox_evicted: int
    fps: float
    median_gap_ms: float
    versions: tuple[VersionStart, ...]
    ended: str


def write_report(report: EdgeReport, path: Path) -> None:
    """The report as JSON. Raises StorageError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(msgspec.json.format(msgspec.json.encode(report)) + b"\n")
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror}") from error

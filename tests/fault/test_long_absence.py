"""Nobody answers for eight hours: the node's disk, memory and frame rate stay as they are."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import RecordProperty
from tests.fault.long_absence import MUTANTS, TRACK_S, Absence

ROOT = Path(__file__).parents[2]
IN_MEMORY = Path("/dev/shm")
"""Where there is such a thing: a disk would be asked 144,000 times whether it has written."""
OVERHEAD_BYTES = 8 << 20
"""SQLite's log, and what its pages have room for, whatever the cap."""


class Size(NamedTuple):
    """How many objects the robot comes across, and what the outbox may hold."""

    tracks: int
    cap_bytes: int


FOR_MUTANTS = Size(tracks=1_500, cap_bytes=400_000)
SHORT = Size(tracks=4_000, cap_bytes=2_000_000)
FULL = Size(tracks=144_000, cap_bytes=32_000_000)


def stay_away(folder: Path, size: Size, mutant: str = "") -> Absence:
    """What it came to. Fails where anything grows."""
    in_memory = IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else folder
    with tempfile.TemporaryDirectory(dir=in_memory, prefix="whatsit-away-") as place:
        command = [sys.executable, "-m", "tests.fault.long_absence", place]
        run = subprocess.run(
            [*command, str(size.tracks), str(size.cap_bytes), mutant],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    found = Absence(**json.loads(run.stdout))
    assert found.asked >= 0.95 * size.tracks
    assert found.asked == found.kept + found.evicted
    assert 0 < found.kept_bytes <= size.cap_bytes
    assert found.file_bytes <= 2 * size.cap_bytes + OVERHEAD_BYTES
    assert abs(found.end_mb / found.warm_mb - 1.0) <= 0.05
    # The machine has other things to do: a loose bound, and the figure says how it was.
    assert found.computing < 0.5
    return found


@pytest.mark.promise(4)
@pytest.mark.timeout(1100)
@pytest.mark.parametrize(
    "size", [pytest.param(SHORT, id="short"), pytest.param(FULL, id="full", marks=pytest.mark.slow)]
)
def test_that_hours_without_an_answer_cost_neither_disk_nor_memory_nor_frames(
    tmp_path: Path, size: Size, record_property: RecordProperty
) -> None:
    found = stay_away(tmp_path, size)

    def rate(longer: float) -> str:
        return f"{100 * (1.0 / (1.0 + longer) - 1.0):+.1f} %"

    record_property(
        "figure",
        f"{size.tracks:,} tracks ({size.tracks * TRACK_S / 3600:.1f} h): "
        f"{found.kept_bytes / 1e6:.1f} MB of messages kept of {size.cap_bytes / 1e6:.0f} allowed "
        f"({found.file_bytes / 1e6:.1f} MB of files at most), {found.evicted:,} dropped; "
        f"memory {100 * (found.end_mb / found.warm_mb - 1):+.1f} % to {found.end_mb:.0f} MB; "
        f"frames a second {rate(found.by_the_clock)} by the clock, {rate(found.perceiving)} by the "
        f"perceiving thread's processor time, {rate(found.computing)} by that of all threads",
    )


@pytest.mark.slow  # in `make soak`, as all that is broken on purpose
@pytest.mark.mutant(4)
@pytest.mark.timeout(300)
@pytest.mark.parametrize("mutant", MUTANTS)
def test_that_what_grows_is_noticed(tmp_path: Path, mutant: str) -> None:
    with pytest.raises(AssertionError):
        stay_away(tmp_path, FOR_MUTANTS, mutant)

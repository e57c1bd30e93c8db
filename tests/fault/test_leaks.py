"""Whatever a node and a station do all day, they take no more of anything in the evening."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest

from tests.fault.soak_runner import FRAME_S, SOAKS, Sample

ROOT = Path(__file__).parents[2]
WARM_UP = 0.3
"""Of the whole, which does not count: what is loaded once is loaded then."""

MAX_MB_AN_HOUR = 1.0
DAY_H = 24.0
SHORT = {"frames": 2_000, "swaps": 12, "reconnects": 200}
FULL = {"frames": round(DAY_H * 3600 / FRAME_S), "swaps": 1_000, "reconnects": 10_000}
"""So many are a day's."""

Record = Callable[[str, object], None]


def soaked(what: str, count: int, folder: Path, *leak: str) -> list[Sample]:
    """In a process of its own, where nothing else takes or gives back memory."""
    command = [sys.executable, "-m", "tests.fault.soak_runner", what, str(count), str(folder)]
    done = subprocess.run(
        [*command, *leak], cwd=ROOT, capture_output=True, timeout=850.0, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:].decode(errors="replace")
    samples = msgspec.json.decode(done.stdout.splitlines()[-1], type=list[Sample])
    return [sample for sample in samples if sample.done >= WARM_UP]


def is_flat(what: str, count: int, folder: Path, *leak: str, with_memory: bool = False) -> str:
    """The figure. Fails where anything grows.

    The least of each third counts: what comes and goes is no leak.
    """
    begin_s = time.monotonic()
    samples = soaked(what, count, folder, *leak)
    took_s = time.monotonic() - begin_s
    third = len(samples) // 3
    first, last = samples[:third], samples[-third:]
    for kind in ("descriptors", "threads"):
        before, after = (min(getattr(s, kind) for s in part) for part in (first, last))
        assert after <= before, f"{kind} rose from {before} to {after} in {count} {what}"
    hours = DAY_H * count / FULL[what]
    slope = np.polyfit([s.done * hours for s in samples], [s.mb for s in samples], 1)[0]
    if with_memory:
        assert slope < MAX_MB_AN_HOUR, f"memory rises by {slope:.2f} MB an hour"
    memory = f", {slope:+.2f} MB an hour" if with_memory else ""
    return (
        f"{count:,} {what}, as in {hours:.1f} h, {3600.0 * hours / took_s:,.0f} times as fast"
        f"{memory}: {samples[-1].descriptors} descriptors, {samples[-1].threads} threads, flat"
    )


@pytest.mark.promise(14)
@pytest.mark.timeout(900)
@pytest.mark.parametrize("what", SOAKS)
@pytest.mark.parametrize(
    "size", [pytest.param(SHORT, id="short"), pytest.param(FULL, id="full", marks=pytest.mark.slow)]
)
def test_that_nothing_grows(
    what: str, size: dict[str, int], tmp_path: Path, record_property: Record
) -> None:
    record_property("figure", is_flat(what, size[what], tmp_path, with_memory=size is FULL))


@pytest.mark.mutant(14)
@pytest.mark.parametrize("what", SOAKS)
def test_that_a_leak_is_noticed(what: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"descriptors rose from"):
        is_flat(what, SHORT[what], tmp_path, "LEAK")

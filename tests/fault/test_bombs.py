"""What is small and unpacks to something huge is refused soon, and before it takes memory."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tests.fault.bomb_runner import BOMBS, Cost

ROOT = Path(__file__).parents[2]
MAX_MB = 100.0
TARGET_S = 0.5
DEADLINE_S = 10.0
"""Generous: a machine that is busy with other tests is slow. The figure says what it took."""

Record = Callable[[str, object], None]


def set_off(name: str, folder: Path, *broken: str) -> Cost:
    """In a process of its own, or memory that others left behind would hide what it takes."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.fault.bomb_runner", name, str(folder), *broken],
        cwd=ROOT,
        capture_output=True,
        timeout=90.0,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:].decode(errors="replace")
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Cost)


def is_refused_cheaply(name: str, folder: Path, *broken: str) -> str:
    """The figure. Fails for what is taken for good, or costs time or memory."""
    cost = set_off(name, folder, *broken)
    assert cost.mb < MAX_MB, f"took {cost.mb:.0f} MB"
    assert cost.seconds < DEADLINE_S
    assert len(cost.refusal.splitlines()) == 1
    late = "" if cost.seconds <= TARGET_S else ", late"
    words = name.replace("_", " ")
    return f"{words}: {1e3 * cost.seconds:.1f} ms{late}, {cost.mb:.1f} MB"


@pytest.mark.promise(9)
@pytest.mark.parametrize("name", BOMBS)
def test_that_a_bomb_is_refused(name: str, tmp_path: Path, record_property: Record) -> None:
    record_property("figure", is_refused_cheaply(name, tmp_path))


@pytest.mark.mutant(9)
@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("over_33_mpx", "pixels"),
        ("header_of_2_gb_on_the_wire", "frames"),
        ("message_that_never_ends", "guard"),
        # Fills four gigabytes.
        pytest.param("model_that_takes_4_gb", "room", marks=pytest.mark.slow),
    ],
)
def test_that_a_bomb_that_goes_off_is_noticed(name: str, broken: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"taken for something good|took \d+ MB"):
        is_refused_cheaply(name, tmp_path, broken)

"""Mutants of valid models: each is refused with a reason, or it is adopted and runs."""

import os
import selectors
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from edge_node.adoption.inspection import ProbeSettings, inspect_model, read_model
from tests.fault.model_mutants import mutant

ROOT = Path(__file__).parents[2]
A_CHILD = 250
SILENCE_S = 60.0


@dataclass
class Tally:
    """What became of how many mutants; killers: the numbers of those that took the child down."""

    outcomes: Counter[str] = field(default_factory=Counter)
    odd: list[str] = field(default_factory=list)
    killers: list[int] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.outcomes.total()

    def note(self, line: str) -> None:
        number, _, outcome = line.partition(" ")
        kind = outcome.split(" ", 1)[0]
        self.outcomes[kind] += 1
        if kind not in ("refused", "runs"):
            self.odd.append(f"{number} {outcome}")


def run_child(folder: Path, first: int, count: int, tally: Tally) -> int:
    """Runs mutants in one child; returns the number to go on with."""
    command = [sys.executable, "-m", "tests.fault.mutant_runner"]
    child = subprocess.Popen(
        [*command, str(folder), str(first), str(count)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    begun = first
    with child, selectors.DefaultSelector() as selector:
        assert child.stdout is not None
        selector.register(child.stdout, selectors.EVENT_READ)
        rest = b""
        while True:
            if not selector.select(SILENCE_S):  # it hangs: for a node, that is a refusal as well
                child.kill()
                break
            read = os.read(child.stdout.fileno(), 1 << 16)
            if not read:
                break
            *lines, rest = (rest + read).split(b"\n")
            for line in lines:
                begun = int(line.split(b" ", 1)[0])
                if b" " in line:
                    tally.note(line.decode())
    if child.returncode == 0:
        return first + count
    tally.outcomes["killed its child"] += 1
    tally.killers.append(begun)
    return begun + 1


def run_mutants(folder: Path, count: int) -> Tally:
    tally, number = Tally(), 0
    while number < count:
        number = run_child(folder, number, min(A_CHILD, count - number), tally)
    return tally


def check(tally: Tally, count: int, folder: Path) -> None:
    assert tally.total == count
    assert not tally.odd, tally.odd[:10]
    assert tally.outcomes["refused"] > count / 10
    assert tally.outcomes["runs"] > count / 10
    for number in tally.killers:
        path = folder / f"killer{number}.onnx"
        path.write_bytes(mutant(number, folder))
        inspected = inspect_model(read_model(path), ProbeSettings(timeout_s=20.0))
        assert inspected.found.refusal, f"mutant {number} kills a child, and is not refused"


def test_that_300_mutants_are_refused_or_run(tmp_path: Path) -> None:
    check(run_mutants(tmp_path, 300), 300, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_that_5000_mutants_are_refused_or_run(tmp_path: Path) -> None:
    tally = run_mutants(tmp_path, 5_000)
    sys.stdout.write(f"{dict(tally.outcomes)}\n")
    check(tally, 5_000, tmp_path)

"""What one choice costs: seconds and memory, each strategy in a process of its own.

Two are compared by turns in one process, so that what else the machine does slows both.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tests.bench.strategies.ground import made_up
from tests.bench.strategies.peers import ours, peers

DIM = 1280
CLASSES = 50
LABELLED = 200
BATCH = 20
ENOUGH_S = 3.0
MOST_RUNS = 25
TURNS_S = 6.0
MOST_TURNS = 400
MEMORY_LIMIT_BYTES = 10 * 2**30


@dataclass(frozen=True, slots=True)
class Cost:
    """seconds: of each run. peak_mb: of the whole process, with the pool in it."""

    seconds: tuple[float, ...]
    peak_mb: float


def measure(name: str, rows: int, *, limit_s: float) -> Cost | str:
    """The cost of choosing BATCH of so many rows, or in words why there is none."""
    done = _in_a_process([name, str(rows)], limit_s)
    if isinstance(done, str):
        return done
    found = json.loads(done.stdout)
    return Cost(tuple(found["seconds"]), found["peak_mb"])


def ratios(mine: str, rival: str, rows: int, *, limit_s: float) -> list[float] | str:
    """Of each turn the seconds of one over those of the other, or in words why there is none."""
    done = _in_a_process([mine, str(rows), rival], limit_s)
    return done if isinstance(done, str) else list(json.loads(done.stdout)["ratios"])


def _in_a_process(arguments: list[str], limit_s: float) -> subprocess.CompletedProcess[str] | str:
    command = [sys.executable, "-m", "tests.bench.strategies.cost", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit_s)
    except subprocess.TimeoutExpired:
        return f"over {limit_s:g} s"
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        return "out of memory" if "MemoryError" in lines[-1] else lines[-1]
    return done


def main(name: str, rows: int, rival: str = "") -> None:
    """Measures in this process and prints the result as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    choosers = {
        **ours(),
        **(
            {name: choose for name, (_, choose) in peers().items()}
            if rival or name not in ours()
            else {}
        ),
    }
    now = made_up(rows, dim=DIM, classes=CLASSES, labelled=LABELLED)

    def seconds_of(name: str, turn: int) -> float:
        rng = np.random.default_rng(turn)
        start_s = time.perf_counter()
        chosen = choosers[name](now, BATCH, rng)
        seconds = time.perf_counter() - start_s
        if np.unique(chosen).size != BATCH:
            raise SystemExit(f"{name}: {np.unique(chosen).size} of {BATCH} chosen")
        return seconds

    if rival:
        print(json.dumps({"ratios": _turns(name, rival, seconds_of)}))
        return
    seconds: list[float] = []
    while len(seconds) < MOST_RUNS and sum(seconds) < ENOUGH_S:
        seconds.append(seconds_of(name, len(seconds)))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb}))


def _turns(mine: str, rival: str, seconds_of: Callable[[str, int], float]) -> list[float]:
    """Now one first and now the other; the first turn, which loads what is loaded late, is left
    out."""
    found: list[float] = []
    spent_s = 0.0
    while len(found) <= MOST_TURNS and (len(found) < 2 or spent_s < TURNS_S):
        turn = len(found)
        order = (mine, rival) if turn % 2 else (rival, mine)
        seconds = {name: seconds_of(name, turn) for name in order}
        spent_s += sum(seconds.values())
        found.append(seconds[mine] / seconds[rival])
    return found[1:]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])

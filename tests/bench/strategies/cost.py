"""What one choice costs: seconds and memory, each strategy in a process of its own."""

import json
import resource
import subprocess
import sys
import time
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
MEMORY_LIMIT_BYTES = 10 * 2**30


@dataclass(frozen=True, slots=True)
class Cost:
    """seconds: of each run. peak_mb: of the whole process, with the pool in it."""

    seconds: tuple[float, ...]
    peak_mb: float


def measure(name: str, rows: int, *, limit_s: float) -> Cost | str:
    """The cost of choosing BATCH of so many rows, or in words why there is none."""
    command = [sys.executable, "-m", "tests.bench.strategies.cost", name, str(rows)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit_s)
    except subprocess.TimeoutExpired:
        return f"over {limit_s:g} s"
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        return "out of memory" if "MemoryError" in lines[-1] else lines[-1]
    found = json.loads(done.stdout)
    return Cost(tuple(found["seconds"]), found["peak_mb"])


def main(name: str, rows: int) -> None:
    """Measures in this process and prints the result as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    own = ours()
    choose = own[name] if name in own else peers()[name][1]
    now = made_up(rows, dim=DIM, classes=CLASSES, labelled=LABELLED)
    seconds: list[float] = []
    while len(seconds) < MOST_RUNS and sum(seconds) < ENOUGH_S:
        start_s = time.perf_counter()
        chosen = choose(now, BATCH, np.random.default_rng(len(seconds)))
        seconds.append(time.perf_counter() - start_s)
        if np.unique(chosen).size != BATCH:
            raise SystemExit(f"{name}: {np.unique(chosen).size} of {BATCH} chosen")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

"""kill -9 in the middle of operations: each is there whole or not at all."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from tests.unit.station.station_world import make_answer
from tests.unit.station.stores import Stores

ROOT = Path(__file__).parents[2]
TRACKS = 200
KILLS = 6


def rename_until_killed(folder: Path, name: str, run: int, after_s: float) -> list[str]:
    """What the class was said to be called, one operation after the other."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.fault.label_renamer", str(folder), name, str(run)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        said = [process.stdout.readline()]
        time.sleep(after_s)  # so that the signal comes at any moment of an operation
        process.kill()
        said += process.stdout.readlines()
    assert process.returncode == -9
    return [line.strip() for line in said if line.endswith("\n")]


def test_that_kill_9_leaves_every_operation_whole_or_undone(tmp_path: Path) -> None:
    stores = Stores(tmp_path)
    for number in range(TRACKS):
        stores.ask(f"q{number}", views=1)
    with stores.database.transaction():
        for number in range(TRACKS):
            answer = make_answer(f"q{number}", "mug")
            stores.labels.put(answer, peer_id="ada", received_at_s=1.0)
    stores.database.close()
    rng = np.random.default_rng(7)
    name, done = "mug", 0
    for run in range(KILLS):
        said = rename_until_killed(tmp_path, name, run, float(rng.uniform(0.0, 0.1)))
        done += len(said)
        stores = Stores(tmp_path)
        assert stores.database.set_damaged_aside(1.0) == 0
        ((found, tracks),) = stores.labels.tracks_by_class()
        assert tracks == TRACKS
        operations = stores.database.one("SELECT count(*), max(last_seq) FROM label_operation")
        answers = stores.database.one("SELECT count(*), max(seq) FROM answer")
        assert operations is not None
        assert answers is not None
        assert operations[0] in (done, done + 1)  # the last may have been said no more
        assert (found == said[-1]) == (operations[0] == done)
        assert answers == (TRACKS * (1 + operations[0]), operations[1])
        name, done = found, operations[0]
        stores.database.close()
    assert done > KILLS

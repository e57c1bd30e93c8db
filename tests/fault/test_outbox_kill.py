"""kill -9 at any moment: what `put` returned for is there, what was acknowledged stays gone."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from shared.outbox import Outbox
from tests.fault import outbox_writer

ROOT = Path(__file__).parents[2]
KILLS = 12


def write_until_killed(path: Path, first: int, lines: int) -> list[str]:
    """What the writer said: `lines` lines, and those that it got out before the signal."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.fault.outbox_writer", str(path), str(first)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(lines)]
        process.kill()
        said += process.stdout.readlines()
    assert process.returncode == -9
    return [line.strip() for line in said if line.endswith("\n")]


@pytest.mark.promise(1)
def test_that_kill_9_loses_nothing_that_was_put_and_brings_back_nothing_that_went(
    tmp_path: Path,
) -> None:
    path = tmp_path / "outbox.sqlite"
    rng = np.random.default_rng(7)
    must: set[int] = set()
    may: set[int] = set()
    first = 0
    for _ in range(KILLS):
        for line in write_until_killed(path, first, int(rng.integers(3, 60))):
            event, number = line.split()
            match event:
                case "put":
                    must.add(int(number))
                    first = int(number) + 1
                case "drop":
                    must.discard(int(number))
                    may.add(int(number))
                case "gone":
                    may.discard(int(number))
                case _:
                    raise AssertionError(line)
        may.add(first)  # may have been put just before the end
        first += 2 - first % 2  # on to the next even number

        outbox = Outbox(path)
        kept = {int(item_id) for item_id in outbox.waiting_ids(1_000_000)}
        assert must <= kept <= must | may
        for number in kept:
            item = outbox.get(str(number))
            assert item is not None
            assert item.envelope == outbox_writer.envelope(number)
        assert outbox.count == len(kept)
        assert outbox.put("counts are right", 0.0, outbox_writer.envelope(0)) == ()
        assert outbox.acknowledge(("counts are right",))
        expected = outbox._db.execute("SELECT count(*), sum(length(frames)) FROM item").fetchone()
        assert (outbox.count, outbox.size_bytes) == expected
        outbox.close()
        must, may = kept, set()
    assert len(must) > 50

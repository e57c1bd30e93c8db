"""How long answers wait while a data set is taken in.

`python -m tests.bench.measure_import_answers [--objects N] [--answers N]`. A real station in a
thread, a node that asked, and an operator, on loopback. Each answer is timed from when it is handed
over to when the station acknowledged it, which it does once it is on the disk: first while nothing
else goes on, then while another operator's data set is received, read and taken in.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.integration.test_import_send import sending, start
from tests.unit.exchange.importing import BASE, EMBEDDER_SHA256, write_real_set
from tests.unit.exchange.sets import small_set
from tests.unit.station.station_world import (
    FakeNode,
    FakeOperator,
    RunningStation,
    make_answer,
    make_query,
)

GOAL_MS = 100.0
PAUSE_S = 0.05
"""Between two answers."""


@dataclass(frozen=True, slots=True)
class Waits:
    """How long answers waited, in ms."""

    when: str
    waits_ms: tuple[float, ...]

    def line(self) -> str:
        p50, p99, worst = np.percentile(self.waits_ms, (50, 99, 100))
        late = sum(wait > GOAL_MS for wait in self.waits_ms)
        return (
            f"{self.when:<10} {len(self.waits_ms):>5} answers"
            f"   p50 {p50:.1f} ms   p99 {p99:.1f} ms   worst {worst:.1f} ms"
            f"   over {GOAL_MS:g} ms: {late}"
        )


def time_answers(
    operator: FakeOperator, query_ids: Sequence[str], goes_on: Callable[[], bool]
) -> tuple[float, ...]:
    """One answer after the other, while that goes on or until all are given."""
    waits_ms: list[float] = []
    for query_id in query_ids:
        if not goes_on():
            break
        begun_s = time.perf_counter()
        operator.submit(make_answer(query_id))
        operator.until(lambda: operator.waiting == 0)
        waits_ms.append(1e3 * (time.perf_counter() - begun_s))
        time.sleep(PAUSE_S)
    return tuple(waits_ms)


def measure(folder: Path, *, objects: int, answers: int) -> tuple[Waits, Waits]:
    mugs = folder / "mugs"
    write_real_set("coco", small_set(count=objects), mugs)
    with (
        start(folder / "station") as running,
        FakeNode(running.endpoint, folder) as node,
        FakeOperator(running.endpoint, folder) as operator,
    ):
        node.connect()
        operator.connect()
        ids = [f"q{at}" for at in range(answers)]
        for query_id in ids:
            node.ask(
                make_query(
                    query_id=query_id,
                    dim=BASE.manifest.embedder.dim,
                    embedder_sha256=EMBEDDER_SHA256,
                )
            )
        node.until(lambda: node.waiting == 0)
        quiet = time_answers(operator, ids[: answers // 4], lambda: True)
        receiving = threading.Thread(target=take_in, args=(running, mugs), name="sender")
        receiving.start()
        try:
            busy = time_answers(operator, ids[answers // 4 :], receiving.is_alive)
        finally:
            receiving.join()
        if node.refusals() or operator.refusals():
            raise SystemExit("the station refused what was to be timed")
    return Waits("quiet", quiet), Waits("taking in", busy)


def take_in(running: RunningStation, mugs: Path) -> None:
    with sending(running) as send:
        send.check(mugs, "auto", "train")
        send.apply()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--objects", type=int, default=600, help="in the data set")
    parser.add_argument("--answers", type=int, default=600, help="at most")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for waits in measure(Path(folder), objects=chosen.objects, answers=chosen.answers):
            sys.stdout.write(waits.line() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

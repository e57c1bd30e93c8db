"""kill -9 of the station or the node at any moment, while questions flow and are answered.

Whatever was acknowledged to anybody is in the station's tables at the end, once. The station is the
service itself; the node is its outbox and its link; the operator is here, and lives.
"""

import collections
import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest

from operator_gui.station.database import FILE_NAME
from shared.transport.endpoint import parse_endpoint
from tests.conftest import RecordProperty
from tests.fakes import free_endpoint, wait_until
from tests.fault.dying_peers import MUTANTS, NODE, QUESTIONS_A_REPORT
from tests.unit.station.station_world import FakeOperator

ROOT = Path(__file__).parents[2]
DEADLINE_S = 60.0
VIEWS = 2
ALONE = 8
"""What a node puts into its outbox while there is no station, before it dies too."""


class Size(NamedTuple):
    """How much is tried."""

    kills: int
    questions: int


SHORT = Size(kills=8, questions=400)
FULL = Size(kills=200, questions=10_000)


class Quiet:
    """Whether a number has not changed for a while."""

    def __init__(self, number: Callable[[], int], *, for_s: float = 2.0) -> None:
        self._number, self.for_s = number, for_s
        self._last = -1
        self._since_s = 0.0

    def is_quiet(self) -> bool:
        now_s = time.monotonic()
        if (current := self._number()) != self._last:
            self._last, self._since_s = current, now_s
        return now_s - self._since_s > self.for_s


class Peers:
    """The station and the node, of which either may be killed and comes back as it was left."""

    def __init__(self, folder: Path, questions: int, mutant: str = "") -> None:
        self.folder, self.questions = folder, questions
        self.endpoint = free_endpoint()
        self._pids: dict[str, int] = {}
        self._warm = subprocess.Popen(
            [sys.executable, "-m", "tests.fault.dying_peers", str(folder), mutant],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, which: str) -> None:
        if which == "station":
            (self.folder / "ready").unlink(missing_ok=True)
            self._fork(which, f"station {self.endpoint}")
            wait_until((self.folder / "ready").is_file, deadline_s=DEADLINE_S)
            self.endpoint = (self.folder / "ready").read_text()
        else:
            # The last one is put again, as what comes after it may not be on disk.
            first = max((int(name[1:]) for name in self.said("put") if name[0] == "q"), default=0)
            self._fork(which, f"node {self.endpoint} {first} {self.questions}")

    def kill(self, which: str) -> None:
        pid = self._pids.pop(which)
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not psutil.pid_exists(pid))  # as a zombie it may still hold files

    def said(self, what: str) -> list[str]:
        """What the node said that it did, in order."""
        path = self.folder / "said"
        lines = path.read_text().splitlines() if path.exists() else []
        return [words[1] for line in lines if len(words := line.split()) == 2 and words[0] == what]

    def let_node_ask(self, step: Callable[[], None]) -> None:
        """Lets the node go on for a few questions while there is no station, or to its limit."""
        enough = len(self.said("put")) + ALONE
        quiet = Quiet(lambda: len(self.said("put")), for_s=1.0)
        wait_until(
            lambda: len(self.said("put")) >= enough or quiet.is_quiet(),
            step=step,
            deadline_s=DEADLINE_S,
        )

    def waiting(self) -> int:
        """How many messages lie in the node's outbox."""
        path = self.folder / f"{NODE}.sqlite"
        if not path.exists():  # one of the mutants has none
            return 0
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as outbox:
            return int(outbox.execute("SELECT count(*) FROM item").fetchone()[0])

    def stored(self, table: str, column: str) -> collections.Counter[str]:
        """How often each thing is in the station's table."""
        path = self.folder / "station" / FILE_NAME
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as station:
            rows = station.execute(f"SELECT {column} FROM {table}").fetchall()
        return collections.Counter(row[0] for row in rows)

    def close(self) -> None:
        for which in tuple(self._pids):
            self.kill(which)
        self._warm.communicate(timeout=DEADLINE_S)

    def _fork(self, which: str, order: str) -> None:
        assert self._warm.stdin is not None
        assert self._warm.stdout is not None
        self._warm.stdin.write(f"{order}\n")
        self._warm.stdin.flush()
        self._pids[which] = int(self._warm.stdout.readline())


@dataclass
class Count:
    """What became of everything."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)

    def add(self, must: set[str], stored: collections.Counter[str]) -> None:
        self.lost += sorted(must - stored.keys())
        self.doubled += [one for one, times in stored.items() if times > 1]
        self.invented += sorted(stored.keys() - must)


@contextlib.contextmanager
def running(folder: Path, questions: int, mutant: str) -> Iterator[tuple[Peers, FakeOperator]]:
    """Both started, and an operator."""
    peers = Peers(folder, questions, mutant)
    try:
        peers.start("station")
        peers.start("node")
        with FakeOperator(parse_endpoint(peers.endpoint), folder) as operator:
            yield peers, operator
    finally:
        peers.close()


def die_and_count(folder: Path, size: Size, mutant: str = "") -> str:
    """What to say of it. Fails where anything acknowledged is lost, or there twice."""
    chance, names = random.Random(size.kills), random.Random(0)  # the same deaths each time
    answered: dict[str, str] = {}
    with running(folder, size.questions, mutant) as (peers, operator):

        def step() -> None:
            operator.want(32)
            operator.step()
            for query_id in list(operator.held):
                answer = operator.name(query_id, names.choice("abc"))
                answered[answer.answer_id] = query_id

        began_s, deaths = time.monotonic(), collections.Counter[str]()
        while deaths.total() < size.kills:
            goal = size.questions * 0.9 * (deaths.total() + chance.random()) / size.kills
            wait_until(lambda g=goal: len(answered) >= g, step=step, deadline_s=DEADLINE_S)  # type: ignore[misc]
            dying = chance.choice((["station"], ["node"], ["station", "node"]))
            for which in dying:
                peers.kill(which)
                if len(dying) > 1 and which == "station":  # the node dies with a full outbox
                    peers.let_node_ask(step)
            for which in dying:
                peers.start(which)
            deaths.update(dying)

        questions = {f"q{number}" for number in range(size.questions)}
        last = f"q{size.questions - 1}"
        wait_until(lambda: last in peers.said("put"), step=step, deadline_s=DEADLINE_S)

        def is_done() -> bool:
            return operator.waiting == 0 and peers.waiting() == 0 and not operator.held

        quiet = Quiet(lambda: len(answered))
        at_rest = Quiet(lambda: len(answered), for_s=5 * quiet.for_s)  # though some are missing

        def is_over() -> bool:
            is_whole = set(answered.values()) == questions
            return is_done() and (quiet if is_whole else at_rest).is_quiet()

        wait_until(is_over, step=step, deadline_s=DEADLINE_S)
        took_s = time.monotonic() - began_s
        count = Count()
        reports = {f"r{n}" for n in range(0, size.questions, QUESTIONS_A_REPORT)}
        count.add(questions, peers.stored("query", "query_id"))
        count.add(reports, peers.stored("node_report", "report_id"))
        count.add(set(answered), peers.stored("answer", "answer_id"))
        assert count == Count()
        assert set(peers.stored("label", "answer_id").values()) == {VIEWS}
        assert set(answered.values()) == questions
        wait_until(
            lambda: set(peers.said("told")) >= answered.keys(), step=step, deadline_s=DEADLINE_S
        )
        assert set(peers.said("told")) == answered.keys()
    return (
        f"0 lost, 0 doubled of {size.questions:,} questions, {len(answered):,} answers and "
        f"{len(reports):,} reports on bundles, in {deaths['station']} deaths of the station and "
        f"{deaths['node']} of the node ({took_s:.0f} s)"
    )


@pytest.mark.promise(1)
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "size", [pytest.param(SHORT, id="short"), pytest.param(FULL, id="full", marks=pytest.mark.slow)]
)
def test_that_no_death_loses_or_doubles_what_was_acknowledged(
    tmp_path: Path, size: Size, record_property: RecordProperty
) -> None:
    record_property("figure", die_and_count(tmp_path, size))


@pytest.mark.mutant(1)
@pytest.mark.usefixtures("warnings_do_not_matter")
@pytest.mark.parametrize("mutant", MUTANTS)
def test_that_each_broken_variant_is_noticed(tmp_path: Path, mutant: str) -> None:
    with pytest.raises(AssertionError):
        die_and_count_again_and_again(tmp_path, mutant)


def die_and_count_again_and_again(folder: Path, mutant: str) -> None:
    """A few deaths may all come at harmless moments."""
    for attempt in range(4):
        (folder / str(attempt)).mkdir()
        die_and_count(folder / str(attempt), SHORT, mutant)

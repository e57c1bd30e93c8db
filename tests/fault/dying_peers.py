"""A station and a node that can be killed at any moment, in forks of a process that is warm.

`python -m tests.fault.dying_peers FOLDER MUTANT` reads a line for each process to start, `station
ENDPOINT` or `node ENDPOINT FIRST TOTAL`, and says its process id. The station writes its endpoint
to FOLDER/ready. The node appends a line to FOLDER/said after each thing that it did: `put q7` when
a question is on disk, `put r8` a report, `told a9` when it heard an answer.
"""

import contextlib
import os
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from operator_gui.station import database as database_module
from operator_gui.station.app import run_station
from operator_gui.station.config import StationConfig
from operator_gui.station.database import Database, Row
from shared.clock import SystemClock
from shared.outbox import Outbox
from shared.protocol.answers import AnswerBatch
from shared.protocol.codec import Envelope
from shared.protocol.deployment import DeployReport
from shared.transport.durable_link import DurableLink
from shared.transport.endpoint import Endpoint, parse_endpoint
from tests.unit.station.station_world import BASE, FakeNode, make_query

QUESTIONS_A_REPORT = 2
WAITING_AT_MOST = 24
NODE = "rover-1"


def _forget_when_sent() -> None:
    """A sending is taken for a delivery."""
    real = DurableLink._send_waiting

    def send_waiting(self: DurableLink, now_s: float) -> None:
        real(self, now_s)
        self._outbox.acknowledge(tuple(self._in_flight))

    DurableLink._send_waiting = send_waiting  # type: ignore[method-assign]


def _acknowledge_before_it_is_on_disk() -> None:
    """Several transactions are written in one go, though each was acknowledged."""
    rounds = 0

    @contextlib.contextmanager
    def transaction(self: Database) -> Iterator[None]:
        nonlocal rounds
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")
        yield
        rounds += 1
        if rounds % 50 == 0:
            self._db.execute("COMMIT")

    Database.transaction = transaction  # type: ignore[method-assign,assignment]


def _take_everything_for_new() -> None:
    """What is sent again is stored again."""
    real = Database.one
    database_module.SCHEMA = database_module.SCHEMA.replace(
        "report_id TEXT NOT NULL UNIQUE", "report_id TEXT NOT NULL"
    )

    def one(self: Database, sql: str, values: Row = ()) -> Row | None:
        return None if sql.startswith("SELECT 1 FROM node_report") else real(self, sql, values)

    Database.one = one  # type: ignore[method-assign]


def _keep_in_memory() -> None:
    """The node's outbox is no file."""
    real = sqlite3.connect

    class Connector:
        def __getattr__(self, name: str) -> object:
            return getattr(sqlite3, name)

        def connect(self, path: Path, **options: object) -> sqlite3.Connection:
            return real(":memory:" if path.name == f"{NODE}.sqlite" else path, **options)  # type: ignore[call-overload,no-any-return]

    sys.modules[Outbox.__module__].sqlite3 = Connector()  # type: ignore[attr-defined]


MUTANTS: dict[str, Callable[[], None]] = {
    "a sending is taken for a delivery": _forget_when_sent,
    "acknowledged before it is on disk": _acknowledge_before_it_is_on_disk,
    "everything is taken for new": _take_everything_for_new,
    "the outbox is no file": _keep_in_memory,
}


class TellingNode(FakeNode):
    """Says what it did, and only then goes on."""

    def __init__(self, endpoint: Endpoint, folder: Path) -> None:
        self._said = os.open(folder / "said", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        super().__init__(endpoint, folder, NODE)

    def say(self, line: str) -> None:
        os.write(self._said, f"{line}\n".encode())

    def react(self, envelope: Envelope) -> None:
        if isinstance(envelope.message, AnswerBatch):
            self.say("\n".join(f"told {answer.answer_id}" for answer in envelope.message.answers))
        super().react(envelope)


def run_node(folder: Path, endpoint: str, first: int, total: int) -> None:
    """Asks questions `first` to `total`, and reports between them, for ever."""
    number = first
    with TellingNode(parse_endpoint(endpoint), folder) as node:
        node.dont_report = True  # these come from here
        while True:
            if number < total and node.waiting < WAITING_AT_MOST:
                query_id = node.ask(
                    make_query("abc"[number % 3], query_id=f"q{number}", seed=number)
                )
                node.say(f"put {query_id}")
                if number % QUESTIONS_A_REPORT == 0:
                    report = DeployReport(
                        report_id=f"r{number}", node_id=NODE, version=1, state="active", at_s=1.0
                    )
                    node.link.put(report.report_id, 1e9, Envelope(report))
                    node.say(f"put {report.report_id}")
                number += 1
            node.step()


def run_the_station(folder: Path, endpoint: str) -> None:
    """The service itself, which trains nothing."""

    def on_ready(bound: Endpoint) -> None:
        draft = folder / "ready.new"
        draft.write_text(str(bound))
        draft.replace(folder / "ready")

    run_station(
        StationConfig(
            state_folder=str(folder / "station"), endpoint=endpoint, auto_train=False, resend_s=0.5
        ),
        base=BASE,
        locate=lambda _: None,
        clock=SystemClock(),
        stop=threading.Event(),
        on_ready=on_ready,
        trainer_command=("cat",),
    )


def main() -> None:
    folder, mutant = Path(sys.argv[1]), sys.argv[2]
    if mutant:
        MUTANTS[mutant]()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    for line in sys.stdin:
        child = os.fork()
        if child:
            sys.stdout.write(f"{child}\n")
            sys.stdout.flush()
            continue
        sys.stdin.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        match line.split():
            case ["station", endpoint]:
                run_the_station(folder, endpoint)
            case ["node", endpoint, first, total]:
                run_node(folder, endpoint, int(first), int(total))
        os._exit(1)


if __name__ == "__main__":
    main()

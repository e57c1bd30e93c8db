"""What a node does with what it must not lose while its disk is full, on a real outbox."""

import logging
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from edge_node.kept_notes import KeptNotes
from edge_node.safe_keeping import MAX_WAITING_REPORTS, RETRY_S, SafeKeeping
from shared.errors import ProtocolError
from shared.outbox import Outbox
from shared.protocol.deployment import DeployReport
from tests.conftest import ExpectWarnings
from tests.contract.messages import MINIMAL_QUERY
from tests.fakes import ManualClock


def report(number: int) -> DeployReport:
    return DeployReport(
        report_id=f"r{number}", node_id="n1", version=number, state="active", at_s=1.0
    )


class Disk:
    """An outbox whose disk can be full, and what is kept in it."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock()
        self.outbox = Outbox(folder / "outbox.sqlite", cap_bytes=20_000)
        self.lost: list[str] = []
        self.kept: list[tuple[str, ...]] = []
        self.tried = 0
        self.keeping = SafeKeeping(
            put=self._put,
            notes=KeptNotes(self.outbox),
            clock=self.clock,
            on_lost=self.lost.extend,
            on_kept=self.kept.append,
        )

    def is_full(self, full: bool) -> None:
        self.outbox._db.execute(f"PRAGMA query_only = {int(full)}")

    def ask(self, query_id: str, size_bytes: int = 10, memory: bytes | None = None) -> None:
        query = msgspec.structs.replace(MINIMAL_QUERY, query_id=query_id)
        self.keeping.question(query, (bytes(size_bytes),), memory)

    def _put(self, *message: object, note: tuple[str, bytes] | None = None) -> tuple[str, ...]:
        self.tried += 1
        return self.outbox.put(*message, note=note)  # type: ignore[arg-type]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    disk = Disk(tmp_path)
    yield disk
    disk.outbox.close()


@pytest.fixture
def full(disk: Disk, expected_warnings: ExpectWarnings) -> Disk:
    expected_warnings("questions are lost until there is space")
    disk.is_full(True)
    return disk


def test_that_a_report_that_is_said_again_and_again_waits_once(full: Disk) -> None:
    for _ in range(1000):  # a station that hears nothing offers its version every two seconds
        full.keeping.report(report(1))
    assert full.keeping.state.waiting == 1
    full.is_full(False)
    full.keeping.catch_up()
    assert full.outbox.waiting_ids(9) == ["r1"]
    assert full.keeping.state.waiting == 0


def test_that_so_many_reports_wait_and_no_more(
    full: Disk, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("no space for a report on version 0")
    for number in range(MAX_WAITING_REPORTS + 1):
        full.keeping.report(report(number))
    assert full.keeping.state.waiting == MAX_WAITING_REPORTS
    full.is_full(False)
    full.keeping.catch_up()
    kept = full.outbox.waiting_ids(MAX_WAITING_REPORTS + 9)
    assert kept == [f"r{number}" for number in range(1, MAX_WAITING_REPORTS + 1)]


def test_that_a_full_disk_is_tried_with_one_report_at_a_time_and_not_all_the_time(
    full: Disk,
) -> None:
    for number in range(9):
        full.keeping.report(report(number))
    full.tried = 0
    for _ in range(100):
        full.keeping.catch_up()
    assert full.tried == 1
    full.clock.advance(RETRY_S)
    full.keeping.catch_up()
    assert full.tried == 2
    full.keeping.catch_up(now=True)  # as before the end
    assert full.tried == 3


def test_that_what_was_asked_is_kept_once_there_is_space_without_another_question(
    full: Disk,
) -> None:
    full.keeping.memory(b"one question")
    full.keeping.memory(b"two questions")
    assert full.keeping.state.waiting == 1
    full.is_full(False)
    full.keeping.catch_up()
    assert KeptNotes(full.outbox).memory() == b"two questions"
    assert full.keeping.state.waiting == 0
    assert full.keeping.state.trouble == ""


def test_that_what_was_asked_is_not_replaced_by_what_was_known_before(full: Disk) -> None:
    full.keeping.memory(b"one question")
    full.is_full(False)
    full.keeping.memory(b"two questions")
    full.clock.advance(RETRY_S)
    full.keeping.catch_up()
    assert KeptNotes(full.outbox).memory() == b"two questions"


def test_that_a_question_without_space_is_counted_and_said_to_be_lost(full: Disk) -> None:
    full.ask("q1")
    assert full.lost == ["q1"]
    assert full.keeping.state.evicted == 1
    assert full.keeping.state.waiting == 0
    assert "cannot write" in full.keeping.state.trouble
    full.is_full(False)
    full.ask("q2")
    assert full.keeping.state.trouble == ""
    assert full.keeping.state.evicted == 1


def test_that_a_question_that_goes_for_a_report_is_counted_and_said_to_be_lost(disk: Disk) -> None:
    disk.ask("q1", 18_500)
    assert disk.outbox.waiting_ids(9) == ["q1"]
    disk.keeping.report(msgspec.structs.replace(report(1), reason="x" * 1900))
    assert disk.lost == ["q1"]
    assert disk.keeping.state.evicted == 1
    assert disk.outbox.waiting_ids(9) == ["r1"]


def test_that_trouble_lasts_until_everything_of_its_kind_can_be_kept(
    full: Disk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    full.keeping.report(report(1))
    full.is_full(False)
    full.ask("q1")  # a small question may find space where others do not
    assert full.keeping.state.trouble
    full.keeping.report(report(2))
    assert full.keeping.state.trouble
    assert "can be kept again" not in caplog.text
    full.keeping.catch_up()
    assert full.keeping.state.trouble == ""
    full.ask("q2")
    assert caplog.text.count("everything can be kept again") == 1


def test_that_what_no_message_can_say_is_refused_and_does_not_wait(disk: Disk) -> None:
    with pytest.raises(ProtocolError):
        disk.keeping.report(msgspec.structs.replace(report(1), at_s=float("nan")))
    assert disk.keeping.state.waiting == 0


def test_that_a_memory_that_waits_never_replaces_one_that_came_with_a_later_question(
    full: Disk,
) -> None:
    full.keeping.memory(b"earlier")
    assert full.keeping.state.waiting == 1
    full.is_full(False)
    full.ask("q1", memory=b"later")
    assert full.keeping.state.waiting == 0
    full.clock.advance(RETRY_S)
    full.keeping.catch_up()
    assert full.outbox.read_note("asked_memory") == b"later"


def test_that_the_memory_of_a_question_that_is_given_up_is_not_kept(disk: Disk) -> None:
    disk.ask("q1", memory=b"with q1")
    disk.ask("q2", size_bytes=30_000, memory=b"with q2")
    assert disk.lost == ["q2"]
    assert disk.outbox.read_note("asked_memory") == b"with q1"


def test_that_answers_are_kept_with_the_memory_that_they_are_in(disk: Disk) -> None:
    disk.keeping.memory(b"with answers", ("b1", "b2"))
    disk.keeping.memory(b"with others")
    disk.keeping.memory(b"with more", ("b3",))
    assert disk.kept == [("b1", "b2"), ("b3",)]


def test_that_answers_wait_with_their_memory_while_the_disk_is_full(full: Disk) -> None:
    full.keeping.memory(b"with one", ("b1",))
    full.keeping.memory(b"with two", ("b2",))
    assert full.kept == []
    full.is_full(False)
    full.keeping.catch_up(now=True)
    assert full.kept == [("b1", "b2")]
    assert KeptNotes(full.outbox).memory() == b"with two"


def test_that_the_memory_of_a_later_question_holds_earlier_answers_too(full: Disk) -> None:
    full.keeping.memory(b"with one", ("b1",))
    full.is_full(False)
    full.keeping.question(MINIMAL_QUERY, (), b"with one, and a question")
    assert full.kept == [("b1",)]
    full.keeping.catch_up(now=True)
    assert full.kept == [("b1",)]

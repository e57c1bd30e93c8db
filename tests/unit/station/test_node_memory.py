"""Which nodes were here, over the station's end and its clock."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from operator_gui.station.database import Database
from operator_gui.station.node_memory import (
    KEEP_EVERY_S,
    LET_GO_S,
    MOST_NODES,
    KnownNode,
    NodeMemory,
    remembered,
)
from operator_gui.station.sessions import Sessions
from shared.protocol.peers import Hello
from tests.fakes import ManualClock

NOBODY: frozenset[str] = frozenset()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with contextlib.closing(Database(tmp_path)) as database:
        yield database


def greet(sessions: Sessions, node_id: str, clock: ManualClock, name: str = "") -> None:
    hello = Hello(role="node", peer_id=node_id, name=name or node_id, active_version=3)
    sessions.welcome(node_id.encode(), hello, clock.monotonic_s())


def restarted(database: Database, clock: ManualClock) -> tuple[NodeMemory, Sessions]:
    sessions = Sessions()
    return NodeMemory(database, sessions, clock), sessions


def writes(database: Database) -> int:
    return int(database.one("SELECT total_changes()")[0])  # type: ignore[index]


def test_that_a_node_is_absent_after_a_restart_until_it_comes(
    database: Database, clock: ManualClock
) -> None:
    memory, sessions = restarted(database, clock)
    greet(sessions, "rover", clock)
    heard_at_s = clock.now_s()
    memory.keep()
    assert memory.absent(NOBODY) == ()
    clock.advance(500.0)
    memory, sessions = restarted(database, clock)
    (rover,) = memory.absent(NOBODY)
    assert (rover.name, rover.heard_at_s, rover.active_version) == ("rover", heard_at_s, 3)
    memory.keep()  # which nobody heard makes no younger
    assert memory.absent(NOBODY) == (rover,)
    greet(sessions, "rover", clock)
    assert memory.absent(NOBODY) == ()


def test_that_a_new_node_is_written_at_once_and_others_once_a_minute(
    database: Database, clock: ManualClock
) -> None:
    memory, sessions = restarted(database, clock)
    memory.keep()
    assert writes(database) == 0  # nobody came
    clock.advance(1.0)
    greet(sessions, "rover", clock)
    memory.keep()
    first = writes(database)
    assert first > 0
    for _ in range(int(KEEP_EVERY_S) - 1):
        clock.advance(1.0)
        greet(sessions, "rover", clock)
        memory.keep()
    assert writes(database) == first
    clock.advance(1.0)
    memory.keep()
    second = writes(database)
    assert second > first
    clock.advance(KEEP_EVERY_S)
    clock.set_wall_clock(by_s=3600.0)
    memory.keep()
    assert writes(database) == second  # it was silent since


def test_that_a_second_newcomer_does_not_wait_for_the_minute(
    database: Database, clock: ManualClock
) -> None:
    memory, sessions = restarted(database, clock)
    for node_id in ("rover", "rig"):
        greet(sessions, node_id, clock)
        clock.advance(1.0)
        memory.keep()
    assert len(restarted(database, clock)[0].absent(NOBODY)) == 2


def test_that_a_silent_node_keeps_its_time_where_the_clock_is_set(
    database: Database, clock: ManualClock
) -> None:
    memory, sessions = restarted(database, clock)
    greet(sessions, "rig", clock)
    heard_at_s = clock.now_s()
    memory.keep()
    clock.advance(KEEP_EVERY_S)
    clock.set_wall_clock(by_s=3600.0)
    greet(sessions, "rover", clock)
    memory.keep()
    times = {node.node_id: node.heard_at_s for node in restarted(database, clock)[0].absent(NOBODY)}
    assert times == {"rig": heard_at_s, "rover": clock.now_s()}


def test_that_who_was_shut_out_or_begun_anew_under_its_name_is_not_absent(
    database: Database, clock: ManualClock
) -> None:
    memory, sessions = restarted(database, clock)
    for node_id in ("one", "two"):
        greet(sessions, node_id, clock, name="rover-1" if node_id == "one" else "rig")
    memory.keep()
    memory, sessions = restarted(database, clock)
    assert [node.node_id for node in memory.absent(frozenset({"two"}))] == ["one"]
    greet(sessions, "other", clock, name="rover-1")
    assert [node.node_id for node in memory.absent(NOBODY)] == ["two"]


def test_that_who_is_silent_while_others_are_heard_is_let_go() -> None:
    old, new = known("old", 1000.0), known("new", 1000.0 + LET_GO_S)
    kept = {"old": old}
    assert list(remembered(kept, [])) == ["old"]  # however long nobody is
    assert list(remembered(kept, [new])) == ["new", "old"]
    assert list(remembered(kept, [known("new", 1001.0 + LET_GO_S)])) == ["new"]


def test_that_of_too_many_the_last_heard_are_remembered() -> None:
    crowd = {f"n{at}": known(f"n{at}", 1000.0 + at) for at in range(MOST_NODES)}
    now = remembered(crowd, [known("newest", 5000.0)])
    assert len(now) == MOST_NODES
    assert "newest" in now
    assert "n0" not in now


def test_that_a_full_disk_ends_nothing_and_is_tried_again(
    database: Database, clock: ManualClock
) -> None:
    memory, sessions = restarted(database, clock)
    greet(sessions, "rover", clock)
    database.execute("PRAGMA query_only = 1")
    memory.keep()
    database.execute("PRAGMA query_only = 0")
    clock.advance(KEEP_EVERY_S)
    memory.keep()
    (rover,) = restarted(database, clock)[0].absent(NOBODY)
    assert rover.name == "rover"


def known(node_id: str, heard_at_s: float) -> KnownNode:
    return KnownNode(node_id=node_id, name=node_id, heard_at_s=heard_at_s)

"""Tasks reach the owner of a socket, wake it, and count until they are done."""

import select
from collections.abc import Iterator

import pytest

from shared.transport.task_queue import TaskQueue


@pytest.fixture
def tasks() -> Iterator[TaskQueue[str]]:
    made: TaskQueue[str] = TaskQueue(limit=2)
    yield made
    made.close()


def _is_woken(tasks: TaskQueue[str]) -> bool:
    return bool(select.select([tasks.waker], [], [], 0)[0])


def test_that_a_task_wakes_the_owner(tasks: TaskQueue[str]) -> None:
    assert not _is_woken(tasks)
    assert tasks.put("one")
    assert _is_woken(tasks)


def test_that_one_too_many_is_turned_away(tasks: TaskQueue[str]) -> None:
    assert [tasks.put(name) for name in ("one", "two", "three")] == [True, True, False]
    assert list(tasks.taken()) == ["one", "two"]


def test_that_what_must_go_has_room_beyond_what_others_have() -> None:
    tasks: TaskQueue[str] = TaskQueue(limit=1, reserve=1)
    assert tasks.put("status")
    assert not tasks.put("another")
    assert tasks.put("report", must_go=True)
    assert not tasks.put("one too many", must_go=True)
    assert list(tasks.taken()) == ["status", "report"]
    tasks.close()


def test_that_a_task_counts_until_it_is_done(tasks: TaskQueue[str]) -> None:
    tasks.put("one")
    taking = tasks.taken()
    assert next(taking) == "one"
    assert tasks.is_busy
    assert next(taking, None) is None
    assert not tasks.is_busy


def test_that_what_comes_meanwhile_is_taken_too(tasks: TaskQueue[str]) -> None:
    tasks.put("one")
    taking = tasks.taken()
    next(taking)
    tasks.put("two")
    assert list(taking) == ["two"]


def test_that_a_task_after_the_end_does_no_harm(tasks: TaskQueue[str]) -> None:
    tasks.close()
    assert tasks.put("late")

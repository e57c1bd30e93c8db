"""A thread's failure is its owner's to hear of; so is a thread that does not end."""

import threading
from pathlib import Path

import pytest

from shared.clock import Clock, SystemClock
from shared.errors import StorageError, WhatsitError
from shared.owned_thread import OwnedThread
from tests.fakes import ManualClock, wait_until


def test_that_a_thread_runs_under_its_name_and_ends_quietly() -> None:
    names: list[str] = []
    failures: list[str] = []
    thread = OwnedThread(
        "link",
        lambda: names.append(threading.current_thread().name),
        on_failure=lambda: failures.append("failed"),
    )
    thread.start()
    thread.join(60.0)
    assert names == ["link"]
    assert failures == []


def test_that_a_failure_is_announced_and_then_raised_in_the_owner() -> None:
    announced = threading.Event()

    def fail() -> None:
        raise StorageError("the disk is full")

    thread = OwnedThread("link", fail, on_failure=announced.set)
    thread.start()
    assert announced.wait(60.0)
    with pytest.raises(StorageError, match="the disk is full"):
        thread.join(60.0)


def test_that_a_thread_that_does_not_end_is_named() -> None:
    release = threading.Event()
    thread = OwnedThread("stuck", release.wait, on_failure=lambda: None)
    thread.start()
    with pytest.raises(WhatsitError, match="thread stuck did not stop in 0 s"):
        thread.join(0.01)
    release.set()
    thread.join(60.0)


def test_that_a_thread_that_ends_while_it_is_asked_has_computed_nothing() -> None:
    release = threading.Event()
    thread = OwnedThread("short", release.wait, on_failure=lambda: None)
    thread.start()
    was_alive = thread._thread.is_alive

    def is_alive() -> bool:
        answer = was_alive()
        release.set()
        thread._thread.join()
        wait_until(lambda: not Path(f"/proc/self/task/{native_id}").exists())
        return answer

    native_id = thread._thread.native_id
    thread._thread.is_alive = is_alive  # type: ignore[method-assign]
    assert thread.cpu_s() == 0.0


def test_that_the_system_clock_goes_forward() -> None:
    clock: Clock = SystemClock()
    before = clock.monotonic_s()
    wait_until(lambda: clock.monotonic_s() > before)
    assert clock.now_s() > 1.6e9


def test_that_the_fake_clock_moves_only_when_told() -> None:
    clock = ManualClock()
    wall_s, monotonic_s = clock.now_s(), clock.monotonic_s()
    assert clock.now_s() == wall_s
    clock.advance(2.5)
    assert clock.now_s() - wall_s == pytest.approx(2.5)
    assert clock.monotonic_s() - monotonic_s == pytest.approx(2.5)
    with pytest.raises(ValueError, match="does not go back"):
        clock.advance(-1.0)

"""Commands with one key talk with an encrypted station at the same time, and none ends another."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from operator_gui.call_number import MOST_CALLS, CallNumber
from operator_gui.keys.reach import Reach
from operator_gui.station_caller import StationCaller
from shared.errors import LinkError
from tests.fault.access_world import AccessWorld

AT_A_TIME = 3


@pytest.fixture
def world(tmp_path: Path) -> Iterator[AccessWorld]:
    with contextlib.ExitStack() as stack:
        yield AccessWorld.start(tmp_path, stack)


def test_that_calls_with_one_key_do_not_end_each_other(world: AccessWorld, tmp_path: Path) -> None:
    at = Reach(world.station.endpoint, world.curve(world.admin_key), tmp_path / "calls")
    with contextlib.ExitStack() as stack:
        callers: list[StationCaller] = []
        for _ in range(AT_A_TIME):
            caller = stack.enter_context(at.caller("Ada"))
            assert caller.status() is not None
            callers.append(caller)
        for caller in callers:  # the station still knows each, and tells each
            assert caller.status() is not None
            assert caller.status() is not None
    peers = {peer for peer in world.admin_ids() if peer.startswith("call-")}
    assert len(peers) == AT_A_TIME
    with at.caller("Ada") as later:
        assert later.status() is not None
    assert {peer for peer in world.admin_ids() if peer.startswith("call-")} == peers


def test_that_numbers_are_the_lowest_that_are_free(tmp_path: Path) -> None:
    taken = [CallNumber(tmp_path) for _ in range(MOST_CALLS)]
    assert [number.value for number in taken] == list(range(MOST_CALLS))
    with pytest.raises(LinkError, match="8 commands with this key"):
        CallNumber(tmp_path)
    taken[2].release()
    taken[2].release()
    again = CallNumber(tmp_path)
    assert again.value == 2
    for number in [*taken, again]:
        number.release()


def test_that_a_folder_that_cannot_be_written_hinders_no_call(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    number = CallNumber(tmp_path / "file")
    assert number.value == 0
    number.release()

"""Whose keys a station knows, shown to an admin and to nobody else."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.link_keys import LinkKey
from shared.protocol.enrolment import KeyList, KeysWanted, SetAccess
from tests.fault.access_world import AccessWorld, enrol
from tests.unit.station.station_world import FakeOperator, RunningStation


@pytest.fixture
def world(tmp_path: Path) -> Iterator[AccessWorld]:
    with contextlib.ExitStack() as stack:
        yield AccessWorld.start(tmp_path, stack)


def asked(operator: FakeOperator, request_id: str) -> KeyList:
    operator.link.send(KeysWanted(request_id=request_id))
    operator.until(lambda: any(m.request_id == request_id for m in operator.heard_of(KeyList)))
    return next(m for m in operator.heard_of(KeyList) if m.request_id == request_id)


def test_that_an_admin_sees_who_was_let_in_and_who_was_shut_out(world: AccessWorld) -> None:
    ada = world.admin()
    first = asked(ada, "r1")
    assert [(key.name, key.role, key.revoked_at_s) for key in first.keys] == [
        ("Ada", "admin", None),
        ("Rover", "robot", None),
    ]
    assert first.keys[1].key == str(world.robot_key.public)
    ada.link.send(SetAccess(command_id="c", action="revoke", key=first.keys[1].key))
    ada.until(lambda: any(one.command_id == "c" and one.ok for one in ada.results))
    rover = asked(ada, "r2").keys[-1]
    assert rover.name == "Rover"
    assert rover.revoked_at_s is not None
    assert rover.revoked_by.startswith("Ada")


def test_that_who_is_no_admin_is_told_nothing(world: AccessWorld) -> None:
    key = LinkKey.generate()
    enrol(world.home, key, "operator", "Bo")
    bo = world.operator(key, "bo")
    bo.connect()
    bo.link.send(KeysWanted(request_id="r"))
    bo.until(lambda: any(one.command_id == "r" for one in bo.results))
    assert not bo.results[-1].ok
    assert "only an admin" in bo.results[-1].text
    assert bo.heard_of(KeyList) == []


def test_that_a_station_without_keys_says_so(tmp_path: Path) -> None:
    with (
        RunningStation.start(tmp_path / "station") as station,
        FakeOperator(station.endpoint, tmp_path) as ada,
    ):
        ada.connect()
        ada.link.send(KeysWanted(request_id="r"))
        ada.until(lambda: any(one.command_id == "r" for one in ada.results))
        assert "without keys" in ada.results[-1].text

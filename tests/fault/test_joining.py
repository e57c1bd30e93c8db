"""Joining by a code, over real sockets: with an admin, without one, and with rubbish."""

import contextlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import zmq

from shared.errors import LinkError
from shared.keys import PUBLIC_KEY_FILE
from shared.link_keys import LinkKey
from shared.protocol.codec import encode
from shared.protocol.deployment import CommandResult
from shared.protocol.enrolment import AccessAction, SetAccess
from shared.protocol.status import StationStatus
from shared.transport.curve import ClientCurve, protect_client
from shared.transport.endpoint import Endpoint, parse_endpoint
from tests.conftest import ExpectWarnings
from tests.fakes import free_endpoint
from tests.fault.access_world import AccessWorld, Knocking, enrol, revoke, until_told
from tests.unit.station.station_world import FakeOperator, make_query


@dataclass
class Door:
    """A station with a pairing port."""

    world: AccessWorld
    endpoint: Endpoint
    stack: contextlib.ExitStack

    def knock(self, key: LinkKey, name: str = "rover-2") -> "Knocking":
        knocking = Knocking(self.endpoint, self.world.curve(key), name)
        self.stack.callback(knocking.thread.join, 60.0)
        knocking.thread.start()
        return knocking


@pytest.fixture
def door(tmp_path: Path, possible_warnings: ExpectWarnings) -> Iterator[Door]:
    # By a peer that knocks again and again and leaves when its test ends.
    possible_warnings("turned away somebody who does not encrypt, or is no part of whatsit")
    with contextlib.ExitStack() as stack:
        endpoint = free_endpoint()
        world = AccessWorld.start(tmp_path, stack, pairing=endpoint)
        yield Door(world, parse_endpoint(endpoint), stack)


def decide(peer: FakeOperator, action: AccessAction, code: str) -> CommandResult:
    wish = SetAccess(command_id=uuid.uuid4().hex, action=action, code=code)
    return peer._result_of(wish, wish.command_id)


def shown(ada: FakeOperator) -> list[str]:
    return [who.code for who in ada.status().joining]


def test_that_a_robot_joins_once_an_admin_accepted_the_code_that_it_shows(door: Door) -> None:
    ada = door.world.admin()
    key = LinkKey.generate()
    knocking = door.knock(key)
    ada.until(lambda: shown(ada))
    (who,) = ada.status().joining
    assert (who.code, who.name, who.role) == (knocking.codes[0], "rover-2", "robot")
    assert (who.key, who.address) == (key.public.short, "127.0.0.1")
    assert not decide(ada, "accept", "000 000" if who.code != "000 000" else "111 111").ok
    result = decide(ada, "accept", knocking.codes[0])
    assert (result.ok, result.text) == (True, "'rover-2' has joined as robot")
    ada.until(lambda: not knocking.thread.is_alive())
    assert knocking.error is None
    public = (door.world.home / "keys" / PUBLIC_KEY_FILE).read_text().strip()
    assert knocking.signing_key == public
    rover = door.world.node(door.world.curve(key), "rover-2")
    rover.connect()
    ada.until(lambda: shown(ada) == [])
    assert door.knock(key).thread.join(60.0) is None  # who is in is told so at once


def test_that_two_at_a_time_show_two_codes_and_only_the_accepted_one_gets_in(
    door: Door, expected_warnings: ExpectWarnings
) -> None:
    ada = door.world.admin()
    good, bad = LinkKey.generate(), LinkKey.generate()
    wanted = door.knock(good, "rover-2")
    ada.until(lambda: len(shown(ada)) == 1)
    mallory = door.knock(bad, "rover-2")  # says that it is the same robot
    ada.until(lambda: len(shown(ada)) == 2)
    assert wanted.codes != mallory.codes
    assert decide(ada, "accept", wanted.codes[0]).ok
    assert decide(ada, "refuse", mallory.codes[0]).ok
    ada.until(lambda: not wanted.thread.is_alive() and not mallory.thread.is_alive())
    assert (wanted.error, type(mallory.error)) == (None, LinkError)
    assert "refused" in str(mallory.error)


def test_that_an_operator_who_is_no_admin_lets_nobody_in(door: Door) -> None:
    ben_key = LinkKey.generate()
    enrol(door.world.home, ben_key, "operator", "Ben")
    ben = door.world.operator(ben_key, "ben")
    ben.connect()
    knocking = door.knock(LinkKey.generate())
    ben.until(lambda: shown(ben))
    result = decide(ben, "accept", knocking.codes[0])
    assert not result.ok
    assert "only an admin" in result.text
    assert "Ben is none" in result.text
    ada = door.world.admin()
    assert decide(ada, "refuse", knocking.codes[0]).ok
    ada.until(lambda: not knocking.thread.is_alive())


def test_that_a_revoked_key_cannot_even_ask(door: Door, expected_warnings: ExpectWarnings) -> None:
    revoke(door.world.home, "Rover")
    knocking = door.knock(door.world.robot_key)
    knocking.thread.join(60.0)
    assert "lets nobody ask" in str(knocking.error)


def test_that_rubbish_at_the_door_disturbs_nobody(door: Door) -> None:
    ada = door.world.admin()
    with zmq.Context() as context, context.socket(zmq.DEALER) as stranger:
        stranger.setsockopt(zmq.LINGER, 0)
        protect_client(stranger, door.world.curve(LinkKey.generate()))
        stranger.connect(str(door.endpoint))
        for frames in ([b""], [b"\xc1" * 100], encode(make_query()), [bytes(2_000_000)]):
            stranger.send_multipart(frames)
        seen = len(ada.heard_of(StationStatus))
        ada.until(lambda: len(ada.heard_of(StationStatus)) > seen + 1)
    assert ada.status().waiting == 0
    knocking = door.knock(LinkKey.generate())
    ada.until(lambda: shown(ada))
    assert decide(ada, "accept", knocking.codes[0]).ok
    ada.until(lambda: not knocking.thread.is_alive())
    assert knocking.error is None


def test_that_a_wrong_station_key_is_found_out_before_any_code_is_shown(
    door: Door, expected_warnings: ExpectWarnings
) -> None:
    curve = ClientCurve(LinkKey.generate(), LinkKey.generate().public)  # another station's key
    knocking = Knocking(door.endpoint, curve, "rover-2")
    knocking.thread.start()
    knocking.thread.join(60.0)
    assert "another key than the one given" in str(knocking.error)
    assert knocking.codes == []


def test_that_a_message_that_never_ends_at_the_pairing_port_ends_nothing_else(
    door: Door, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("it sends more at a time than any part of whatsit")
    ada = door.world.admin()
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    stranger = context.socket(zmq.DEALER)
    stranger.setsockopt(zmq.LINGER, 0)
    protect_client(stranger, door.world.curve(LinkKey.generate()))
    stranger.connect(str(door.endpoint))
    try:
        for _ in range(20_000):
            stranger.send(bytes(900), zmq.SNDMORE)
        stranger.send(b"")  # it leaves only now, all 18 MB of it
        told = until_told(ada, "flooding")
        assert told.address == "127.0.0.1"
    finally:
        stranger.close(linger=0)
        context.term()
    knocking = door.knock(LinkKey.generate())
    ada.until(lambda: shown(ada))
    assert decide(ada, "refuse", knocking.codes[0]).ok
    ada.until(lambda: not knocking.thread.is_alive())

"""Only enrolled peers get in: five kinds of strangers, each on a real socket.

Each has to get nothing in, to be told of at the station, which is to take five seconds at the most,
and to know why itself. What the tests are worth is tried by `test_access_mutants.py`.
"""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import zmq

from shared.link_keys import LinkKey
from shared.protocol.codec import encode
from shared.protocol.status import StationStatus
from shared.transport.curve import ClientCurve, protect_client
from shared.transport.endpoint import Endpoint
from tests.conftest import ExpectWarnings, RecordProperty
from tests.fakes import wait_until
from tests.fault.access_world import AccessWorld, enrol, revoke, until_refused, until_told
from tests.unit.station.station_world import (
    FakeNode,
    FakeOperator,
    RunningStation,
    make_answer,
    make_query,
)

TARGET_S = 5.0
"""A machine that is busy with other tests may be late: the figure says what it took."""


@pytest.fixture(autouse=True)
def _a_handshake_may_be_broken_off(possible_warnings: ExpectWarnings) -> None:
    """By a peer that knocks again and again and leaves when its test ends."""
    possible_warnings("turned away somebody who does not encrypt, or is no part of whatsit")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[AccessWorld]:
    with contextlib.ExitStack() as stack:
        yield AccessWorld.start(tmp_path, stack)


def nothing_got_in(ada: FakeOperator, stranger: FakeNode) -> None:
    """A question of the stranger's stays where it is, and nobody has heard of the stranger."""
    stranger.ask(make_query(node_id=stranger.hello.peer_id))
    seen = len(ada.heard_of(StationStatus))

    def step() -> None:
        ada.step()
        stranger.step()

    wait_until(lambda: len(ada.heard_of(StationStatus)) >= seen + 2, step=step)
    assert stranger.waiting == 1
    assert ada.status().waiting == 0
    assert [n.node_id for n in ada.status().nodes if n.node_id == stranger.hello.peer_id] == []


def shown(record_property: RecordProperty, who: str, since_s: float) -> None:
    """Notes that nothing of a stranger got in, and how long it took to be shown."""
    took_s = time.monotonic() - since_s
    late = "" if took_s <= TARGET_S else ", late"
    record_property("figure", f"{who}: nothing in, shown after {took_s:.1f} s{late}")


@pytest.mark.promise(10)
def test_that_an_enrolled_robot_and_an_admin_get_in(world: AccessWorld) -> None:
    ada = world.admin()
    rover = world.node(world.curve(world.robot_key))
    rover.connect()
    rover.ask(make_query())
    rover.until(lambda: rover.waiting == 0)
    ada.until(lambda: ada.status().waiting == 1)
    assert [n.name for n in ada.status().nodes] == ["Rover"]
    assert ada.status().strangers == ()


@pytest.mark.promise(10)
def test_that_who_has_another_stations_key_gets_nowhere(
    world: AccessWorld, expected_warnings: ExpectWarnings, record_property: RecordProperty
) -> None:
    expected_warnings("expects another station's key", "it has another key than the one given")
    ada = world.admin()
    since_s = time.monotonic()
    elsewhere = LinkKey.generate().public
    stranger = world.node(ClientCurve(world.robot_key, elsewhere))
    assert "another key than the one given" in until_refused(stranger, ada)
    assert until_told(ada, "wrong_station_key", stranger).count >= 1
    shown(record_property, "wrong key", since_s)
    nothing_got_in(ada, stranger)


@pytest.mark.promise(10)
def test_that_who_does_not_encrypt_gets_nowhere(
    world: AccessWorld, expected_warnings: ExpectWarnings, record_property: RecordProperty
) -> None:
    expected_warnings("does not encrypt", "does not talk in the clear")
    ada = world.admin()
    since_s = time.monotonic()
    stranger = world.node(None)
    assert "give its key with --station-key" in until_refused(stranger, ada)
    until_told(ada, "not_encrypted", stranger)
    shown(record_property, "no encryption", since_s)
    nothing_got_in(ada, stranger)


@pytest.mark.promise(10)
def test_that_an_unknown_key_gets_nowhere_until_it_is_enrolled(
    world: AccessWorld, expected_warnings: ExpectWarnings, record_property: RecordProperty
) -> None:
    expected_warnings("never enrolled", "does not admit this key")
    ada = world.admin()
    since_s = time.monotonic()
    key = LinkKey.generate()
    stranger = world.node(world.curve(key), "rover-2")
    assert "whatsit keys join" in until_refused(stranger, ada)
    told = until_told(ada, "unknown", stranger)
    shown(record_property, "unknown key", since_s)
    assert (told.key, told.address) == (key.public.short, "127.0.0.1")
    nothing_got_in(ada, stranger)
    enrol(world.home, key, "robot", "Rover 2")
    stranger.connect()
    stranger.until(lambda: stranger.waiting == 0)


@pytest.mark.promise(10)
def test_that_a_revoked_key_is_cut_off_at_once_and_stays_out(
    world: AccessWorld, expected_warnings: ExpectWarnings, record_property: RecordProperty
) -> None:
    expected_warnings("is shut out", "a revoked key", "does not admit this key")
    ada = world.admin()
    rover = world.node(world.curve(world.robot_key))
    rover.connect()
    ada.until(lambda: len(ada.status().nodes) == 1)
    since_s = time.monotonic()
    revoke(world.home, "Rover")
    until_refused(rover, ada)
    told = until_told(ada, "revoked", rover)
    shown(record_property, "revoked key", since_s)
    assert told.key == world.robot_key.public.short
    nothing_got_in(ada, rover)


@pytest.mark.promise(10)
def test_that_a_key_of_another_role_may_not_speak_as_an_operator(
    world: AccessWorld, expected_warnings: ExpectWarnings, record_property: RecordProperty
) -> None:
    expected_warnings("enrolled for something else", "may not speak as operator")
    ada = world.admin()
    since_s = time.monotonic()
    mallory = world.operator(world.robot_key, "mallory")
    assert "may not speak as operator" in until_refused(mallory, ada)
    until_told(ada, "wrong_role", mallory)
    shown(record_property, "another role", since_s)
    assert mallory.heard_of(StationStatus) == []


@pytest.mark.promise(10)
def test_that_a_robot_may_not_take_another_robots_id(
    world: AccessWorld, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("enrolled for something else", "belongs to 'Rover'")
    ada = world.admin()
    rover = world.node(world.curve(world.robot_key), "rover-1")
    rover.connect()
    other = LinkKey.generate()
    enrol(world.home, other, "robot", "Other")
    (world.folder / "other").mkdir()
    thief = world.stack.enter_context(
        FakeNode(world.station.endpoint, world.folder / "other", "rover-1", world.curve(other))
    )
    assert "belongs to 'Rover'" in until_refused(thief, ada)
    until_told(ada, "wrong_role", thief)


@pytest.mark.promise(10)
def test_that_a_robot_keeps_its_id_for_ever(
    world: AccessWorld, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("enrolled for something else", "has another id")
    ada = world.admin()
    with FakeNode(
        world.station.endpoint, world.folder, "rover-1", world.curve(world.robot_key)
    ) as rover:
        rover.connect()
    again = world.node(world.curve(world.robot_key), "rover-9")
    assert "which has another id" in until_refused(again, ada)


@pytest.mark.promise(10)
def test_that_a_stolen_route_speaks_for_nobody_and_hears_nothing(
    world: AccessWorld, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("another's route")
    ada = world.admin()
    rover = world.node(world.curve(world.robot_key), "rover-1")
    rover.connect()
    thief = LinkKey.generate()
    enrol(world.home, thief, "robot", "Thief")
    route = rover._channel._socket.getsockopt(zmq.ROUTING_ID)  # which nobody else can know
    question = encode(make_query(node_id="rover-1"))
    with zmq.Context() as context, context.socket(zmq.DEALER) as dealer:
        dealer.setsockopt(zmq.LINGER, 0)
        dealer.setsockopt(zmq.ROUTING_ID, route)
        protect_client(dealer, world.curve(thief))
        dealer.connect(str(world.station.endpoint))
        dealer.send_multipart(question)
        told = until_told(ada, "wrong_role")
    assert told.key == thief.public.short
    assert ada.status().waiting == 0


@pytest.mark.promise(10)
def test_that_routes_cannot_be_guessed(world: AccessWorld) -> None:
    # Nobody listens: a handshake that is broken off would be told at the station.
    nowhere, curve = Endpoint("127.0.0.1", 9), world.curve(world.robot_key)
    with (
        FakeNode(nowhere, world.folder, "a", curve) as one,
        FakeNode(nowhere, world.folder, "b", curve) as two,
    ):
        routes = [peer._channel._socket.getsockopt(zmq.ROUTING_ID) for peer in (one, two)]
    assert routes[0] != routes[1]
    assert all(len(route) == 16 and b"node" not in route for route in routes)


@pytest.mark.promise(10)
def test_that_an_operator_answers_in_the_enrolled_name(world: AccessWorld) -> None:
    ben_key = LinkKey.generate()
    enrol(world.home, ben_key, "operator", "Ben")
    rover = world.node(world.curve(world.robot_key))
    rover.connect()
    query_id = rover.ask(make_query())
    rover.until(lambda: rover.waiting == 0)
    ben = world.operator(ben_key, "ben")
    ben.connect()
    ben.want(1)
    ben.until(lambda: query_id in ben.held)
    ben.submit(make_answer(query_id, operator="Ada"))
    ben.until(lambda: ben.waiting == 0)
    rover.until(lambda: rover.answers)
    assert [answer.operator for answer in rover.answers] == ["Ben"]


@pytest.mark.promise(10)
def test_that_an_encrypted_station_that_restarts_is_found_again(
    world: AccessWorld, expected_warnings: ExpectWarnings
) -> None:
    rover = world.node(world.curve(world.robot_key))
    rover.connect()
    endpoint = str(world.station.endpoint)
    world.station.stop()
    rover.ask(make_query())
    with RunningStation.start(world.home, endpoint=endpoint, encrypt=True):
        rover.until(lambda: rover.waiting == 0, deadline_s=20.0)

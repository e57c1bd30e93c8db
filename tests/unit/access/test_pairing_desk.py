"""The door for strangers: few at a time, and never for long."""

import contextlib
import os
from collections.abc import Iterator

import pytest

from operator_gui.station.access import pairing_desk
from operator_gui.station.access.pairing_desk import RENEW_S, PairingDesk
from operator_gui.station.access.pairing_room import PairingRoom
from shared.link_keys import LinkKey
from shared.protocol.codec import Envelope
from shared.protocol.enrolment import PairAsk, PairNonce, PairOpen, PairState
from shared.protocol.messages import AnyMessage
from shared.protocol.pairing_code import commitment
from shared.transport.curve import ClientCurve
from shared.transport.endpoint import Endpoint
from shared.transport.sockets import ClientChannel
from tests.fakes import ManualClock, wait_until

STATION = LinkKey.generate()
NONCE = b"n" * 32


@pytest.fixture
def desk(clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[PairingDesk]:
    monkeypatch.setattr(pairing_desk, "CONNECTIONS", 2)
    desk = PairingDesk(
        endpoint=Endpoint("127.0.0.1", 0),
        own=STATION,
        signing_key="0f" * 32,
        room=PairingRoom(STATION.public.raw, lambda: os.urandom(32)),
        verdict=lambda key: "unknown",
        clock=clock,
    )
    with contextlib.closing(desk):
        yield desk


def knock(desk: PairingDesk, key: LinkKey) -> ClientChannel:
    return ClientChannel(
        desk.endpoint, routing_id=b"", curve=ClientCurve(key, STATION.public), reconnect_cap_ms=200
    )


def answer(desk: PairingDesk, channel: ClientChannel, message: AnyMessage) -> AnyMessage:
    heard: list[Envelope] = []
    sent = False

    def step() -> None:
        nonlocal sent
        desk.serve()
        channel.wait(5)
        sent = sent or channel.send(Envelope(message))
        heard.extend(channel.received())

    wait_until(lambda: heard, step=step)
    return heard[0].message


def ask(key: LinkKey, name: str = "rover-1") -> PairAsk:
    fixed = commitment(peer_key=key.public.raw, peer_nonce=NONCE)
    return PairAsk(role="robot", name=name, commitment=fixed)


def test_that_too_many_connections_are_turned_away_until_the_door_is_made_anew(
    desk: PairingDesk, clock: ManualClock
) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(2):
            key = LinkKey.generate()
            inside = stack.enter_context(knock(desk, key))
            assert isinstance(answer(desk, inside, ask(key)), PairNonce)
        late = LinkKey.generate()
        outside = stack.enter_context(knock(desk, late))

        def step() -> None:
            desk.serve()
            outside.wait(5)

        wait_until(lambda: outside.trouble, step=step)
        assert [r.key for r in desk.refused_handshakes()] == [str(late.public)]
        port = desk.endpoint.port
        clock.advance(RENEW_S + 1.0)
        step()
        outside.knock_again()
        assert isinstance(answer(desk, outside, ask(late)), PairNonce)
        assert desk.endpoint.port == port


def test_that_a_name_that_does_not_show_is_refused(desk: PairingDesk) -> None:
    key = LinkKey.generate()
    with knock(desk, key) as channel:
        told = answer(desk, channel, ask(key, "rover\x1b[2J"))
    assert isinstance(told, PairState)
    assert (told.state, "do not show" in told.reason) == ("refused", True)


def test_that_who_opens_without_having_asked_is_told_to_ask(desk: PairingDesk) -> None:
    with knock(desk, LinkKey.generate()) as channel:
        told = answer(desk, channel, PairOpen(nonce=NONCE))
    assert isinstance(told, PairState)
    assert (told.state, "ask again" in told.reason) == ("refused", True)


def test_that_after_asking_it_waits_for_a_person(desk: PairingDesk) -> None:
    key = LinkKey.generate()
    with knock(desk, key) as channel:
        answer(desk, channel, ask(key))
        assert answer(desk, channel, PairOpen(nonce=NONCE)) == PairState(state="waiting")

"""The allow-list at the socket: what gets through a handshake, and what is told of the rest."""

import threading
from collections.abc import Iterator

import pytest
import zmq

from shared.errors import LinkError
from shared.link_keys import LinkKey, PublicLinkKey
from shared.protocol.codec import Envelope, encode
from shared.protocol.peers import Ack, Beat
from shared.transport.curve import (
    MOST_REFUSALS,
    ClientCurve,
    RefusedHandshake,
    ServerCurve,
    Verdict,
    protect_client,
)
from shared.transport.endpoint import Endpoint
from shared.transport.sockets import ClientChannel, Heard, ServerChannel
from tests.fakes import wait_until

STATION, PEER, OTHER = (LinkKey.generate() for _ in range(3))
ANYWHERE = Endpoint("127.0.0.1", 0)
HELLO = Envelope(Ack(ids=("hello",)))


class List:
    """An allow-list that the test changes."""

    def __init__(self) -> None:
        self.live = {str(PEER.public)}

    def verdict(self, key: PublicLinkKey) -> Verdict:
        return "admitted" if str(key) in self.live else "unknown"


@pytest.fixture
def allowed() -> List:
    return List()


@pytest.fixture
def server(allowed: List) -> Iterator[ServerChannel]:
    with ServerChannel(ANYWHERE, curve=ServerCurve(STATION, allowed.verdict)) as server:
        yield server


def client(server: ServerChannel, own: LinkKey = PEER, station: LinkKey = STATION) -> ClientChannel:
    return ClientChannel(server.endpoint, routing_id=b"n", curve=ClientCurve(own, station.public))


def exchange(server: ServerChannel, channel: ClientChannel) -> Heard:
    """Both ends in turn, until the client's message has arrived."""
    heard: list[Heard] = []
    sent = False

    def step() -> None:
        nonlocal sent
        channel.wait(5)
        sent = sent or channel.send(HELLO)
        server.wait(5)
        heard.extend(server.heard())

    wait_until(lambda: heard, step=step)
    return heard[0]


def until(condition: object, server: ServerChannel, channel: ClientChannel) -> None:
    def step() -> None:
        channel.wait(5)
        server.wait(5)

    wait_until(condition, step=step)  # type: ignore[arg-type]


def test_that_a_message_comes_with_the_key_that_was_proved(server: ServerChannel) -> None:
    with client(server) as channel:
        heard = exchange(server, channel)
        assert (heard.content, heard.key) == (HELLO, str(PEER.public))
        assert heard.address == "127.0.0.1"
        assert server.send(heard.route, Envelope(Beat()))
        got: list[Envelope] = []
        wait_until(lambda: got, step=lambda: (channel.wait(5), got.extend(channel.received())))
        assert got == [Envelope(Beat())]
        assert server.refused_handshakes() == []


def test_that_an_unknown_key_is_told_why_and_gets_in_once_it_is_known(
    server: ServerChannel, allowed: List
) -> None:
    with client(server, OTHER) as channel:
        until(lambda: channel.trouble, server, channel)
        assert "does not admit this key" in channel.trouble
        assert server.refused_handshakes() == [
            RefusedHandshake("unknown", str(OTHER.public), "127.0.0.1")
        ]
        allowed.live.add(str(OTHER.public))
        channel.knock_again()
        assert exchange(server, channel).key == str(OTHER.public)
        assert channel.trouble == ""


def test_that_another_stations_key_shows_at_both_ends(server: ServerChannel) -> None:
    with client(server, station=OTHER) as channel:
        until(lambda: channel.trouble, server, channel)
        assert "another key than the one given" in channel.trouble
        assert server.refused_handshakes()[0] == RefusedHandshake("wrong_station_key")


def test_that_no_encryption_shows_at_both_ends(server: ServerChannel) -> None:
    with ClientChannel(server.endpoint, routing_id=b"n") as channel:
        until(lambda: channel.trouble, server, channel)
        assert "does not talk in the clear" in channel.trouble
        assert server.refused_handshakes()[0] == RefusedHandshake("not_encrypted")


def test_that_encryption_shows_at_a_station_that_has_none() -> None:
    with ServerChannel(ANYWHERE) as server, client(server) as channel:
        until(lambda: channel.trouble, server, channel)
        assert "does not encrypt" in channel.trouble
        assert list(server.heard()) == []


def test_that_a_cut_ends_the_connections_of_that_key_alone(
    server: ServerChannel, allowed: List
) -> None:
    allowed.live.add(str(OTHER.public))
    with client(server) as stays, client(server, OTHER) as goes:
        exchange(server, stays)
        exchange(server, goes)
        allowed.live.remove(str(OTHER.public))
        assert server.cut(lambda key: key not in allowed.live) == 1
        until(lambda: goes.trouble, server, goes)
        assert exchange(server, stays).key == str(PEER.public)
        assert stays.trouble == ""
        assert server.cut(lambda key: key not in allowed.live) == 0


@pytest.mark.parametrize(
    ("listens", "comes_from"),
    [("::", "::1"), ("::", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("*", "127.0.0.1")],
)
def test_that_a_connection_is_cut_whatever_its_kind_of_address(
    allowed: List, listens: str, comes_from: str
) -> None:
    with (
        ServerChannel(Endpoint(listens, 0), curve=ServerCurve(STATION, allowed.verdict)) as server,
        ClientChannel(
            Endpoint(comes_from, server.endpoint.port),
            routing_id=b"n",
            curve=ClientCurve(PEER, STATION.public),
        ) as channel,
    ):
        exchange(server, channel)
        allowed.live.clear()
        assert server.cut(lambda key: key not in allowed.live) == 1
        until(lambda: channel.trouble, server, channel)


def test_that_nobody_gets_in_while_nobody_answers_for_the_list(server: ServerChannel) -> None:
    assert server._doorkeeper is not None
    server._doorkeeper.close()
    with zmq.Context() as context, context.socket(zmq.DEALER) as dealer:
        dealer.setsockopt(zmq.LINGER, 0)
        protect_client(dealer, ClientCurve(PEER, STATION.public))
        dealer.connect(str(server.endpoint))
        dealer.send_multipart(encode(HELLO))
        assert server._socket.poll(500) == 0


@pytest.mark.parametrize(
    "request_frames",
    [
        [],
        [b"1.0"],
        [b"1.0", b"1", b"whatsit", b"127.0.0.1", b"", b"NULL"],
        [b"1.0", b"1", b"whatsit", b"127.0.0.1", b"", b"PLAIN", b"user", b"password"],
        [b"1.0", b"1", b"whatsit", b"127.0.0.1", b"", b"CURVE", b"short"],
        [b"1.0", b"1", b"whatsit", b"127.0.0.1", b"", b"CURVE", b"k" * 32, b"more"],
    ],
)
def test_that_anything_but_a_curve_key_is_refused(
    server: ServerChannel, request_frames: list[bytes]
) -> None:
    assert server._doorkeeper is not None
    answer = server._doorkeeper._answer(request_frames)
    assert answer[2] == b"400"
    assert len(answer) == 6


def test_that_a_flood_of_strangers_takes_no_more_memory_and_ends_in_time(
    server: ServerChannel,
) -> None:
    assert server._doorkeeper is not None
    for number in range(10 * MOST_REFUSALS):
        server._doorkeeper.note(RefusedHandshake("unknown", str(number)))
    refused = server.refused_handshakes()
    assert len(refused) == MOST_REFUSALS
    assert refused[-1].key == str(10 * MOST_REFUSALS - 1)
    assert server.refused_handshakes() == []


def test_that_events_nobody_reads_neither_block_nor_hinder_closing(allowed: List) -> None:
    server = ServerChannel(ANYWHERE, curve=ServerCurve(STATION, allowed.verdict))
    with zmq.Context() as context:
        for _ in range(40):
            with context.socket(zmq.DEALER) as dealer:
                dealer.setsockopt(zmq.LINGER, 0)
                dealer.setsockopt(zmq.RECONNECT_IVL, 1)
                protect_client(dealer, ClientCurve(PEER, OTHER.public))
                dealer.connect(str(server.endpoint))
                dealer.poll(5)
    thread = threading.Thread(target=server.close, name="closing")
    thread.start()
    thread.join(60.0)
    assert not thread.is_alive()


def test_that_an_address_of_another_machine_is_not_blamed_on_a_station() -> None:
    elsewhere = Endpoint("192.0.2.1", 0)  # kept for documentation: no machine has it
    with pytest.raises(LinkError) as refusal:
        ServerChannel(elsewhere, curve=ServerCurve(STATION, List().verdict))
    assert str(refusal.value) == (
        f"cannot listen on {elsewhere}: Cannot assign requested address; "
        "name an address of this machine, or 0.0.0.0 for all of them"
    )

"""Who sends more than any peer needs is disconnected, and nobody else is."""

import contextlib
import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from shared.errors import ProtocolError
from shared.protocol.codec import MAX_PAYLOAD_BYTES, MAX_PAYLOADS, Envelope, encode
from shared.protocol.peers import Ack, Beat
from shared.transport.arrivals import DROPPED_A_TURN
from shared.transport.byte_guard import LINK_ROOM, ByteGuard, Room
from shared.transport.curve import RefusedHandshake
from shared.transport.endpoint import Endpoint
from shared.transport.sockets import HEARTBEAT_MS, QUEUE, ClientChannel, Heard, ServerChannel
from tests.conftest import ExpectWarnings
from tests.fakes import wait_until

ANYWHERE = Endpoint("127.0.0.1", 0)
HELLO = Envelope(Ack(ids=("hello",)))
GREETING = b"\xff" + bytes(8) + b"\x7f\x03\x01NULL" + bytes(16) + bytes(32)
READY = b"\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER\x08Identity\x00\x00\x00\x00"
PING = b"\x04\x07\x04PING\x00\x00"
MORE = 1
FLOODED = RefusedHandshake("flooding", "", "127.0.0.1")
DISCONNECTED = "it sends more at a time than any part of whatsit"


def frame(body: bytes, flags: int = MORE) -> bytes:
    """One on the wire, long form."""
    return bytes([flags | 2]) + len(body).to_bytes(8, "big") + body


@pytest.fixture
def server() -> Iterator[ServerChannel]:
    with ServerChannel(ANYWHERE) as server:
        yield server


@pytest.fixture
def stranger() -> Iterator[Callable[[ServerChannel], socket.socket]]:
    """Connects to a server without ZeroMQ."""
    peers: list[socket.socket] = []

    def connect(server: ServerChannel) -> socket.socket:
        peer = socket.create_connection(("127.0.0.1", server.endpoint.port), timeout=10.0)
        peers.append(peer)
        peer.sendall(GREETING + bytes([4, len(READY)]) + READY)
        heard = b""
        while b"READY" not in heard:
            heard += peer.recv(1 << 10)
        return peer

    yield connect
    for peer in peers:
        peer.close()


Connect = Callable[[ServerChannel], socket.socket]


def send(peer: socket.socket, data: bytes) -> bool:
    """False once the other end has had enough."""
    try:
        peer.sendall(data)
    except ConnectionError:
        return False
    return True


def send_until_cut(peer: socket.socket, data: bytes, *, most: int, pause_s: float = 0.01) -> int:
    """How often it could be sent. Fails if that is more often than `most`."""
    for times in range(most):
        if not send(peer, data):
            return times
        threading.Event().wait(pause_s)
    pytest.fail(f"{most * len(data)} bytes were taken")


def hear(server: ServerChannel) -> Heard:
    heard: list[Heard] = []

    def step() -> None:
        server.wait(20)
        heard.extend(server.heard(1))

    wait_until(lambda: heard, step=step)
    return heard[0]


def test_that_a_message_that_never_ends_is_ended_and_others_are_heard(
    server: ServerChannel, stranger: Connect, expected_warnings: ExpectWarnings
) -> None:
    stop, heard, refused = threading.Event(), list[Heard](), list[RefusedHandshake]()

    def serve() -> None:
        while not stop.is_set():
            server.wait(10)
            heard.extend(server.heard())
            refused.extend(server.refused_handshakes())

    owner = threading.Thread(target=serve)
    expected_warnings(DISCONNECTED)
    with ClientChannel(server.endpoint, routing_id=b"n") as client:
        owner.start()
        try:
            send_until_cut(stranger(server), frame(bytes(1 << 20)), most=200)
            wait_until(lambda: FLOODED in refused)
            wait_until(lambda: client.send(Envelope(Beat())))
            wait_until(lambda: heard)
        finally:
            stop.set()
            owner.join()
    assert [(one.route, one.content) for one in heard] == [(b"n", Envelope(Beat()))]


def test_that_a_peer_is_ended_that_goes_on_while_nobody_has_time_for_it(
    stranger: Connect, expected_warnings: ExpectWarnings
) -> None:
    room = Room(unfinished=1 << 30, waiting=4 << 20, together=1 << 30)
    with ServerChannel(ANYWHERE, room=room) as server:
        send_until_cut(stranger(server), frame(bytes(1 << 20), flags=0), most=100)
        expected_warnings(DISCONNECTED)
        server.wait(0)
        assert server.refused_handshakes() == [FLOODED]


def test_that_many_peers_together_have_no_more_room_than_that(
    stranger: Connect, expected_warnings: ExpectWarnings
) -> None:
    room = Room(unfinished=1 << 30, waiting=1 << 30, together=6 << 20)
    with ServerChannel(ANYWHERE, room=room) as server:
        greedy, modest = stranger(server), stranger(server)
        send(modest, frame(bytes(1 << 20)))
        send_until_cut(greedy, frame(bytes(1 << 20)), most=100)
        expected_warnings(DISCONNECTED)
        server.wait(0)
        assert server.refused_handshakes() == [FLOODED]  # one of them alone
        assert send(modest, frame(bytes(16)))


def test_that_the_rest_of_a_message_of_endless_frames_is_dropped_a_turn_at_a_time(
    server: ServerChannel, stranger: Connect, expected_warnings: ExpectWarnings
) -> None:
    peer, turns, heard = stranger(server), list[int](), list[Heard]()
    for _ in range(4):
        assert send(peer, b"\x01\x01x" * DROPPED_A_TURN)
    assert send(peer, b"\x00\x01x")

    def step() -> None:
        server.wait(100)
        found = list(server.heard())
        turns.append(len(found))
        heard.extend(found)

    expected_warnings(DISCONNECTED)
    with ClientChannel(server.endpoint, routing_id=b"n") as client:
        wait_until(lambda: client.send(Envelope(Beat())))
        wait_until(lambda: len(heard) == 2, step=step)
        assert server.refused_handshakes() == [FLOODED]
    assert turns.count(0) >= 3
    contents = sorted((one.content for one in heard), key=lambda one: isinstance(one, Envelope))
    assert isinstance(contents[0], ProtocolError)
    assert contents[1] == Envelope(Beat())


def test_that_a_message_with_a_few_payloads_too_many_is_refused_by_its_id(
    server: ServerChannel, stranger: Connect
) -> None:
    header = b"\x82\xa4type\xa9robot_ask\xa6ask_id\xa1q"
    rest = b"\x01\x01x" * MAX_PAYLOADS + b"\x00\x01x"
    peer = stranger(server)
    assert send(peer, frame(header) + rest + frame(b"", flags=0))
    content = hear(server).content
    assert isinstance(content, ProtocolError)
    assert content.about == "q"
    assert isinstance(hear(server).content, ProtocolError)  # the next of the same connection
    assert server.refused_handshakes() == []


def test_that_the_largest_messages_come_through_while_the_owner_is_busy(
    server: ServerChannel,
) -> None:
    """Eight at a time, which is what a node sends before it waits for an answer."""
    large = Envelope(Ack(ids=("large",)), (bytes(MAX_PAYLOAD_BYTES - 64),) * 2)
    with ClientChannel(server.endpoint, routing_id=b"n") as client:
        for _ in range(8):
            wait_until(lambda: client.send(large))
        seen = _looks(server)
        wait_until(lambda: _looks(server) > seen + 10)  # for a second nobody takes any
        heard: list[bool] = []

        def take() -> None:
            server.wait(20)
            heard.extend(one.content == large for one in server.heard())

        wait_until(lambda: len(heard) == 8, step=take)
        assert all(heard)
    assert server.refused_handshakes() == []


def test_that_500_questions_come_through_to_a_slow_reader(server: ServerChannel) -> None:
    question = Envelope(Ack(ids=("question",)), (bytes(100_000),))
    heard: list[Heard] = []
    with ClientChannel(server.endpoint, routing_id=b"n") as client:
        sent = 0

        def step() -> None:
            nonlocal sent
            while sent < 500 and client.send(question):
                sent += 1
            client.wait(1)
            server.wait(1)
            heard.extend(server.heard(4))

        wait_until(lambda: len(heard) == 500, step=step)
    assert server.refused_handshakes() == []
    assert all(isinstance(one.content, Envelope) for one in heard)


@pytest.mark.parametrize("between", [b"", PING], ids=["nothing", "signs of life"])
def test_that_who_dies_while_its_messages_wait_takes_nobody_along(
    server: ServerChannel, stranger: Connect, between: bytes
) -> None:
    peer = stranger(server)
    peer.sendall((b"\x00\x05hello" + between) * 40 * QUEUE)
    guard = server._guard
    assert guard is not None
    wait_until(lambda: any(account.under_way for account in guard._accounts.values()))
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()  # with a reset
    reset_s = time.monotonic()
    wait_until(lambda: time.monotonic() - reset_s > 1.5 * HEARTBEAT_MS / 1e3)
    with ClientChannel(server.endpoint, routing_id=b"node") as client:
        wait_until(lambda: client.send(HELLO), step=lambda: client.wait(10))
        wait_until(
            lambda: (b"node", HELLO) in list(server.received()), step=lambda: server.wait(10)
        )


def test_that_a_turn_takes_no_more_than_it_can_hold(server: ServerChannel) -> None:
    large = Envelope(Ack(ids=("large",)), (bytes(MAX_PAYLOAD_BYTES - 64),) * 2)
    with ClientChannel(server.endpoint, routing_id=b"n") as client:
        for _ in range(6):
            wait_until(lambda: client.send(large))
        seen = _looks(server)
        wait_until(lambda: _looks(server) > seen + 5)
        server.wait(1000)
        assert len(list(server.heard())) <= 3


@contextlib.contextmanager
def connection(listening: socket.socket) -> Iterator[tuple[socket.socket, socket.socket]]:
    """Both ends of it: ours, and the peer's."""
    with socket.create_connection(listening.getsockname(), timeout=10.0) as peer:
        ours, _ = listening.accept()
        with ours:
            yield ours, peer


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.fixture
def connected(listening: socket.socket) -> Iterator[tuple[socket.socket, socket.socket]]:
    with connection(listening) as both:
        yield both


def take(ours: socket.socket, peer: socket.socket, size: int) -> None:
    """The peer sends so many bytes, and we read them all."""
    sender = threading.Thread(target=peer.sendall, args=(bytes(size),))
    sender.start()
    left = size
    while left:
        left -= len(ours.recv(left))
    sender.join()


SMALL_ROOM = Room(unfinished=1 << 20, waiting=4 << 20, together=4 << 20)


def test_that_what_was_delivered_before_the_first_look_is_not_under_way(
    connected: tuple[socket.socket, socket.socket],
) -> None:
    ours, peer = connected
    guard = ByteGuard(ours.getsockname()[1], SMALL_ROOM)
    take(ours, peer, 6 << 20)
    guard.delivered(ours.fileno(), bytes_=6 << 20, frames=1)
    guard.look()
    guard.all_delivered(guard.looks)
    assert guard.ended() == []
    take(ours, peer, 2 << 20)  # it has no more room than others for it
    guard.look()
    guard.all_delivered(guard.looks)
    assert [one.descriptor for one in guard.ended()] == [ours.fileno()]


def test_that_a_connection_that_comes_for_one_that_went_has_what_was_delivered_of_it(
    listening: socket.socket, connected: tuple[socket.socket, socket.socket]
) -> None:
    ours, _ = connected
    guard = ByteGuard(ours.getsockname()[1], SMALL_ROOM)
    guard.look()
    with connection(listening) as (made, again):
        os.dup2(made.fileno(), ours.fileno())  # as the system gives out what is free
        made.close()
        take(ours, again, 6 << 20)
        guard.delivered(ours.fileno(), bytes_=6 << 20, frames=1)
        guard.look()
        guard.all_delivered(guard.looks)
        assert guard.ended() == []


def test_that_whole_messages_that_a_later_look_saw_are_not_taken_for_unfinished_ones(
    connected: tuple[socket.socket, socket.socket],
) -> None:
    ours, peer = connected
    guard = ByteGuard(ours.getsockname()[1], SMALL_ROOM)
    guard.look()
    when_nothing_waited = guard.looks
    take(ours, peer, 2 << 20)
    guard.look()
    guard.all_delivered(when_nothing_waited)
    assert guard.ended() == []
    guard.all_delivered(guard.looks)
    assert [one.descriptor for one in guard.ended()] == [ours.fileno()]


def test_that_what_was_delivered_of_a_connection_that_went_is_no_room_for_others() -> None:
    room = Room(unfinished=1 << 30, waiting=1 << 30, together=4 << 20)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        peers = [socket.create_connection(listening.getsockname(), timeout=10.0) for _ in range(2)]
        gone, stays = (listening.accept()[0] for _ in peers)
    guard = ByteGuard(stays.getsockname()[1], room)
    guard.look()
    guard.delivered(gone.fileno(), bytes_=8 << 20, frames=1)
    gone.close()
    take(stays, peers[1], 6 << 20)
    guard.look()
    assert [one.descriptor for one in guard.ended()] == [stays.fileno()]
    for end in (stays, *peers):
        end.close()


def _looks(server: ServerChannel) -> int:
    assert server._guard is not None
    return server._guard.looks


def test_that_what_was_long_connected_has_as_much_room_as_before(
    server: ServerChannel,
) -> None:
    """Far more than may be under way comes over one connection, but never at a time."""
    large = Envelope(Ack(ids=("large",)), (bytes(MAX_PAYLOAD_BYTES - 64),))
    size, rounds = sum(map(len, encode(large))), 0
    with ClientChannel(server.endpoint, routing_id=b"n") as client:
        while rounds * size < LINK_ROOM.waiting + LINK_ROOM.unfinished:
            wait_until(lambda: client.send(large))
            assert hear(server).content == large
            rounds += 1
        seen = _looks(server)
        wait_until(lambda: _looks(server) > seen + 1, step=lambda: list(server.heard()))
    assert server.refused_handshakes() == []

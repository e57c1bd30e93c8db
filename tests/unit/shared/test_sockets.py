"""The sockets on a real loopback: what is promised about peers, limits, and who may use a port."""

import itertools
import os
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import zmq

from shared.errors import LinkError, ProtocolError
from shared.protocol.codec import MAX_PAYLOAD_BYTES, Envelope, decode, encode
from shared.protocol.peers import Ack, Beat, Welcome
from shared.protocol.publication import TOPIC_PREFIX, decode_publication, encode_publication
from shared.transport.endpoint import Endpoint
from shared.transport.publisher import MOST_TOPIC_BYTES, Publisher, Subscriber
from shared.transport.sockets import ClientChannel, ServerChannel, Waker
from tests.conftest import ExpectWarnings
from tests.contract.messages import PUBLICATION
from tests.fakes import wait_until

ANYWHERE = Endpoint("127.0.0.1", 0)
HELLO = Envelope(Ack(ids=("hello",)))


@pytest.fixture
def server() -> Iterator[ServerChannel]:
    with ServerChannel(ANYWHERE) as server:
        yield server


def hear(server: ServerChannel) -> tuple[bytes, Envelope | ProtocolError]:
    heard: list[tuple[bytes, Envelope | ProtocolError]] = []
    wait_until(lambda: heard, step=lambda: (server.wait(50), heard.extend(server.received(1))))
    return heard[0]


def say(client: ClientChannel, envelope: Envelope) -> None:
    wait_until(lambda: client.send(envelope))


def listen(client: ClientChannel) -> Envelope:
    heard: list[Envelope] = []
    wait_until(lambda: heard, step=lambda: (client.wait(50), heard.extend(client.received())))
    return heard[0]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_that_the_system_chooses_a_port_and_a_client_finds_it(host: str) -> None:
    with (
        ServerChannel(Endpoint(host, 0)) as server,
        ClientChannel(server.endpoint, routing_id=b"node-1") as client,
    ):
        assert server.endpoint.port > 0
        assert server.endpoint.host == host
        say(client, Envelope(HELLO.message, (b"jpeg", b"")))
        assert hear(server) == (b"node-1", Envelope(HELLO.message, (b"jpeg", b"")))
        assert server.send(b"node-1", Envelope(Beat(), (b"more",)))
        assert listen(client) == Envelope(Beat(), (b"more",))


def test_that_a_port_in_use_is_one_line_with_the_cure(server: ServerChannel) -> None:
    with pytest.raises(LinkError) as refusal:
        ServerChannel(server.endpoint)
    text = str(refusal.value)
    assert text.startswith(f"cannot listen on {server.endpoint}: Address already in use")
    assert text.endswith("another station may be running: stop it or name another port")
    with pytest.raises(LinkError, match=rf"cannot publish on {server.endpoint}: Address already"):
        Publisher(server.endpoint)


@pytest.mark.parametrize(
    ("endpoint", "complaint"),
    [(ANYWHERE, "name the port"), (Endpoint("192.0.2.1", 1), "leaves this machine, and nothing")],
)
def test_that_a_client_refuses_an_endpoint_that_may_not_be(
    endpoint: Endpoint, complaint: str
) -> None:
    with pytest.raises(LinkError, match=complaint):
        ClientChannel(endpoint, routing_id=b"x")
    with pytest.raises(LinkError, match=complaint):
        Subscriber(endpoint, "")


@pytest.mark.parametrize("host", ["192.0.2.1", "0.0.0.0", "*", "::", "example.org"])
def test_that_nothing_leaves_the_machine_in_the_clear(host: str) -> None:
    endpoint = Endpoint(host, 7341)
    for make in (
        lambda: ServerChannel(endpoint),
        lambda: ClientChannel(endpoint, routing_id=b"x"),
        lambda: Publisher(endpoint),
        lambda: Subscriber(endpoint, ""),
    ):
        with pytest.raises(LinkError, match="leaves this machine, and nothing of whatsit does"):
            make()


def test_that_sending_to_a_peer_that_is_not_there_says_so(server: ServerChannel) -> None:
    assert server.send(b"nobody", Envelope(Beat())) is False
    with ClientChannel(server.endpoint, routing_id=b"node-1") as client:
        say(client, HELLO)
        hear(server)
        assert server.send(b"node-1", Envelope(Beat())) is True
    wait_until(lambda: not server.send(b"node-1", Envelope(Beat())))


def test_that_nothing_piles_up_for_a_station_that_is_not_there() -> None:
    with ServerChannel(ANYWHERE) as server:
        endpoint = server.endpoint
    with ClientChannel(endpoint, routing_id=b"node-1") as client:
        assert not any(client.send(Envelope(Ack(ids=(f"early {n}",)))) for n in range(20))
        with ServerChannel(endpoint) as server:
            say(client, Envelope(Ack(ids=("late",))))
            assert hear(server) == (b"node-1", Envelope(Ack(ids=("late",))))


def test_that_all_is_read_of_who_goes_while_it_is_read() -> None:
    many = encode(Envelope(Beat(), tuple(bytes([n]) for n in range(8))))
    with zmq.Context() as context, context.socket(zmq.ROUTER) as server:
        port = server.bind_to_random_port("tcp://127.0.0.1")
        with ClientChannel(Endpoint("127.0.0.1", port), routing_id=b"node-1") as client:
            say(client, HELLO)
            peer, *_ = server.recv_multipart()
            for _ in range(60):
                server.send_multipart([peer, *many])
            heard: list[Envelope] = []

            def hear_one() -> bool:
                client.wait(50)
                heard.extend(itertools.islice(client.received(), 1))
                return bool(heard)

            wait_until(hear_one)
            server.close(linger=10_000)
            wait_until(lambda: client._monitor.socket.poll(0))  # which tells of the end
            assert [*heard, *client.received()] == [decode(many)] * 60
            assert not client.send(HELLO)


def test_that_a_full_pipe_is_false_and_not_a_wait(server: ServerChannel) -> None:
    with ClientChannel(server.endpoint, routing_id=b"node-1") as client:
        say(client, HELLO)
        start_s = time.monotonic()
        large = Envelope(Beat(), (bytes(100_000),))
        assert not all(client.send(large) for _ in range(5000))
        assert time.monotonic() - start_s < 5.0


def test_that_a_server_does_not_wait_for_a_peer_that_does_not_read(server: ServerChannel) -> None:
    with ClientChannel(server.endpoint, routing_id=b"node-1") as client:
        say(client, HELLO)
        hear(server)
        start_s = time.monotonic()
        large = Envelope(Beat(), (bytes(100_000),))
        assert not all(server.send(b"node-1", large) for _ in range(5000))
        assert time.monotonic() - start_s < 5.0


def test_that_a_peer_that_comes_back_under_its_name_takes_its_place(
    server: ServerChannel,
) -> None:
    with ClientChannel(server.endpoint, routing_id=b"node-1") as dead:
        say(dead, HELLO)
        hear(server)
        with ClientChannel(server.endpoint, routing_id=b"node-1") as reborn:
            say(reborn, Envelope(Ack(ids=("reborn",))))
            assert hear(server) == (b"node-1", Envelope(Ack(ids=("reborn",))))
            assert server.send(b"node-1", Envelope(Welcome(station_id="s")))
            assert listen(reborn).message == Welcome(station_id="s")


def test_that_what_cannot_be_understood_is_told_with_its_peer(server: ServerChannel) -> None:
    with zmq.Context() as context, context.socket(zmq.DEALER) as stranger:
        stranger.setsockopt(zmq.LINGER, 0)
        stranger.setsockopt(zmq.ROUTING_ID, b"stranger")
        stranger.connect(str(server.endpoint))
        for frames in ([b"GET / HTTP/1.1"], [b""], [*encode(HELLO), *([b""] * 65)]):
            stranger.send_multipart(frames)
            peer, error = hear(server)
            assert peer == b"stranger"
            assert isinstance(error, ProtocolError)
        stranger.send_multipart(encode(HELLO))
        assert hear(server) == (b"stranger", HELLO)


def test_that_a_frame_over_the_limit_never_arrives(server: ServerChannel) -> None:
    with zmq.Context() as context, context.socket(zmq.DEALER) as stranger:
        stranger.setsockopt(zmq.LINGER, 0)
        stranger.setsockopt(zmq.ROUTING_ID, b"stranger")
        stranger.connect(str(server.endpoint))
        stranger.send_multipart([*encode(HELLO), bytes(MAX_PAYLOAD_BYTES + 1)])
        with ClientChannel(server.endpoint, routing_id=b"node-1") as client:
            say(client, HELLO)
            assert hear(server)[0] == b"node-1"
        server.wait(200)
        assert [peer for peer, _ in server.received()] == []


def test_that_a_client_drops_what_it_cannot_understand_and_says_so(
    expected_warnings: ExpectWarnings,
) -> None:
    expected_warnings("dropped a message of the other end: malformed message")
    with zmq.Context() as context, context.socket(zmq.ROUTER) as server:
        server.setsockopt(zmq.LINGER, 0)
        port = server.bind_to_random_port("tcp://127.0.0.1")
        with ClientChannel(Endpoint("127.0.0.1", port), routing_id=b"node-1") as client:
            say(client, HELLO)
            peer, *_ = server.recv_multipart()
            server.send_multipart([peer, b"garbage"])
            server.send_multipart([peer, *encode(Envelope(Beat()))])
            assert listen(client) == Envelope(Beat())


def test_that_a_server_reads_no_more_than_asked_and_keeps_the_rest(server: ServerChannel) -> None:
    with ClientChannel(server.endpoint, routing_id=b"node-1") as client:
        for number in range(5):
            say(client, Envelope(Ack(ids=(str(number),))))
        heard = [hear(server)[1] for _ in range(3)]
        server.wait(1000)
        wait_until(lambda: heard.extend(e for _, e in server.received(2)) or len(heard) == 5)
        assert [e.message.ids for e in heard] == [("0",), ("1",), ("2",), ("3",), ("4",)]


def test_that_closing_with_messages_unsent_does_not_hang() -> None:
    start_s = time.monotonic()
    with ServerChannel(ANYWHERE) as server:
        client = ClientChannel(server.endpoint, routing_id=b"node-1")
        say(client, HELLO)
        while client.send(Envelope(Beat(), (bytes(100_000),))):
            pass
        client.close()
    assert time.monotonic() - start_s < 5.0


def test_that_a_wake_ends_the_wait_of_another_thread(server: ServerChannel) -> None:
    waker = Waker()
    with ClientChannel(server.endpoint, routing_id=b"node-1", waker=waker) as client:
        thread = threading.Thread(target=waker.wake)
        thread.start()
        start_s = time.monotonic()
        client.wait(20_000)
        assert time.monotonic() - start_s < 5.0
        thread.join()
    waker.close()


def test_that_a_wake_before_the_wait_counts_and_counts_once(server: ServerChannel) -> None:
    waker = Waker()
    with ClientChannel(server.endpoint, routing_id=b"node-1", waker=waker) as client:
        for _ in range(100_000):  # more than the pipe holds
            waker.wake()
        start_s = time.monotonic()
        client.wait(20_000)
        assert time.monotonic() - start_s < 5.0
        start_s = time.monotonic()
        client.wait(100)
        assert time.monotonic() - start_s >= 0.09
    waker.close()


def test_that_waking_after_the_end_touches_nobody_elses_file() -> None:
    waker = Waker()
    waker.close()
    waker.close()
    read, write = os.pipe()  # likely to get the numbers that the waker had
    os.set_blocking(read, False)
    try:
        waker.wake()
        with pytest.raises(BlockingIOError):
            os.read(read, 1)
    finally:
        os.close(read)
        os.close(write)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_that_a_subscriber_hears_its_topic_and_no_other(host: str) -> None:
    topic, record = encode_publication(PUBLICATION)
    with (
        Publisher(Endpoint(host, 0)) as publisher,
        Subscriber(publisher.endpoint, TOPIC_PREFIX) as subscriber,
    ):
        heard: list[list[bytes]] = []

        def publish() -> None:
            publisher.publish([b"other/camera", b"x"])
            publisher.publish([topic, record])
            if (frames := subscriber.receive(20)) is not None:
                heard.append(frames)

        wait_until(lambda: len(heard) == 3, step=publish)
        assert [decode_publication(frames) for frames in heard] == [PUBLICATION] * 3


def test_that_a_subscriber_who_hears_nothing_in_time_gets_none() -> None:
    with Publisher(ANYWHERE) as publisher, Subscriber(publisher.endpoint, "") as subscriber:
        assert subscriber.receive(0) is None
        assert subscriber.receive(-5) is None


def test_that_who_subscribes_to_an_endless_topic_is_disconnected() -> None:
    with (
        Publisher(ANYWHERE) as publisher,
        Subscriber(publisher.endpoint, "") as subscriber,
        zmq.Context() as context,
        context.socket(zmq.SUB) as greedy,
    ):
        greedy.setsockopt(zmq.LINGER, 0)
        with greedy.get_monitor_socket(zmq.EVENT_DISCONNECTED) as monitor:
            greedy.connect(str(publisher.endpoint))
            greedy.setsockopt(zmq.SUBSCRIBE, bytes(MOST_TOPIC_BYTES))
            assert monitor.poll(5_000)
            greedy.disable_monitor()
        wait_until(lambda: publisher.publish([b"a", b""]) or subscriber.receive(10))


def test_that_publishing_never_waits_for_a_slow_subscriber() -> None:
    with Publisher(ANYWHERE) as publisher, Subscriber(publisher.endpoint, "") as subscriber:
        wait_until(lambda: publisher.publish([b"a", b""]) or subscriber.receive(10))
        start_s = time.monotonic()
        for _ in range(3000):
            publisher.publish([b"a", bytes(100_000)])
        assert time.monotonic() - start_s < 5.0


def test_that_a_port_is_free_again_after_closing() -> None:
    with ServerChannel(ANYWHERE) as server:
        endpoint = server.endpoint
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((endpoint.host, endpoint.port))

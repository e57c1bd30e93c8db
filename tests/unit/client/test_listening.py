"""The robot's own software listens to a real publisher."""

import threading
import time
from collections.abc import Iterator

import msgspec
import pytest

from edge_node.client import Client, FrameDetections
from shared.domain import Box
from shared.protocol.publication import encode_publication
from shared.transport.endpoint import Endpoint
from shared.transport.publisher import Publisher
from tests.contract.messages import PUBLICATION
from tests.fakes import ManualClock


def frame(sequence: int) -> list[bytes]:
    return encode_publication(msgspec.structs.replace(PUBLICATION, sequence=sequence))


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with Publisher(Endpoint("127.0.0.1", 0)) as publisher:
        yield publisher


@pytest.fixture
def client(publisher: Publisher) -> Client:
    return Client(str(publisher.endpoint))


def listening(
    publisher: Publisher, client: Client, *, newest_only: bool = True
) -> Iterator[FrameDetections]:
    """An iteration that the publisher's frames reach by now: a new subscription takes a moment."""
    frames = client.detections(timeout_s=20.0, newest_only=newest_only)
    greeted = threading.Event()

    def greet() -> None:
        while not greeted.wait(0.01):
            publisher.publish(frame(0))

    greeter = threading.Thread(target=greet)
    greeter.start()
    try:
        assert next(frames).sequence == 0
    finally:
        greeted.set()
        greeter.join()
    return frames


def after_greetings(frames: Iterator[FrameDetections]) -> Iterator[FrameDetections]:
    return (one for one in frames if one.sequence)


def test_that_a_frame_arrives_with_all_that_is_known(publisher: Publisher, client: Client) -> None:
    frames = after_greetings(listening(publisher, client))
    publisher.publish(frame(7))
    assert next(frames) == msgspec.structs.replace(PUBLICATION, sequence=7)


def test_that_an_object_carries_everything_of_its_own(publisher: Publisher, client: Client) -> None:
    listening(publisher, client)
    stop = threading.Event()

    def publish() -> None:
        while not stop.wait(0.01):
            publisher.publish(frame(7))

    thread = threading.Thread(target=publish)
    thread.start()
    try:
        seen = next(client.objects(timeout_s=20.0))
    finally:
        stop.set()
        thread.join()
    assert (seen.name, seen.probability, seen.conformal_set) == ("mug", 0.875, ("mug",))
    assert seen.probabilities == (("mug", 0.875), ("bowl", 0.125))
    assert (seen.track_id, seen.box, seen.novelty) == (4, Box(1.0, 2.0, 3.0, 4.0), 0.25)
    assert (seen.version, seen.captured_at_s) == (2, PUBLICATION.captured_at_s)


def test_that_who_is_slow_gets_the_newest_frame(publisher: Publisher, client: Client) -> None:
    frames = after_greetings(listening(publisher, client))
    for sequence in range(1, 201):
        publisher.publish(frame(sequence))
    sequences = [next(frames).sequence]
    while sequences[-1] != 200:
        sequences.append(next(frames).sequence)
    assert sequences == sorted(sequences)
    assert client.skipped > 0


def test_that_who_looked_away_for_long_is_not_shown_what_piled_up(
    publisher: Publisher, clock: ManualClock
) -> None:
    frames = listening(publisher, Client(str(publisher.endpoint), clock=clock))
    for sequence in range(1, 50):
        publisher.publish(frame(sequence))
    clock.advance(1.1)
    fresh = threading.Event()

    def publish() -> None:
        while not fresh.wait(0.01):
            publisher.publish(frame(1000))

    thread = threading.Thread(target=publish)
    thread.start()
    try:
        assert next(frames).sequence == 1000
    finally:
        fresh.set()
        thread.join()


def test_that_every_frame_comes_in_order_for_who_wants_that(
    publisher: Publisher, client: Client
) -> None:
    frames = after_greetings(listening(publisher, client, newest_only=False))
    for sequence in range(1, 101):
        publisher.publish(frame(sequence))
    assert [next(frames).sequence for _ in range(100)] == list(range(1, 101))
    assert client.skipped == 0


@pytest.mark.parametrize("newest_only", [True, False])
def test_that_what_cannot_be_understood_is_counted_and_skipped(
    publisher: Publisher, client: Client, newest_only: bool
) -> None:
    frames = after_greetings(listening(publisher, client, newest_only=newest_only))
    publisher.publish([b"detections/camera", b"rubbish"])
    publisher.publish([b"detections/camera"])
    publisher.publish([b"detections/camera", b"\xff" * 1000, b"more"])
    publisher.publish(frame(3))
    assert next(frames).sequence == 3
    publisher.publish([b"detections/camera", b""])
    publisher.publish(frame(4))
    assert next(frames).sequence == 4
    assert client.malformed == 4


def test_that_iterating_ends_when_nothing_comes(client: Client) -> None:
    start_s = time.monotonic()
    assert list(client.detections(timeout_s=0.2)) == []
    assert 0.2 <= time.monotonic() - start_s < 5.0


def test_that_closing_ends_an_iteration(client: Client) -> None:
    frames: list[FrameDetections] = []
    thread = threading.Thread(target=lambda: frames.extend(client.detections()))
    thread.start()
    client.close()
    thread.join(60.0)
    assert not thread.is_alive()

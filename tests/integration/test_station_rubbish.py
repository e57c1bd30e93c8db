"""Whatever a peer sends, the station says what is wrong with it and serves on."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from shared.protocol.codec import Envelope, encode
from shared.protocol.peers import PROTOCOL_MAJOR, PROTOCOL_MINOR, Hello, Refused
from shared.protocol.questions import Query
from shared.transport.sockets import ClientChannel
from tests.conftest import ExpectWarnings
from tests.unit.station.station_world import (
    DIM,
    PICTURE,
    FakeNode,
    FakeOperator,
    RunningStation,
    make_answer,
    make_query,
    query_of,
)

NOT_UNDERSTOOD = "sent what cannot be understood"
NOT_TAKEN = "the station will not take message"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningStation]:
    with RunningStation.start(tmp_path / "station", auto_train=False) as running:
        yield running


def huge_jpeg() -> bytes:
    """Says that it is 60,000 pixels wide and high."""
    at = PICTURE.index(b"\xff\xc0")
    size = (60_000).to_bytes(2, "big") * 2
    return PICTURE[: at + 5] + size + PICTURE[at + 9 :]


def changed(envelope: Envelope, index: int, payload: bytes) -> Envelope:
    payloads = list(envelope.payloads)
    payloads[index] = payload
    return Envelope(envelope.message, tuple(payloads))


def of_query(**changes: object) -> Envelope:
    envelope = make_query()
    return Envelope(msgspec.structs.replace(query_of(envelope), **changes), envelope.payloads)


NOT_FINITE = np.full((2, DIM), np.nan, "<f4").tobytes()


@pytest.mark.parametrize(
    ("envelope", "reason"),
    [
        (Envelope(make_query().message, ()), "expected 4 payloads, got 0"),
        (Envelope(make_query().message, (PICTURE,) * 9), "expected 4 payloads, got 9"),
        (changed(make_query(), 1, b"short"), "expected 2 embeddings"),
        (changed(make_query(), 1, NOT_FINITE), "not finite"),
        (changed(make_query(), 0, b"GIF89a"), "not a JPEG"),
        (changed(make_query(), 2, b"\xff\xd8\xff\xd9"), "without a size"),
        (changed(make_query(), 3, huge_jpeg()), "at most 33 million"),
        (make_query(dim=DIM + 1), "the embedder gives 16 numbers, got 17"),
        (make_query(node_id="somebody else"), "a query of node somebody else"),
        (
            of_query(
                views=tuple(
                    msgspec.structs.replace(view, box=(5.0, 5.0, 5.0, 9.0))
                    for view in query_of(make_query()).views
                )
            ),
            "without an area",
        ),
    ],
)
def test_that_a_broken_query_is_refused_by_its_id(
    node: FakeNode, envelope: Envelope, reason: str, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings(NOT_TAKEN)
    node.ask(envelope)
    node.until(node.refusals)
    refused = node.refusals()[0]
    assert (refused.code, refused.about) == ("malformed", query_of(envelope).query_id)
    assert reason in refused.reason
    assert node.waiting == 0


def test_that_an_unreadable_message_with_an_id_is_refused_by_that_id(
    node: FakeNode, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings(NOT_UNDERSTOOD)
    header, *payloads = encode(make_query(query_id="q-broken"))
    broken = header.replace(b"sightings", b"sighting5")
    node.send_raw([broken, *payloads])
    node.until(lambda: node.refusals())
    assert (node.refusals()[0].code, node.refusals()[0].about) == ("malformed", "q-broken")


def test_that_noise_stops_only_the_one_who_makes_it(
    node: FakeNode, ada: FakeOperator, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings(NOT_UNDERSTOOD, "the station refuses this peer")
    rng = np.random.default_rng(1)
    good = encode(make_query())
    for _ in range(200):
        frames = [bytearray(frame) for frame in good]
        for _ in range(8):
            frames[0][rng.integers(len(frames[0]))] = rng.integers(256)
        node.send_raw([bytes(frame) for frame in frames[: rng.integers(1, 5)]])
    node.send_raw([b""])
    node.send_raw([b"\x91" * 5000])
    node.until(lambda: node.link.state == "refused")
    assert ada.status().note == ""
    assert ada.link.state == "connected"


def test_that_answers_that_mean_nothing_are_refused_each_by_its_id(
    node: FakeNode, ada: FakeOperator, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings(NOT_TAKEN)
    query_id, other = node.ask(make_query()), node.ask(make_query(seed=1))
    node.until(lambda: node.waiting == 0)
    kept = ada.name(other, "mug")
    answers = {
        "no question": make_answer("unknown"),
        "empty": make_answer(query_id, " \t "),
        "no name": make_answer(query_id, "Not an object"),
        "supersedes itself": make_answer(query_id, answer_id="a", supersedes="a"),
        "which answer": make_answer(query_id, "", kind="withdrawn"),
        "another query": make_answer(query_id, supersedes=kept.answer_id),
    }
    for reason, answer in answers.items():
        ada.heard.clear()
        ada.submit(answer)
        ada.until(ada.refusals)
        assert reason in ada.refusals()[0].reason
        assert ada.refusals()[0].about == answer.answer_id
        expected = "unknown_query" if reason == "no question" else "malformed"
        assert ada.refusals()[0].code == expected
    ada.name(query_id, "bowl")
    ada.until(lambda: ada.status().answers == 2)


def test_that_a_message_for_the_other_role_is_refused(
    ada: FakeOperator, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings(NOT_TAKEN)
    ada.link.put("q", 0.0, make_query(query_id="q", node_id="ada"))
    ada.until(ada.refusals)
    assert "an operator may not send Query" in ada.refusals()[0].reason


def test_that_a_stranger_is_asked_to_say_hello(running: RunningStation) -> None:
    with ClientChannel(running.endpoint, routing_id=b"stranger") as channel:
        heard = said(channel, make_query())
    assert (heard.code, heard.about) == ("not_allowed", "")


@pytest.mark.promise(16)
def test_that_another_protocol_is_refused_with_both_versions(
    running: RunningStation, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("was refused: this station speaks protocol")
    hello = Hello(role="node", peer_id="new", name="new", major=2, minor=3)
    with ClientChannel(running.endpoint, routing_id=b"new") as channel:
        heard = said(channel, Envelope(hello))
    assert heard.code == "protocol"
    own = f"{PROTOCOL_MAJOR}.{PROTOCOL_MINOR}"
    assert heard.reason == (f"this station speaks protocol {own}, the peer 2.3; update the station")


def said(channel: ClientChannel, envelope: Envelope) -> Refused:
    """Sends until there is an answer, which has to be a refusal."""
    for _ in range(200):
        channel.send(envelope)
        channel.wait(50)
        for answer in channel.received():
            assert isinstance(answer.message, Refused)
            return answer.message
    raise TimeoutError("the station said nothing")


def test_that_a_repeated_message_counts_once(node: FakeNode, ada: FakeOperator) -> None:
    query = make_query()
    for _ in range(5):
        node.send_raw(encode(query))
    node.ask(query)
    node.until(lambda: node.waiting == 0)
    assert isinstance(query.message, Query)
    answer = make_answer(query.message.query_id)
    for _ in range(3):
        ada.submit(answer)
        ada.until(lambda: ada.waiting == 0)
    ada.heard.clear()  # what was told before the last one came
    status = ada.status()
    assert (status.answers, status.waiting, status.labels) == (1, 0, 2)


def test_that_queries_of_another_embedder_are_kept_but_not_trained_on(
    node: FakeNode, ada: FakeOperator
) -> None:
    query_id = node.ask(make_query(dim=4, embedder_sha256="ab" * 32))
    node.until(lambda: node.waiting == 0)
    ada.name(query_id, "mug")
    ada.until(lambda: ada.status().answers == 1)
    assert "1 questions were made with another embedder" in ada.status().note
    assert "no answer to learn from" in ada.command("train").text

"""The protocol as bytes: what is in the field already must be understood, and understand us."""

from typing import get_args

import msgspec
import pytest

from shared.errors import ProtocolError
from shared.protocol.answers import Answer, AnswerBatch, AnswerSubmit
from shared.protocol.channels import CHANNELS
from shared.protocol.codec import Envelope, decode, encode
from shared.protocol.message import Message
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import Hello
from shared.protocol.publication import TOPIC_PREFIX, decode_publication, encode_publication
from tests.contract.messages import (
    EXAMPLES,
    GOLDEN_1_0_FILE,
    GOLDEN_1_1_FILE,
    GOLDEN_1_2_FILE,
    GOLDEN_1_3_FILE,
    GOLDEN_1_4_FILE,
    GOLDEN_1_5_FILE,
    PUBLICATION,
    read_golden,
)

GOLDEN = read_golden()
GOLDEN_1_0 = read_golden(GOLDEN_1_0_FILE)
GOLDEN_1_1 = read_golden(GOLDEN_1_1_FILE)
GOLDEN_1_2 = read_golden(GOLDEN_1_2_FILE)
GOLDEN_1_3 = read_golden(GOLDEN_1_3_FILE)
GOLDEN_1_4 = read_golden(GOLDEN_1_4_FILE)
GOLDEN_1_5 = read_golden(GOLDEN_1_5_FILE)
KINDS: tuple[type[Message], ...] = get_args(AnyMessage)

PUBLICATION_1_0_HEX = (
    "8ca6736368656d6101a76e6f64655f6964a16ea9736f757263655f6964a663616d657261a873657175656e63"
    "6509a8706f736974696f6ec0aa6672616d655f6e616d65a0ad63617074757265645f61745f73cb41d954fc40"
    "100000ae7075626c69736865645f61745f73cb41d954fc40133333a877696474685f7078cd0280a968656967"
    "68745f7078cd01e0a776657273696f6e02aa646574656374696f6e73918aa8747261636b5f696404a3626f78"
    "94cb3ff0000000000000cb4000000000000000cb4008000000000000cb4010000000000000ae646574656374"
    "6f725f73636f7265cb3fe0000000000000ae6465746563746f725f636c617373a3637570a46e616d65a36d75"
    "67ab6e616d655f736f75726365a468656164ab70726f626162696c697479cb3fec000000000000ae70726564"
    "696374696f6e5f73657491a36d7567a76e6f76656c7479cb3fd0000000000000a561736b6564c3"
)
PUBLICATION_HEX = (
    "8ca6736368656d6101a76e6f64655f6964a16ea9736f757263655f6964a663616d657261a873657175656e63"
    "6509a8706f736974696f6ec0aa6672616d655f6e616d65a0ad63617074757265645f61745f73cb41d954fc40"
    "100000ae7075626c69736865645f61745f73cb41d954fc40133333a877696474685f7078cd0280a968656967"
    "68745f7078cd01e0a776657273696f6e02aa646574656374696f6e73918ba8747261636b5f696404a3626f78"
    "94cb3ff0000000000000cb4000000000000000cb4008000000000000cb4010000000000000ae646574656374"
    "6f725f73636f7265cb3fe0000000000000ae6465746563746f725f636c617373a3637570a46e616d65a36d75"
    "67ab6e616d655f736f75726365a468656164ab70726f626162696c697479cb3fec000000000000ae70726564"
    "696374696f6e5f73657491a36d7567a76e6f76656c7479cb3fd0000000000000a561736b6564c3ad70726f62"
    "6162696c69746965739292a36d7567cb3fec00000000000092a4626f776ccb3fc0000000000000"
)


def defaulted_fields(message: AnyMessage) -> list[str]:
    return [field.name for field in msgspec.structs.fields(message) if not field.required]


def test_that_every_message_has_an_example_and_every_example_its_bytes() -> None:
    assert {type(message) for message in EXAMPLES.values()} == set(KINDS)
    assert GOLDEN.keys() == EXAMPLES.keys()


@pytest.mark.parametrize("name", EXAMPLES)
def test_that_a_message_still_has_its_bytes(name: str) -> None:
    assert encode(Envelope(EXAMPLES[name]))[0].hex() == GOLDEN[name].hex()


@pytest.mark.parametrize("name", GOLDEN)
def test_that_its_bytes_are_understood(name: str) -> None:
    assert decode([GOLDEN[name]]) == Envelope(EXAMPLES[name])


@pytest.mark.promise(16)
@pytest.mark.parametrize("name", GOLDEN_1_0)
def test_that_the_bytes_of_version_1_0_are_still_understood(name: str) -> None:
    example = EXAMPLES[name]
    if name == "answer_batch full":  # since 1.1 an answer says who gave it
        assert isinstance(example, AnswerBatch)
        unsigned = [msgspec.structs.replace(a, operator="") for a in example.answers]
        example = msgspec.structs.replace(example, answers=tuple(unsigned))
    assert decode([GOLDEN_1_0[name]]) == Envelope(example)


@pytest.mark.promise(16)
@pytest.mark.parametrize("name", GOLDEN_1_1)
def test_that_the_bytes_of_version_1_1_are_still_understood(name: str) -> None:
    assert decode([GOLDEN_1_1[name]]) == Envelope(EXAMPLES[name])


@pytest.mark.promise(16)
@pytest.mark.parametrize("name", GOLDEN_1_2)
def test_that_the_bytes_of_version_1_2_are_still_understood(name: str) -> None:
    assert decode([GOLDEN_1_2[name]]) == Envelope(EXAMPLES[name])


@pytest.mark.parametrize("name", GOLDEN_1_3)
def test_that_the_bytes_of_version_1_3_are_still_understood(name: str) -> None:
    assert decode([GOLDEN_1_3[name]]) == Envelope(EXAMPLES[name])


@pytest.mark.parametrize("name", GOLDEN_1_4)
def test_that_the_bytes_of_version_1_4_are_still_understood(name: str) -> None:
    assert decode([GOLDEN_1_4[name]]) == Envelope(EXAMPLES[name])


@pytest.mark.parametrize("name", GOLDEN_1_5)
def test_that_the_bytes_of_version_1_5_are_still_understood(name: str) -> None:
    assert decode([GOLDEN_1_5[name]]) == Envelope(EXAMPLES[name])


def test_that_a_malformed_message_that_must_arrive_is_still_known_by_its_id() -> None:
    for name in ("urgent_query", "robot_ask"):
        fields = msgspec.msgpack.decode(GOLDEN[name])
        fields["urgent"]["remaining_s"] = float("nan")
        with pytest.raises(ProtocolError) as caught:
            decode([msgspec.msgpack.encode(fields)])
        assert caught.value.about in ("q", "q1")


@pytest.mark.promise(16)
@pytest.mark.parametrize("name", GOLDEN)
def test_that_a_field_from_the_future_is_ignored(name: str) -> None:
    fields = msgspec.msgpack.decode(GOLDEN[name])
    for value in (1, "text", None, b"\x00", [1, {"a": [2.5]}], {"deep": {"er": True}}):
        frame = msgspec.msgpack.encode({**fields, "from_the_future": value})
        assert decode([frame]).message == EXAMPLES[name]


@pytest.mark.parametrize("name", GOLDEN)
def test_that_a_peer_that_does_not_know_a_defaulted_field_is_understood(name: str) -> None:
    example = EXAMPLES[name]
    fields = msgspec.msgpack.decode(GOLDEN[name])
    for missing in defaulted_fields(example):
        older = {key: value for key, value in fields.items() if key != missing}
        message = decode([msgspec.msgpack.encode(older)]).message
        field = next(f for f in msgspec.structs.fields(message) if f.name == missing)
        assert getattr(message, missing) == field.default
        assert msgspec.structs.replace(message, **{missing: getattr(example, missing)}) == example


@pytest.mark.parametrize("name", GOLDEN)
def test_that_a_message_without_a_required_field_is_refused(name: str) -> None:
    fields = msgspec.msgpack.decode(GOLDEN[name])
    for missing in set(fields) - set(defaulted_fields(EXAMPLES[name])):
        broken = {key: value for key, value in fields.items() if key != missing}
        with pytest.raises(ProtocolError, match="malformed message"):
            decode([msgspec.msgpack.encode(broken)])


def test_that_payloads_travel_untouched_behind_the_header() -> None:
    payloads = (b"", b"\x00\xff" * 1000)
    frames = encode(Envelope(EXAMPLES["query full"], payloads))
    assert frames == [GOLDEN["query full"], *payloads]
    assert decode(frames) == Envelope(EXAMPLES["query full"], payloads)


def test_that_the_tags_are_those_of_version_1() -> None:
    assert {kind.__struct_config__.tag for kind in KINDS} == {name.split()[0] for name in GOLDEN}
    assert {kind.__struct_config__.tag_field for kind in KINDS} == {"type"}


def test_that_every_kind_of_message_has_a_channel_and_every_way_only_one() -> None:
    assert {channel.message for channel in CHANNELS} == set(KINDS)
    ways = [(channel.message, channel.sender, channel.receiver) for channel in CHANNELS]
    assert len(set(ways)) == len(ways)
    assert all(channel.when_full for channel in CHANNELS)


def test_that_whatever_must_arrive_has_an_id_to_be_acknowledged_by() -> None:
    durable = {channel.message for channel in CHANNELS if channel.promise == "durable"}
    own_id = {"Query": "query_id", "DeployReport": "report_id", "AnswerBatch": "batch_id"}
    own_id["ShadowReport"] = "report_id"
    own_id["AskSettings"] = "settings_id"
    for kind in durable - {AnswerSubmit}:  # whose answers have one each
        assert own_id[kind.__name__] in kind.__struct_fields__
    assert "answer_id" in Answer.__struct_fields__


@pytest.mark.promise(16)
def test_that_another_major_version_is_readable_so_that_it_can_be_refused_by_name() -> None:
    fields = msgspec.msgpack.decode(GOLDEN["hello"]) | {"major": 2, "minor": 99, "extra": [1]}
    message = decode([msgspec.msgpack.encode(fields)]).message
    assert isinstance(message, Hello)
    assert (message.major, message.minor) == (2, 99)


def test_that_a_publication_still_has_its_bytes() -> None:
    topic, record = encode_publication(PUBLICATION)
    assert topic == b"detections/camera"
    assert topic.decode().startswith(TOPIC_PREFIX)
    assert record.hex() == PUBLICATION_HEX
    assert decode_publication([topic, record]) == PUBLICATION


def test_that_a_publication_of_version_1_0_is_still_understood() -> None:
    without = msgspec.structs.replace(PUBLICATION.detections[0], probabilities=())
    older = decode_publication([b"detections/camera", bytes.fromhex(PUBLICATION_1_0_HEX)])
    assert older == msgspec.structs.replace(PUBLICATION, detections=(without,))


def test_that_a_field_from_the_future_in_a_publication_is_ignored() -> None:
    topic, record = encode_publication(PUBLICATION)
    fields = msgspec.msgpack.decode(record)
    fields["detections"][0]["mask"] = b"\x00"
    newer = msgspec.msgpack.encode({**fields, "depth_m": 1.5})
    assert decode_publication([topic, newer]) == PUBLICATION


@pytest.mark.parametrize(
    "frames",
    [
        [],
        [b"detections/camera"],
        [b"detections/camera", b""],
        [b"detections/camera", b"\xa2\xff\xfe"],
        [b"detections/camera", b"\x81\xa7node_id\xa2\xff\xfe"],
        [b"detections/camera", b"\x81\xa1x" + b"\x91" * 100_000],
        [b"detections/camera", encode_publication(PUBLICATION)[1][:-1]],
        [*encode_publication(PUBLICATION), b"more"],
    ],
)
def test_that_a_malformed_publication_is_refused(frames: list[bytes]) -> None:
    with pytest.raises(ProtocolError, match="malformed publication"):
        decode_publication(frames)

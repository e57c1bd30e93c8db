"""Whatever comes over the wire is either a message or a ProtocolError; nothing else gets out."""

import math
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.errors import ProtocolError
from shared.protocol.codec import (
    MAX_HEADER_BYTES,
    MAX_MESSAGE_BYTES,
    MAX_PAYLOAD_BYTES,
    MAX_PAYLOADS,
    Envelope,
    decode,
    embeddings_fit,
    encode,
    pack_frames,
    unpack_frames,
)
from shared.protocol.deployment import BlobRequest, Command
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import Beat, Hello, Welcome
from shared.protocol.questions import QuestionsWanted
from tests.contract.messages import EXAMPLES, MINIMAL_QUERY, SHA256, read_golden

GOLDEN = list(read_golden().values())
BEAT = encode(Envelope(Beat()))[0]
STATUS = EXAMPLES["node_status"]


def raw(message: AnyMessage, **changes: Any) -> bytes:
    """The message with fields replaced by what its type may not allow."""
    fields = msgspec.msgpack.decode(msgspec.msgpack.encode(message))
    return msgspec.msgpack.encode({**fields, **changes})


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"\x80",
        b"\xc1",
        b"hello",
        b"[]",
        b'{"type": "beat"}',
        msgspec.msgpack.encode({"type": "no such message"}),
        msgspec.msgpack.encode({"type": 1}),
        msgspec.msgpack.encode({"type": None}),
        msgspec.msgpack.encode([1, 2, 3]),
        msgspec.msgpack.encode({1: 2}),
        BEAT[:-1],
        BEAT + b"\x00",
        b"\x81\xa4type\xa4\xff\xfe\xfd\xfc",
        b"\x82\xa4type\xa4beat\xa1x" + b"\x91" * 200_000 + b"\x01",
        b"\x82\xa4type\xa4beat\xa1x" + b"\x81\xa1a" * 200_000 + b"\x01",
        b"\xdd\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff",
        b"\xdb\xff\xff\xff\xffx",
    ],
)
def test_that_what_is_no_message_is_refused(header: bytes) -> None:
    with pytest.raises(ProtocolError, match="malformed message"):
        decode([header])


@pytest.mark.parametrize(
    ("message", "field", "value"),
    [
        (STATUS, "fps", math.nan),
        (STATUS, "fps", math.inf),
        (STATUS, "fps", -math.inf),
        (STATUS, "fps", "fast"),
        (STATUS, "frames", -1),
        (STATUS, "frames", 2**53 + 1),
        (STATUS, "frames", 1.5),
        (STATUS, "state", "dancing"),
        (STATUS, "node_id", ""),
        (STATUS, "node_id", "x" * 65),
        (STATUS, "name", "x" * 121),
        (STATUS, "note", "x" * 2001),
        (MINIMAL_QUERY, "novelty", 1.01),
        (MINIMAL_QUERY, "novelty", math.nan),
        (MINIMAL_QUERY, "value", math.inf),
        (MINIMAL_QUERY, "created_at_s", -1.0),
        (MINIMAL_QUERY, "created_at_s", math.inf),
        (MINIMAL_QUERY, "views", []),
        (MINIMAL_QUERY, "views", [{}]),
        (MINIMAL_QUERY, "embedder_sha256", "0" * 63),
        (MINIMAL_QUERY, "embedder_sha256", "G" * 64),
        (MINIMAL_QUERY, "embedder_sha256", "0" * 64 + "\n"),
        (MINIMAL_QUERY, "embedding_dim", 0),
        (MINIMAL_QUERY, "embedding_dim", 65537),
        (MINIMAL_QUERY, "reason", "bored"),
        (QuestionsWanted(count=4), "count", -1),
        (QuestionsWanted(count=4), "count", 65),
        (BlobRequest(sha256=SHA256, offset=0, length=1), "length", (1 << 20) + 1),
        (BlobRequest(sha256=SHA256, offset=0, length=1), "sha256", "../../../etc/passwd"),
    ],
)
def test_that_a_value_out_of_bounds_is_refused(
    message: AnyMessage, field: str, value: object
) -> None:
    with pytest.raises(ProtocolError, match="malformed message"):
        decode([raw(message, **{field: value})])


@pytest.mark.parametrize("corner", [math.nan, math.inf, 1e6 + 1, -2e6, None])
def test_that_a_box_that_is_no_box_is_refused(corner: float | None) -> None:
    view = {"box": [0.0, 0.0, corner, 1.0], "frame_sequence": 1, "captured_at_s": 1.0, "quality": 1}
    with pytest.raises(ProtocolError, match=r"views.*box"):
        decode([raw(MINIMAL_QUERY, views=[view])])


def test_that_more_views_than_allowed_are_refused() -> None:
    view = msgspec.to_builtins(MINIMAL_QUERY.views[0])
    assert decode([raw(MINIMAL_QUERY, views=[view] * 16)])
    with pytest.raises(ProtocolError, match="length <= 16"):
        decode([raw(MINIMAL_QUERY, views=[view] * 17)])


@pytest.mark.parametrize(
    ("frames", "limit"),
    [
        ([], "no frames"),
        ([b"\x00" * (MAX_HEADER_BYTES + 1)], "header of 2097153 bytes"),
        ([BEAT, bytes(MAX_PAYLOAD_BYTES + 1)], "payload of 16777217 bytes"),
        ([BEAT, *([b""] * (MAX_PAYLOADS + 1))], "65 payloads"),
        ([BEAT, *([bytes(MAX_PAYLOAD_BYTES - 1)] * 3)], f"over {MAX_MESSAGE_BYTES} bytes"),
    ],
)
def test_that_a_message_over_a_limit_is_refused_with_the_limit(
    frames: list[bytes], limit: str
) -> None:
    with pytest.raises(ProtocolError, match=limit):
        decode(frames)


def test_that_messages_exactly_at_the_limits_pass() -> None:
    assert len(decode([BEAT, *([b"x"] * MAX_PAYLOADS)]).payloads) == MAX_PAYLOADS
    assert decode(encode(Envelope(Beat(), (bytes(MAX_PAYLOAD_BYTES),)))).message == Beat()


@pytest.mark.parametrize(
    "payloads",
    [(bytes(MAX_PAYLOAD_BYTES + 1),), (b"",) * (MAX_PAYLOADS + 1), (bytes(12 << 20),) * 3],
)
def test_that_what_would_break_a_limit_there_is_not_sent_from_here(
    payloads: tuple[bytes, ...],
) -> None:
    with pytest.raises(ProtocolError, match=r"at most|over"):
        encode(Envelope(Beat(), payloads))


@pytest.mark.parametrize(
    "message",
    [
        Hello(role="node", peer_id="x" * 65, name=""),
        Hello(role="node", peer_id="", name=""),
        Welcome(station_id="s", minor=-1),
        Command(command_id="c", action="deploy", version=2**70),
        Hello(role="node", peer_id="n", name="file \udcff"),
        QuestionsWanted(count=-1),
        msgspec.structs.replace(STATUS, fps=math.nan),
        msgspec.structs.replace(MINIMAL_QUERY, views=()),
    ],
)
def test_that_what_would_be_refused_there_is_not_sent_from_here(message: AnyMessage) -> None:
    with pytest.raises(ProtocolError, match=f"cannot send a {type(message).__name__} that breaks"):
        encode(Envelope(message))


@pytest.mark.parametrize(
    ("header", "about"),
    [
        (raw(MINIMAL_QUERY, novelty=7), MINIMAL_QUERY.query_id),
        (raw(EXAMPLES["deploy_report"], state="from the future"), "r"),
        (raw(EXAMPLES["answer_submit"], answers=[{"answer_id": "a1", "kind": "new"}]), "a1"),
        (raw(EXAMPLES["answer_submit"], answers=[{"answer_id": "a1"}, {"answer_id": "a2"}]), ""),
        (raw(MINIMAL_QUERY, query_id="x" * 65), ""),
        (raw(MINIMAL_QUERY, query_id=3), ""),
        (raw(STATUS, fps=math.nan), ""),
        (b"\xc1", ""),
        (bytes(MAX_HEADER_BYTES + 1), ""),
        (raw(MINIMAL_QUERY, later_field=bytes(MAX_HEADER_BYTES)), ""),
    ],
)
def test_that_an_error_names_the_message_where_its_id_can_be_read(
    header: bytes, about: str
) -> None:
    with pytest.raises(ProtocolError) as refusal:
        decode([header])
    assert refusal.value.about == about


def test_that_a_message_with_too_many_payloads_is_named() -> None:
    with pytest.raises(ProtocolError) as refusal:
        decode([*encode(Envelope(MINIMAL_QUERY)), *([b""] * (MAX_PAYLOADS + 1))])
    assert refusal.value.about == MINIMAL_QUERY.query_id


def test_that_stored_frames_come_back() -> None:
    frames = encode(Envelope(MINIMAL_QUERY, (b"jpeg", b"", b"\xff" * 300)))
    assert unpack_frames(pack_frames(frames)) == frames


@pytest.mark.parametrize("blob", [b"", b"\x91\x01", b"\x91\xa1x", b"\xc0", b"\x91" * 100_000])
def test_that_stored_frames_that_are_none_are_refused(blob: bytes) -> None:
    with pytest.raises(ProtocolError, match="malformed stored message"):
        unpack_frames(blob)


@pytest.mark.parametrize(
    ("size", "fits"),
    [(0, False), (4 * 3 * 5, True), (4 * 3 * 5 - 1, False), (4 * 3 * 5 + 4, False)],
)
def test_that_embeddings_fit_only_if_every_float_is_there(size: int, fits: bool) -> None:
    assert embeddings_fit(bytes(size), views=3, dim=5) is fits


@st.composite
def mutants(draw: st.DrawFn) -> bytes:
    """A valid message with some bytes flipped, cut out, repeated or swapped with another's."""
    data = bytearray(draw(st.sampled_from(GOLDEN)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.sampled_from(["flip", "set", "cut", "end", "insert", "splice"])):
            case "flip" if data:
                data[at] ^= 1 << draw(st.integers(0, 7))
            case "set" if data:
                data[at] = draw(st.sampled_from([0x00, 0x7F, 0x80, 0xC0, 0xC7, 0xCB, 0xDD, 0xFF]))
            case "cut":
                del data[at : at + draw(st.integers(1, 9))]
            case "end":
                del data[at:]
            case "insert":
                data[at:at] = draw(st.binary(min_size=1, max_size=9))
            case _:
                other = draw(st.sampled_from(GOLDEN))
                data[at:] = other[draw(st.integers(0, len(other) - 1)) :]
    return bytes(data)


def decodes_or_is_refused(header: bytes) -> None:
    try:
        envelope = decode([header])
    except ProtocolError:
        return
    # What passed the boundary can be stored, and sent on.
    assert decode(encode(envelope)) == envelope


@settings(max_examples=800)
@given(mutants())
@example(b"\x81\xa4type\xa5hell\xff")
def test_that_a_mutant_is_a_message_or_refused(header: bytes) -> None:
    decodes_or_is_refused(header)


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_that_garbage_is_a_message_or_refused(header: bytes) -> None:
    decodes_or_is_refused(header)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text()
    | st.binary(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=200)
@given(st.sampled_from(sorted(EXAMPLES)), st.data())
def test_that_any_value_in_any_field_is_a_message_or_refused(
    name: str, data: st.DataObject
) -> None:
    fields = list(EXAMPLES[name].__struct_fields__)
    changes = data.draw(st.dictionaries(st.sampled_from([*fields, "type", "new"]), ANYTHING))
    decodes_or_is_refused(raw(EXAMPLES[name], **changes))

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_node.sources.mcap_fields import Fields
from edge_node.sources.mcap_images import Parse, parser_of
from tests.unit.sources.mcap_files import LAYOUTS

DATA = b"\xff\xd8jpg"

# Serialised by the libraries of those who made the formats.
# fmt: off
KNOWN = {
    ("protobuf", "foxglove.CompressedImage"): (
        "0a080880e2cfaa0610051205ffd86a70671a046a706567220363616d",
    ),
    ("cdr", "sensor_msgs/msg/CompressedImage"): (
        "0001000000f15365050000000400000063616d00050000006a7065670000000005000000ffd86a7067",
        "000000006553f100000000050000000463616d00000000056a7065670000000000000005ffd86a7067",
    ),
    ("ros1", "sensor_msgs/CompressedImage"): (
        "0700000000f15365050000000300000063616d040000006a70656705000000ffd86a7067",
    ),
    ("json", "foxglove.CompressedImage"): (
        b'{"timestamp": {"sec": 1700000000, "nsec": 5}, "frame_id": "cam",'
        b' "data": "/9hqcGc=", "format": "jpeg"}'.hex(),
    ),
}
# fmt: on


def _parser(encoding: str, schema: str) -> Parse:
    parse = parser_of(encoding, schema)
    assert parse is not None
    return parse


@pytest.mark.parametrize("kind", KNOWN, ids=lambda kind: kind[0])
def test_that_a_message_of_each_layout_is_understood(kind: tuple[str, str]) -> None:
    for message in KNOWN[kind]:
        image = _parser(*kind)(memoryview(bytes.fromhex(message)))
        assert (image.frame_id, image.format, bytes(image.data)) == ("cam", "jpeg", DATA)


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("frame_id", ["", "a", "ab", "abc", "abcd"])
def test_that_padding_depends_on_the_texts_before_it(name: str, frame_id: str) -> None:
    layout = LAYOUTS[name]
    image = _parser(layout.encoding, layout.schema)(
        memoryview(layout.message(DATA, frame_id))  # type: ignore[call-arg]
    )
    assert (image.frame_id, image.format, bytes(image.data)) == (frame_id, "png", DATA)


def test_that_other_messages_are_no_images() -> None:
    assert parser_of("cdr", "sensor_msgs/msg/Image") is None
    assert parser_of("flatbuffer", "foxglove.CompressedImage") is None


@pytest.mark.parametrize("name", LAYOUTS)
def test_that_a_message_cut_anywhere_is_refused_or_shorter(name: str) -> None:
    layout = LAYOUTS[name]
    whole = layout.message(DATA)
    for length in range(len(whole)):
        try:
            image = _parser(layout.encoding, layout.schema)(memoryview(whole[:length]))
        except ValueError:
            continue
        # A protobuf may end after any field; what is there is right.
        assert name == "protobuf"
        assert bytes(image.data) in (b"", DATA)


@given(data=st.binary(max_size=64), kind=st.sampled_from(sorted(KNOWN)))
def test_that_rubbish_is_refused_with_a_value_error(data: bytes, kind: tuple[str, str]) -> None:
    for message in (data, bytes.fromhex(KNOWN[kind][0])[:12] + data):
        try:
            image = _parser(*kind)(memoryview(message))
        except ValueError:
            continue
        assert len(image.data) <= len(message)


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        ("0002000000000000", "CDR of kind 2; expected plain CDR"),
        ("0001", "beyond the end"),
    ],
)
def test_that_cdr_of_another_kind_is_refused(message: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        _parser("cdr", "sensor_msgs/msg/CompressedImage")(memoryview(bytes.fromhex(message)))


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        ("13", "wire type 3"),
        ("ff" * 11, "more than ten bytes"),
        ("12ffffffff0f00", "beyond the end"),
        ("80", "beyond the end"),
    ],
)
def test_that_protobuf_that_makes_no_sense_is_refused(message: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        _parser("protobuf", "foxglove.CompressedImage")(memoryview(bytes.fromhex(message)))


def test_that_unknown_protobuf_fields_are_passed_over() -> None:
    message = bytes.fromhex("28013101020304050607083d01020304120161120162")
    image = _parser("protobuf", "foxglove.CompressedImage")(memoryview(message))
    assert bytes(image.data) == b"b"  # the last of a field counts


def test_that_integers_are_aligned_only_where_asked() -> None:
    data = memoryview(b"\1\0" + b"\0\0" + b"\2\0\0\0")
    aligned = Fields(data, aligned=True)
    assert (aligned.u16(), aligned.u32(), aligned.is_over) == (1, 2, True)
    packed = Fields(data)
    assert (packed.u16(), packed.u32(), packed.is_over) == (1, 0x2_0000, False)

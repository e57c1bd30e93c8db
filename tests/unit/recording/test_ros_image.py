import pytest

from edge_node.recording.ros_image import SCHEMA, encode_jpeg_message
from edge_node.sources.mcap_images import parse_cdr

JPEG = b"\xff\xd8jpg"
CAPTURED_NS = 1_700_000_000_000_000_005


def test_that_the_message_is_what_ros_itself_would_write() -> None:
    message = encode_jpeg_message(JPEG, frame_id="front", captured_ns=CAPTURED_NS)
    assert message.hex() == (  # serialised by rosbags 0.11
        "0001000000f15365050000000600000066726f6e74000000050000006a7065670000000005000000ffd86a7067"
    )


@pytest.mark.parametrize("frame_id", ["", "a", "ab", "abc", "abcd", "ümlaut.jpg"])
def test_that_what_is_written_can_be_read(frame_id: str) -> None:
    message = encode_jpeg_message(JPEG, frame_id=frame_id, captured_ns=CAPTURED_NS)
    image = parse_cdr(memoryview(message))
    assert (image.frame_id, image.format, bytes(image.data)) == (frame_id, "jpeg", JPEG)


def test_that_a_name_that_is_no_text_and_a_time_beyond_ros_do_no_harm() -> None:
    message = encode_jpeg_message(JPEG, frame_id="\udcff", captured_ns=2**40 * 1_000_000_000)
    assert parse_cdr(memoryview(message)).frame_id == "?"
    assert message[4:8] == (2**31 - 1).to_bytes(4, "little")
    assert encode_jpeg_message(JPEG, frame_id="", captured_ns=-5)[4:12] == bytes(8)


def test_that_the_definition_names_every_type_that_it_uses() -> None:
    definitions = SCHEMA.split("=" * 80 + "\n")
    assert [text.splitlines()[0] for text in definitions] == [
        "std_msgs/Header header",
        "MSG: std_msgs/Header",
        "MSG: builtin_interfaces/Time",
    ]

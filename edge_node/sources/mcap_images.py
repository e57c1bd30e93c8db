"""Compressed images as they are found in MCAP files: which layouts there are, and parsing them.

Four layouts cover what robots record: Foxglove's own message as protobuf and as JSON, and the
message of ROS 2 (CDR) and of ROS 1. Pure: bytes in, an image still compressed out.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec

from edge_node.sources.mcap_fields import Fields

NAMES_IN_FRAME_ID = ("whatsit.frame_id", "file name")
"""In a channel's metadata: its messages' `frame_id` is the name of the file a frame came from."""

_CDR_BIG_ENDIAN = (0x00, 0x06)
_CDR_LITTLE_ENDIAN = (0x01, 0x07)
"""Plain CDR of the first and the second version, which are alike where nothing has 8 bytes."""


@dataclass(frozen=True, eq=False, slots=True)
class CompressedImage:
    """One message. data: a JPEG, PNG or WebP file, not yet looked at."""

    frame_id: str
    format: str
    data: memoryview | bytes


Parse = Callable[[memoryview], CompressedImage]
"""Raises ValueError for a message that is cut short or makes no sense."""


def parser_of(message_encoding: str, schema_name: str) -> Parse | None:
    """How messages of a channel are parsed; None if they are no compressed images."""
    return _PARSERS.get((message_encoding, schema_name))


def parse_protobuf(message: memoryview) -> CompressedImage:
    """foxglove.CompressedImage: 2 data, 3 format, 4 frame_id; the last of a field counts."""
    found: dict[int, memoryview] = {}
    for number, value in _protobuf_fields(message):
        found[number] = value
    return CompressedImage(
        frame_id=_text(found.get(4)), format=_text(found.get(3)), data=found.get(2, b"")
    )


def parse_json(message: memoryview) -> CompressedImage:
    """foxglove.CompressedImage with its data in base64."""
    try:
        image = _json_image.decode(message)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError(str(error)) from error
    return CompressedImage(image.frame_id, image.format, image.data)


def parse_cdr(message: memoryview) -> CompressedImage:
    """sensor_msgs/msg/CompressedImage: stamp (seconds, nanoseconds), frame_id, format, data."""
    kind = Fields(message).u16() >> 8  # its second byte; two bytes of options follow
    if kind not in _CDR_LITTLE_ENDIAN + _CDR_BIG_ENDIAN:
        raise ValueError(f"CDR of kind {kind}; expected plain CDR")
    order = Fields(message[4:], order="<" if kind in _CDR_LITTLE_ENDIAN else ">", aligned=True)
    return _after_stamp(order)


def parse_ros1(message: memoryview) -> CompressedImage:
    """sensor_msgs/CompressedImage of ROS 1: a sequence number, then as in ROS 2, unaligned."""
    fields = Fields(message)
    fields.u32()
    return _after_stamp(fields)


def _after_stamp(fields: Fields) -> CompressedImage:
    fields.u32(), fields.u32()
    return CompressedImage(frame_id=fields.text(), format=fields.text(), data=fields.blob())


class _JsonImage(msgspec.Struct):
    data: bytes
    format: str = ""
    frame_id: str = ""


_json_image = msgspec.json.Decoder(_JsonImage)


def _protobuf_fields(message: memoryview) -> Iterator[tuple[int, memoryview]]:
    """The fields with a length; those of other wire types are passed over."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        match key & 7:
            case 0:
                _, at = _varint(message, at)
                continue
            case 1:
                at += 8
                continue
            case 5:
                at += 4
                continue
            case 2:
                length, at = _varint(message, at)
            case wire_type:
                raise ValueError(f"protobuf wire type {wire_type} is not known")
        if at + length > len(message):
            raise ValueError("a protobuf field goes beyond the end")
        yield key >> 3, message[at : at + length]
        at += length


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            raise ValueError("a protobuf number goes beyond the end")
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise ValueError("a protobuf number has more than ten bytes")


def _text(field: memoryview | None) -> str:
    return "" if field is None else str(field, "utf-8", "replace")


_PARSERS: dict[tuple[str, str], Parse] = {
    ("protobuf", "foxglove.CompressedImage"): parse_protobuf,
    ("json", "foxglove.CompressedImage"): parse_json,
    ("cdr", "sensor_msgs/msg/CompressedImage"): parse_cdr,
    ("ros1", "sensor_msgs/CompressedImage"): parse_ros1,
}

"""A frame as the message of ROS 2 for compressed images, which every tool for MCAP can show.

The layout is plain CDR, little-endian: four bytes that say so, then the fields in order, each
integer at a multiple of its size, each text with its length before and a NUL after it. Around the
JPEG that is less than a hundred bytes, and no base64. Pure.
"""

import struct

SCHEMA_NAME = "sensor_msgs/msg/CompressedImage"
SCHEMA_ENCODING = "ros2msg"
MESSAGE_ENCODING = "cdr"

_RULE = "=" * 80

SCHEMA = f"""\
std_msgs/Header header
string format
uint8[] data
{_RULE}
MSG: std_msgs/Header
builtin_interfaces/Time stamp
string frame_id
{_RULE}
MSG: builtin_interfaces/Time
int32 sec
uint32 nanosec
"""
"""The definition, with those that it needs, in the way that MCAP asks for."""

_LITTLE_ENDIAN = b"\x00\x01\x00\x00"
_LAST_SECOND = 2**31 - 1


def encode_jpeg_message(jpeg: bytes, *, frame_id: str, captured_ns: int) -> bytes:
    """The message. captured_ns: nanoseconds since 1970 UTC, from 1970 to 2038 as ROS counts."""
    seconds, nanoseconds = divmod(max(0, captured_ns), 1_000_000_000)
    body = struct.pack("<iI", min(seconds, _LAST_SECOND), nanoseconds)
    body = _after(body, frame_id.encode("utf-8", "replace") + b"\0")
    body = _after(body, b"jpeg\0")
    return _LITTLE_ENDIAN + _after(body, jpeg)


def _after(body: bytes, content: bytes) -> bytes:
    """The body with what comes next in it, behind its length."""
    return b"".join((body, bytes(-len(body) % 4), struct.pack("<I", len(content)), content))

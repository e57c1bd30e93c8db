"""The records of an MCAP file, as far as finding images in it needs them. Pure.

Unlike the library's reader this one believes no length, allocates nothing by what a file claims,
and stops quietly where the bytes end: a recording that was cut short is read up to there.
"""

import struct
from collections.abc import Iterator, Set
from dataclasses import dataclass
from enum import IntEnum

from edge_node.sources.mcap_fields import Fields

MAGIC = b"\x89MCAP0\r\n"
"""The first and the last bytes of a file that was finished."""

RECORD_HEAD = struct.Struct("<BQ")
"""Opcode, and the length of what follows."""

MESSAGE_HEAD = struct.Struct("<HIQQ")
"""Channel, sequence number, log time, publish time."""


class Opcode(IntEnum):
    FOOTER = 0x02
    SCHEMA = 0x03
    CHANNEL = 0x04
    MESSAGE = 0x05
    CHUNK = 0x06
    MESSAGE_INDEX = 0x07
    CHUNK_INDEX = 0x08
    STATISTICS = 0x0B
    DATA_END = 0x0F


@dataclass(frozen=True, slots=True)
class Schema:
    """The name of a type of message; its definition is not needed."""

    schema_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A topic, and how its messages are encoded."""

    channel_id: int
    schema_id: int
    topic: str
    encoding: str
    metadata: tuple[tuple[str, str], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Message:
    """A message. log_time_ns: when it was recorded, on whatever clock its recorder had."""

    channel_id: int
    log_time_ns: int
    data: memoryview


def records(data: memoryview) -> Iterator[tuple[int, memoryview]]:
    """Opcode and content of the records in a chunk, up to the last one that is whole."""
    at = 0
    while at + RECORD_HEAD.size <= len(data):
        opcode, length = RECORD_HEAD.unpack_from(data, at)
        at += RECORD_HEAD.size
        if at + length > len(data):
            return
        yield opcode, data[at : at + length]
        at += length


def parse_schema(content: memoryview) -> Schema:
    """Raises ValueError."""
    fields = Fields(content)
    return Schema(schema_id=fields.u16(), name=fields.text())


def parse_channel(content: memoryview) -> Channel:
    """Raises ValueError."""
    fields = Fields(content)
    channel_id, schema_id = fields.u16(), fields.u16()
    topic, encoding = fields.text(), fields.text()
    pairs = Fields(fields.blob())
    metadata: list[tuple[str, str]] = []
    while not pairs.is_over:
        metadata.append((pairs.text(), pairs.text()))
    return Channel(channel_id, schema_id, topic, encoding, tuple(metadata))


def parse_message(content: memoryview) -> Message:
    """Raises ValueError."""
    if len(content) < MESSAGE_HEAD.size:
        raise ValueError("a message is cut short")
    channel_id, _, log_time_ns, _ = MESSAGE_HEAD.unpack_from(content)
    return Message(channel_id, log_time_ns, content[MESSAGE_HEAD.size :])


def messages(data: memoryview, channel_ids: Set[int]) -> Iterator[Message]:
    """The messages of these channels among the records of a chunk."""
    for opcode, content in records(data):
        if opcode == Opcode.MESSAGE and len(content) >= MESSAGE_HEAD.size:
            message = parse_message(content)
            if message.channel_id in channel_ids:
                yield message

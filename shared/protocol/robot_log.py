"""The latest lines of a node's log, shown to a person who asks for them."""

from typing import Annotated, Literal

import msgspec

from shared.protocol.fields import Count, Id, Name, Time
from shared.protocol.message import Message

LOG_MINOR = 5
"""Since this minor version there are these messages: nobody sends them to who is older."""

MAX_LINES = 200
MAX_LINE_CHARS = 500

LogLevel = Literal["info", "warning", "error"]


class LogWanted(Message, frozen=True, kw_only=True, tag="log_wanted"):
    """Somebody wants to see a node's log.

    level: this one and above. at_most: so many lines, the latest ones.
    """

    request_id: Id
    node_id: Id
    level: LogLevel = "info"
    at_most: Annotated[int, msgspec.Meta(ge=1, le=MAX_LINES)] = MAX_LINES


class LogLine(msgspec.Struct, frozen=True, kw_only=True):
    """One event. part: which part of the program says it."""

    at_s: Time
    level: LogLevel
    part: Name
    text: Annotated[str, msgspec.Meta(max_length=MAX_LINE_CHARS)]


class RobotLog(Message, frozen=True, kw_only=True, tag="robot_log"):
    """What was asked for, the latest first. kept: lines that the node has, of all levels."""

    request_id: Id
    node_id: Id
    lines: Annotated[tuple[LogLine, ...], msgspec.Meta(max_length=MAX_LINES)] = ()
    kept: Count = 0

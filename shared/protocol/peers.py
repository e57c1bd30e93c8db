"""What peers say of themselves and of what they got."""

from typing import Annotated, Literal

import msgspec

from shared.protocol.fields import Count, Id, Name, Text
from shared.protocol.message import Message

PROTOCOL_MAJOR = 1
PROTOCOL_MINOR = 6
Role = Literal["node", "operator"]


class Hello(Message, frozen=True, kw_only=True, tag="hello"):
    """First word of a peer, repeated until `Welcome` or `Refused` comes, and after a reconnect."""

    role: Role
    peer_id: Id
    name: Name
    major: Count = PROTOCOL_MAJOR
    minor: Count = PROTOCOL_MINOR
    software: Name = ""
    active_version: Count = 0
    embedder_sha256: Annotated[str, msgspec.Meta(max_length=64)] = ""


class Welcome(Message, frozen=True, kw_only=True, tag="welcome"):
    """The station knows the peer now."""

    station_id: Id
    major: Count = PROTOCOL_MAJOR
    minor: Count = PROTOCOL_MINOR


class Refused(Message, frozen=True, kw_only=True, tag="refused"):
    """The station will not talk to the peer, or not take the message `about`.

    Final for a message, but for the code "storage": that may pass, and the message is resent.
    "answered", since minor version 2, is only said of an answer that goes along with another.
    """

    code: Literal[
        "protocol",
        "malformed",
        "not_allowed",
        "unknown_query",
        "unknown_blob",
        "storage",
        "busy",
        "answered",
    ]
    reason: Text
    about: Annotated[str, msgspec.Meta(max_length=64)] = ""


class Beat(Message, frozen=True, kw_only=True, tag="beat"):
    """Nothing to say, still here. Sent by either side after a second of silence."""


class Ack(Message, frozen=True, kw_only=True, tag="ack"):
    """What is named by `ids` lies safely on the receiver's disk."""

    ids: tuple[Id, ...]

"""What a robot sees now, shown to a person: asked for again and again, and gone when it is not."""

from typing import Annotated

import msgspec

from shared.protocol.fields import Corners, Count, Id, Name, Share, SidePx, Time
from shared.protocol.message import Message

MAX_OBJECTS = 200
LIVE_MINOR = 4
"""Since this minor version there are these messages: nobody sends them to who is older."""

WANTED_S = 3.0
"""A wish holds so long; whoever looks says it again each second."""


class LiveWanted(Message, frozen=True, kw_only=True, tag="live_wanted"):
    """Somebody looks at what a node sees."""

    node_id: Id


class LiveObject(msgspec.Struct, frozen=True, kw_only=True):
    """One object in the frame, its box in pixels of the frame.

    name: what it is taken for, "" while nothing is. asked: whether a person was asked about it.
    """

    box: Corners
    name: Name = ""
    probability: Share = 0.0
    asked: bool = False


LiveObjects = Annotated[tuple[LiveObject, ...], msgspec.Meta(max_length=MAX_OBJECTS)]


class LiveFrame(Message, frozen=True, kw_only=True, tag="live_frame"):
    """A frame with what is drawn on it.

    Payload: the frame as JPEG, smaller than it was.
    """

    node_id: Id
    source_id: Name
    sequence: Count
    captured_at_s: Time
    width_px: SidePx
    height_px: SidePx
    version: Count = 0
    objects: LiveObjects = ()

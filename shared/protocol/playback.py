"""How a node plays its recording: what it says of that, and what an operator wants of it."""

from typing import Annotated

import msgspec

from shared.protocol.fields import Id, Share
from shared.protocol.message import Message

PLAYBACK_MINOR = 5
"""Since this minor version there are these messages: nobody sends them to who is older."""

MAX_SPEED = 1000.0

Speed = Annotated[float, msgspec.Meta(ge=0.0, le=MAX_SPEED)]
"""Times the recording's own speed; 0 is as fast as it is read."""

MAX_MOMENT_S = 1e9
"""More than thirty years. A recording goes beyond it where a clock was set while it was made, as on
a machine that starts in 1970 and is told the time later: what is said of it is cut to this."""

Moment = Annotated[float, msgspec.Meta(ge=0.0, le=MAX_MOMENT_S)]
"""Seconds from the beginning of a recording."""


def moment_s(recorded_s: float) -> Moment:
    """The closest time that can be said."""
    return min(max(0.0, recorded_s), MAX_MOMENT_S)


class PlaybackState(msgspec.Struct, frozen=True, kw_only=True):
    """How a recording is played.

    position_s: when the frame delivered last was recorded. length_s: when the last one was, as far
    as the file says; 0 where it does not.
    """

    position_s: Moment
    length_s: Moment = 0.0
    speed: Speed = 0.0
    paused: bool = False


class ControlPlayback(Message, frozen=True, kw_only=True, tag="control_playback"):
    """How a node is to play its recording; what is None stays as it is.

    Answered by the node with `CommandResult`. to_s: goes on with the first frame recorded then or
    later. to_share: the same as a share of the recording's length; `to_s` goes before it.
    """

    command_id: Id
    node_id: Id
    paused: bool | None = None
    speed: Speed | None = None
    to_s: Moment | None = None
    to_share: Share | None = None

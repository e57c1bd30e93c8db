"""Watching what a node recorded: frame by frame, as it was judged then. Nothing is perceived anew.

Whoever watches asks for one frame at a time, so a node keeps nothing for those who do.
"""

from shared.protocol.fields import Count, Id, SidePx, Text, Time
from shared.protocol.live import LiveObjects
from shared.protocol.message import Message
from shared.protocol.playback import Moment
from shared.protocol.recording import FileName

WATCH_MINOR = 6
"""Since this minor version there are these messages: nobody sends them to who is older."""


class ShotWanted(Message, frozen=True, kw_only=True, tag="shot_wanted"):
    """Somebody wants to see a recording of a node at a moment; answered with `RecordedShot`, or
    with `CommandResult` where it cannot be shown."""

    request_id: Id
    node_id: Id
    file: FileName
    at_s: Moment = 0.0


class RecordedShot(Message, frozen=True, kw_only=True, tag="recorded_shot"):
    """The last frame up to the moment that was wanted, with what was found in it when it was taken.

    position_s: when it was recorded. next_s: when the one after it was; None at the end.
    captured_at_s: when it was taken, by the node's clock then. version: what judged it.
    note: what is amiss with it, "" for nothing.
    Payload: the frame as JPEG, smaller than it was.
    """

    request_id: Id
    node_id: Id
    file: FileName
    position_s: Moment
    next_s: Moment | None = None
    length_s: Moment
    captured_at_s: Time
    width_px: SidePx
    height_px: SidePx
    version: Count = 0
    objects: LiveObjects = ()
    note: Text = ""

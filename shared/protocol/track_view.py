"""One track as large as the station has it; a page of tracks has small pictures alone.

All of it since minor version 6.
"""

from shared.protocol.fields import Corners, Count, Id
from shared.protocol.message import Message

TRACK_VIEW_MINOR = 6
"""Since this minor version of the protocol a station shows what is below."""


class TrackViewWanted(Message, frozen=True, kw_only=True, tag="track_view_wanted"):
    """Answered by `TrackView`, or by `CommandResult` if there is no such track."""

    request_id: Id
    query_id: Id


class TrackView(Message, frozen=True, kw_only=True, tag="track_view"):
    """The best view of a track, and where in which frame it was seen.

    Payloads: the view and the context frame as JPEG, as the robot sent them; empty where they are
    lost. box: in pixels of the frame, which may have been larger than the picture of it.
    """

    request_id: Id
    query_id: Id
    frame_width_px: Count
    box: Corners

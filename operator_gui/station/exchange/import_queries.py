"""Imported objects as the questions that a station keeps. Pure."""

from collections.abc import Sequence

import numpy as np

from operator_gui.station.exchange.import_plan import PlannedTrack, PlannedView
from operator_gui.station.exchange.view_geometry import (
    box_in_frame,
    box_in_view,
    from_frame,
    from_view,
    region_of,
)
from operator_gui.station.inbox import AUDIT_SPLIT
from operator_gui.station.intake import CheckedQuery, check_query
from shared.domain import Box
from shared.embedding_wire import Looked
from shared.protocol.codec import Envelope, encode
from shared.protocol.fields import MAX_NAME
from shared.protocol.questions import Query, View

NODE_ID = "import"
SAME_BOX_PX = 0.002

Size = tuple[int, int]


def query_of(
    track: PlannedTrack,
    looks: Sequence[Looked],
    *,
    embedder_sha256: str,
    title: str,
    now_s: float,
) -> CheckedQuery:
    """The question to which the imported name is the answer, as `envelope_of` makes it."""
    envelope = envelope_of(track, looks, embedder_sha256=embedder_sha256, title=title, now_s=now_s)
    assert isinstance(envelope.message, Query)
    return check_query(envelope.message, envelope)


def envelope_of(
    track: PlannedTrack,
    looks: Sequence[Looked],
    *,
    embedder_sha256: str,
    title: str,
    now_s: float,
) -> Envelope:
    """The same as a node would send it. title: what was imported.

    Raises ProtocolError if it breaks a limit of the protocol.
    """
    known, first = track.provenance, track.views[0]
    frame_px, boxes = _in_frame(track.views)
    seen_s = known.captured_at_s or now_s
    embeddings = b"".join(look.embedding for look in looks)
    query = Query(
        query_id=track.query_id,
        node_id=known.node_id or NODE_ID,
        node_name=known.node_id[:MAX_NAME] or NODE_ID,
        source_id=known.source_id or title[:MAX_NAME],
        track_key=known.track_key or track.query_id,
        session_id=known.session_id or f"import-{first.file.sha256[:24]}",
        created_at_s=seen_s,
        first_seen_s=seen_s,
        last_seen_s=seen_s,
        sightings=len(looks),
        frame_width_px=frame_px[0],
        frame_height_px=frame_px[1],
        views=tuple(
            _view(view, box, look, seen_s)
            for view, box, look in zip(track.views, boxes, looks, strict=True)
        ),
        embedding_dim=len(looks[0].embedding) // np.dtype("<f4").itemsize,
        embedder_sha256=embedder_sha256,
        reason="audit" if track.split == AUDIT_SPLIT else "novel",
        value=0.0,
        novelty=1.0,
    )
    payloads = (looks[0].context, embeddings, *(look.view for look in looks))
    envelope = Envelope(query, payloads)
    encode(envelope)  # raises what the station would if it came over the wire
    check_query(query, envelope)
    return envelope


def _view(view: PlannedView, box: Box, look: Looked, seen_s: float) -> View:
    known = view.provenance
    own_name = view.picture.file_name if len(view.picture.file_name) <= MAX_NAME else ""
    return View(
        box=box,
        frame_sequence=known.frame_sequence,
        captured_at_s=known.captured_at_s or seen_s,
        quality=known.quality or look.quality,
        frame_name=known.frame_name if known.query_id else own_name,
    )


def _in_frame(views: Sequence[PlannedView]) -> tuple[Size, list[Box]]:
    """The size of the camera's frame and each view's box in it, as it was before the export.

    Where the best view's picture is not the whole frame, the pictures are all there is.
    """
    first = views[0].provenance
    frame_px = first.frame_width_px, first.frame_height_px
    if not is_of_frame(views):
        frame_px = _size_px(views[0])
        scaled = (
            from_frame(view.box, frame_px=frame_px, picture_px=_size_px(view)) for view in views
        )
        return frame_px, list(scaled)
    return frame_px, [_box_in_frame(view, frame_px) for view in views]


def is_of_frame(views: Sequence[PlannedView]) -> bool:
    """Whether the best view's picture is a camera's frame as a station exported it."""
    first = views[0].provenance
    return first.shown == "frame" and first.frame_width_px > 0 and first.frame_height_px > 0


def _size_px(view: PlannedView) -> Size:
    return view.picture.width_px, view.picture.height_px


def _box_in_frame(view: PlannedView, frame_px: Size) -> Box:
    stated = Box(*view.provenance.frame_box)
    picture_px = _size_px(view)
    has_area = stated.width_px > 0 and stated.height_px > 0
    match view.provenance.shown:
        case "frame":
            if has_area and _same(
                box_in_frame(stated, frame_px=frame_px, picture_px=picture_px), view.box
            ):
                return stated
            return from_frame(view.box, frame_px=frame_px, picture_px=picture_px)
        case "view" if has_area:
            if _same(box_in_view(stated, frame_px=frame_px, picture_px=picture_px), view.box):
                return stated
            region = region_of(stated, frame_px)
            return from_view(view.box, region=region, picture_px=picture_px)
        case _:
            return view.box


def _same(left: Box, right: Box) -> bool:
    """A person may have moved the box since it was exported."""
    return all(abs(a - b) <= SAME_BOX_PX for a, b in zip(left, right, strict=True))

"""The question about a made view: "is this still a mug?"."""

from dataclasses import dataclass

import msgspec

from edge_node.jpeg import encode_jpeg
from edge_node.perception.prediction import predict_rows
from edge_node.perception.query_draft import MAX_SET, QueryDraft, suggest
from edge_node.synthesis.crop_shelf import LabelledCrop
from shared.bundle import HeadSpec
from shared.domain import Floats, HeadOutput, Image
from shared.protocol.questions import Suggestion


@dataclass(frozen=True, eq=False, slots=True)
class MadeView:
    """A view that no camera saw. embedding: (1, dim) float32. said: of the head, one row."""

    source: LabelledCrop
    image: Image
    embedding: Floats
    said: HeadOutput


def draft_made_query(
    view: MadeView, *, head: HeadSpec, head_version: int, query_id: str, now_s: float
) -> QueryDraft:
    """The question, worth as much as the committee differs.

    The view is its own context frame, since nothing else shows what it shows. The first suggestion
    is the name that its source was given.
    """
    height_px, width_px = view.image.shape[:2]
    (prediction,) = predict_rows(view.said, head)
    name, seen = view.source.name, view.source.query.views[0]
    probability = float(view.said.probabilities[0, head.class_names.index(name)])
    others = (s for s in suggest(prediction, "", 0.0) if s.name != name)
    query = msgspec.structs.replace(
        view.source.query,
        query_id=query_id,
        track_key=query_id,
        created_at_s=now_s,
        sightings=0,
        frame_width_px=width_px,
        frame_height_px=height_px,
        views=(msgspec.structs.replace(seen, box=(0.0, 0.0, float(width_px), float(height_px))),),
        reason="ambiguous",
        value=prediction.disagreement,
        novelty=prediction.novelty,
        suggestions=(Suggestion(name=name, probability=min(1.0, probability)), *others),
        prediction_set=prediction.prediction_set[:MAX_SET],
        head_version=head_version,
        made_from=view.source.query.query_id,
    )
    picture = encode_jpeg(view.image)
    return QueryDraft(query, (picture, view.embedding.astype("<f4").tobytes(), picture))

"""A question as it travels: the message, and its images and embeddings as bytes."""

from dataclasses import dataclass

from edge_node.asking.subject import Proposal, Subject
from edge_node.asking.view_book import TrackView
from edge_node.jpeg import encode_jpeg
from shared.domain import NOT_AN_OBJECT, Prediction
from shared.protocol.fields import MAX_NAME
from shared.protocol.questions import Query, Suggestion, View

MAX_SUGGESTIONS = 5
MAX_SET = 32


@dataclass(frozen=True, slots=True)
class NodeIdentity:
    """Who asks. session_id: of this run of the node, at most 40 characters."""

    node_id: str
    node_name: str
    session_id: str


@dataclass(frozen=True, eq=False, slots=True)
class QueryDraft:
    """A question and its payloads, in the order that `Query` gives."""

    query: Query
    payloads: tuple[bytes, ...]


def draft_query(
    subject: Subject,
    proposal: Proposal,
    *,
    identity: NodeIdentity,
    source_id: str,
    detector_class: str,
    embedder_sha256: str,
    head_version: int,
    now_s: float,
) -> QueryDraft:
    """The question about a subject that has views. head_version: 0 without a head."""
    views = subject.book.views
    judgement = subject.judgement
    prediction = judgement.prediction if judgement is not None else None
    query = Query(
        query_id=subject.query_id,
        node_id=identity.node_id,
        node_name=identity.node_name,
        source_id=source_id,
        track_key=subject.track_key,
        session_id=identity.session_id,
        created_at_s=now_s,
        first_seen_s=subject.first_seen_s,
        last_seen_s=subject.last_seen_s,
        sightings=subject.sightings,
        frame_width_px=subject.frame_width_px,
        frame_height_px=subject.frame_height_px,
        views=tuple(_view(view) for view in views),
        embedding_dim=subject.features.shape[1],
        embedder_sha256=embedder_sha256,
        reason=proposal.reason,
        value=proposal.value,
        novelty=prediction.novelty if prediction is not None else 1.0,
        suggestions=suggest(prediction, detector_class, subject.mean_score),
        prediction_set=prediction.prediction_set[:MAX_SET] if prediction is not None else (),
        head_version=head_version,
        predicted=_predicted(prediction),
    )
    context = subject.book.context
    if context is None:
        raise ValueError(f"track {subject.track_key} has no context frame to ask with")
    embeddings = subject.embeddings.astype("<f4").tobytes()
    crops = tuple(encode_jpeg(view.crop) for view in views)
    return QueryDraft(query, (encode_jpeg(context), embeddings, *crops))


def _predicted(prediction: Prediction | None) -> str:
    """What the head would have called it; "" without one."""
    ranked = prediction.ranked if prediction is not None else ()
    return ranked[0][0][:MAX_NAME] if ranked else ""


def suggest(
    prediction: Prediction | None, detector_class: str, detector_score: float
) -> tuple[Suggestion, ...]:
    """Names that might fit, at most five and each once.

    The head's come first where it knows something like it, else the detector's class does.
    "Not an object" is never suggested as a name. detector_class: "" for none.
    """
    head = [
        Suggestion(name=name[:MAX_NAME], probability=probability, source="head")
        for name, probability in (prediction.ranked if prediction is not None else ())
        if name != NOT_AN_OBJECT
    ]
    detector = (
        [Suggestion(name=detector_class, probability=detector_score, source="detector")]
        if detector_class
        else []
    )
    head_knows = prediction is not None and bool(prediction.prediction_set)
    ordered = [*head, *detector] if head_knows else [*detector, *head]
    first_of_name = {suggestion.name: suggestion for suggestion in reversed(ordered)}
    unique = [suggestion for suggestion in ordered if first_of_name[suggestion.name] is suggestion]
    if head_knows and detector and len(unique) > MAX_SUGGESTIONS and unique[-1] is detector[0]:
        return (*unique[: MAX_SUGGESTIONS - 1], detector[0])
    return tuple(unique[:MAX_SUGGESTIONS])


def _view(view: TrackView) -> View:
    return View(
        box=view.box,
        frame_sequence=view.frame_sequence,
        captured_at_s=view.captured_at_s,
        quality=view.quality,
        detector_score=view.detector_score,
        frame_position=view.frame_position,
        frame_name=view.frame_name[:MAX_NAME],
    )

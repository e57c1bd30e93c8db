"""What is published of a frame: every confirmed track that was seen in it. Pure."""

from edge_node.asking.subject import Subject
from edge_node.perception.active_bundle import ActiveBundle
from edge_node.perception.naming import NamingConfig, believe
from edge_node.tracking import TrackState
from shared.domain import AnswerKind, Frame
from shared.protocol.publication import FrameDetections, PublishedDetection


def publish_frame(
    frame: Frame,
    detections: tuple[PublishedDetection, ...],
    *,
    node_id: str,
    version: int,
    now_s: float,
) -> FrameDetections:
    """The record of a frame. version: of the bundle that saw it."""
    return FrameDetections(
        node_id=node_id,
        source_id=frame.source_id,
        sequence=frame.sequence,
        position=frame.position,
        frame_name=frame.name,
        captured_at_s=frame.captured_at_s,
        published_at_s=now_s,
        width_px=frame.width_px,
        height_px=frame.height_px,
        version=version,
        detections=detections,
    )


def publish_track(
    state: TrackState,
    subject: Subject,
    *,
    answer: tuple[AnswerKind, str] | None,
    detector_class: str,
    naming: NamingConfig,
) -> PublishedDetection:
    """A track in the frame in which it was just seen.

    answer: what a person said of this object, if anything. `asked` is true from the question on,
    be it put about this track or about an earlier one of the same object.
    """
    belief = believe(
        answer=answer,
        judgement=subject.judgement,
        detector_class=detector_class,
        detector_score=subject.mean_score,
        config=naming,
    )
    return PublishedDetection(
        track_id=state.track_id,
        box=state.box,
        detector_score=state.score,
        detector_class=detector_class,
        name=belief.name,
        name_source=belief.source,
        probability=belief.probability,
        prediction_set=belief.prediction_set,
        novelty=belief.novelty,
        asked=bool(subject.query_id),
        probabilities=subject.judgement.prediction.ranked if subject.judgement else (),
    )


def class_name(bundle: ActiveBundle, class_id: int) -> str:
    """The detector's or the classifier's own name of a class; "" where the bundle has neither."""
    spec = bundle.manifest.detector or bundle.manifest.classifier
    if spec is None or class_id >= len(spec.class_names):
        return ""
    return spec.class_names[class_id]

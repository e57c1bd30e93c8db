"""One object in one frame, with all that is known of it: the flat form of what is published."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.domain import Box, NameSource
from shared.protocol.publication import FrameDetections


@dataclass(frozen=True, slots=True)
class SeenObject:
    """A tracked object in a frame.

    name: what whatsit believes, "" for nothing; name_source: who says so. probabilities: the
    likeliest names, best first, at most five. conformal_set: the names that cannot be told apart
    at the stated risk; empty for what is unknown. track_id: the same physical object keeps it.
    box: in pixels of the frame. novelty: 0 (like what was taught) to 1. version: of the bundle.
    captured_at_s: seconds since 1970 UTC.
    """

    name: str
    name_source: NameSource
    probability: float
    probabilities: tuple[tuple[str, float], ...]
    conformal_set: tuple[str, ...]
    track_id: int
    box: Box
    novelty: float
    version: int
    captured_at_s: float
    sequence: int
    source_id: str
    asked: bool


def seen_objects(frame: FrameDetections) -> Iterator[SeenObject]:
    """The objects of a frame, in its order."""
    for one in frame.detections:
        yield SeenObject(
            name=one.name,
            name_source=one.name_source,
            probability=one.probability,
            probabilities=one.probabilities,
            conformal_set=one.prediction_set,
            track_id=one.track_id,
            box=Box(*one.box),
            novelty=one.novelty,
            version=frame.version,
            captured_at_s=frame.captured_at_s,
            sequence=frame.sequence,
            source_id=frame.source_id,
            asked=one.asked,
        )

"""Made-up views and subjects."""

import numpy as np

from edge_node.asking.subject import Judgement, Subject
from edge_node.asking.view_book import TrackView, ViewConfig
from shared.domain import Box, Floats, HeadOutput, Prediction

DIM = 8
IMAGE = np.zeros((20, 30, 3), np.uint8)


def axis(number: int, *, towards: int = 0, share: float = 0.0) -> Floats:
    """A vector along one axis, leaning towards another. Square roots make the features."""
    vector = np.zeros(DIM, np.float32)
    vector[number] = 1.0 - share
    vector[towards] += share
    return vector


def view(embedding: Floats | None = None, *, sequence: int = 0, quality: float = 0.5) -> TrackView:
    return TrackView(
        crop=IMAGE,
        embedding=axis(0) if embedding is None else embedding,
        box=Box(1, 2, 11, 12),
        frame_sequence=sequence,
        captured_at_s=float(sequence),
        frame_position=sequence,
        frame_name="",
        quality=quality,
        detector_score=0.5,
    )


def subject(
    key: str = "s-1",
    embedding: Floats | None = None,
    *,
    judgement: Judgement | None = None,
    audit: bool = False,
    sightings: int = 10,
) -> Subject:
    made = Subject(track_key=key, audit=audit, still=False, first_seen_s=100.0)
    made.sightings = sightings
    made.judgement = judgement
    made.book.add(view(embedding), IMAGE, ViewConfig())
    return made


def judgement(
    *probabilities: float,
    names: tuple[str, ...] = (),
    novelty: float = 0.3,
    calibrated: bool = True,
) -> Judgement:
    return Judgement(
        Prediction("mug", max(probabilities), names, novelty, 0.0, (("mug", max(probabilities)),)),
        HeadOutput(
            probabilities=np.array([probabilities], np.float32),
            top_scores=np.ones(1, np.float32),
            features=np.zeros((1, DIM), np.float32),
            disagreement=np.zeros(1, np.float32),
            votes=np.array([[probabilities]], np.float32),
        ),
        calibrated,
    )

"""A track as the one who asks sees it: its views, what is believed of it, what was asked."""

from dataclasses import dataclass, field

import numpy as np

from edge_node.asking.view_book import ViewBook
from shared.domain import AskReason, Floats, HeadOutput, Prediction
from shared.learning.features import normalise


@dataclass(frozen=True, eq=False, slots=True)
class Judgement:
    """What the head says of a track. output: one row, the mean over the track's views.

    calibrated: whether the head saw enough tracks to keep the risk that it states. Until then its
    prediction sets promise nothing.
    """

    prediction: Prediction
    output: HeadOutput
    calibrated: bool

    @property
    def is_sure(self) -> bool:
        """Whether one name is left at the stated risk."""
        return self.calibrated and len(self.prediction.prediction_set) == 1


@dataclass(frozen=True, slots=True)
class Proposal:
    """Why a track might be asked about, and what an answer is worth, 0 to 1."""

    reason: AskReason
    value: float


@dataclass(slots=True, eq=False)
class Subject:
    """One confirmed track. Belongs to the thread that runs perception.

    track_key: unique over all runs of the node. audit: whether it was drawn for the random check.
    still: whether it comes from single images rather than a stream.
    query_id: of the question that was put about this object, here or as another track; "" if none.
    judgement: None without a head, or before the first view.
    judged: state of the book and version of the bundle that the judgement was made from.
    linked: states of book and memory when the subject was last looked up in the memory; alike
    and likeness: the feature (d,) that came closest then, and its cosine. noted: whether it counts
    among what was seen.
    bar: what a question must be worth, as decided when the track came; None before that.
    rated_under: how often the settings had changed when bar and proposal were found.
    proposed: states of book and memory, and that version, when it was last found what a question
    would be worth; proposal: that worth.
    """

    track_key: str
    audit: bool
    still: bool
    first_seen_s: float
    book: ViewBook = field(default_factory=ViewBook)
    last_seen_s: float = 0.0
    frame_width_px: int = 0
    frame_height_px: int = 0
    sightings: int = 0
    score_sum: float = 0.0
    class_id: int = 0
    class_share: float = 0.0
    query_id: str = ""
    own_question: bool = False
    judgement: Judgement | None = None
    judged: tuple[int, int] = (-1, -1)
    linked: tuple[int, int] = (-1, -1)
    bar: float | None = None
    rated_under: int = 0
    alike: Floats | None = None
    likeness: float = -1.0
    noted: bool = False
    proposed: tuple[int, int, int] = (-1, -1, -1)
    proposal: Proposal | None = None
    _features: tuple[int, Floats] | None = None

    @property
    def mean_score(self) -> float:
        """The detector's score over all sightings, 0 to 1."""
        return min(1.0, self.score_sum / max(1, self.sightings))

    @property
    def embeddings(self) -> Floats:
        """(v, d) float32, best view first; there is at least one view."""
        return np.stack([view.embedding for view in self.book.views])

    @property
    def features(self) -> Floats:
        """(v, d) float32, unit rows: the embeddings where similarity is the dot product."""
        if self._features is None or self._features[0] != self.book.changes:
            self._features = self.book.changes, normalise(self.embeddings)
        return self._features[1]

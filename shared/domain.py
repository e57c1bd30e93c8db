"""The words of the domain as types. No I/O, no clocks, no threads.

Conventions: images are `(height, width, 3)` uint8 in BGR order as OpenCV has them; boxes are
`xyxy` in pixels of the frame; times are seconds since 1970 UTC unless a name says otherwise.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple, Self

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]

NOT_AN_OBJECT = "not an object"
"""The reserved class that "not an object" answers teach: background, never published as a name."""

AskReason = Literal["novel", "ambiguous", "audit"]
"""Why a query is put: nothing like it is known, several names fit, or a random check."""

AnswerKind = Literal["name", "not_an_object", "dont_know", "later", "withdrawn"]
"""What the operator said. `withdrawn` takes an earlier answer back and reopens its query."""

MadeViewsVerdict = Literal["untested", "help", "no_help"]
"""Whether a head is better for the views that were made and not seen; untested without any."""

VersionState = Literal["candidate", "passed", "refused", "staged", "shadow", "active", "retired"]
"""How far a trained head has come: being judged, fit to go out or not, on some nodes (staged), run
beside the active one (shadow), on all nodes, or replaced."""

NameSource = Literal["none", "detector", "head", "operator"]
"""Who gave a published name: nobody, the detector's own classes, the head, or a person."""


class Box(NamedTuple):
    """Corners in pixels of the frame: left, top, right, bottom; `x1 > x0` and `y1 > y0`."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width_px(self) -> float:
        return self.x1 - self.x0

    @property
    def height_px(self) -> float:
        return self.y1 - self.y0

    @property
    def area_px(self) -> float:
        return max(0.0, self.width_px) * max(0.0, self.height_px)

    def iou(self, other: "Box") -> float:
        """Intersection over union with `other`, 0 to 1."""
        width_px = min(self.x1, other.x1) - max(self.x0, other.x0)
        height_px = min(self.y1, other.y1) - max(self.y0, other.y0)
        if width_px <= 0 or height_px <= 0:
            return 0.0
        shared_px = width_px * height_px
        return shared_px / (self.area_px + other.area_px - shared_px)


@dataclass(frozen=True, eq=False, slots=True)
class Frame:
    """One image from a source.

    `sequence` counts the frames that the source produced and only ever rises, over loops and
    restarts of the source too. `position` is the frame's index in its recording (None for a live
    camera), and `name` the file it came from where a source has one file a frame.
    """

    image: Image
    source_id: str
    sequence: int
    captured_at_s: float
    position: int | None = None
    name: str = ""

    @property
    def width_px(self) -> int:
        return int(self.image.shape[1])

    @property
    def height_px(self) -> int:
        return int(self.image.shape[0])


@dataclass(frozen=True, eq=False, slots=True)
class Detections:
    """What a detector saw in one frame, best first.

    boxes: (n, 4) float32, xyxy, pixels of the frame.
    scores: (n,) float32, 0 to 1.
    class_ids: (n,) int64, index into the detector's own class names.
    """

    boxes: Floats
    scores: Floats
    class_ids: npt.NDArray[np.int64]

    def __post_init__(self) -> None:
        n = self.boxes.shape[0]
        if self.boxes.shape != (n, 4):
            raise ValueError(f"boxes: expected shape (n, 4), got {self.boxes.shape}")
        for field, array in (("scores", self.scores), ("class_ids", self.class_ids)):
            if array.shape != (n,):
                raise ValueError(f"{field}: expected shape ({n},), got {array.shape}")

    def __len__(self) -> int:
        return int(self.boxes.shape[0])

    @classmethod
    def empty(cls) -> Self:
        return cls(
            boxes=np.zeros((0, 4), np.float32),
            scores=np.zeros(0, np.float32),
            class_ids=np.zeros(0, np.int64),
        )


@dataclass(frozen=True, eq=False, slots=True)
class HeadOutput:
    """What the head says of n embeddings.

    probabilities: (n, k) float32, rows sum to 1, columns in the order of the head's classes.
    top_scores: (n,) float32, the highest raw score of each row, before the softmax.
    features: (n, d) float32, unit length: the space in which similarity is the dot product.
    disagreement: (n,) float32, 0 to 1, how much the committee's members differ.
    votes: (m, n, k) float32, the probabilities that each of the committee's members gives.
    """

    probabilities: Floats
    top_scores: Floats
    features: Floats
    disagreement: Floats
    votes: Floats

    def row(self, number: int) -> Self:
        """One row alone, as views of the same memory."""
        rows = slice(number, number + 1)
        return type(self)(
            self.probabilities[rows],
            self.top_scores[rows],
            self.features[rows],
            self.disagreement[rows],
            self.votes[:, rows],
        )


@dataclass(frozen=True, slots=True)
class Prediction:
    """What is believed of one track: names in `prediction_set` cannot be told apart safely.

    `novelty` is 0 (like what was taught) to 1 (like nothing taught). An empty `prediction_set`
    together with high novelty means: unknown.
    """

    name: str
    probability: float
    prediction_set: tuple[str, ...]
    novelty: float
    disagreement: float
    ranked: tuple[tuple[str, float], ...]
    """The likeliest names with their probabilities, best first; at most five."""

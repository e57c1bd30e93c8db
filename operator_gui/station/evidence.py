"""What the trial of a candidate found, as it goes from the trainer to the gate and is kept."""

from typing import Annotated, Literal

import msgspec

from shared.learning.contradiction import Contradiction
from shared.learning.exam import Compared, Paired
from shared.learning.measures import Separation, Trust

ExamKind = Literal["left_out", "taught", "measured", "corrections"]
"""left_out: labelled tracks, each named without having been seen. taught: labelled tracks that both
learned. measured: hold-out and random checks, which neither learned. corrections: tracks of
which an answer was corrected."""

Fraction = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
Count = Annotated[int, msgspec.Meta(ge=0)]


class GateRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From where on a candidate is refused; argued in docs/gate.md."""

    level: Annotated[float, msgspec.Meta(gt=0.0, lt=0.5)] = 0.01
    """How rarely all comparisons by accuracy together may refuse a head that is no worse."""

    least_lost: Count = 3
    """So many tracks more have to be named wrongly before anything counts as a loss."""

    least_lost_share: Fraction = 0.01
    """The same as a share of the tracks of a comparison."""

    taught_share: Fraction = 0.5
    """At least this share of what it was taught it has to name rightly, or nearly as much as of
    what its training left out where that is less: some things cannot be told apart."""

    taught_lost_share: Fraction = 0.02
    """Of what both learned, it may name this share less rightly, whatever chance says."""

    corrections_lost: Count = 1
    """So many corrections may be lost that the active head knows …"""

    corrections_lost_share: Fraction = 0.05
    """… and this share of them."""

    trust_from_tracks: Count = 50
    """Calibration and coverage are judged from so many hold-out and audit tracks on."""

    calibration_rise: Fraction = 0.1
    """By how much the calibration error may rise."""

    coverage_drop: Fraction = 0.05
    """By how much the share of prediction sets with the true name may fall, beyond its interval."""

    strange_from_tracks: Count = 20
    """Novelty is judged from so many strange tracks, and known ones, on."""

    separation_drop: Fraction = 0.1
    """By how much the area under the curve for novelty may fall, beyond its standard errors."""

    slower: Annotated[float, msgspec.Meta(ge=1.0)] = 2.0
    """How many times as long as the active head it may take, classes and labels allowed for."""

    largest: Annotated[float, msgspec.Meta(ge=1.0)] = 3.0
    """How many times as large as the active head it may be, classes and labels allowed for."""

    memory_mib: Count = 512
    """How much memory it may take at most, while it is loaded and run …"""

    hungrier: Annotated[float, msgspec.Meta(ge=1.0)] = 4.0
    """… and how many times as much as the active head, classes and labels allowed for."""

    memory_from_mib: Count = 64
    """Below this it is no matter how many times as much it is."""

    detector_lost_share: Fraction = 0.05
    """A detector may find this share less of the labelled objects, whatever chance says: what was
    asked about is what the active one had found."""

    detector_boxes: Annotated[float, msgspec.Meta(ge=1.0)] = 3.0
    """How many times as many boxes a frame as the active detector it may give."""

    detector_slower: Annotated[float, msgspec.Meta(ge=1.0)] = 2.5
    """How many times as long as the active detector it may take …"""

    detector_slower_ms: Annotated[float, msgspec.Meta(ge=0.0)] = 5.0
    """… and how much longer; both have to be passed. Nodes have limits of their own."""

    detector_memory_mib: Count = 1024
    """How much memory a detector may take at most, while it is loaded and run."""

    latest: Count = 40
    """So many of the latest answers, and all that the active head has not learned, have to agree
    with all others; 0 switches this off."""

    contradiction_errors: Annotated[float, msgspec.Meta(ge=0.0)] = 3.5
    """They are refused if they are less likely than all others by so many standard errors …"""

    wrong_share: Fraction = 0.1
    """… and the share of them that seems wrong is higher by so much."""


class HeadTrust(msgspec.Struct, frozen=True, kw_only=True):
    """Of the active head, None without one, and of the candidate: on hold-out and audit tracks of
    classes that both know."""

    before: Trust | None
    after: Trust


class Strangeness(msgspec.Struct, frozen=True, kw_only=True):
    """How well each tells what neither was taught from what both were."""

    before: Separation
    after: Separation


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """rows: embeddings in a batch. Times are the least for one batch, taken in turn; that of the
    active head is 0 without one, as is its size. expected: how many times as much work classes
    and labels explain. memory_bytes: the most that loading it and running a batch took, beyond
    what the process held before; before_memory_bytes: of the active head, 0 where that is not
    known."""

    rows: int
    before_ms: float
    after_ms: float
    before_bytes: int
    after_bytes: int
    expected: float = 1.0
    memory_bytes: int = 0
    before_memory_bytes: int = 0


class ExamResult(msgspec.Struct, frozen=True, kw_only=True):
    """Both heads on one kind of exam."""

    kind: ExamKind
    compared: Compared


class DetectorExam(msgspec.Struct, frozen=True, kw_only=True):
    """The active detector and a candidate on the same stored frames.

    found: labelled objects that no training program saw, by what people called them; before, after:
    how many of them each finds. no_objects: the same of what people said is no object, None where
    there is nothing of the kind. boxes: given in all frames together. Times are the least for one
    frame, memory the most that loading and running took.
    """

    found: Compared
    no_objects: Paired | None = None
    frames: Annotated[int, msgspec.Meta(ge=1)]
    before_boxes: Count
    after_boxes: Count
    before_ms: float
    after_ms: float
    before_bytes: Count
    after_bytes: Count
    before_memory_bytes: Count
    after_memory_bytes: Count


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the gate looks at.

    against: the active version's dataset revision, "" if none was active. light: an update by one
    answer, of which only the cheap was looked at. problem: what is wrong with the graph itself;
    nothing else was looked at then. named, taught: of how many taught tracks the candidate gives
    the name among all that it knows. stated: its accuracy by left-out tracks, where there is one.
    detector: of a candidate that brings a detector, and no head; nothing else is there then.
    """

    against: str = ""
    light: bool = False
    problem: str = ""
    missing: tuple[str, ...] = ()
    named: int = 0
    taught: int = 0
    stated: float | None = None
    exams: tuple[ExamResult, ...] = ()
    trust: HeadTrust | None = None
    strangeness: Strangeness | None = None
    cost: Cost | None = None
    contradiction: Contradiction = Contradiction()
    detector: DetectorExam | None = None

    def exam(self, kind: ExamKind) -> Compared | None:
        """The result of one kind; None where there was nothing to compare."""
        return next((result.compared for result in self.exams if result.kind == kind), None)

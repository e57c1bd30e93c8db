"""Who answers in a rehearsal: what is known of the objects of a recording."""

from dataclasses import dataclass
from pathlib import Path

from edge_node.simulation.recorded import truth_beside
from edge_node.sources.address import parse_address
from edge_node.sources.mcap_extra import missing_extra
from shared.domain import NOT_AN_OBJECT, AnswerKind
from shared.errors import SourceError, UsageError
from shared.protocol.questions import Query
from shared.truth import Truth, VideoTruth, load_truth, object_asked_about

MIN_IOU = 0.4
"""A question is about the object that its view overlaps by at least so much."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer. object_id: of the truth's object, None for none."""

    kind: AnswerKind
    name: str = ""
    object_id: int | None = None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """complete: whether the truth names everything, so that what it does not know is no object;
    else nobody knows what that is."""

    truth: Truth
    complete: bool

    def answer(self, query: Query) -> Said:
        """What a person who knows this would say."""
        found = object_asked_about(self.truth, query, min_iou=MIN_IOU)
        if found is None:
            return Said("not_an_object", NOT_AN_OBJECT) if self.complete else Said("dont_know")
        number, name = found
        if name == NOT_AN_OBJECT:
            return Said("not_an_object", name, number)
        return Said("name", name, number)


def find_knowledge(recording: str, truth: Path | None) -> Knowledge:
    """Of the file that is named; else of the one beside the recording, of a folder's CSV files, or
    of the answers within an MCAP recording.

    Raises UsageError if that is no recording or nothing is known, and what `load_truth` and
    `recorded_answers` raise.
    """
    address = parse_address(recording)
    if not address.is_recording:
        raise UsageError(
            f"{address.label} is no recording, and what is seen there cannot be seen again; give "
            "a video file, a folder of images, or an MCAP recording"
        )
    path = Path(address.target)
    if truth is not None:
        return Knowledge(load_truth(truth), complete=True)
    if path.is_file() and truth_beside(path).is_file():
        return Knowledge(load_truth(truth_beside(path)), complete=True)
    if path.is_dir():
        return Knowledge(load_truth(path), complete=True)
    answers = _answers_in(path, address.label) if address.kind == "mcap" else None
    if answers is None:
        raise UsageError(
            f"{address.label}: nobody knows what its objects are called; name a file that does "
            "with --truth, or give an MCAP recording in which questions were answered"
        )
    return Knowledge(answers, complete=False)


def _answers_in(path: Path, label: str) -> VideoTruth | None:
    if line := missing_extra(f"{label} cannot be read"):
        raise SourceError(line)
    from edge_node.what_if.recorded_answers import recorded_answers

    return recorded_answers(path)

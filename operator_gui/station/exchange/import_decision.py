"""What an import does to one track, and the answer that says so."""

import hashlib
from dataclasses import dataclass
from typing import Literal

from operator_gui.station.label_store import CurrentAnswer, LabelStore
from operator_gui.station.names import same_name
from shared.domain import NOT_AN_OBJECT
from shared.protocol.answers import Answer
from shared.protocol.fields import MAX_NAME

PEER = "import-"
UNDONE_PEER = "undone-"
"""How answers that came with an import, or took one back, are told from those of people's apps."""
BY_A_STATION = "by a station that runs: stop it, or name its endpoint with --station"
"""Who has the folder that an import or its undoing wants for itself."""

_IMPORTED = "{} (import: {})"
"""Who let a label in, and whom the file names."""

Fate = Literal["new", "same", "corrected", "kept", "open"]
"""What an import does to a track: takes it in; finds it as it is; names it anew; leaves it as a
person named it since; leaves it to be asked about, since its answer was taken back."""


@dataclass(frozen=True, slots=True)
class ImportedLabel:
    """What a set says of one track. answer_id, operator, answered_at_s: of the answer that it was
    exported with, empty where it comes from elsewhere."""

    query_id: str
    name: str
    answer_id: str = ""
    operator: str = ""
    answered_at_s: float = 0.0


def fate_of(label: ImportedLabel, current: CurrentAnswer | None, *, is_known: bool) -> Fate:
    """current: the answer that counts for the track. is_known: whether the station has it."""
    if current is None:
        return "open" if is_known else "new"
    if current.class_name and same_name(current.class_name, label.name):
        return "same"
    is_as_exported = current.answer_id == label.answer_id
    is_imported = current.peer_id.startswith((PEER, UNDONE_PEER))
    return "corrected" if is_as_exported or is_imported else "kept"


def answer_of(
    label: ImportedLabel,
    current: CurrentAnswer | None,
    labels: LabelStore,
    *,
    operator: str,
    now_s: float,
    names_are_proven: bool = False,
) -> Answer:
    """The answer for a track that is new or corrected. operator: who imports it, and answers where
    the set does not say who did. names_are_proven: nobody may answer in another's name."""
    is_background = label.name == NOT_AN_OBJECT
    answer_id = label.answer_id
    if current is not None or not answer_id or labels.knows(answer_id):
        answer_id = new_answer_id(label.query_id, label.name, current)
    is_as_given = current is None and bool(label.answer_id)
    return Answer(
        answer_id=answer_id,
        query_id=label.query_id,
        kind="not_an_object" if is_background else "name",
        name="" if is_background else label.name,
        answered_at_s=label.answered_at_s if is_as_given else now_s,
        operator=operator if current is not None else _who(label, operator, names_are_proven),
        supersedes="" if current is None else current.answer_id,
    )


def _who(label: ImportedLabel, operator: str, names_are_proven: bool) -> str:
    """Who is said to have answered. Where names are proven, the one begins who was let in, so that
    no name in a file reads like the word of somebody else."""
    if not label.operator or label.operator == operator:
        return operator
    if not names_are_proven:
        return label.operator
    room = MAX_NAME - len(operator) - len(_IMPORTED.format("", ""))
    return _IMPORTED.format(operator, label.operator[:room]) if room > 0 else operator


def new_answer_id(query_id: str, name: str, current: CurrentAnswer | None) -> str:
    """The id of an answer that nobody gave in an app: it follows from what it says and what it
    supersedes."""
    before = "" if current is None else current.answer_id
    return hashlib.sha256(f"whatsit-answer-1 {query_id} {name} {before}".encode()).hexdigest()[:32]

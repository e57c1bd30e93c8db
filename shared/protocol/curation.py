"""Labels as they change: what operators do to many of them at once, and what they look through.

All of it since minor version 3. Every request may be said again with the same id: what was done
under it is not done twice.
"""

from typing import Annotated, Literal

import msgspec

from shared.domain import AnswerKind
from shared.protocol.curve import Curve, CurveWanted
from shared.protocol.fields import Count, Id, Name, Share, Text, Time
from shared.protocol.message import Message
from shared.protocol.mistakes import Mistakes, MistakesWanted
from shared.protocol.track_view import TrackView, TrackViewWanted

CURATION_MINOR = 3
"""Since this minor version of the protocol a station takes and says what is below."""

MAX_PAGE = 64
MAX_CHANGED = 1000
MAX_CLASSES = 5000
MAX_OPERATIONS = 50
MAX_MERGED = 64
MAX_PARTS = 9
MAX_PART_EXAMPLES = 6
MAX_NEAREST = 5
MAX_MEMBERS = 1000
MAX_OTHERS = 8

OptionalId = Annotated[str, msgspec.Meta(max_length=64)]
QueryIds = Annotated[tuple[Id, ...], msgspec.Meta(min_length=1, max_length=MAX_CHANGED)]

# ------------------------------------------------------------------ what can be done


class LabelChange(msgspec.Struct, frozen=True, kw_only=True, tag_field="operation"):
    """Root of what can be done to labels, all at once or not at all."""


class Rename(LabelChange, frozen=True, kw_only=True, tag="rename"):
    """The class gets a name that no other class has."""

    name: Name
    to: Name


class Merge(LabelChange, frozen=True, kw_only=True, tag="merge"):
    """All tracks of these classes go by one name, be it one of theirs, another class's or new."""

    names: Annotated[tuple[Name, ...], msgspec.Meta(min_length=1, max_length=MAX_MERGED)]
    into: Name


class Split(LabelChange, frozen=True, kw_only=True, tag="split"):
    """The parts of a proposal get names, one each in the order of the parts; one of them may keep
    the name of the class. Since minor version 5 `name` may be "", for what nobody knew: a part may
    then get the name of a class that is there, or none."""

    name: Name
    proposal_id: Id
    into: Annotated[tuple[Name, ...], msgspec.Meta(min_length=2, max_length=MAX_PARTS)]


class Delete(LabelChange, frozen=True, kw_only=True, tag="delete"):
    """Nothing is called so any more. The tracks are set aside as if nobody knew what they are, or
    asked about again, behind all other questions."""

    name: Name
    ask_again: bool = False


class Relabel(LabelChange, frozen=True, kw_only=True, tag="relabel"):
    """These tracks, which have an answer, are something else."""

    query_ids: QueryIds
    kind: Literal["name", "not_an_object", "dont_know"] = "name"
    name: Name = ""


class Confirm(LabelChange, frozen=True, kw_only=True, tag="confirm"):
    """These tracks are what they are called: they are not suspicious any more."""

    query_ids: QueryIds


class Undo(LabelChange, frozen=True, kw_only=True, tag="undo"):
    """Takes an operation back where nobody answered since; "" is the latest one that is no undo
    and was not taken back."""

    operation_id: OptionalId = ""


AnyLabelChange = Rename | Merge | Split | Delete | Relabel | Confirm | Undo

# ------------------------------------------------------------------ operator -> station


class Curate(Message, frozen=True, kw_only=True, tag="curate"):
    """Something that an operator wants done to labels; answered by `CommandResult`.

    `command_id` becomes the id of the operation.
    """

    command_id: Id
    change: AnyLabelChange


class ClassesWanted(Message, frozen=True, kw_only=True, tag="classes_wanted"):
    """Answered by `ClassList`."""

    request_id: Id


class TracksWanted(Message, frozen=True, kw_only=True, tag="tracks_wanted"):
    """A page of tracks, answered by `TrackList`, or by `CommandResult` if there is no such class.

    show: the tracks of class `name`, the latest answer first; what is suspicious, the worst first,
    of class `name` if there is one; or what was answered with "don't know", the latest first; or,
    since minor version 4, those of class `name` that the last full training took for `taken_for`,
    or what people answered differently, the latest first.
    cursor: `next_cursor` of the page before, 0 for the first.
    """

    request_id: Id
    show: Literal["class", "suspicious", "unknown", "mistaken", "disputed"]
    name: Name = ""
    cursor: Count = 0
    limit: Annotated[int, msgspec.Meta(ge=1, le=MAX_PAGE)] = MAX_PAGE
    pictures: bool = True
    taken_for: Name = ""


class SplitWanted(Message, frozen=True, kw_only=True, tag="split_wanted"):
    """How a class could be split by what its tracks look like; answered by `SplitProposal`, or by
    `CommandResult` if it cannot be. Since minor version 5 `name` may be "", for what nobody
    knew."""

    request_id: Id
    name: Name
    parts: Annotated[int, msgspec.Meta(ge=2, le=MAX_PARTS)] = 2
    pictures: bool = True


class ProvenanceWanted(Message, frozen=True, kw_only=True, tag="provenance_wanted"):
    """Which versions learned from an answer, or which answers made a version: one of the two is
    given. Answered by `Provenance`, or by `CommandResult` if there is no such thing."""

    request_id: Id
    answer_id: OptionalId = ""
    version: Count = 0
    cursor: Count = 0


# ------------------------------------------------------------------ station -> operator


class ClassStanding(msgspec.Struct, frozen=True, kw_only=True):
    """A class in use, with how many tracks carry its name and how many of them look wrong.

    teaching: of `tracks`, those from which something is learned; the others measure.
    """

    name: Name
    tracks: Count
    teaching: Count = 0
    suspicious: Count = 0


class OperationSummary(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done to labels, in words. undoes: the operation that it took back, "" for
    none; since minor version 5."""

    operation_id: Id
    text: Text
    at_s: Time
    operator: Name
    tracks: Count
    undone: bool = False
    undoes: OptionalId = ""


class ClassList(Message, frozen=True, kw_only=True, tag="class_list"):
    """Every class that a camera saw, by name, and the latest operations, the newest first.

    unknown: tracks answered with "don't know". disputed: those that people answered differently and
    nobody decided about; since minor version 4.
    """

    request_id: Id
    classes: Annotated[tuple[ClassStanding, ...], msgspec.Meta(max_length=MAX_CLASSES)]
    operations: Annotated[
        tuple[OperationSummary, ...], msgspec.Meta(max_length=MAX_OPERATIONS)
    ] = ()
    unknown: Count = 0
    disputed: Count = 0


class Suspicion(msgspec.Struct, frozen=True, kw_only=True):
    """Why a label looks wrong, as the head judged that never saw the track.

    probability: of `looks_like`. own_probability: of the name that it has. nearest: the tracks
    called `looks_like` that look most like it, the most similar first.
    """

    looks_like: Name
    probability: Share
    own_probability: Share
    reason: Text
    nearest: Annotated[tuple[Id, ...], msgspec.Meta(max_length=MAX_NEAREST)] = ()


class OtherAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody else said of a track, which does not count."""

    kind: AnswerKind
    name: Name
    operator: Name
    answered_at_s: Time


class TrackSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A track and the answer that counts for it. `name` is "" unless it was called something.

    teaches: false where it measures. is_made: whether no camera saw it. others: what people said
    differently, where nobody decided about it; since minor version 4. source_id, seen_at_s: where
    and when its best view was seen, and asked_by: the version that the node ran then, 0 for none;
    since minor version 5.
    """

    query_id: Id
    answer_id: Id
    kind: AnswerKind
    name: Name
    operator: Name
    answered_at_s: Time
    node_id: Id
    views: Count
    teaches: bool = True
    is_made: bool = False
    suspicion: Suspicion | None = None
    others: Annotated[tuple[OtherAnswer, ...], msgspec.Meta(max_length=MAX_OTHERS)] = ()
    source_id: Name = ""
    seen_at_s: Time = 0.0
    asked_by: Count = 0


class TrackList(Message, frozen=True, kw_only=True, tag="track_list"):
    """One page. Payloads: where pictures were wanted, a small JPEG of each track's best view,
    empty where it is lost. `next_cursor` is 0 on the last page; `total` counts all pages."""

    request_id: Id
    tracks: Annotated[tuple[TrackSummary, ...], msgspec.Meta(max_length=MAX_PAGE)]
    total: Count
    next_cursor: Count = 0


class SplitPart(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a class. examples: those nearest to its middle first."""

    tracks: Count
    examples: Annotated[tuple[Id, ...], msgspec.Meta(max_length=MAX_PART_EXAMPLES)]


class SplitProposal(Message, frozen=True, kw_only=True, tag="split_proposal"):
    """How the tracks of a class fall apart, the largest part first; nothing is changed by it.

    Payloads: where pictures were wanted, a small JPEG of each example, part by part, empty where
    it is lost. unlike: tracks that cannot be compared, and stay as they are.
    """

    request_id: Id
    proposal_id: Id
    name: Name
    parts: Annotated[tuple[SplitPart, ...], msgspec.Meta(min_length=2, max_length=MAX_PARTS)]
    unlike: Count = 0


class AnswerOrigin(msgspec.Struct, frozen=True, kw_only=True):
    """An answer and where it came from. `operation_id`: the operation that gave it, "" for a
    person's own answer. `superseded_by`: what replaced it, "" while nothing did."""

    answer_id: Id
    query_id: Id
    kind: AnswerKind
    name: Name
    operator: Name
    answered_at_s: Time
    number: Count
    node_id: OptionalId = ""
    supersedes: OptionalId = ""
    superseded_by: OptionalId = ""
    operation_id: OptionalId = ""


class Provenance(Message, frozen=True, kw_only=True, tag="provenance"):
    """Both ways: `answers` holds the answer that was asked about, and `versions` those that learned
    from it; or `versions` the version, and `answers` a page of those that it learned from.

    `total` counts the answers of all pages, `next_cursor` is 0 on the last.
    """

    request_id: Id
    versions: Annotated[tuple[Count, ...], msgspec.Meta(max_length=MAX_MEMBERS)]
    answers: Annotated[tuple[AnswerOrigin, ...], msgspec.Meta(max_length=MAX_MEMBERS)]
    total: Count = 0
    next_cursor: Count = 0


CurationRequest = (
    Curate
    | ClassesWanted
    | TracksWanted
    | SplitWanted
    | ProvenanceWanted
    | MistakesWanted
    | CurveWanted
    | TrackViewWanted
)
CurationReply = ClassList | TrackList | SplitProposal | Provenance | Mistakes | Curve | TrackView

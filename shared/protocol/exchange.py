"""Labels on their way out of a station as a data set, or into it; all of it since minor version 5.

What was written is fetched as one tar file, with `BlobRequest`. What comes in is sent as one.
"""

from typing import Annotated, Literal

import msgspec

from shared.protocol.fields import Count, Digest, Id, Name, Text
from shared.protocol.message import Message

EXCHANGE_MINOR = 5
"""Since this minor version of the protocol a station writes data sets for operators."""

MAX_CLASSES = 5000
MAX_SPLITS = 4

ExportKind = Literal["coco", "yolo", "label-studio", "folder", "csv", "parquet", "embeddings"]
ExportSplit = Literal["train", "holdout", "audit", "made"]
ExportStage = Literal["waiting", "writing", "ready", "failed"]


class ExportWanted(Message, frozen=True, kw_only=True, tag="export_wanted"):
    """An operator wants labels as a data set; answered by `ExportState`, and said again until that
    is "ready" or "failed": what nobody asks for any more is given up.

    classes: these alone, all if there is none. every_view: all views of a track, not its best
    alone. background: with what is "not an object".
    """

    request_id: Id
    kind: ExportKind
    splits: Annotated[tuple[ExportSplit, ...], msgspec.Meta(min_length=1, max_length=MAX_SPLITS)]
    classes: Annotated[tuple[Name, ...], msgspec.Meta(max_length=MAX_CLASSES)] = ()
    every_view: bool = False
    background: bool = True


class ExportEnded(Message, frozen=True, kw_only=True, tag="export_ended"):
    """The operator has what was wanted, or does not want it any more."""

    request_id: Id


class SplitCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many labels are in a split."""

    split: ExportSplit
    labels: Count


class ExportState(Message, frozen=True, kw_only=True, tag="export_state"):
    """How far an export is: `done` of `total` pictures while it is written, 0 of 0 before that is
    known; then what is in it, and the file's SHA-256 and size. `left_out`: views that have no place
    in the format. `reason`: why it failed."""

    request_id: Id
    stage: ExportStage
    done: Count = 0
    total: Count = 0
    pictures: Count = 0
    labels: Count = 0
    classes: Count = 0
    left_out: Count = 0
    splits: Annotated[tuple[SplitCount, ...], msgspec.Meta(max_length=MAX_SPLITS)] = ()
    sha256: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$", max_length=64)] = ""
    size_bytes: Count = 0
    reason: Text = ""


MAX_IMPORT_BYTES = 16 << 30
MAX_TOLD_CLASSES = 500
MAX_LINES = 20

ImportSplit = Literal["train", "holdout", "own"]
ImportStage = Literal["receiving", "checking", "checked", "reading", "taking", "done", "failed"]


class ImportWanted(Message, frozen=True, kw_only=True, tag="import_wanted"):
    """An operator wants a data set taken in: a tar file with `labels.csv` and its pictures, as an
    export of the kind "csv" has it. Answered by `ImportState`, and said again until that is "done"
    or "failed": what nobody asks for any more is given up, unless it is being taken in.

    split: where the labels go; "own": what the pictures' folders say. apply: take it in, once it
    was found to be right; else only say what would come of it.
    """

    request_id: Id
    sha256: Digest
    size_bytes: Annotated[int, msgspec.Meta(ge=1, le=MAX_IMPORT_BYTES)]
    title: Name
    split: ImportSplit
    apply: bool = False


class ImportPiece(Message, frozen=True, kw_only=True, tag="import_piece"):
    """A part of the file. Payload: the bytes. Those that `ImportState` says it has received are not
    sent again."""

    request_id: Id
    offset: Count


class ImportEnded(Message, frozen=True, kw_only=True, tag="import_ended"):
    """The operator does not want it any more. What is being taken in already is taken in."""

    request_id: Id


class ImportUndo(Message, frozen=True, kw_only=True, tag="import_undo"):
    """What an import said is to count no more. Answered by `ImportState`, and said again until that
    is "done" or "failed"."""

    request_id: Id
    import_id: Id


class ImportedClass(msgspec.Struct, frozen=True, kw_only=True):
    """How many tracks get a name, and whether nothing was called so before."""

    name: Name
    tracks: Count
    is_new: bool = False


class ImportState(Message, frozen=True, kw_only=True, tag="import_state"):
    """How far an import is: `received_bytes` of its file; `done` of `total` tracks while they are
    checked, read and taken in. What becomes of them is known from "checked" on: `new`; there
    already (`same`); called something else than before (`corrected`); left as a person has named
    them since (`kept`); left open, as their answer was taken back (`reopened`). `notes`: what was
    taken in another way than it was written. `problems`: why it was refused, a line each.
    """

    request_id: Id
    stage: ImportStage
    import_id: Annotated[str, msgspec.Meta(max_length=64)] = ""
    received_bytes: Count = 0
    done: Count = 0
    total: Count = 0
    new: Count = 0
    same: Count = 0
    corrected: Count = 0
    kept: Count = 0
    reopened: Count = 0
    classes: Annotated[tuple[ImportedClass, ...], msgspec.Meta(max_length=MAX_TOLD_CLASSES)] = ()
    class_count: Count = 0
    notes: Annotated[tuple[Text, ...], msgspec.Meta(max_length=MAX_LINES)] = ()
    problems: Annotated[tuple[Text, ...], msgspec.Meta(max_length=MAX_LINES)] = ()

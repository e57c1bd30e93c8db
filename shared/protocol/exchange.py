"""Labels on their way out of a station as a data set; all of it since minor version 5.

What was written is fetched as one tar file, with `BlobRequest`.
"""

from typing import Annotated, Literal

import msgspec

from shared.protocol.fields import Count, Id, Name, Text
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

"""What a station and the process that writes an export say to each other."""

from typing import Annotated

import msgspec

from shared.protocol.exchange import ExportKind


class ExportOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Write the labels of a station into the file `archive`. draft: a folder that may be made and
    emptied beside it. classes: None for all."""

    state_folder: str
    draft: str
    archive: str
    kind: ExportKind
    splits: tuple[str, ...]
    classes: tuple[str, ...] | None
    every_view: bool
    background: bool


class ExportSteps(msgspec.Struct, frozen=True, kw_only=True, tag="steps"):
    """How many pictures are written, and how many there are."""

    done: int
    total: int


class ExportDone(msgspec.Struct, frozen=True, kw_only=True, tag="done"):
    """The archive is there, with what is in it."""

    sha256: str
    size_bytes: int
    pictures: int
    labels: int
    classes: int
    left_out: int
    by_split: dict[str, int]


class ExportFailed(msgspec.Struct, frozen=True, kw_only=True, tag="failed"):
    """There is no archive, and why."""

    reason: Annotated[str, msgspec.Meta(max_length=2000)]


ExportReply = ExportSteps | ExportDone | ExportFailed
"""Each one is a line of JSON; the last line is no `ExportSteps`."""

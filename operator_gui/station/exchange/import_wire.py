"""What a station and the process that reads an import say to each other."""

from typing import Literal

import msgspec

from operator_gui.station.exchange.formats import SplitChoice
from shared.bundle import EmbedderSpec


class ImportOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Read the data set in `archive`, whose SHA-256 is known.

    action: "check" lists its labels in the file `staged`; "read" then adds what is to be kept of
    the tracks whose ids are in the file `wanted`, a line each, and puts their pictures among the
    station's in `state_folder`; "verify" looks whether all of `staged` can be read. unpacked: a
    folder that may be made and emptied. title: what the set is called.
    """

    action: Literal["check", "read", "verify"]
    archive: str
    sha256: str
    unpacked: str
    staged: str
    state_folder: str
    wanted: str
    title: str
    split: SplitChoice
    embedder: EmbedderSpec
    embedder_path: str


class ImportSteps(msgspec.Struct, frozen=True, kw_only=True, tag="steps"):
    """How many tracks are read, and how many there are."""

    done: int
    total: int


class ImportChecked(msgspec.Struct, frozen=True, kw_only=True, tag="checked"):
    """The labels are listed."""

    import_id: str
    tracks: int
    notes: tuple[str, ...]


class ImportRead(msgspec.Struct, frozen=True, kw_only=True, tag="read"):
    """All that was wanted is in the file, and can be read."""


class ImportRefused(msgspec.Struct, frozen=True, kw_only=True, tag="refused"):
    """Nothing of it can be taken in, and why: a line each."""

    problems: tuple[str, ...]


ImportReply = ImportSteps | ImportChecked | ImportRead | ImportRefused
"""Each one is a line of JSON; the last line is no `ImportSteps`."""

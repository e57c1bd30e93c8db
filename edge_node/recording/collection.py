"""The recordings that lie on a node's disk: which there are, and deleting one of them.

Only files that whatsit wrote are its own to show and to delete. What they say of themselves is read
from their two ends, without the library that writes them.
"""

import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from edge_node.sources.address import MCAP_SUFFIX
from edge_node.sources.mcap_fields import Fields
from edge_node.sources.mcap_records import MAGIC, RECORD_HEAD, Opcode, records
from edge_node.sources.mcap_summary import read_summary
from shared.errors import StorageError
from shared.protocol.playback import moment_s
from shared.protocol.recording import MAX_RECORDINGS, RecordingEntry
from shared.texts import phrase

LIBRARY = "whatsit"
"""How the name of the library begins that a file says it was written with."""

BUSY_S = 60.0
"""A file without an end that was written to so lately may still be another node's recording."""

_HEAD_BYTES = 512
_HEADER = 0x01


@dataclass(frozen=True, slots=True)
class Collection:
    """kept: how many recordings there are; listed are the latest, at most 200 of them."""

    recordings: tuple[RecordingEntry, ...] = ()
    kept: int = 0
    kept_bytes: int = 0
    free_bytes: int = 0


def collect(folder: Path, *, recording: Path | None) -> Collection:
    """What lies in a folder, the latest first. recording: what is being written.

    A folder that is not there is empty. Raises StorageError if it cannot be read.
    """
    try:
        names = sorted(os.listdir(folder))
        free_bytes = shutil.disk_usage(folder).free
    except FileNotFoundError:
        return Collection()
    except OSError as error:
        raise StorageError(f"cannot read folder {folder}: {error.strerror}") from error
    found = [entry for name in names if (entry := look_at(folder / name, recording=recording))]
    found.sort(key=lambda entry: entry.written_at_s, reverse=True)
    return Collection(
        recordings=tuple(found[:MAX_RECORDINGS]),
        kept=len(found),
        kept_bytes=sum(entry.size_bytes for entry in found),
        free_bytes=free_bytes,
    )


def delete(folder: Path, name: str, *, recording: Path | None, now_s: float) -> int:
    """Deletes a recording; returns how many bytes it took. Raises StorageError.

    now_s: by the clock of the files. What is being written stays, and so does what whatsit did not
    write, and anything outside of the folder.
    """
    entry = find(folder, name, recording=recording)
    is_busy = entry.state == "cut" and now_s - entry.written_at_s < BUSY_S
    if entry.state == "recording" or is_busy:
        raise StorageError(still_written(name))
    try:
        (folder / name).unlink()
    except OSError as error:
        raise StorageError(f"cannot delete {name}: {error.strerror}") from error
    return entry.size_bytes


def find(folder: Path, name: str, *, recording: Path | None) -> RecordingEntry:
    """The recording of this name. Raises StorageError for all that is not one in the folder."""
    entry = look_at(folder / name, recording=recording) if Path(name).name == name else None
    if entry is None:
        raise StorageError(unknown(name))
    return entry


def unknown(name: str) -> str:
    """Why nothing can be done with what is not there."""
    text = phrase("robot", "it has no recording {file}; see which there are")
    return text.format(file=name)


def still_written(name: str) -> str:
    """Why nothing can be done with a file yet."""
    text = phrase("robot", "{file} is still being written; end the recording first")
    return text.format(file=name)


def look_at(path: Path, *, recording: Path | None) -> RecordingEntry | None:
    """What a file says of itself; None if it is none of whatsit's recordings, or is gone."""
    if path.suffix.lower() != MCAP_SUFFIX:
        return None
    is_open = recording is not None and recording.name == path.name
    try:
        path.name.encode()  # what is no text cannot be told of
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            return None
        with path.open("rb") as file:
            if not (is_open or _is_ours(file)):  # one that was just begun is empty yet
                return None
            length_s = _length_s(file, found.st_size)
    except (OSError, ValueError):
        return None
    return RecordingEntry(
        file=path.name,
        size_bytes=found.st_size,
        written_at_s=max(0.0, found.st_mtime),
        length_s=length_s or 0.0,
        state="recording" if is_open else "cut" if length_s is None else "whole",
    )


def _is_ours(file: BinaryIO) -> bool:
    head = memoryview(file.read(_HEAD_BYTES))
    if head[: len(MAGIC)] != MAGIC or len(head) < len(MAGIC) + RECORD_HEAD.size:
        return False
    opcode, length = RECORD_HEAD.unpack_from(head, len(MAGIC))
    at = len(MAGIC) + RECORD_HEAD.size
    fields = Fields(head[at : at + length])
    try:
        fields.text()  # the profile
        return opcode == _HEADER and fields.text().startswith(f"{LIBRARY} ")
    except ValueError:
        return False


def _length_s(file: BinaryIO, size_bytes: int) -> float | None:
    """From the first frame to the last; None for a file whose end is missing."""
    summary = read_summary(file, size_bytes)
    if summary is None:
        return None
    for opcode, content in records(summary):
        if opcode == Opcode.STATISTICS:
            return _span_s(content)
    return 0.0


def _span_s(statistics: memoryview) -> float:
    fields = Fields(statistics)
    try:
        fields.take(8 + 2 + 4 * 4)  # how many of what
        first_ns, last_ns = fields.u64(), fields.u64()
    except ValueError:
        return 0.0
    return moment_s((last_ns - first_ns) / 1e9)

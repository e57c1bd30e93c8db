"""The way of one answer, leg by leg, by what the station wrote down and the node published."""

import contextlib
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from operator_gui.station.database import FILE_NAME, read_only
from operator_gui.station.registry import VersionRecord
from shared.errors import WhatsitError

_decoder = msgspec.msgpack.Decoder(VersionRecord)


@dataclass(frozen=True, slots=True)
class Trace:
    """All in milliseconds, one after the other.

    kept: from the key press until the station takes it in. learned: until its head is registered,
    of which the trainer had `computing`. running: until the node runs it. seen: until the first
    frame that was classified by it is published.
    """

    kept_ms: float
    learned_ms: float
    running_ms: float
    seen_ms: float
    computing_ms: float
    kind: str

    @property
    def whole_ms(self) -> float:
        """From the key press to that frame."""
        return self.kept_ms + self.learned_ms + self.running_ms + self.seen_ms

    def in_words(self) -> str:
        return (
            f"{self.whole_ms:5.0f} ms: kept {self.kept_ms:.0f}, learned {self.learned_ms:.0f} "
            f"({self.kind}, computing {self.computing_ms:.0f}), running {self.running_ms:.0f}, "
            f"seen {self.seen_ms:.0f}"
        )


@dataclass(frozen=True, slots=True)
class FullTraining:
    """One that ended. full_s: what it took. head_bytes: of its head."""

    version: int
    full_s: float
    head_bytes: int


def answer_trace(
    folder: Path, answer_id: str, pressed_at_s: float, first_frames_s: Mapping[int, float]
) -> Trace | None:
    """None until a frame was seen by a head that knows the answer.

    first_frames_s: by version, when the first frame that it classified was published.
    """
    if not first_frames_s:
        return None
    with contextlib.closing(read_only(folder / FILE_NAME)) as connection:
        kept = connection.execute(
            "SELECT seq, received_at_s FROM answer WHERE answer_id = ?", (answer_id,)
        ).fetchone()
        if kept is None:
            return None
        seq, received_at_s = kept
        for version in sorted(first_frames_s):
            record = _record(connection, version)
            if record is None or record.answer_seq < seq:
                continue
            reported = connection.execute(
                "SELECT at_s FROM node_report WHERE version = ? AND state = 'active'", (version,)
            ).fetchone()
            if reported is None:
                return None  # on its way
            return Trace(
                kept_ms=1e3 * (received_at_s - pressed_at_s),
                learned_ms=1e3 * (record.trained_at_s - received_at_s),
                running_ms=1e3 * (reported[0] - record.trained_at_s),
                seen_ms=1e3 * (first_frames_s[version] - reported[0]),
                computing_ms=record.elapsed_ms,
                kind=record.kind,
            )
    return None


def full_trainings(folder: Path) -> list[FullTraining]:
    """All that a station has registered, the oldest first. Raises WhatsitError if there is none."""
    with contextlib.closing(read_only(folder / FILE_NAME)) as connection:
        rows = connection.execute("SELECT record FROM version ORDER BY version").fetchall()
    records = [_decoder.decode(record) for (record,) in rows]
    found = [
        FullTraining(r.version, r.elapsed_ms / 1e3, r.head.file.size_bytes)
        for r in records
        if r.kind == "full"
    ]
    if not found:
        raise WhatsitError("the station has trained nothing yet")
    return found


def _record(connection: sqlite3.Connection, version: int) -> VersionRecord | None:
    row = connection.execute("SELECT record FROM version WHERE version = ?", (version,)).fetchone()
    return None if row is None else _decoder.decode(row[0])

"""Finds the frame of a recording at a moment, and what was found in it. Reads only what it needs.

Nobody vouches for a file: what is damaged is passed over, and neither memory nor time is taken
beyond a limit.
"""

import os
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from edge_node.recording.reel import Reel, Stretch, read_reel
from edge_node.sources.mcap_parts import load, read_chunk_head
from edge_node.sources.mcap_records import Message, messages
from edge_node.sources.mcap_summary import ChunkPlace
from shared.clock import Clock
from shared.errors import SourceError
from shared.texts import phrase

SHOT_S = 6.0
"""Nothing takes longer: the station waits for an answer for ten seconds."""

MAX_CHUNK_BYTES = 64 << 20
"""A recorder closes a chunk when it has four megabytes, so it has one frame more at most."""

MAX_CHUNK_FRAMES = 10_000
"""One with more was written by no recorder, and takes memory by their number."""

KEPT_CHUNKS, KEPT_BYTES = 2, MAX_CHUNK_BYTES


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """message: the frame as it was recorded. judged: what was found in it, as JSON; None if that
    was not recorded. next_s: where the frame after it lies; None at the end. is_elsewhere: what was
    recorded at the moment itself is damaged."""

    message: memoryview
    judged: memoryview | None
    captured_ns: int
    position_s: float
    next_s: float | None
    length_s: float
    is_elsewhere: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Strip:
    """The frames of a chunk in their order, and what was found in frames, by their time."""

    positions_s: list[float]
    times_ns: list[int]
    frames: list[memoryview]
    judged: dict[int, memoryview]
    n_bytes: int


@dataclass(frozen=True, slots=True)
class _Identity:
    path: Path
    inode: int
    size_bytes: int
    written_ns: int


class Projector:
    """Belongs to one thread. Of the recording that was looked at last it keeps where its chunks lie
    and the two chunks that were read last, of 64 MiB at most; no file stays open."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until_s = 0.0
        self._identity: _Identity | None = None
        self._reel: Reel | None = None
        self._strips: OrderedDict[int, _Strip] = OrderedDict()
        self._damaged: set[int] = set()

    def shot(self, path: Path, at_s: float) -> Shot:
        """The last readable frame up to this moment; the first one, where there is none.

        Raises SourceError if there is no such frame, or none within six seconds, or OSError.
        """
        self._until_s = self._clock.monotonic_s() + SHOT_S
        with path.open("rb") as file:
            reel = self._reel_of(path, file)
            return self._find(reel, file, at_s, path.name)

    def _reel_of(self, path: Path, file: BinaryIO) -> Reel:
        found = os.fstat(file.fileno())
        identity = _Identity(path, found.st_ino, found.st_size, found.st_mtime_ns)
        if identity != self._identity:
            self._strips.clear()
            self._damaged.clear()
            self._identity, self._reel = identity, None
        if self._reel is None:
            self._reel = read_reel(path, file, alive=self._check_time)
        return self._reel

    def _find(self, reel: Reel, file: BinaryIO, at_s: float, name: str) -> Shot:
        here = reel.stretch_at(at_s)
        for number, strip in self._readable(reel, file, range(here, -1, -1)):
            if at := bisect_right(strip.positions_s, at_s):
                is_elsewhere = any(n in self._damaged for n in range(number + 1, here + 1))
                return self._made(reel, file, number, strip, at - 1, is_elsewhere=is_elsewhere)
        for number, strip in self._readable(reel, file, range(len(reel.stretches))):
            if strip.frames:
                is_elsewhere = bool(self._damaged)
                return self._made(reel, file, number, strip, 0, is_elsewhere=is_elsewhere)
        text = phrase("robot", "no frame can be read in {file}")
        raise SourceError(text.format(file=name))

    def _made(
        self,
        reel: Reel,
        file: BinaryIO,
        number: int,
        strip: _Strip,
        at: int,
        *,
        is_elsewhere: bool,
    ) -> Shot:
        """The frame `at` of this strip, which is the one of the stretch `number`."""
        time_ns, is_last = strip.times_ns[at], at + 1 == len(strip.frames)
        judged = strip.judged.get(time_ns)
        next_s = None if is_last else strip.positions_s[at + 1]
        if is_last:  # what was found in it may have come into the next chunk
            for _, after in self._readable(reel, file, range(number + 1, len(reel.stretches))):
                judged = judged or after.judged.get(time_ns)
                if after.frames:
                    next_s = after.positions_s[0]
                    break
        return Shot(
            message=strip.frames[at],
            judged=judged,
            captured_ns=time_ns,
            position_s=strip.positions_s[at],
            next_s=next_s,
            length_s=reel.length_s,
            is_elsewhere=is_elsewhere,
        )

    def _readable(self, reel: Reel, file: BinaryIO, numbers: range) -> Iterator[tuple[int, _Strip]]:
        """The strips of these stretches, without those that are damaged."""
        for number in numbers:
            if number in self._damaged:
                continue
            strip = self._strips.get(number)
            if strip is None:
                self._check_time()
                try:
                    strip = _read_strip(file, reel, reel.stretches[number])
                except ValueError:
                    self._damaged.add(number)
                    continue
                self._keep(number, strip)
            self._strips.move_to_end(number)
            yield number, strip

    def _keep(self, number: int, strip: _Strip) -> None:
        self._strips[number] = strip
        while len(self._strips) > 1 and (
            len(self._strips) > KEPT_CHUNKS
            or sum(kept.n_bytes for kept in self._strips.values()) > KEPT_BYTES
        ):
            self._strips.popitem(last=False)

    def _check_time(self) -> None:
        if self._clock.monotonic_s() > self._until_s:
            text = phrase("robot", "looking through it takes longer than {seconds} s")
            raise SourceError(text.format(seconds=f"{SHOT_S:g}"))


def _read_strip(file: BinaryIO, reel: Reel, stretch: Stretch) -> _Strip:
    """Raises ValueError if it is damaged or too large, or OSError."""
    place = stretch.place
    part = read_chunk_head(file, place.record_at) if isinstance(place, ChunkPlace) else place
    data = load(file, part, max_bytes=MAX_CHUNK_BYTES)
    frames, judged = _all(data, reel.camera), _all(data, reel.detections)
    times_ns = [frame.log_time_ns for frame in frames]
    return _Strip(
        positions_s=stretch.positions_s(times_ns),
        times_ns=times_ns,
        frames=[frame.data for frame in frames],
        judged={one.log_time_ns: one.data for one in judged},
        n_bytes=len(data),
    )


def _all(data: memoryview, channel_ids: frozenset[int]) -> list[Message]:
    found = list(islice(messages(data, channel_ids), MAX_CHUNK_FRAMES + 1))
    if len(found) > MAX_CHUNK_FRAMES:
        raise ValueError(f"it holds more than {MAX_CHUNK_FRAMES} messages of a topic")
    return found

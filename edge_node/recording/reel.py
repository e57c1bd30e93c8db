"""A recording laid out over its own time: which of its chunks holds what is seen at a moment.

The times of frames come from a clock that somebody may have set meanwhile. Here time only rises: a
leap back, or one of over a day, counts as a moment.
"""

import os
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from edge_node.recording.records import CAMERA, DETECTIONS
from edge_node.sources.mcap_parts import Part
from edge_node.sources.mcap_scan import index_mcap
from edge_node.sources.mcap_summary import ChunkPlace, chunks_of, read_summary

LEAP_S = 86_400.0
MOMENT_S = 0.04
UNTIMED_S = 1.0
"""So long counts a chunk whose times make no sense: a recorder closes one every second."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A chunk with frames, or with what was found in them. begins_s, span_s: on the reel.

    is_timed: the times that it gives are sound.
    """

    place: Part | ChunkPlace
    begins_s: float
    span_s: float
    is_timed: bool

    def positions_s(self, times_ns: Sequence[int]) -> list[float]:
        """Where on the reel its frames lie, by the times they were taken: each after the one
        before. Those with times that make no sense lie evenly."""
        first_ns, last_ns = self.place.start_ns, self.place.end_ns
        is_sound = all(before < after for before, after in pairwise(times_ns))
        if is_sound and self.is_timed and all(first_ns <= ns <= last_ns for ns in times_ns):
            return [self.begins_s + (ns - first_ns) / 1e9 for ns in times_ns]
        return [self.begins_s + self.span_s * at / len(times_ns) for at in range(len(times_ns))]


@dataclass(frozen=True, slots=True)
class Reel:
    """The stretches of a recording in their order, and the channels of its two topics."""

    stretches: tuple[Stretch, ...]
    camera: frozenset[int]
    detections: frozenset[int]

    @property
    def length_s(self) -> float:
        return self.stretches[-1].begins_s + self.stretches[-1].span_s if self.stretches else 0.0

    def stretch_at(self, at_s: float) -> int:
        """The last one that has begun by then, as the first has at 0; -1 where there is none."""
        return bisect_right(self.stretches, at_s, key=lambda one: one.begins_s) - 1


def read_reel(path: Path, file: BinaryIO, *, alive: Callable[[], None]) -> Reel:
    """How a recording is laid out, by its summary; where it has none, by going over all of it, and
    `alive` is called all along. Raises SourceError or OSError."""
    size_bytes = os.fstat(file.fileno()).st_size
    summary = read_summary(file, size_bytes)
    reel = _from_summary(summary, size_bytes) if summary else None
    return _from_scan(path, alive) if reel is None else reel


def lay_out(places: Iterable[Part | ChunkPlace]) -> tuple[Stretch, ...]:
    """Each after the one before, with the pauses that were between them."""
    laid: list[Stretch] = []
    for place in places:
        span_s = (place.end_ns - place.start_ns) / 1e9
        is_timed = 0.0 <= span_s <= LEAP_S
        begins_s = 0.0
        if laid:
            before = laid[-1]
            pause_s = (place.start_ns - before.place.end_ns) / 1e9
            is_pause = is_timed and before.is_timed and 0.0 <= pause_s <= LEAP_S
            begins_s = before.begins_s + before.span_s + (pause_s if is_pause else MOMENT_S)
        laid.append(Stretch(place, begins_s, span_s if is_timed else UNTIMED_S, is_timed))
    return tuple(laid)


def _from_summary(summary: memoryview, size_bytes: int) -> Reel | None:
    """None where it tells of no chunk with frames, or makes no sense."""
    try:
        channels, chunks = chunks_of(summary)
    except ValueError:
        return None
    camera = frozenset(c.channel_id for c in channels if c.topic == CAMERA)
    detections = frozenset(c.channel_id for c in channels if c.topic == DETECTIONS)
    if not any(chunk.channel_ids & camera for chunk in chunks):
        return None
    if any(chunk.record_at >= size_bytes for chunk in chunks):
        return None
    wanted = camera | detections
    return Reel(lay_out(c for c in chunks if c.channel_ids & wanted), camera, detections)


def _from_scan(path: Path, alive: Callable[[], None]) -> Reel:
    index = index_mcap(path, alive=alive)
    topics = [index.topics[name] for name in (CAMERA, DETECTIONS) if name in index.topics]
    parts = sorted({portion.part for topic in topics for portion in topic.portions})
    ids = {topic.name: topic.channel_ids for topic in topics}
    return Reel(
        lay_out(index.parts[part] for part in parts),
        ids.get(CAMERA, frozenset()),
        ids.get(DETECTIONS, frozenset()),
    )

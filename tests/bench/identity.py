"""Counts how well tracks keep to objects. Pure.

Matching and identity switches are those of Bernardin & Stiefelhagen, "Evaluating multiple object
tracking performance: the CLEAR MOT metrics" (EURASIP Journal on Image and Video Processing, 2008):
an object stays with its track while the two overlap enough; what is left is paired anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.domain import Box

MIN_IOU = 0.5


@dataclass(frozen=True, slots=True)
class Seen:
    """One frame: the truth's boxes by object, and the tracker's by track."""

    objects: Mapping[int, Box]
    tracks: Mapping[int, Box]


@dataclass(frozen=True, slots=True)
class Identity:
    """boxes: of all objects over all frames. covered: of these with a track on them.
    switches: how often an object's track was another than its last one. tracks: of each object
    that was covered, how many tracks were on it in turn, on average. objects: covered ever."""

    boxes: int
    covered: int
    switches: int
    tracks: float
    objects: int


def count(frames: Iterable[Seen]) -> Identity:
    """Goes through the frames in order."""
    boxes = covered = switches = 0
    last: dict[int, int] = {}
    ever: dict[int, set[int]] = {}
    for seen in frames:
        pairs = pair(seen, last)
        boxes += len(seen.objects)
        covered += len(pairs)
        for key, track in pairs.items():
            switches += last.get(key, track) != track
            ever.setdefault(key, set()).add(track)
        last.update(pairs)
    mean = sum(map(len, ever.values())) / max(1, len(ever))
    return Identity(boxes, covered, switches, mean, len(ever))


def pair(seen: Seen, last: Mapping[int, int]) -> dict[int, int]:
    """The track on each object, where one overlaps it by `MIN_IOU`. last: which it was before."""
    kept = {
        key: last[key]
        for key, box in seen.objects.items()
        if key in last and _overlap(seen, box, last[key]) >= MIN_IOU
    }
    candidates: Sequence[tuple[float, int, int]] = sorted(
        (
            (box.iou(other), key, track)
            for key, box in seen.objects.items()
            for track, other in seen.tracks.items()
        ),
        reverse=True,
    )
    found: dict[int, int] = {}
    for key, track in kept.items():
        if track not in found.values():
            found[key] = track
    for overlap, key, track in candidates:
        if overlap >= MIN_IOU and key not in found and track not in found.values():
            found[key] = track
    return found


def _overlap(seen: Seen, box: Box, track: int) -> float:
    return seen.tracks[track].iou(box) if track in seen.tracks else 0.0

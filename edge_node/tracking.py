"""Follows objects from frame to frame by their boxes alone, whatever their class.

Two-stage association: Zhang et al., "ByteTrack: multi-object tracking by associating every
detection box" (ECCV 2022).
"""

from dataclasses import dataclass
from typing import Annotated, Protocol

import msgspec
import numpy as np
import numpy.typing as npt

from edge_node.association import Vector, assign, widened_overlap
from edge_node.track_motion import Track, move_all, predict_all
from shared.domain import Box, Detections

_Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
_Frames = Annotated[int, msgspec.Meta(ge=1, le=100_000)]


class TrackerConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How boxes become tracks. Scores are the detector's; overlaps are of widened boxes.

    Detections from `high_score` on are matched first, with lost tracks too; the rest only keep
    alive what is being followed. A track begins at `new_track_score` and is confirmed after
    `confirm_hits` sightings; it ends when it was not seen for `max_lost_frames` frames.
    """

    high_score: _Share = 0.2
    new_track_score: _Share = 0.25
    min_overlap: _Share = 0.2
    min_overlap_low: _Share = 0.35
    widen: Annotated[float, msgspec.Meta(ge=0.0, le=2.0)] = 0.15
    other_class_factor: _Share = 0.8
    confirm_hits: _Frames = 2
    max_lost_frames: _Frames = 30
    max_tracks: _Frames = 200


@dataclass(frozen=True, slots=True)
class TrackState:
    """A confirmed track in the frame in which it was just seen.

    box: where the detector saw it, pixels of the frame. score: the detector's, 0 to 1;
    score_sum: over all sightings.
    class_id: the detector's class with the most score over all sightings; class_share: its share
    of that score, 0 to 1. hits: sightings so far.
    """

    track_id: int
    box: Box
    score: float
    score_sum: float
    class_id: int
    class_share: float
    hits: int
    first_sequence: int


@dataclass(frozen=True, slots=True)
class TrackerUpdate:
    """tracks: seen in this frame, oldest first. ended: confirmed ones that will not come back."""

    tracks: tuple[TrackState, ...]
    ended: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """A frame's detections, best first, as arrays and as numbers; `centre_sizes` is (n, 4)."""

    centre_sizes: Vector
    class_ids: npt.NDArray[np.int64]
    corners: list[list[float]]
    scores: list[float]
    classes: list[int]


class Follower(Protocol):
    """What makes tracks of detections."""

    def update(
        self, detections: Detections, sequence: int, *, confirm_hits: int | None = None
    ) -> TrackerUpdate: ...

    def end_all(self) -> tuple[int, ...]: ...


class Tracker:
    """A Follower. A state machine over frames: the same detections always give the same tracks."""

    def __init__(self, config: TrackerConfig) -> None:
        self._config = config
        self._tracks: list[Track] = []
        self._last_id = 0
        self._sequence = 0

    def update(
        self, detections: Detections, sequence: int, *, confirm_hits: int | None = None
    ) -> TrackerUpdate:
        """Takes in one frame. `sequence` rises; frames that were dropped count as time.

        confirm_hits: sightings that confirm a track, in place of the configured number.
        """
        if not self._tracks and not detections.scores.size:
            self._sequence = sequence
            return TrackerUpdate((), ())
        config = self._config
        seen = _seen(detections)
        predict_all(self._tracks, sequence)
        is_high = detections.scores >= config.high_score
        high, low = np.flatnonzero(is_high), np.flatnonzero(~is_high)
        followed = [t for t in self._tracks if t.confirmed]
        tentative = [t for t in self._tracks if not t.confirmed]

        pairs, followed, high = self._match(followed, seen, high, sequence, config.min_overlap)
        just_lost = [t for t in followed if t.sequence == self._sequence]
        more, _, low = self._match(just_lost, seen, low, sequence, config.min_overlap_low)
        pairs += more
        more, forgotten, high = self._match(tentative, seen, high, sequence, config.min_overlap)
        pairs += more

        gone = {id(track) for track in forgotten}
        self._tracks = [track for track in self._tracks if id(track) not in gone]
        move_all(pairs, seen.centre_sizes, sequence)
        pairs += self._begin(seen, high, sequence)
        needed = config.confirm_hits if confirm_hits is None else confirm_hits
        for track, row in pairs:
            track.take(sequence, class_id=seen.classes[row], score=seen.scores[row])
            if not track.confirmed and track.hits >= needed:
                self._last_id += 1
                track.track_id = self._last_id
        self._sequence = sequence
        states = [_state(t, seen, row) for t, row in pairs if t.confirmed]
        return TrackerUpdate(
            tuple(sorted(states, key=lambda state: state.track_id)), self._drop_lost(sequence)
        )

    def end_all(self) -> tuple[int, ...]:
        """Ends every track, as after a cut; returns the confirmed ones."""
        ended = tuple(track.track_id for track in self._tracks if track.confirmed)
        self._tracks = []
        return ended

    def _match(
        self,
        tracks: list[Track],
        seen: _Seen,
        rows: npt.NDArray[np.int64],
        sequence: int,
        min_overlap: float,
    ) -> tuple[list[tuple[Track, int]], list[Track], npt.NDArray[np.int64]]:
        """Pairs of track and row, then the tracks and the rows that are left."""
        if not tracks or not rows.size:
            return [], tracks, rows
        predicted = np.array([track.predicted for track in tracks])
        overlap = widened_overlap(predicted, seen.centre_sizes[rows], self._config.widen)
        classes = np.array([track.class_id for track in tracks])
        same_class = classes[:, None] == seen.class_ids[rows]
        likeness = overlap * np.where(same_class, 1.0, self._config.other_class_factor)
        likeness[overlap < min_overlap] = 0.0
        columns = assign(likeness)
        is_left = np.ones(rows.size, np.bool_)
        is_left[columns[columns >= 0]] = False
        taken = list(zip(tracks, columns.tolist(), strict=True))
        return (
            [(track, int(rows[column])) for track, column in taken if column >= 0],
            [track for track, column in taken if column < 0],
            rows[is_left],
        )

    def _begin(
        self, seen: _Seen, rows: npt.NDArray[np.int64], sequence: int
    ) -> list[tuple[Track, int]]:
        room = self._config.max_tracks - len(self._tracks)
        enough = self._config.new_track_score
        good = [row for row in rows.tolist() if seen.scores[row] >= enough]
        born = [
            (Track(seen.centre_sizes[row], sequence, sequence), row) for row in good[: max(0, room)]
        ]
        self._tracks.extend(track for track, _ in born)
        return born

    def _drop_lost(self, sequence: int) -> tuple[int, ...]:
        oldest = sequence - self._config.max_lost_frames
        ended = tuple(t.track_id for t in self._tracks if t.sequence < oldest and t.confirmed)
        self._tracks = [t for t in self._tracks if t.sequence >= oldest]
        return ended


def _seen(detections: Detections) -> _Seen:
    corners = detections.boxes.astype(np.float64)
    low, high = corners[:, :2], corners[:, 2:]
    return _Seen(
        centre_sizes=np.concatenate([(low + high) / 2, high - low], axis=1),
        class_ids=detections.class_ids,
        corners=corners.tolist(),
        scores=detections.scores.tolist(),
        classes=detections.class_ids.tolist(),
    )


def _state(track: Track, seen: _Seen, row: int) -> TrackState:
    class_id = track.class_id
    return TrackState(
        track_id=track.track_id,
        box=Box(*seen.corners[row]),
        score=seen.scores[row],
        score_sum=track.score_sum,
        class_id=class_id,
        class_share=track.votes[class_id] / max(track.score_sum, 1e-9),
        hits=track.hits,
        first_sequence=track.first_sequence,
    )

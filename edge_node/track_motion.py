"""Where a followed object is, and where it will be.

Motion is a line fitted with growing memory, then a fixed one (the g-h filter of Brookner, "Tracking
and Kalman filtering made easy", 1998, chapter 1).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from edge_node.association import Vector

_LEAST_POSITION_GAINS = np.array([0.7, 0.7, 0.5, 0.5])
_LEAST_VELOCITY_GAINS = np.array([0.2, 0.2, 0.05, 0.05])


@dataclass(slots=True, eq=False)
class Track:
    """One object as it is followed.

    track_id: 0 until it is confirmed. centre_size, velocity (a frame), and predicted, where it
    should be in the frame under way: (4,) float64, centre x, y, width, height. votes: the score of
    each class over all sightings; class_id: the one with the most.
    """

    centre_size: Vector
    sequence: int
    first_sequence: int
    track_id: int = 0
    velocity: Vector = field(default_factory=lambda: np.zeros(4))
    predicted: Vector = field(default_factory=lambda: np.zeros(4))
    hits: int = 0
    score_sum: float = 0.0
    class_id: int = 0
    votes: dict[int, float] = field(default_factory=dict)

    @property
    def confirmed(self) -> bool:
        return self.track_id > 0

    def take(self, sequence: int, *, class_id: int, score: float) -> None:
        """Notes a sighting, but for where it was."""
        self.sequence = sequence
        self.hits += 1
        votes = self.votes.get(class_id, 0.0) + score
        self.votes[class_id] = votes
        self.score_sum += score
        if votes > self.votes.get(self.class_id, 0.0):
            self.class_id = class_id


def predict_all(tracks: list[Track], sequence: int) -> None:
    """Where the tracks should be now. Their sizes change for one frame at most, and never below
    1 px."""
    if not tracks:
        return
    steps = np.ones((len(tracks), 4))
    steps[:, :2] = np.array([[sequence - track.sequence] for track in tracks])
    predicted: Vector = np.array([track.velocity for track in tracks]) * steps
    predicted += np.array([track.centre_size for track in tracks])
    np.maximum(predicted[:, 2:], 1.0, out=predicted[:, 2:])
    for track, row in zip(tracks, predicted, strict=True):
        track.predicted = row


def move_all(pairs: Sequence[tuple[Track, int]], centre_sizes: Vector, sequence: int) -> None:
    """Corrects the tracks by where they were seen, each paired with its row of (n, 4); once a
    frame."""
    pairs = [pair for pair in pairs if pair[0].sequence < sequence]
    if not pairs:
        return
    predicted = np.array([track.predicted for track, _ in pairs])
    position_gains, velocity_gains = _gains(np.array([[track.hits + 1] for track, _ in pairs]))
    elapsed = np.array([[sequence - track.sequence] for track, _ in pairs])
    residuals = centre_sizes[[row for _, row in pairs]] - predicted
    places = predicted + position_gains * residuals
    changes = velocity_gains / elapsed * residuals
    for (track, _), place, change in zip(pairs, places, changes, strict=True):
        track.centre_size = place
        track.velocity = track.velocity + change


def _gains(hits: npt.NDArray[np.int64]) -> tuple[Vector, Vector]:
    """Gains for position and velocity, (n, 4) each, after (n, 1) sightings; sizes are smoothed
    more."""
    position = 2.0 * (2 * hits - 1) / (hits * (hits + 1))
    velocity = 6.0 / (hits * (hits + 1))
    return (
        np.maximum(position, _LEAST_POSITION_GAINS),
        np.maximum(np.minimum(velocity, 1.0), _LEAST_VELOCITY_GAINS),
    )

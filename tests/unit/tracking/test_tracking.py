"""The tracker on made-up trajectories."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from edge_node.tracking import Tracker, TrackerConfig
from shared.domain import Detections

Seen = tuple[float, float, float]
"""Centre x, centre y and score of a box of 40 by 40 pixels."""


def _detections(seen: Sequence[Seen], class_ids: Sequence[int] | None = None) -> Detections:
    boxes = [[x - 20, y - 20, x + 20, y + 20] for x, y, _ in seen]
    return Detections(
        np.array(boxes, np.float32).reshape(-1, 4),
        np.array([score for *_, score in seen], np.float32),
        np.array(class_ids if class_ids is not None else [0] * len(seen), np.int64),
    )


def _follow(
    frames: Sequence[Sequence[Seen]], config: TrackerConfig | None = None
) -> list[list[int]]:
    tracker = Tracker(config or TrackerConfig())
    return [
        [state.track_id for state in tracker.update(_detections(seen), sequence).tracks]
        for sequence, seen in enumerate(frames)
    ]


def test_that_one_object_is_one_track_once_it_is_confirmed() -> None:
    ids = _follow([[(100 + 5 * t, 100, 0.9)] for t in range(10)])
    assert ids == [[]] + [[1]] * 9


def test_that_objects_that_cross_keep_their_ids() -> None:
    frames = [[(100 + 12 * t, 100, 0.9), (340 - 12 * t, 125, 0.9)] for t in range(21)]
    tracker = Tracker(TrackerConfig())
    at = {
        state.track_id: state.box.x0
        for sequence, seen in enumerate(frames)
        for state in tracker.update(_detections(seen), sequence).tracks
    }
    assert set(at) == {1, 2}
    assert at[1] > at[2]


def test_that_an_occluded_object_comes_back_as_itself() -> None:
    frames = [[(100 + 4 * t, 100, 0.9)] if not 8 <= t < 20 else [] for t in range(30)]
    ids = _follow(frames)
    assert ids[7] == ids[25] == [1]
    assert ids[12] == []


def test_that_a_doubtful_look_keeps_a_track_but_begins_none() -> None:
    fading = [[(100, 100, 0.9)]] * 3 + [[(100, 100, 0.12)]] * 5
    assert _follow(fading)[-1] == [1]
    assert _follow([[(100, 100, 0.12)]] * 8)[-1] == []


def test_that_noise_seen_once_is_no_track() -> None:
    frames = [[(100, 100, 0.9)], [], [(300, 300, 0.9)], []]
    assert _follow(frames) == [[], [], [], []]


def test_that_a_lost_track_ends_once_and_its_id_never_comes_back() -> None:
    tracker = Tracker(TrackerConfig(max_lost_frames=3))
    ended: list[int] = []
    for sequence in range(3):
        ended += tracker.update(_detections([(100, 100, 0.9)]), sequence).ended
    for sequence in range(3, 10):
        ended += tracker.update(Detections.empty(), sequence).ended
    assert ended == [1]
    for sequence in range(10, 13):
        last = tracker.update(_detections([(100, 100, 0.9)]), sequence)
    assert [state.track_id for state in last.tracks] == [2]


def test_that_a_cut_ends_all_confirmed_tracks() -> None:
    tracker = Tracker(TrackerConfig())
    for sequence in range(3):
        tracker.update(_detections([(100, 100, 0.9), (300, 100, 0.8)]), sequence)
    assert tracker.end_all() == (1, 2)
    assert tracker.end_all() == ()
    assert tracker.update(_detections([(100, 100, 0.9)]), 3).tracks == ()


def test_that_the_class_is_the_one_most_voted_for() -> None:
    tracker = Tracker(TrackerConfig())
    for sequence, class_id in enumerate([4, 7, 7, 7]):
        update = tracker.update(_detections([(100, 100, 0.5)], [class_id]), sequence)
    (state,) = update.tracks
    assert (state.class_id, state.class_share, state.hits) == (7, 0.75, 4)
    assert state.score_sum == 2.0
    assert state.first_sequence == 0


def test_that_dropped_frames_count_as_time() -> None:
    tracker = Tracker(TrackerConfig())
    for sequence in (0, 1, 2, 3, 8, 9):
        update = tracker.update(_detections([(100 + 10 * sequence, 100, 0.9)]), sequence)
    assert [state.track_id for state in update.tracks] == [1]


def test_that_single_images_need_no_second_sighting() -> None:
    tracker = Tracker(TrackerConfig())
    update = tracker.update(_detections([(100, 100, 0.9)]), 0, confirm_hits=1)
    assert [state.track_id for state in update.tracks] == [1]


def test_that_the_same_frame_twice_is_harmless() -> None:
    tracker = Tracker(TrackerConfig())
    for sequence in (0, 1, 1, 2):
        update = tracker.update(_detections([(100 + 5 * sequence, 100, 0.9)]), sequence)
    assert [state.track_id for state in update.tracks] == [1]


seen = st.lists(st.tuples(st.floats(0, 600), st.floats(0, 400), st.floats(0.05, 1.0)), max_size=8)


@given(st.lists(seen, max_size=12))
def test_that_whatever_is_seen_each_id_is_in_a_frame_once_and_no_more_than_allowed(
    frames: list[list[Seen]],
) -> None:
    ids = _follow(frames, TrackerConfig(max_tracks=5))
    for in_frame, detections in zip(ids, frames, strict=True):
        assert len(set(in_frame)) == len(in_frame) <= min(5, len(detections))

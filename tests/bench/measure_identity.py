"""Questions an object and identity switches, with whatsit's tracker and with ByteTrack.

`python -m tests.bench.measure_identity`: both follow the same detections of the demo's clip, whose
truth says which object is which, through the same pipeline, without a head and without answers.
ByteTrack is that of the package `trackers`: `pip install 'whatsit[bench]'`.
"""

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from edge_node.asking.ask_policy import AskConfig
from edge_node.bench.throughput import bare_models
from edge_node.config import EdgeConfig
from edge_node.perception.active_bundle import ActiveBundle
from edge_node.perception.pipeline import PerceptionConfig, Pipeline, detect_in
from edge_node.perception.query_draft import NodeIdentity, QueryDraft
from edge_node.sources.catalogue import open_source
from edge_node.sources.source import EndOfSource, NextFrame, SourceOptions
from edge_node.tracking import Follower, Tracker, TrackerConfig, TrackerUpdate, TrackState
from operator_gui.demo.settings import clip_folder
from shared.clock import SystemClock
from shared.domain import Box, Detections, Frame
from shared.factory import FactoryModels, factory_folder
from shared.truth import Truth, best_match, load_truth, objects_in
from tests.bench.identity import MIN_IOU, Identity, Seen, count

UNBOUNDED = AskConfig(questions_per_hour=1e6, burst=100_000, audit_share=0.0)
"""Every question that the policy finds worth asking is asked at once."""


@dataclass(slots=True)
class _Sightings:
    """What the pipeline is told of one of ByteTrack's tracks."""

    track_id: int
    first_sequence: int
    hits: int = 0
    score_sum: float = 0.0
    last_sequence: int = 0


class ByteTrack:
    """The tracker of the package `trackers` in place of whatsit's. A Follower."""

    def __init__(self, **settings: float) -> None:
        import supervision
        import trackers

        self._supervision = supervision
        self._inner: Any = trackers.ByteTrackTracker(**settings)
        self._patience_frames = int(settings.get("lost_track_buffer", 30))
        self._known: dict[int, _Sightings] = {}
        self._votes: dict[int, Counter[int]] = {}
        self._last_id = 0

    def update(
        self, detections: Detections, sequence: int, *, confirm_hits: int | None = None
    ) -> TrackerUpdate:
        """Takes in one frame."""
        found = self._inner.update(
            self._supervision.Detections(
                xyxy=detections.boxes.astype(np.float64),
                confidence=detections.scores,
                class_id=detections.class_ids,
            )
        )
        states = [
            self._state(int(number), row, found, sequence)
            for row, number in enumerate(found.tracker_id)
            if number >= 0
        ]
        oldest = sequence - self._patience_frames
        ended = [number for number, track in self._known.items() if track.last_sequence < oldest]
        return TrackerUpdate(
            tuple(sorted(states, key=lambda state: state.track_id)), self._drop(ended)
        )

    def end_all(self) -> tuple[int, ...]:
        """Ends every track, as after a cut."""
        self._inner.reset()
        return self._drop(list(self._known))

    def _drop(self, numbers: list[int]) -> tuple[int, ...]:
        return tuple(self._known.pop(number).track_id for number in numbers)

    def _state(self, number: int, row: int, found: Any, sequence: int) -> TrackState:
        track = self._known.get(number)
        if track is None:
            self._last_id += 1
            track = self._known[number] = _Sightings(self._last_id, sequence)
        score = float(found.confidence[row])
        track.hits, track.last_sequence = track.hits + 1, sequence
        track.score_sum += score
        votes = self._votes.setdefault(track.track_id, Counter())
        votes[int(found.class_id[row])] += 1
        class_id, share = votes.most_common(1)[0]
        return TrackState(
            track_id=track.track_id,
            box=Box(*found.xyxy[row].tolist()),
            score=score,
            score_sum=track.score_sum,
            class_id=class_id,
            class_share=share / track.hits,
            hits=track.hits,
            first_sequence=track.first_sequence,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """identity: of the tracks. tracks: all there were. asked: the object that each question was
    about, None for something that the truth does not know."""

    identity: Identity
    tracks: int
    asked: tuple[int | None, ...]


def follow(
    frames: list[tuple[Frame, Detections]], truth: Truth, bundle: ActiveBundle, follower: Follower
) -> Outcome:
    """Runs the pipeline over all frames."""
    pipeline = Pipeline(
        identity=NodeIdentity(node_id="bench", node_name="bench", session_id="bench"),
        perception=PerceptionConfig(),
        ask=UNBOUNDED,
        clock=SystemClock(),
        rng=np.random.default_rng(0),
        follower=follower,
    )
    seen: list[Seen] = []
    queries: list[QueryDraft] = []
    for frame, detections in frames:
        outcome = pipeline.process(frame, bundle, detections)
        objects = {key: box for key, _, box in _objects(truth, frame)}
        seen.append(Seen(objects, {d.track_id: d.box for d in outcome.record.detections}))
        queries += outcome.queries
    queries += pipeline.finish(bundle)
    by_sequence = {frame.sequence: frame for frame, _ in frames}
    tracks = {track for one in seen for track in one.tracks}
    asked = tuple(_asked_about(truth, draft, by_sequence) for draft in queries)
    return Outcome(count(seen), len(tracks), asked)


def _asked_about(truth: Truth, draft: QueryDraft, frames: dict[int, Frame]) -> int | None:
    view = draft.query.views[0]
    found = best_match(_objects(truth, frames[view.frame_sequence]), view.box, min_iou=MIN_IOU)
    return None if found is None else found[0]


def _objects(truth: Truth, frame: Frame) -> tuple[tuple[int, str, Box], ...]:
    return objects_in(
        truth,
        position=frame.position,
        frame_name=frame.name,
        width_px=frame.width_px,
        height_px=frame.height_px,
    )


def detected(clip: Path, bundle: ActiveBundle) -> list[tuple[Frame, Detections]]:
    """Every frame of the clip with what the detector sees in it."""
    frames: list[tuple[Frame, Detections]] = []
    with open_source(str(clip), options=SourceOptions(), clock=SystemClock()) as source:
        while not isinstance(read := source.read(timeout_s=1.0), EndOfSource):
            if isinstance(read, NextFrame):
                frames.append((read.frame, detect_in(read.frame, bundle)))
    return frames


def row(name: str, outcome: Outcome) -> str:
    """One line of the table."""
    found, known = outcome.identity, [key for key in outcome.asked if key is not None]
    per_object = len(known) / max(1, len(set(known)))
    return (
        f"{name:34} {outcome.tracks:6} {found.covered / found.boxes:8.2f} {found.objects:8} "
        f"{found.tracks:8.2f} {found.switches:8} {len(outcome.asked):10} {len(set(known)):6} "
        f"{per_object:10.2f}"
    )


def main() -> int:
    clip = clip_folder()
    truth = load_truth(clip / "street.truth.json")
    bundle = bare_models(FactoryModels(factory_folder()), EdgeConfig())
    ours = TrackerConfig()
    try:
        followers: dict[str, Follower] = {
            "whatsit": Tracker(ours),
            "ByteTrack, its own settings": ByteTrack(),
            "ByteTrack, whatsit's thresholds": ByteTrack(
                track_activation_threshold=ours.new_track_score,
                high_conf_det_threshold=ours.high_score,
                minimum_consecutive_frames=ours.confirm_hits,
                lost_track_buffer=ours.max_lost_frames,
            ),
        }
    except ImportError as error:
        print(f"{error.name} is missing: pip install 'whatsit[bench]'", file=sys.stderr)
        return 2
    frames = detected(clip / "street.mp4", bundle)
    print(f"{len(frames)} frames, {sum(len(d) for _, d in frames)} detections")
    columns = "tracks  covered  objects  tracks/o  switches  questions  asked  questions/o"
    print(f"{'':34} {columns}")
    for name, follower in followers.items():
        print(row(name, follow(frames, truth, bundle, follower)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What deciding costs: prediction set, novelty, look-up of what was asked, worth of a question.

The run of the head's graph is inference, and left out. Measured is the thread's own processor
time: what else the machine does meanwhile counts for nothing.
"""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from edge_node.asking.ask_policy import AskConfig
from edge_node.asking.asked import Asked
from edge_node.asking.asked_memory import AskedMemory
from edge_node.asking.asker import Asker
from edge_node.asking.subject import Subject
from edge_node.asking.view_book import TrackView, ViewConfig
from edge_node.perception.active_bundle import ActiveBundle
from edge_node.perception.head import Head
from edge_node.perception.judging import judge
from edge_node.perception.providers import Runtime
from shared.blobs import sha256_of
from shared.bundle import ModelFile
from shared.domain import Box, Floats, HeadOutput
from shared.learning.dataset import TrainingSet
from shared.learning.features import normalise
from shared.learning.head import TrainedHead, train_head
from shared.learning.head_graph import build_head_graph, head_spec

CLASSES = 100
DIM = 1280
DETECTIONS = 8
"""Tracks in each frame."""

LOOK_EVERY_FRAMES = 5
"""So often does a track get a new view, which is when it is judged and looked up again."""

FRAMES = 200


@dataclass(frozen=True, slots=True)
class PolicyCost:
    """Microseconds a detection, of single frames."""

    exemplars: int
    median_us: float
    p95_us: float
    mean_us: float


def measure(exemplars: int, models: ActiveBundle, *, seed: int = 0) -> PolicyCost:
    """Frames with 8 tracks each, a head of 100 classes, and so many labelled exemplars.

    All exemplars were asked about, and are remembered with four views each. models: for their
    embedder's name; they are not run.
    """
    rng = np.random.default_rng(seed)
    kinds = np.abs(rng.normal(size=(CLASSES, DIM))).astype(np.float32)
    trained = _train(kinds, min(exemplars, 3000), rng)
    with tempfile.TemporaryDirectory(prefix="whatsit-bench-") as folder:
        head = _head(trained, Path(folder))
        bundle = replace(models, head=head)
        asker = _asker(kinds, exemplars, rng)
        times_us = np.array(list(_frames(bundle, head, asker, kinds, rng)))
    return PolicyCost(
        exemplars,
        float(np.median(times_us)),
        float(np.quantile(times_us, 0.95)),
        float(times_us.mean()),
    )


def _frames(
    bundle: ActiveBundle,
    head: "_TimedHead",
    asker: Asker,
    kinds: Floats,
    rng: np.random.Generator,
) -> Iterator[float]:
    tracks = [
        Subject(f"track-{i}", audit=False, still=False, first_seen_s=0.0) for i in range(DETECTIONS)
    ]
    for number, track in enumerate(tracks):
        _look(track, kinds, rng, number)
    for frame in range(FRAMES):
        renewed = [t for i, t in enumerate(tracks) if (frame + i) % LOOK_EVERY_FRAMES == 0]
        for track in renewed:
            _look(track, kinds, rng, frame)
        head.spent_s = 0.0
        start_s = time.thread_time()
        judge(tracks, bundle)
        for track in renewed:
            asker.recognise(track)
        for track in tracks:
            asker.is_done(track)
        ready = [track for track in tracks if not track.query_id]
        at_s = float(frame)
        asker.choose(ready, (), head=head.spec, now_s=at_s, monotonic_s=at_s, local_minute=0)
        yield 1e6 * (time.thread_time() - start_s - head.spent_s) / DETECTIONS
        for track in tracks:
            track.query_id = ""


def _look(track: Subject, kinds: Floats, rng: np.random.Generator, frame: int) -> None:
    embedding = kinds[rng.integers(CLASSES)] * rng.uniform(0.2, 1.8, DIM)
    view = TrackView(
        crop=np.zeros((8, 8, 3), np.uint8),
        embedding=embedding.astype(np.float32),
        box=Box(0, 0, 50, 50),
        frame_sequence=frame,
        captured_at_s=float(frame),
        frame_position=frame,
        frame_name="",
        quality=float(rng.random()),
        detector_score=0.5,
    )
    track.book.add(view, view.crop, ViewConfig())


def _train(kinds: Floats, exemplars: int, rng: np.random.Generator) -> TrainedHead:
    labels = np.arange(exemplars) % CLASSES
    embeddings = kinds[labels] * rng.uniform(0.2, 1.8, (exemplars, DIM)).astype(np.float32)
    names = [f"class {label}" for label in labels]
    numbers = [str(row) for row in range(exemplars)]
    views = TrainingSet.of_names(
        embeddings=embeddings, names=names, track_ids=numbers, view_ids=numbers
    )
    return train_head(views, risk=0.05, rng=rng)


def _asker(kinds: Floats, exemplars: int, rng: np.random.Generator) -> Asker:
    memory = AskedMemory(max_questions=max(1, exemplars))
    for number in range(exemplars):
        base = kinds[number % CLASSES] * rng.uniform(0.2, 1.8, DIM)
        views = base * rng.uniform(0.8, 1.2, (4, DIM))
        features = normalise(views.astype(np.float32))
        memory.add(Asked(f"q{number}", f"t{number}", 0.0, features))
    config = AskConfig(questions_per_hour=120.0, burst=1)
    ids = iter(map(str, range(10**6)))
    return Asker(config, memory, new_id=ids.__next__, rng=np.random.default_rng(0))


class _TimedHead(Head):
    """Adds up the thread's time within it; whoever measures sets `spent_s` back to 0."""

    spent_s = 0.0

    def predict(self, embeddings: Floats) -> HeadOutput:
        start_s = time.thread_time()
        output = super().predict(embeddings)
        self.spent_s += time.thread_time() - start_s
        return output


def _head(trained: TrainedHead, folder: Path) -> _TimedHead:
    data = build_head_graph(trained)
    path = folder / "head.onnx"
    path.write_bytes(data)
    file = ModelFile(sha256=sha256_of(data), size_bytes=len(data))
    return _TimedHead(head_spec(trained, file), path, dim=trained.dim, runtime=Runtime())

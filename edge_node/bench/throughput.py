"""The node against a bare loop of the same model calls, alternating in one process."""

import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2

from edge_node.app import NodeSetup, run_node
from edge_node.bench.stopwatch import Stopwatch, TimedSource
from edge_node.config import EdgeConfig
from edge_node.perception.active_bundle import ActiveBundle, load_bundle
from edge_node.perception.providers import Runtime, choose_providers
from edge_node.perception.session import available_providers
from edge_node.sources.catalogue import open_source
from edge_node.sources.source import SourceOptions
from shared.bundle_folder import BaseModels
from shared.clock import SystemClock
from shared.domain import Image
from shared.errors import SourceError

NOBODY = "tcp://127.0.0.1:1"
"""No station listens there: questions stay in the outbox, on disk."""

ANY_PORT = "tcp://127.0.0.1:0"

WARM_UP_FRAMES = 40
"""Left out at the beginning of every pass, of both loops."""

CROP_SHARE = 0.2
"""The bare loop's crops are squares of so much of the frame's height, as objects are."""


@dataclass(frozen=True, eq=False, slots=True)
class Round:
    """One pass of each loop, in frames a second: the node with the video as a recording, the node
    with the same frames one at a time, as a camera gives them, and the bare loop."""

    recording_fps: float
    camera_fps: float
    bare_fps: float


def measure(
    recording: str, base: BaseModels, *, frames: int, rounds: int, config: EdgeConfig
) -> Iterator[Round]:
    """Alternates the loops; their order is drawn anew for every round.

    frames: of each pass, warm-up included; a recording that is shorter is played again.
    """
    rng = random.Random(0)
    models = bare_models(base, config)
    crops = _node_pass(recording, base, frames=frames, config=config, is_complete=True).crops

    def node_fps(*, is_complete: bool) -> float:
        watch = _node_pass(recording, base, frames=frames, config=config, is_complete=is_complete)
        return watch.fps(WARM_UP_FRAMES)

    loops: dict[str, Callable[[], float]] = {
        "recording_fps": lambda: node_fps(is_complete=True),
        "camera_fps": lambda: node_fps(is_complete=False),
        "bare_fps": lambda: _bare_pass(recording, models, crops, frames=frames),
    }
    for _ in range(rounds):
        yield Round(**{name: loops[name]() for name in rng.sample(list(loops), len(loops))})


def bare_models(base: BaseModels, config: EdgeConfig) -> ActiveBundle:
    """The same models on the same runtime as the node's."""
    providers = choose_providers(config.provider, available_providers()).providers
    return load_bundle(
        base.manifest, base.path_of, Runtime(threads=config.threads, providers=providers)
    )


def _node_pass(
    recording: str, base: BaseModels, *, frames: int, config: EdgeConfig, is_complete: bool
) -> Stopwatch:
    """The node's full path: capture child, pipeline, outbox on disk, PUB socket."""
    watch, clock = Stopwatch(), SystemClock()
    with tempfile.TemporaryDirectory(prefix="whatsit-bench-") as folder:
        source = open_source(recording, options=SourceOptions(loops=0), clock=clock)
        run_node(
            config,
            NodeSetup(
                state_folder=Path(folder),
                base=base,
                trusted=(),
                detections_file=None,
                on_ready=lambda _: None,
                on_run=watch.on_run,
            ),
            source=TimedSource(source, watch, limit=frames, is_complete=is_complete),
            clock=clock,
            stop=threading.Event(),
        )
    return watch


def _bare_pass(
    recording: str, models: ActiveBundle, crops: Mapping[int, int], *, frames: int
) -> float:
    """Read, feed, run; and as many crops embedded in each frame as the node did. Frames/s."""
    start_s = 0.0
    for index, image in enumerate(islice(images_of(recording), frames)):
        if index == WARM_UP_FRAMES:
            start_s = time.perf_counter()
        if models.detector is not None:
            fed, _ = models.detector.feed(image)
            models.detector.run(fed)
        elif models.classifier is not None:
            models.classifier.detect(image)
        if count := crops.get(index, 0):
            models.embedder.embed([_crop(image)] * count)
    return (frames - 1 - WARM_UP_FRAMES) / (time.perf_counter() - start_s)


def images_of(recording: str) -> Iterator[Image]:
    """The frames of a video, over and over. Raises SourceError."""
    while True:
        capture = cv2.VideoCapture(recording)
        count = 0
        while True:
            done, image = capture.read()
            if not done:
                break
            count += 1
            yield image  # type: ignore[misc]
        capture.release()
        if not count:
            raise SourceError(f"{recording} cannot be read as a video; name a video file")


def _crop(image: Image) -> Image:
    side_px = max(8, round(CROP_SHARE * image.shape[0]))
    return image[:side_px, :side_px]

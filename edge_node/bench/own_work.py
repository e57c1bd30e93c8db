"""What the node itself does in a frame, beside running models: one frame after the other.

All but the models is the thread's own processor time: what else the machine does meanwhile
counts for nothing.
"""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from edge_node.bench.stopwatch import InferenceTime
from edge_node.bench.throughput import ANY_PORT, WARM_UP_FRAMES, images_of
from edge_node.config import EdgeConfig
from edge_node.kept_notes import MEMORY_NOTE
from edge_node.perception.active_bundle import ActiveBundle, load_bundle
from edge_node.perception.embedder import Embedder
from edge_node.perception.pipeline import FrameOutcome, Pipeline, detect_in
from edge_node.perception.providers import Runtime
from edge_node.perception.query_draft import NodeIdentity
from edge_node.publish import DetectionsOutlet
from shared.bundle_folder import BaseModels
from shared.clock import SystemClock
from shared.domain import Detections, Floats, Frame, Image
from shared.outbox import Outbox
from shared.protocol.codec import Envelope
from shared.transport.endpoint import parse_endpoint


@dataclass(frozen=True, slots=True)
class FrameWork:
    """Of one frame, in milliseconds.

    models: their runs, on the clock. feeding: the frame as the detector's input, which a bare
    loop does too, as it does the crops' feeding, which is left out. reading: the detector's
    tensors to boxes. other: to follow, look, judge, ask, encode, publish, and keep questions.
    """

    models_ms: float
    feeding_ms: float
    reading_ms: float
    other_ms: float


def measure(
    recording: str, base: BaseModels, *, frames: int, config: EdgeConfig
) -> list[FrameWork]:
    """Runs the node's steps on so many frames; those of the warm-up are left out."""
    with (
        tempfile.TemporaryDirectory(prefix="whatsit-bench-") as folder,
        DetectionsOutlet(parse_endpoint(ANY_PORT), None) as outlet,
    ):
        bench = _Bench(base, config, Path(folder) / "outbox.sqlite", outlet)
        try:
            images = islice(images_of(recording), frames)
            work = [bench.frame(number, image) for number, image in enumerate(images)]
        finally:
            bench.close()
    return work[WARM_UP_FRAMES:]


class _Bench:
    """A node's parts without its threads."""

    def __init__(
        self, base: BaseModels, config: EdgeConfig, outbox: Path, outlet: DetectionsOutlet
    ) -> None:
        self._models = InferenceTime()
        runtime = Runtime(threads=config.threads, on_run=self._models.on_run)
        bundle = load_bundle(base.manifest, base.path_of, runtime)
        spec = base.manifest.embedder
        self._embedder = _TimedEmbedder(spec, base.path_of(spec.file), runtime=runtime)
        self._bundle = replace(bundle, embedder=self._embedder)
        self._outbox = Outbox(outbox, cap_bytes=config.outbox_cap_mb << 20)
        self._outlet = outlet
        self._pipeline = Pipeline(
            identity=NodeIdentity(node_id="bench", node_name="bench", session_id="bench"),
            perception=config.perception,
            ask=config.ask,
            clock=SystemClock(),
            rng=np.random.default_rng(config.seed),
        )

    def frame(self, number: int, image: Image) -> FrameWork:
        """One frame, from its pixels to what is published and kept of it."""
        self._models.seconds = self._embedder.spent_s = 0.0
        frame = Frame(image, "bench", number, number / 25)
        detections, feeding_s, reading_s = _detect(frame, self._bundle)
        start_s = time.thread_time()
        self._finish(self._pipeline.process(frame, self._bundle, detections))
        other_s = time.thread_time() - start_s - self._embedder.spent_s
        return FrameWork(
            models_ms=1e3 * self._models.seconds,
            feeding_ms=1e3 * feeding_s,
            reading_ms=1e3 * reading_s,
            other_ms=1e3 * other_s,
        )

    def _finish(self, outcome: FrameOutcome) -> None:
        self._outlet.put(outcome.record)
        for draft in outcome.queries:
            query = draft.query
            self._outbox.put(query.query_id, query.value, Envelope(query, draft.payloads))
            self._outbox.write_note(MEMORY_NOTE, self._pipeline.memory_snapshot())

    def close(self) -> None:
        self._outbox.close()


class _TimedEmbedder(Embedder):
    """Adds up the thread's time within it; whoever measures sets `spent_s` back to 0."""

    spent_s = 0.0

    def embed(self, crops: Sequence[Image]) -> Floats:
        start_s = time.thread_time()
        vectors = super().embed(crops)
        self.spent_s += time.thread_time() - start_s
        return vectors


def _detect(frame: Frame, bundle: ActiveBundle) -> tuple[Detections, float, float]:
    """What stands in the frame, and the seconds it took to feed the detector and to read it."""
    detector = bundle.detector
    if detector is None:
        return detect_in(frame, bundle), 0.0, 0.0
    start_s = time.thread_time()
    fed, placement = detector.feed(frame.image)
    feeding_s = time.thread_time() - start_s
    tensors = detector.run(fed)
    start_s = time.thread_time()
    detections = detector.read(tensors, placement, frame.image)
    return detections, feeding_s, time.thread_time() - start_s

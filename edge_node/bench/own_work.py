"""What the node itself does in a frame, beside running models: one frame after the other."""

import time
from dataclasses import dataclass
from itertools import islice

import numpy as np

from edge_node.bench.stopwatch import InferenceTime
from edge_node.bench.throughput import ANY_PORT, WARM_UP_FRAMES, images_of
from edge_node.config import EdgeConfig
from edge_node.perception.active_bundle import load_bundle
from edge_node.perception.pipeline import Pipeline
from edge_node.perception.providers import Runtime
from edge_node.perception.query_draft import NodeIdentity
from edge_node.publish import DetectionsOutlet
from shared.bundle_folder import BaseModels
from shared.clock import SystemClock
from shared.domain import Frame
from shared.transport.endpoint import parse_endpoint


@dataclass(frozen=True, slots=True)
class OwnWork:
    """Of each frame, in milliseconds: the models, and everything else."""

    inference_ms: tuple[float, ...]
    other_ms: tuple[float, ...]


def measure(recording: str, base: BaseModels, *, frames: int, config: EdgeConfig) -> OwnWork:
    """Feeding, reading the tensors, following, judging, asking, encoding and publishing."""
    models = InferenceTime()
    runtime = Runtime(threads=config.threads, on_run=models.on_run)
    bundle = load_bundle(base.manifest, base.path_of, runtime)
    pipeline = Pipeline(
        identity=NodeIdentity(node_id="bench", node_name="bench", session_id="bench"),
        perception=config.perception,
        ask=config.ask,
        clock=SystemClock(),
        rng=np.random.default_rng(config.seed),
    )
    inference_ms, other_ms = [], []
    with DetectionsOutlet(parse_endpoint(ANY_PORT), None) as outlet:
        for number, image in enumerate(islice(images_of(recording), frames)):
            models.seconds = 0.0
            start_s = time.perf_counter()
            outcome = pipeline.process(Frame(image, "bench", number, number / 25), bundle)
            outlet.put(outcome.record)
            total_s = time.perf_counter() - start_s
            inference_ms.append(1e3 * models.seconds)
            other_ms.append(1e3 * (total_s - models.seconds))
    return OwnWork(tuple(inference_ms[WARM_UP_FRAMES:]), tuple(other_ms[WARM_UP_FRAMES:]))

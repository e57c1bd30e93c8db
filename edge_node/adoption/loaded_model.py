"""A model as a node has it: one inference, the whole step around it, and what it saw."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from edge_node.adoption.looked_at import Seen, Timing
from edge_node.perception.classifier import Classifier
from edge_node.perception.detector import Detector
from edge_node.perception.embedder import Embedder
from edge_node.perception.feeding import feed_batch
from edge_node.perception.providers import Runtime
from edge_node.perception.recognition.reading import Reading
from edge_node.perception.session import Session
from edge_node.plain_text import plain
from shared.bundle import ClassifierSpec, DetectorSpec, EmbedderSpec, ModelFile
from shared.domain import Image

TOP = 5
LEAST_RUNS = 3
TIMING_S = 5.0
"""Slow models are timed less often than asked for, so that it ends after about this."""


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """infer: the session alone. whole: what a node does with a frame. see: what it saw, for
    people. Each raises ModelError if the model fails."""

    session: Session
    infer: Callable[[], object]
    whole: Callable[[], object]
    see: Callable[[], tuple[Seen, ...]]


def load_model(
    reading: Reading, file: ModelFile, path: Path, image: Image, runtime: Runtime
) -> LoadedModel:
    """The model with one image before it. Raises ModelError if it is not what the reading says."""
    if (detector := reading.detector_spec(file)) is not None:
        return _detector(detector, path, image, runtime)
    if (classifier := reading.classifier_spec(file)) is not None:
        return _classifier(classifier, path, image, runtime)
    embedder = reading.embedder_spec(file)
    assert embedder is not None, "a reading has at least one of the three"
    return _embedder(embedder, path, image, runtime)


def time_model(model: LoadedModel, *, runs: int, loading_ms: float) -> Timing:
    """Runs it `runs` times, or as often as TIMING_S allows. Raises ModelError."""
    first_ms = _elapsed_ms(model.infer)
    affordable = int(1e3 * TIMING_S / max(first_ms, 1e-3) / 2)  # each is run with and without
    count = max(min(runs, affordable), min(runs, LEAST_RUNS), 1)
    model.whole()
    alone, whole = [], []
    for _ in range(count):  # alternating, so that a busy machine slows both alike
        alone.append(_elapsed_ms(model.infer))
        whole.append(_elapsed_ms(model.whole))
    low_ms, median_ms, high_ms = (float(ms) for ms in np.percentile(alone, (10, 50, 90)))
    return Timing(
        runs=count,
        median_ms=median_ms,
        low_ms=low_ms,
        high_ms=high_ms,
        whole_ms=float(np.median(whole)),
        first_ms=first_ms,
        loading_ms=loading_ms,
    )


def _detector(spec: DetectorSpec, path: Path, image: Image, runtime: Runtime) -> LoadedModel:
    detector = Detector(spec, path, runtime=runtime)
    fed, _ = detector.feed(image)

    def see() -> tuple[Seen, ...]:
        found = detector.detect(image)
        return tuple(
            Seen(plain(spec.class_names[class_id]), float(score), (x0, y0, x1, y1))
            for class_id, score, (x0, y0, x1, y1) in zip(
                found.class_ids.tolist(), found.scores.tolist(), found.boxes.tolist(), strict=True
            )
        )

    return LoadedModel(
        detector.session, lambda: detector.run(fed), lambda: detector.detect(image), see
    )


def _classifier(spec: ClassifierSpec, path: Path, image: Image, runtime: Runtime) -> LoadedModel:
    classifier = Classifier(spec, path, runtime=runtime)
    feeds = {spec.input.name: feed_batch([image], spec.input)}

    def see() -> tuple[Seen, ...]:
        shares = classifier.probabilities_of(image)
        best = np.argsort(-shares, kind="stable")[:TOP]
        return tuple(Seen(plain(spec.class_names[i]), float(shares[i])) for i in best)

    return LoadedModel(
        classifier.session,
        lambda: classifier.session.run((spec.output,), feeds),
        lambda: classifier.detect(image),
        see,
    )


def _embedder(spec: EmbedderSpec, path: Path, image: Image, runtime: Runtime) -> LoadedModel:
    embedder = Embedder(spec, path, runtime=runtime)
    feeds = {spec.input.name: feed_batch([image], spec.input)}
    return LoadedModel(
        embedder.session,
        lambda: embedder.session.run((spec.output,), feeds),
        lambda: embedder.embed([image]),
        tuple,
    )


def _elapsed_ms(run: Callable[[], object]) -> float:
    start_s = time.perf_counter()
    run()
    return 1e3 * (time.perf_counter() - start_s)

"""The child process in which a new bundle runs first, with little memory and no one to hurt.

`python -m edge_node.deployment.trial_process`
"""

from pathlib import Path
from typing import Literal

import msgspec
import numpy as np

from edge_node.perception.active_bundle import ActiveBundle, load_bundle
from edge_node.perception.providers import Runtime
from edge_node.perception.session import check_graph
from shared.bundle import Manifest, ModelFile
from shared.errors import ModelError, WhatsitError
from shared.quarantine import answer_one_order, limit_memory

TRIAL_IMAGE_PX = 320


class TrialOrder(msgspec.Struct, frozen=True):
    """What to try; only the files of `roles` are new and need it."""

    manifest: Manifest
    paths: dict[str, str]
    roles: tuple[str, ...]


class TrialResult(msgspec.Struct, frozen=True):
    """Whether the bundle may run; `reason` says why not."""

    verdict: Literal["fit", "unfit"]
    reason: str = ""


def try_bundle(order: TrialOrder) -> TrialResult:
    """Loads the models and runs each once on made-up input."""
    try:
        for role in order.roles:
            check_graph(Path(order.paths[role]))
        bundle = load_bundle(order.manifest, lambda file: _path(order, file), Runtime())
        _run_once(bundle)
    except (WhatsitError, MemoryError, KeyError) as error:
        return TrialResult("unfit", str(error) or type(error).__name__)
    return TrialResult("fit")


def _path(order: TrialOrder, file: ModelFile) -> Path:
    for role, known in order.manifest.files().items():
        if known.sha256 == file.sha256:
            return Path(order.paths[role])
    raise ModelError(f"no file with SHA-256 {file.sha256} in the bundle")


def _run_once(bundle: ActiveBundle) -> None:
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (TRIAL_IMAGE_PX, TRIAL_IMAGE_PX, 3), np.uint8)
    if bundle.detector is not None:
        detections = bundle.detector.detect(image)
        if not np.isfinite(detections.boxes).all() or not np.isfinite(detections.scores).all():
            raise ModelError("the detector gives numbers that are not finite")
    if bundle.classifier is not None:
        bundle.classifier.detect(image)
    embeddings = bundle.embedder.embed([image])
    if not np.isfinite(embeddings).all():
        raise ModelError("the embedder gives numbers that are not finite")
    if bundle.head is not None:
        probabilities = bundle.head.predict(embeddings).probabilities
        if not np.isfinite(probabilities).all():
            raise ModelError("the head gives numbers that are not finite")


if __name__ == "__main__":
    limit_memory()
    answer_one_order(TrialOrder, try_bundle)

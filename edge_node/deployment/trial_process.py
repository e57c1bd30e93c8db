"""The child process in which a new bundle runs first, with little memory and no one to hurt.

`python -m edge_node.deployment.trial_process`
"""

from pathlib import Path
from typing import Literal

import msgspec
import numpy as np

from edge_node.perception.active_bundle import ActiveBundle, load_bundle, load_head
from edge_node.perception.head import Head
from edge_node.perception.providers import Runtime
from edge_node.perception.session import check_graph
from shared.bundle import Manifest, ModelFile
from shared.errors import ModelError, WhatsitError
from shared.quarantine import answer_orders, limit_memory, limit_room

TRIAL_IMAGE_PX = 320
TRIAL_EMBEDDINGS = 4
HEAD_ROLE = "head"


class TrialOrder(msgspec.Struct, frozen=True):
    """What to try; only the files of `roles` are new and need it."""

    manifest: Manifest
    paths: dict[str, str]
    roles: tuple[str, ...]

    @property
    def is_of_head_alone(self) -> bool:
        """Whether all else runs here already."""
        return self.roles == (HEAD_ROLE,)


class TrialResult(msgspec.Struct, frozen=True):
    """Whether the bundle may run; `reason` says why not."""

    verdict: Literal["fit", "unfit"]
    reason: str = ""


def try_bundle(order: TrialOrder) -> TrialResult:
    """Loads the models and runs each once on made-up input; where only the head is new, that."""
    try:
        for role in order.roles:
            check_graph(Path(order.paths[role]))
        if order.is_of_head_alone:
            _run_head(load_head(order.manifest, lambda file: _path(order, file), Runtime()), order)
        else:
            _run_once(load_bundle(order.manifest, lambda file: _path(order, file), Runtime()))
    except (WhatsitError, MemoryError, KeyError) as error:
        return TrialResult("unfit", str(error) or type(error).__name__)
    return TrialResult("fit")


def try_in_little_memory(order: TrialOrder) -> TrialResult:
    """As `try_bundle`, in a process of its own."""
    files = order.manifest.files()
    limit_room(sum(files[role].size_bytes for role in order.roles if role in files))
    return try_bundle(order)


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
        bundle.head.predict(embeddings)


def _run_head(head: Head | None, order: TrialOrder) -> None:
    if head is not None:
        rng = np.random.default_rng(0)
        shape = (TRIAL_EMBEDDINGS, order.manifest.embedder.dim)
        head.predict(rng.standard_normal(shape, dtype=np.float32))


if __name__ == "__main__":
    limit_memory()
    answer_orders(TrialOrder, try_in_little_memory)

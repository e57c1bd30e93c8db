"""The ground that all strategies are compared on: embeddings of photos, one head, one situation."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.progress import track

from edge_node.perception.embedder import Embedder
from edge_node.perception.providers import Runtime
from shared.bundle import decode_manifest
from shared.domain import Floats, HeadOutput
from shared.factory import MANIFEST_NAME, factory_folder
from shared.learning.dataset import Indices, TrainingSet
from shared.learning.features import normalise, unit_rows
from shared.learning.head import TrainedHead, apply_head, train_head
from shared.selection.candidates import Candidates
from shared.selection.novelty import novelty
from tests.bench import measure_learning

ROOT = Path(__file__).resolve().parents[3]
TEST_SHARE = 3
"""One object in so many is for testing where a data set says nothing of it."""

RISK = 0.05
ERR = Console(stderr=True)


@dataclass(frozen=True, eq=False, slots=True)
class Ground:
    """A data set. budget: so many labels are asked for; embeddings (n, d), labels (n,)."""

    name: str
    budget: int
    embeddings: Floats
    features: Floats
    labels: Indices
    test_embeddings: Floats
    test_labels: Indices


@dataclass(frozen=True, eq=False, slots=True)
class Situation:
    """Where a strategy is asked. features: (n, d), the whole pool. labels: (n,), the truth.

    labelled: rows with known labels, in the order asked. left: the others, as in `candidates`.
    """

    features: Floats
    labels: Indices
    labelled: Indices
    left: Indices
    candidates: Candidates


def grounds(names: list[str]) -> list[Ground]:
    """The data sets of those names that are there; of the others one line says why not."""
    found = [_digits()] if "digits" in names else []
    data = Path(os.environ.get("WHATSIT_DATA", ROOT / ".." / "shared" / "data"))
    photos = [name for name in ("cards", "clothing") if name in names]
    if photos and not data.is_dir():
        ERR.print(f"skipped {', '.join(photos)}: no folder {data}; set WHATSIT_DATA")
        return found
    budgets = {"cards": 200, "clothing": 600}
    for source in measure_learning.load(data) if photos else []:
        if source.name in photos:
            first, test = source.views == 0, source.test
            found.append(
                _ground(
                    source.name,
                    budgets[source.name],
                    source.embeddings[first],
                    source.labels[first],
                    test[first],
                )
            )
    return found


def _digits() -> Ground:
    from sklearn.datasets import load_digits  # here, for it takes seconds

    digits = load_digits()
    embeddings = _embedded((digits.images * 255 / 16).astype(np.uint8))
    test = np.arange(len(embeddings)) % TEST_SHARE == 0
    return _ground("digits", 400, embeddings, digits.target.astype(np.int64), test)


def _embedded(images: npt.NDArray[np.uint8]) -> Floats:
    """(n, h, w) grey images to (n, d), kept in the temporary folder."""
    folder = factory_folder()
    spec = decode_manifest((folder / MANIFEST_NAME).read_bytes()).embedder
    digest = hashlib.sha256(images.tobytes() + spec.file.sha256.encode()).hexdigest()[:12]
    cache = Path(tempfile.gettempdir()) / f"whatsit-digits-{digest}.npy"
    if not cache.exists():
        path = folder / "efficientnet_lite0.onnx"
        embedder = Embedder(spec, path, runtime=Runtime())
        large = [cv2.cvtColor(_enlarged(image), cv2.COLOR_GRAY2BGR) for image in images]
        parts = [embedder.embed([one]) for one in track(large, "digits", console=ERR)]
        np.save(cache, np.concatenate(parts))
    found: Floats = np.load(cache, allow_pickle=False)
    return found


def _enlarged(image: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    return np.asarray(cv2.resize(image, (224, 224), interpolation=cv2.INTER_CUBIC), np.uint8)


def _ground(
    name: str, budget: int, embeddings: Floats, labels: Indices, test: npt.NDArray[np.bool_]
) -> Ground:
    pool = embeddings[~test]
    return Ground(
        name, budget, pool, normalise(pool), labels[~test], embeddings[test], labels[test]
    )


def situation(
    ground: Ground, labelled: Indices, rng: np.random.Generator
) -> tuple[Situation, float]:
    """What a strategy sees once some rows are labelled, and the head's accuracy on the tests."""
    head = _taught(ground, labelled, rng)
    columns = np.array([int(name) for name in head.class_names])
    tested = apply_head(head, ground.test_embeddings).probabilities.argmax(axis=1)
    left = np.setdiff1d(np.arange(len(ground.labels)), labelled)
    said = apply_head(head, ground.embeddings[left])
    candidates = _candidates(ground, head, said, labelled)
    made = Situation(ground.features, ground.labels, labelled, left, candidates)
    return made, float(np.mean(columns[tested] == ground.test_labels))


def _taught(ground: Ground, labelled: Indices, rng: np.random.Generator) -> TrainedHead:
    rows = [str(row) for row in labelled]
    views = TrainingSet.of_names(
        embeddings=ground.embeddings[labelled],
        names=[f"{label:04d}" for label in ground.labels[labelled]],
        track_ids=rows,
        view_ids=rows,
    )
    return train_head(views, risk=RISK, rng=rng)


def _candidates(
    ground: Ground, head: TrainedHead, said: HeadOutput, labelled: Indices
) -> Candidates:
    columns = {int(name): column for column, name in enumerate(head.class_names)}
    return Candidates(
        probabilities=said.probabilities,
        features=said.features,
        votes=said.votes,
        novelty=novelty(said.top_scores, head.known_scores),
        asked=ground.features[labelled],
        asked_labels=np.array([columns[int(it)] for it in ground.labels[labelled]], np.int64),
        recent=said.features,
        regularisation=head.regularisation,
        conformal_threshold=head.conformal_threshold,
        risk=RISK,
    )


def made_up(rows: int, *, dim: int, classes: int, labelled: int, seed: int = 0) -> Situation:
    """A pool of made-up features around 200 kinds, for measuring time and memory."""
    rng = np.random.default_rng(seed)
    kinds = np.abs(rng.standard_normal((200, dim), np.float32))
    features = np.empty((rows + labelled, dim), np.float32)
    for start in range(0, len(features), 4096):
        part = features[start : start + 4096]
        noise = rng.random(part.shape, np.float32) * np.float32(1.4) + np.float32(0.3)
        part[:] = unit_rows(kinds[rng.integers(200, size=len(part))] * noise)
    votes = rng.dirichlet(np.full(classes, 0.2), (5, rows)).astype(np.float32)
    pool, labels = features[:rows], rng.integers(0, classes, rows + labelled)
    candidates = Candidates(
        probabilities=votes.mean(axis=0),
        features=pool,
        votes=votes,
        novelty=rng.random(rows, np.float32),
        asked=features[rows:],
        asked_labels=labels[rows:],
        recent=pool,
        regularisation=0.3,
        conformal_threshold=0.2,
        risk=RISK,
    )
    numbers = np.arange(rows + labelled)
    return Situation(features, labels, numbers[rows:], numbers[:rows], candidates)

"""Made-up training sets: classes are clouds of embeddings, tracks are tighter clouds in them."""

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices, TrainingSet


def training_set(
    *,
    classes: int,
    tracks_per_class: int,
    views_per_track: int = 2,
    dim: int = 24,
    spread: float = 0.5,
    seed: int = 0,
) -> TrainingSet:
    """Every class with as many tracks of as many views."""
    rng = np.random.default_rng(seed)
    centres = rng.uniform(0.0, 2.0, (classes, dim))
    rows, labels, groups = [], [], []
    for label in range(classes):
        for track in range(tracks_per_class):
            middle = centres[label] + rng.normal(0.0, spread, dim)
            for _ in range(views_per_track):
                rows.append(middle + rng.normal(0.0, spread / 10, dim))
                labels.append(label)
                groups.append(label * tracks_per_class + track)
    return TrainingSet(
        embeddings=np.asarray(rows, dtype=np.float32),
        labels=np.asarray(labels, dtype=np.int64),
        groups=np.asarray(groups, dtype=np.int64),
        class_names=tuple(f"class {label}" for label in range(classes)),
        view_ids=tuple(f"view {row}" for row in range(len(rows))),
    )


def random_rows(
    rng: np.random.Generator, *, rows: int, dim: int, classes: int, tracks: int
) -> tuple[Floats, Indices, Indices]:
    """Unit features, labels and groups without any order; groups may mix labels."""
    features = rng.normal(size=(rows, dim))
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    labels = rng.integers(0, classes, rows)
    labels[:classes] = np.arange(classes)
    return features.astype(np.float32), labels, rng.integers(0, tracks, rows)

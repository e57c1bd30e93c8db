"""Made-up candidates for any strategy."""

from dataclasses import fields, replace

import numpy as np

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.learning.features import unit_rows
from shared.selection.candidates import Candidates


def directions(rng: np.random.Generator, rows: int, dim: int = 6) -> Floats:
    """Rows of unit length, any way."""
    return unit_rows(rng.normal(size=(rows, dim)).astype(np.float32))


def random_candidates(
    *,
    rows: int = 12,
    classes: int = 4,
    members: int = 3,
    dim: int = 6,
    asked: int = 5,
    recent: int = 20,
    threshold: float = 0.2,
    risk: float = 0.1,
    seed: int = 0,
) -> Candidates:
    """Candidates without any order. Every third of those asked about has no answer yet."""
    rng = np.random.default_rng(seed)
    labels = np.arange(asked) % classes
    labels[2::3] = -1
    return Candidates(
        probabilities=rng.dirichlet(np.full(classes, 0.4), rows).astype(np.float32),
        features=directions(rng, rows, dim),
        votes=rng.dirichlet(np.full(classes, 0.4), (members, rows)).astype(np.float32),
        novelty=rng.random(rows, np.float32),
        asked=directions(rng, asked, dim),
        asked_labels=labels.astype(np.int64),
        recent=directions(rng, recent, dim),
        regularisation=0.3,
        conformal_threshold=threshold,
        risk=risk,
    )


def candidates_of(
    probabilities: list[list[float]],
    *,
    votes: list[list[list[float]]] | None = None,
    novelty: list[float] | None = None,
    threshold: float = 0.2,
    risk: float = 0.1,
) -> Candidates:
    """Candidates that differ in nothing but what is given. votes: by member, then by row."""
    n = len(probabilities)
    return Candidates(
        probabilities=np.asarray(probabilities, dtype=np.float32),
        features=np.tile(np.eye(1, 3, dtype=np.float32), (n, 1)),
        votes=np.asarray(votes or [probabilities], dtype=np.float32),
        novelty=np.asarray(novelty or [0.0] * n, dtype=np.float32),
        asked=np.zeros((0, 3), np.float32),
        asked_labels=np.zeros(0, np.int64),
        recent=np.zeros((0, 3), np.float32),
        regularisation=0.3,
        conformal_threshold=threshold,
        risk=risk,
    )


def rows_of(candidates: Candidates, rows: Indices) -> Candidates:
    """Some of the candidates, in that order; where the pool is its own surroundings it stays so."""
    features = candidates.features[rows]
    return replace(
        candidates,
        probabilities=candidates.probabilities[rows],
        features=features,
        votes=candidates.votes[:, rows],
        novelty=candidates.novelty[rows],
        recent=features if candidates.recent is candidates.features else candidates.recent,
    )


def arrays_of(candidates: Candidates) -> dict[str, np.ndarray]:
    """All arrays by name."""
    values = {field.name: getattr(candidates, field.name) for field in fields(candidates)}
    return {name: value for name, value in values.items() if isinstance(value, np.ndarray)}

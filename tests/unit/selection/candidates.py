"""Made-up candidates for any strategy."""

import numpy as np

from shared.domain import Floats
from shared.selection.strategy import Candidates


def unit_rows(rng: np.random.Generator, rows: int, dim: int = 6) -> Floats:
    features = rng.normal(size=(rows, dim))
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    return features.astype(np.float32)


def random_candidates(
    *,
    rows: int = 12,
    classes: int = 4,
    asked: int = 5,
    recent: int = 20,
    threshold: float = 0.2,
    risk: float = 0.1,
    seed: int = 0,
) -> Candidates:
    rng = np.random.default_rng(seed)
    return Candidates(
        probabilities=rng.dirichlet(np.full(classes, 0.4), rows).astype(np.float32),
        features=unit_rows(rng, rows),
        novelty=rng.random(rows, np.float32),
        disagreement=rng.random(rows, np.float32),
        asked=unit_rows(rng, asked),
        recent=unit_rows(rng, recent),
        conformal_threshold=threshold,
        risk=risk,
    )


def candidates_of(
    probabilities: list[list[float]],
    *,
    novelty: list[float] | None = None,
    disagreement: list[float] | None = None,
    threshold: float = 0.2,
    risk: float = 0.1,
) -> Candidates:
    """Candidates that differ in nothing but what is given."""
    n = len(probabilities)
    return Candidates(
        probabilities=np.asarray(probabilities, dtype=np.float32),
        features=np.tile(np.eye(1, 3, dtype=np.float32), (n, 1)),
        novelty=np.asarray(novelty or [0.0] * n, dtype=np.float32),
        disagreement=np.asarray(disagreement or [0.0] * n, dtype=np.float32),
        asked=np.zeros((0, 3), np.float32),
        recent=np.zeros((0, 3), np.float32),
        conformal_threshold=threshold,
        risk=risk,
    )

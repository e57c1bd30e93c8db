"""The default strategy over a pool: what comes first, and what decides."""

from dataclasses import replace

import numpy as np
import pytest

from shared.domain import Floats
from shared.learning.features import unit_rows
from shared.selection.candidates import Candidates
from shared.selection.combined import whatsit_select

CROWD, PAIR = 30, 2
DIM = 16


def pool(probabilities: Floats | None = None) -> Candidates:
    """Two crowds, one much tighter than the other, and a few rows like nothing else."""
    rng = np.random.default_rng(3)
    centres = unit_rows(rng.normal(size=(2, DIM)).astype(np.float32))
    tight = centres[0] + 0.05 * rng.normal(size=(CROWD, DIM))
    loose = centres[1] + 0.15 * rng.normal(size=(CROWD, DIM))
    alone = rng.normal(size=(6, DIM))
    shared_direction = 2.0 * np.ones(DIM)  # as embeddings have one
    rows = np.concatenate([tight, loose, alone]) + shared_direction / np.sqrt(DIM)
    features = unit_rows(rows.astype(np.float32))
    n = features.shape[0]
    said = np.ones((n, 1), np.float32) if probabilities is None else probabilities
    return Candidates(
        probabilities=said,
        features=features,
        votes=said[None],
        novelty=np.zeros(n, np.float32),
        asked=np.zeros((0, DIM), np.float32),
        asked_labels=np.zeros(0, np.int64),
        recent=features,
        regularisation=0.3,
        conformal_threshold=0.5,
        risk=0.05,
    )


def two_names(likeliest: Floats) -> Floats:
    return np.stack([likeliest, 1.0 - likeliest], axis=1).astype(np.float32)


@pytest.mark.parametrize("seed", range(3))
def test_that_with_nothing_known_each_crowd_comes_before_what_is_like_nothing(seed: int) -> None:
    first = whatsit_select(pool(), PAIR, np.random.default_rng(seed))

    assert sorted(int(row) // CROWD for row in first) == [0, 1]


def test_that_of_equally_typical_rows_the_least_sure_comes_first() -> None:
    likeliest = np.full(2 * CROWD + 6, 0.99)
    likeliest[7] = 0.55

    chosen = whatsit_select(pool(two_names(likeliest)), 1, np.random.default_rng(0))

    assert chosen.tolist() == [7]


def test_that_of_equally_unsure_rows_one_in_a_crowd_comes_first() -> None:
    likeliest = np.full(2 * CROWD + 6, 1.0)
    likeliest[[7, 2 * CROWD + 1]] = 0.6

    chosen = whatsit_select(pool(two_names(likeliest)), 2, np.random.default_rng(0))

    assert chosen.tolist() == [7, 2 * CROWD + 1]


def test_that_what_is_like_an_answered_question_waits() -> None:
    unsure = pool(two_names(np.full(2 * CROWD + 6, 0.6)))
    tight_first = whatsit_select(unsure, 1, np.random.default_rng(0))
    answered = replace(
        unsure, asked=unsure.features[tight_first], asked_labels=np.zeros(1, np.int64)
    )

    chosen = whatsit_select(answered, 1, np.random.default_rng(0))

    assert int(tight_first[0]) // CROWD == 0
    assert int(chosen[0]) // CROWD == 1


def test_that_a_direction_which_all_rows_share_decides_nothing() -> None:
    """Where likeness is measured as it is, such a direction drowns all differences."""
    candidates = pool()
    shifted = unit_rows(candidates.features + np.full(DIM, 3.0, np.float32))
    drowned = replace(candidates, features=shifted, recent=shifted)

    first = whatsit_select(drowned, PAIR, np.random.default_rng(0))

    assert sorted(int(row) // CROWD for row in first) == [0, 1]

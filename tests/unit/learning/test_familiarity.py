import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.learning.familiarity import DISTANCE_WEIGHT, RESIDUAL_WEIGHT, learn_familiarity
from tests.unit.learning.samples import random_rows


def track_means(
    features: Floats, labels: Indices, groups: Indices
) -> tuple[np.ndarray, np.ndarray]:
    """Mean feature and class of every (group, class) pair."""
    pairs = np.unique(np.stack([groups, labels]), axis=1).T
    means = [features[(groups == g) & (labels == c)].mean(axis=0) for g, c in pairs]
    return np.stack(means).astype(float), pairs[:, 1]


def spelled_out(
    row: np.ndarray, tracks: np.ndarray, labels: np.ndarray, noise: float, classes: int
) -> float:
    """The familiarity with covariances inverted as they stand."""
    eye = noise * np.eye(tracks.shape[1])
    present = [c for c in range(classes) if (labels == c).any()]
    means = {c: tracks[labels == c].mean(axis=0) for c in present}
    centred = tracks - tracks.mean(axis=0)
    within = np.stack([tracks[i] - means[c] for i, c in enumerate(labels)])
    common = np.linalg.inv(centred.T @ centred / max(len(tracks) - 1, 1) + eye)
    spread = np.linalg.inv(within.T @ within / max(len(tracks) - len(present), 1) + eye)
    to_all = (row - tracks.mean(axis=0)) @ common @ (row - tracks.mean(axis=0))
    to_class = min((row - mean) @ spread @ (row - mean) for mean in means.values())
    residual = np.sqrt(noise * to_all)
    return float(DISTANCE_WEIGHT * (to_all - to_class) - RESIDUAL_WEIGHT * residual)


@given(
    seed=st.integers(0, 2**32 - 1),
    rows=st.integers(1, 30),
    classes=st.integers(1, 4),
    tracks=st.integers(1, 12),
    dim=st.sampled_from((3, 16)),
)
def test_that_familiarity_is_what_its_formula_says(
    seed: int, rows: int, classes: int, tracks: int, dim: int
) -> None:
    features, labels, groups = random_rows(
        np.random.default_rng(seed),
        rows=max(rows, classes),
        dim=dim,
        classes=classes,
        tracks=tracks,
    )
    means, names = track_means(features, labels, groups)

    familiarity = learn_familiarity(features, labels, groups, classes=classes).whole

    expected = [spelled_out(row, means, names, familiarity.noise, classes) for row in features]
    np.testing.assert_allclose(familiarity.of(features), expected, atol=1e-3, rtol=1e-3)


def test_that_a_row_is_judged_by_other_tracks_alone() -> None:
    features, labels, _ = random_rows(np.random.default_rng(3), rows=4, dim=8, classes=2, tracks=4)
    labels = np.array([0, 0, 1, 1])

    learned = learn_familiarity(features, labels, np.arange(4), classes=2)
    familiarity, left_out = learned.whole, learned.left_out

    for row in range(4):
        others = np.arange(4) != row
        wanted = spelled_out(
            features[row], features[others].astype(float), labels[others], familiarity.noise, 2
        )
        assert left_out[row] == pytest.approx(wanted, abs=1e-3)


def test_that_a_track_counts_once_however_many_views_it_has() -> None:
    rng = np.random.default_rng(0)
    features, labels, _ = random_rows(rng, rows=12, dim=8, classes=2, tracks=12)
    more = np.concatenate([np.arange(12), np.repeat(3, 9)])

    one = learn_familiarity(features, labels, np.arange(12), classes=2).whole
    other = learn_familiarity(features[more], labels[more], more, classes=2).whole

    views = rng.normal(size=(5, 8)).astype(np.float32)
    np.testing.assert_allclose(one.of(views), other.of(views), atol=1e-4)


@pytest.mark.parametrize("rows", [200, 20])
def test_that_the_statistics_stay_small_whatever_they_were_made_of(rows: int) -> None:
    rng = np.random.default_rng(1)
    features, labels, groups = random_rows(rng, rows=rows, dim=100, classes=3, tracks=rows)

    learned = learn_familiarity(features, labels, groups, classes=3)
    familiarity, left_out = learned.whole, learned.left_out

    assert familiarity.common.shape[1] <= 64
    assert familiarity.spread.shape[1] <= 64
    assert np.isfinite(left_out).all()


def test_that_a_track_is_left_out_under_all_of_its_names_at_once() -> None:
    features, _, _ = random_rows(np.random.default_rng(5), rows=8, dim=8, classes=2, tracks=8)
    labels, groups = np.array([0, 0, 0, 0, 1, 1, 1, 1]), np.arange(8)
    features[7] = features[0]  # a copy, taken for something else
    groups[7] = groups[0]

    learned = learn_familiarity(features, labels, groups, classes=2)
    familiarity, left_out = learned.whole, learned.left_out

    kept = [1, 2, 3, 4, 6]  # of five parts the first holds row 5 as well
    expected = spelled_out(
        features[0], features[kept].astype(float), labels[kept], familiarity.noise, 2
    )
    assert left_out[0] == pytest.approx(expected, abs=1e-3)

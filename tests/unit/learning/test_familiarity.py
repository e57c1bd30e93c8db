import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.learning.familiarity import DISTANCE_WEIGHT, RESIDUAL_WEIGHT, learn_familiarity
from shared.learning.judgement import TrackIndex
from tests.unit.learning.samples import random_rows


def track_means(
    features: Floats, labels: Indices, groups: Indices
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean feature, class and group of every (group, class) pair."""
    pairs = np.unique(np.stack([groups, labels]), axis=1).T
    means = [features[(groups == g) & (labels == c)].mean(axis=0) for g, c in pairs]
    return np.stack(means).astype(float), pairs[:, 1], pairs[:, 0]


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
def test_that_familiarity_is_what_its_formula_says_with_and_without_the_rows_own_track(
    seed: int, rows: int, classes: int, tracks: int, dim: int
) -> None:
    features, labels, groups = random_rows(
        np.random.default_rng(seed),
        rows=max(rows, classes),
        dim=dim,
        classes=classes,
        tracks=tracks,
    )
    judged = TrackIndex.of(labels, groups).judged
    means, names, owners = track_means(features, labels, groups)

    familiarity, left_out = learn_familiarity(
        features, labels, groups, classes=classes, judged=judged
    )

    noise = familiarity.noise
    expected = [spelled_out(row, means, names, noise, classes) for row in features]
    np.testing.assert_allclose(familiarity.of(features), expected, atol=1e-3, rtol=1e-3)
    for row, found in zip(np.flatnonzero(judged), left_out, strict=True):
        others = ~((owners == groups[row]) & (names == labels[row]))
        wanted = spelled_out(features[row], means[others], names[others], noise, classes)
        assert found == pytest.approx(wanted, abs=1e-4, rel=1e-4)


def test_that_a_track_counts_once_however_many_views_it_has() -> None:
    rng = np.random.default_rng(0)
    features, labels, _ = random_rows(rng, rows=12, dim=8, classes=2, tracks=12)
    more = np.concatenate([np.arange(12), np.repeat(3, 9)])
    nobody = np.zeros(21, bool)

    one, _ = learn_familiarity(features, labels, np.arange(12), classes=2, judged=nobody[:12])
    other, _ = learn_familiarity(features[more], labels[more], more, classes=2, judged=nobody)

    views = rng.normal(size=(5, 8)).astype(np.float32)
    np.testing.assert_allclose(one.of(views), other.of(views), atol=1e-4)


@pytest.mark.parametrize("rows", [200, 20])
def test_that_the_statistics_stay_small_whatever_they_were_made_of(rows: int) -> None:
    rng = np.random.default_rng(1)
    features, labels, groups = random_rows(rng, rows=rows, dim=100, classes=3, tracks=rows)

    familiarity, left_out = learn_familiarity(
        features, labels, groups, classes=3, judged=TrackIndex.of(labels, groups).judged
    )

    assert familiarity.common.shape[1] <= 64
    assert familiarity.spread.shape[1] <= 64
    assert np.isfinite(left_out).all()

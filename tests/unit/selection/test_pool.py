"""Clusters, compression and the strategies that look at features alone."""

from dataclasses import replace

import numpy as np
import pytest

from shared.learning.features import unit_rows
from shared.selection import compression, coverage, density, diversity
from shared.selection.candidates import Candidates
from shared.selection.chance import content_order
from shared.selection.clusters import k_means
from shared.selection.compression import along, directions_of
from shared.selection.coverage import covering_radius
from shared.selection.density import density as density_of
from shared.selection.registry import STRATEGIES
from tests.unit.selection.candidates import directions, random_candidates


def clouds(sizes: list[int], *, dim: int = 16, spread: float = 0.1, seed: int = 0) -> np.ndarray:
    """Groups of rows around directions at right angles, one group after the other."""
    rng = np.random.default_rng(seed)
    middles = np.repeat(np.eye(len(sizes), dim), sizes, axis=0)
    noise = rng.normal(scale=spread, size=(sum(sizes), dim))
    return unit_rows((middles + noise).astype(np.float32))


def pool_of(features: np.ndarray, *, asked: np.ndarray | None = None) -> Candidates:
    n, d = features.shape
    nothing = random_candidates(rows=n, classes=1, dim=d, asked=0, recent=0)
    asked = np.zeros((0, d), np.float32) if asked is None else asked
    return replace(
        nothing,
        features=features,
        recent=features,
        asked=asked,
        asked_labels=np.zeros(len(asked), np.int64),
    )


def select(name: str, candidates: Candidates, count: int, seed: int = 0) -> list[int]:
    return STRATEGIES[name].select(candidates, count, np.random.default_rng(seed)).tolist()


def groups_of(rows: list[int], sizes: list[int]) -> list[int]:
    return np.repeat(np.arange(len(sizes)), sizes)[rows].tolist()


def test_that_planted_groups_are_found() -> None:
    sizes = [40, 25, 10]
    features = clouds(sizes)
    order = np.random.default_rng(1).permutation(75)

    found = k_means(features, 3, order, np.random.default_rng(0))

    assert sorted(found.sizes().tolist()) == sorted(sizes)
    for members in found.members(order):
        assert len(set(groups_of(members.tolist(), sizes))) == 1
    np.testing.assert_allclose(
        found.cosines, np.sum(features * found.centres[found.member_of], axis=1), atol=1e-5
    )


def test_that_there_are_no_more_clusters_than_rows_that_differ() -> None:
    features = np.repeat(directions(np.random.default_rng(0), 3, 8), 5, axis=0)

    found = k_means(features, 9, np.arange(15), np.random.default_rng(0))

    assert found.centres.shape == (3, 8)


TEN = [60, 55, 50, 45, 40, 35, 30, 25, 20, 15]
"""As many groups as stand in for classes while none is known."""


@pytest.mark.parametrize("name", ["typical", "k_means", "coverage"])
def test_that_every_group_is_asked_about_once_the_largest_first(name: str) -> None:
    chosen = select(name, pool_of(clouds(TEN, spread=0.05)), 10)

    assert groups_of(chosen, TEN) == list(range(10))


@pytest.mark.parametrize("name", ["core_set", "k_means_pp", "leverage", "a_optimal"])
def test_that_every_group_is_asked_about_before_any_is_twice(name: str) -> None:
    sizes = [60, 40, 20]

    chosen = select(name, pool_of(clouds(sizes, spread=0.005)), 3)

    assert sorted(groups_of(chosen, sizes)) == [0, 1, 2]


@pytest.mark.parametrize("name", ["typical", "coverage", "core_set", "v_optimal"])
def test_that_the_group_that_was_asked_about_waits(name: str) -> None:
    features = clouds(TEN, spread=0.03)

    chosen = select(name, pool_of(features, asked=features[:1]), 9)

    assert sorted(groups_of(chosen, TEN)) == list(range(1, 10))


def test_that_the_most_typical_of_a_group_has_the_nearest_neighbours() -> None:
    features = clouds([30])
    cosines = np.sort(features @ features.T, axis=1)[:, -20:].mean(axis=1)

    assert select("typical", pool_of(features), 1) == [int(cosines.argmax())]


def test_that_the_next_of_the_core_set_is_the_farthest() -> None:
    features = np.abs(directions(np.random.default_rng(3), 50, 5))
    asked = features[:1]

    chosen = select("core_set", pool_of(features, asked=asked), 6)

    nearest = features @ asked[0]
    for row in chosen:
        assert row == int(nearest.argmin())
        nearest = np.maximum(nearest, features @ features[row])


def test_that_within_the_radius_rows_mostly_have_only_their_own_group() -> None:
    features = clouds([30] * 10, dim=12, spread=0.06)
    groups = np.repeat(np.arange(10), 30)
    distances = 1 - features @ features.T
    others = np.where(groups[:, None] != groups, distances, np.inf).min(axis=1)

    radius = covering_radius(features, classes=1)

    assert radius == pytest.approx(float(np.quantile(others, 0.05)), rel=0.05)


def test_that_what_covers_most_is_worth_most_and_what_is_covered_nothing() -> None:
    features = clouds(TEN, spread=0.05)
    large, small = STRATEGIES["coverage"].score(
        replace(
            pool_of(features),
            **{
                name: getattr(pool_of(features[[0, 374]]), name)
                for name in ("features", "probabilities", "votes", "novelty")
            },
        )
    )

    assert large > small > 0.0
    again = STRATEGIES["coverage"].score(pool_of(features, asked=features))
    assert not again.any()


def test_that_compression_keeps_the_products_that_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compression, "SMALL_VALUES", 1000)
    rng = np.random.default_rng(0)
    low = rng.normal(size=(400, 20)) @ rng.normal(size=(20, 300))
    features = unit_rows(low.astype(np.float32))
    order = content_order(features)

    found = directions_of(features, order)
    assert found is not None
    small = along(features, found)

    assert small.shape == (400, compression.DIRECTIONS)
    np.testing.assert_allclose(small @ small.T, features @ features.T, atol=1e-3)
    assert directions_of(features[:3], order[:3]) is None
    assert along(features, None) is features


def test_that_the_directions_kept_are_the_leading_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compression, "SMALL_VALUES", 1000)
    monkeypatch.setattr(compression, "DIRECTIONS", 10)
    rng = np.random.default_rng(1)
    features = (rng.normal(size=(300, 60)) * 0.8 ** np.arange(60)).astype(np.float32)

    kept = along(features, directions_of(features, np.arange(300)))

    best = np.square(np.linalg.svd(features, compute_uv=False)[:10]).sum()
    assert np.square(kept).sum() > 0.99 * best


def test_that_density_among_many_is_nearly_that_among_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    features = clouds([300] * 8, dim=32, spread=0.12)
    exact = density_of(features, features)
    monkeypatch.setattr(density, "FEW_ROWS", 100)
    monkeypatch.setattr(density, "CELL_ROWS", 200)

    for seen in (features, features.copy()):
        found = density_of(features, seen)
        assert np.corrcoef(found, exact)[0, 1] > 0.97


def test_that_coverage_of_many_is_sought_cell_by_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "FEW_ROWS", 50)
    monkeypatch.setattr(coverage, "CELL_ROWS", 40)

    chosen = select("coverage", pool_of(clouds(TEN, spread=0.05)), 10)

    assert sorted(groups_of(chosen, TEN)) == list(range(10))


def test_that_many_are_compared_along_leading_directions(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    features = unit_rows((rng.normal(size=(500, 12)) @ rng.normal(size=(12, 200))).astype("f4"))
    exact = diversity.dissimilarity(features, features[:40])
    monkeypatch.setattr(diversity, "EXACT_PRODUCTS", 1000)
    monkeypatch.setattr(compression, "SMALL_VALUES", 1000)

    np.testing.assert_allclose(diversity.dissimilarity(features, features[:40]), exact, atol=1e-3)

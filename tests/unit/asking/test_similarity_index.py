"""What was added is found again, whatever was added and removed in between."""

import numpy as np
import pytest

from edge_node.asking.similarity_index import PROBES, SimilarityIndex
from shared.domain import Floats
from shared.learning.features import unit_rows

DIM = 160


def objects(count: int, *, seed: int = 0) -> Floats:
    """Rows of objects in families, as things of one kind look alike."""
    rng = np.random.default_rng(seed)
    kinds = rng.normal(size=(20, DIM))
    rows = kinds[rng.integers(0, 20, count)] + rng.normal(size=(count, DIM))
    return unit_rows(rows.astype(np.float32))


def test_that_an_empty_index_finds_nothing() -> None:
    assert SimilarityIndex(DIM).nearest(objects(1)) is None


@pytest.mark.parametrize("count", [1, 3, PROBES + 1, 500, 2000])
def test_that_every_row_is_found_by_a_look_alike_with_its_true_cosine(count: int) -> None:
    rows = objects(count)
    index = SimilarityIndex(DIM)
    for start in range(0, count, 4):
        index.add(rows[start : start + 4])
    assert len(index) == count
    noise = np.random.default_rng(1).normal(scale=0.02, size=rows.shape)
    for number in range(0, count, max(1, count // 100)):
        query = unit_rows((rows[number] + noise[number]).astype(np.float32)[None])
        found = index.nearest(query)
        assert found is not None
        assert found[0] == number
        assert found[1] == pytest.approx(float(query[0] @ rows[number]), abs=1e-5)


def test_that_the_closest_of_several_views_counts() -> None:
    rows = objects(600)
    index = SimilarityIndex(DIM)
    index.add(rows)
    found = index.nearest(np.stack([objects(1, seed=9)[0], rows[17]]))
    assert found is not None
    assert found[0] == 17


def test_that_what_was_removed_is_found_no_more_and_what_came_later_is() -> None:
    rows = objects(1200)
    index = SimilarityIndex(DIM)
    index.add(rows[:400])
    index.remove(range(200))
    index.add(rows[400:])  # the cells are made anew on the way
    assert len(index) == 1000
    assert not index.is_sparse
    gone = index.nearest(rows[:1])
    assert gone is not None
    assert gone[0] >= 200
    kept = index.nearest(rows[900:901])
    assert kept is not None
    assert kept[0] == 900
    index.remove(range(200, 1200))
    assert index.nearest(rows[:1]) is None
    assert index.is_sparse

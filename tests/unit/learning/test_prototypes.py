import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import Floats
from shared.learning.dataset import Indices
from shared.learning.prototypes import class_prototypes, left_out_familiarity
from tests.unit.learning.samples import random_rows


def refitted(features: Floats, labels: Indices, groups: Indices) -> list[float]:
    """The familiarity the slow way: prototypes made anew without each row's track."""
    views = {int(group): int(np.sum(groups == group)) for group in groups}
    found = []
    for row, group in enumerate(groups):
        cosines = []
        for label in np.unique(labels[groups != group]):
            members = (labels == label) & (groups != group)
            shares = np.array([1.0 / views[int(track)] for track in groups[members]])
            mean = (features[members] * shares[:, None]).sum(axis=0)
            cosines.append(float(features[row] @ mean / np.linalg.norm(mean)))
        found.append(max(cosines, default=0.0))
    return found


@given(
    seed=st.integers(0, 2**32 - 1),
    rows=st.integers(1, 25),
    classes=st.integers(1, 4),
    tracks=st.integers(1, 10),
)
def test_that_leaving_out_tracks_is_exactly_averaging_without_them(
    seed: int, rows: int, classes: int, tracks: int
) -> None:
    features, labels, groups = random_rows(
        np.random.default_rng(seed),
        rows=max(rows, classes),
        dim=6,
        classes=classes,
        tracks=tracks,
    )

    familiarity = left_out_familiarity(features, labels, groups, classes=classes)

    np.testing.assert_allclose(familiarity, refitted(features, labels, groups), atol=1e-5)


def test_that_every_track_pulls_a_prototype_once() -> None:
    features = np.array([[1, 0], [1, 0], [1, 0], [0, 1]], np.float32)

    prototypes = class_prototypes(
        features, np.zeros(4, np.int64), np.array([0, 0, 0, 1]), classes=1
    )

    np.testing.assert_allclose(prototypes[:, 0], np.sqrt([0.5, 0.5]), atol=1e-6)

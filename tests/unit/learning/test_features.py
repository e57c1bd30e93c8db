import numpy as np

from shared.learning.features import normalise


def test_that_rows_become_unit_length() -> None:
    embeddings = np.random.default_rng(0).normal(size=(7, 5)).astype(np.float32)

    features = normalise(embeddings)

    assert features.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(features, axis=1), 1.0, atol=1e-6)


def test_that_the_root_keeps_the_sign() -> None:
    features = normalise(np.array([[9.0, -16.0, 0.0]], np.float32))

    np.testing.assert_allclose(features, [[0.6, -0.8, 0.0]], atol=1e-6)


def test_that_zero_rows_stay_zero() -> None:
    assert not normalise(np.zeros((2, 3), np.float32)).any()


def test_that_the_scale_of_a_row_does_not_matter() -> None:
    embeddings = np.random.default_rng(1).normal(size=(4, 6)).astype(np.float32)

    np.testing.assert_allclose(normalise(embeddings), normalise(embeddings * 50), atol=1e-6)


def test_that_no_rows_are_fine() -> None:
    assert normalise(np.zeros((0, 3), np.float32)).shape == (0, 3)

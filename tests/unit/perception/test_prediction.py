"""Rows of the head's output become names, sets and novelty."""

from pathlib import Path

import numpy as np
import pytest

from edge_node.perception.prediction import mean_over_views, predict_rows
from shared.bundle import HeadSpec
from shared.domain import HeadOutput
from tests.unit.perception import tiny_models


@pytest.fixture
def spec(tmp_path: Path) -> HeadSpec:
    return tiny_models.head_spec(tiny_models.head(tmp_path / "h.onnx", [0.5, 0.5]))


def _output(*rows: tuple[float, float], top_score: float = 1.0) -> HeadOutput:
    n = len(rows)
    return HeadOutput(
        probabilities=np.array(rows, np.float32),
        top_scores=np.full(n, top_score, np.float32),
        features=np.eye(n, 4, dtype=np.float32),
        disagreement=np.linspace(0, 1, n).astype(np.float32),
        votes=np.array([rows, np.flip(rows, axis=1)], np.float32),
    )


def test_that_a_sure_row_has_one_name_in_its_set(spec: HeadSpec) -> None:
    (found,) = predict_rows(_output((0.1, 0.9)), spec)
    assert (found.name, found.prediction_set) == ("bowl", ("bowl",))
    assert found.probability == pytest.approx(0.9)
    assert [name for name, _ in found.ranked] == ["bowl", "mug"]
    assert found.novelty == pytest.approx(0.5, abs=0.01)


def test_that_a_close_row_has_both_likeliest_first(spec: HeadSpec) -> None:
    assert predict_rows(_output((0.6, 0.4)), spec)[0].prediction_set == ("mug", "bowl")


def test_that_what_is_like_nothing_taught_has_an_empty_set(spec: HeadSpec) -> None:
    (found,) = predict_rows(_output((0.1, 0.9), top_score=-3.0), spec)
    assert found.prediction_set == ()
    assert found.novelty > 0.95


def test_that_each_track_is_judged_by_the_mean_of_its_own_views() -> None:
    rows = _output((0.2, 0.8), (0.8, 0.2), (0.0, 1.0))
    mean = mean_over_views(rows, [2, 1])
    np.testing.assert_allclose(mean.probabilities, [[0.5, 0.5], [0.0, 1.0]])
    assert mean.features.tolist() == [[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0]]
    assert mean.disagreement.tolist() == pytest.approx([0.25, 1.0])
    np.testing.assert_allclose(mean.votes, [[[0.5, 0.5], [0.0, 1.0]], [[0.5, 0.5], [1.0, 0.0]]])


def test_that_rows_are_named_each_for_itself(spec: HeadSpec) -> None:
    found = predict_rows(_output((0.1, 0.9), (0.6, 0.4)), spec)
    assert [one.name for one in found] == ["bowl", "mug"]
    assert [one.disagreement for one in found] == [0.0, 1.0]

"""Detector, embedder and head over real sessions, with models of a few nodes."""

from pathlib import Path

import msgspec
import numpy as np
import onnxruntime
import pytest

from edge_node.perception.active_bundle import load_bundle
from edge_node.perception.detector import Detector
from edge_node.perception.embedder import MAX_BATCH, MAX_BATCH_ON_CPU, Embedder
from edge_node.perception.head import Head
from edge_node.perception.providers import CPU, Runtime
from shared.errors import ModelError
from shared.learning.head import apply_head, train_head
from shared.learning.head_graph import build_head_graph, head_spec
from tests.unit.learning.samples import training_set
from tests.unit.perception import tiny_models

BOXES = np.array([[0.1, 0.2, 0.5, 0.6], [0.6, 0.1, 0.9, 0.4], [0, 0, 0.001, 1]], np.float32)
SCORES = np.array([[0.3, 0.8], [0.9, 0.1], [0.9, 0.0]], np.float32)
IMAGE = np.full((100, 200, 3), 90, np.uint8)


def test_that_boxes_come_in_pixels_of_the_frame_best_first(tmp_path: Path) -> None:
    path = tiny_models.detector(tmp_path / "d.onnx", BOXES, SCORES)
    found = Detector(tiny_models.detector_spec(path), path, runtime=Runtime()).detect(IMAGE)
    np.testing.assert_allclose(found.boxes, [[120, 10, 180, 40], [20, 20, 100, 60]], atol=1e-3)
    np.testing.assert_allclose(found.scores, [0.9, 0.8])
    assert found.class_ids.tolist() == [0, 1]


def test_that_a_class_without_a_name_is_an_error(tmp_path: Path) -> None:
    path = tiny_models.detector(tmp_path / "d.onnx", BOXES, SCORES)
    spec = msgspec.structs.replace(tiny_models.detector_spec(path), class_names=("cup",))
    with pytest.raises(ModelError, match="saw class 1, but the bundle names 1"):
        Detector(spec, path, runtime=Runtime()).detect(IMAGE)


def test_that_a_model_that_is_no_detector_is_refused(tmp_path: Path) -> None:
    path = tiny_models.embedder(tmp_path / "e.onnx")
    spec = tiny_models.detector_spec(path)
    with pytest.raises(ModelError, match=r"expected the input image uint8 \[1, 32, 32, 3\]"):
        Detector(spec, path, runtime=Runtime())


def test_that_a_detector_without_the_outputs_of_its_decoder_is_refused(tmp_path: Path) -> None:
    path = tiny_models.detector(tmp_path / "d.onnx", BOXES, SCORES)
    spec = tiny_models.detector_spec(path)
    renamed = msgspec.structs.replace(spec, outputs=("boxes", "classes"))
    with pytest.raises(ModelError, match="expected the outputs boxes, classes"):
        Detector(renamed, path, runtime=Runtime())
    too_few = msgspec.structs.replace(spec, outputs=("boxes",))
    with pytest.raises(ModelError, match=r"reads 2 outputs \(boxes, scores\), the bundle names 1"):
        Detector(too_few, path, runtime=Runtime())


def test_that_crops_of_any_size_are_embedded_in_order_and_in_batches(tmp_path: Path) -> None:
    path = tiny_models.embedder(tmp_path / "e.onnx")
    embedder = Embedder(tiny_models.embedder_spec(path), path, runtime=Runtime())
    crops = [np.full((7 + i, 40, 3), 130 + 10 * i, np.uint8) for i in range(MAX_BATCH_ON_CPU + 3)]
    vectors = embedder.embed(crops)
    assert vectors.shape == (MAX_BATCH_ON_CPU + 3, tiny_models.DIM)
    greys = [(3 + 10 * i) / 128 for i in range(len(crops))]
    np.testing.assert_allclose(vectors, np.repeat(np.array(greys)[:, None], 48, 1), atol=1e-5)
    assert embedder.embed([]).shape == (0, tiny_models.DIM)


def test_that_an_accelerator_is_always_given_a_batch_of_one_shape(tmp_path: Path) -> None:
    path = tiny_models.embedder(tmp_path / "e.onnx")
    given: list[int] = []
    others = [one for one in onnxruntime.get_available_providers() if one != CPU]
    runtime = Runtime(
        providers=(others[-1], CPU),  # the plain package has a provider beside the CPU, too
        on_run=lambda role, batch, seconds: given.append(batch),
    )
    embedder = Embedder(tiny_models.embedder_spec(path), path, runtime=runtime)
    crops = [np.full((9, 9, 3), 130 + 10 * i, np.uint8) for i in range(MAX_BATCH + 3)]
    for n in (1, 3, MAX_BATCH, MAX_BATCH + 3):
        vectors = embedder.embed(crops[:n])
        assert vectors.shape == (n, tiny_models.DIM)
        np.testing.assert_allclose(vectors[:, 0], [(3 + 10 * i) / 128 for i in range(n)], atol=1e-5)
    assert given == [MAX_BATCH] * 5


def test_that_colours_are_embedded_as_rgb(tmp_path: Path) -> None:
    path = tiny_models.embedder(tmp_path / "e.onnx")
    red = np.zeros((9, 9, 3), np.uint8)
    red[..., 2] = 255
    vector = Embedder(tiny_models.embedder_spec(path), path, runtime=Runtime()).embed([red])[0]
    assert vector[:16] == pytest.approx(1.0)
    assert not vector[16:].any()


def test_that_an_embedder_of_another_length_is_refused(tmp_path: Path) -> None:
    path = tiny_models.embedder(tmp_path / "e.onnx")
    spec = msgspec.structs.replace(tiny_models.embedder_spec(path), dim=12)
    with pytest.raises(ModelError, match=r"expected embedding of shape \[1, 12\], got \[1, 48\]"):
        Embedder(spec, path, runtime=Runtime()).embed([IMAGE])


def test_that_a_model_that_is_no_embedder_is_refused(tmp_path: Path) -> None:
    path = tiny_models.head(tmp_path / "h.onnx", [0.5, 0.5])
    with pytest.raises(ModelError, match=r"expected the input image float32 \[N, 3, 32, 32\]"):
        Embedder(tiny_models.embedder_spec(path), path, runtime=Runtime())


def test_that_the_head_answers_for_any_number_of_embeddings(tmp_path: Path) -> None:
    path = tiny_models.head(tmp_path / "h.onnx", [0.7, 0.3], top_score=0.4)
    head = Head(tiny_models.head_spec(path), path, dim=tiny_models.DIM, runtime=Runtime())
    for n in (0, 1, 3):
        found = head.predict(np.ones((n, tiny_models.DIM), np.float32))
        assert found.probabilities.shape == (n, 2)
        assert found.features.shape == (n, tiny_models.DIM)
        assert found.top_scores.tolist() == pytest.approx([0.4] * n)


def test_that_a_head_that_tells_no_votes_counts_as_the_one_vote_there_is(tmp_path: Path) -> None:
    path = tiny_models.head(tmp_path / "h.onnx", [0.7, 0.3])
    spec = msgspec.structs.replace(tiny_models.head_spec(path), members=5)
    head = Head(spec, path, dim=tiny_models.DIM, runtime=Runtime())
    for n in (0, 3):
        found = head.predict(np.ones((n, tiny_models.DIM), np.float32))
        np.testing.assert_array_equal(found.votes, found.probabilities[None])


def test_that_a_trained_head_tells_the_votes_of_all_its_members(tmp_path: Path) -> None:
    views = training_set(classes=3, tracks_per_class=2)
    trained = train_head(views, risk=0.1, members=4, rng=np.random.default_rng(0))
    path = tmp_path / "head.onnx"
    path.write_bytes(build_head_graph(trained))
    spec = head_spec(trained, tiny_models.model_file(path))
    head = Head(spec, path, dim=trained.dim, runtime=Runtime())
    for n in (0, 5):
        found, expected = (
            head.predict(views.embeddings[:n]).votes,
            apply_head(trained, views.embeddings[:n]).votes,
        )
        assert found.shape == (4, n, 3)
        np.testing.assert_allclose(found, expected, atol=1e-5)


def test_that_outputs_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    path = tiny_models.head(tmp_path / "h.onnx", [0.7, 0.3])
    head = Head(tiny_models.head_spec(path), path, dim=tiny_models.DIM, runtime=Runtime())
    with pytest.raises(ModelError, match=r"head h.onnx: its output holds values that are no"):
        head.predict(np.full((1, tiny_models.DIM), np.nan, np.float32))
    path = tiny_models.embedder(tmp_path / "e.onnx")
    broken = msgspec.structs.replace(
        tiny_models.embedder_spec(path).input, std=(1e-45, 128.0, 128.0)
    )
    spec = msgspec.structs.replace(tiny_models.embedder_spec(path), input=broken)
    with np.errstate(over="ignore"), pytest.raises(ModelError, match=r"embedder e.onnx: its outp"):
        Embedder(spec, path, runtime=Runtime()).embed([np.full((9, 9, 3), 255, np.uint8)])


def test_that_a_head_for_another_embedder_or_class_count_is_refused(tmp_path: Path) -> None:
    path = tiny_models.head(tmp_path / "h.onnx", [0.7, 0.2, 0.1])
    spec = tiny_models.head_spec(path)
    with pytest.raises(ModelError, match=r"expected the input embedding float32 \[N, 7\]"):
        Head(spec, path, dim=7, runtime=Runtime())
    with pytest.raises(ModelError, match="of shapes"):
        Head(spec, path, dim=48, runtime=Runtime()).predict(np.ones((1, 48), np.float32))


def test_that_unchanged_models_are_taken_over_from_the_running_bundle(tmp_path: Path) -> None:
    first = tiny_models.bundle(tmp_path, boxes=BOXES, scores=SCORES)
    path = tiny_models.head(tmp_path / "new.onnx", [0.5, 0.5])
    manifest = msgspec.structs.replace(first.manifest, version=1, head=tiny_models.head_spec(path))
    second = load_bundle(manifest, lambda _: path, Runtime(), reuse=first)
    assert second.detector is first.detector
    assert second.embedder is first.embedder
    assert second.head is not None
    assert second.version == 1

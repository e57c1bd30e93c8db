"""What was asked is remembered, within bounds, over restarts too."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_node.asking.asked import Asked
from edge_node.asking.asked_memory import MAX_VIEWS, AskedMemory
from shared.errors import StorageError
from shared.learning.features import unit_rows
from tests.unit.asking.made_up import DIM, axis


def _memory(*axes: int, max_questions: int = 10) -> AskedMemory:
    memory = AskedMemory(max_questions=max_questions, embedder_sha256="e")
    for number in axes:
        memory.add(Asked(f"q{number}", f"t{number}", 1.0, axis(number)[None]))
    return memory


def test_that_the_most_similar_question_is_found() -> None:
    found = _memory(0, 1, 2).most_similar(unit_rows(axis(1, towards=2, share=0.2)[None]))
    assert found is not None
    assert found.asked.query_id == "q1"
    assert found.cosine == pytest.approx(0.97, abs=0.01)
    np.testing.assert_array_equal(found.feature, axis(1))


def test_that_an_empty_memory_knows_nothing() -> None:
    memory = _memory()
    assert memory.most_similar(axis(0)[None]) is None
    assert _memory(1).most_similar(np.zeros((0, DIM), np.float32)) is None


def test_that_answers_are_noted_corrected_and_taken_back() -> None:
    memory = _memory(0)
    assert memory.answer("q0", "name", "mug")
    assert memory.answer("q0", "name", "bowl")
    found = memory.get("q0")
    assert found is not None
    assert found.answer == ("name", "bowl")
    memory.answer("q0", "withdrawn", "")
    found = memory.get("q0")
    assert found is not None
    assert found.answer is None
    assert not memory.answer("unknown", "name", "mug")


def test_that_the_oldest_is_forgotten_first_and_only_some_views_are_kept() -> None:
    memory = _memory(0, 1, 2, max_questions=2)
    assert len(memory) == 2
    assert memory.get("q0") is None
    memory.add(Asked("many", "t", 1.0, np.eye(DIM, dtype=np.float32)))
    found = memory.get("many")
    assert found is not None
    assert found.features.shape == (MAX_VIEWS, DIM)
    for number in range(DIM):
        likeness = memory.most_similar(axis(number)[None])
        assert likeness is not None
        assert (likeness.cosine > 0.99) == (number < MAX_VIEWS)


def test_that_views_that_are_not_kept_take_no_memory() -> None:
    memory = _memory()
    memory.add(Asked("many", "t", 1.0, np.eye(DIM, dtype=np.float32)))
    found = memory.get("many")
    assert found is not None
    assert found.features.base is None


def test_that_answers_change_nothing_that_was_looked_up_and_questions_do() -> None:
    memory = _memory(0, 1)
    before = memory.changes
    memory.answer("q0", "name", "mug")
    assert memory.changes == before
    memory.forget("q0")
    assert memory.changes > before


def test_that_a_lost_question_is_forgotten() -> None:
    memory = _memory(0)
    memory.forget("q0")
    memory.forget("q0")
    assert len(memory) == 0
    assert memory.most_similar(axis(0)[None]) is None


def test_that_another_embedder_begins_anew() -> None:
    memory = _memory(0)
    memory.use_embedder("e")
    assert len(memory) == 1
    memory.use_embedder("f")
    assert len(memory) == 0


def test_that_a_snapshot_comes_back_with_answers_and_nearly_the_same_features() -> None:
    memory = AskedMemory(max_questions=10, embedder_sha256="e")
    rng = np.random.default_rng(0)
    features = unit_rows(rng.normal(size=(3, 300)).astype(np.float32))
    memory.add(Asked("q", "t", 5.0, features))
    memory.answer("q", "name", "Tässä kuppi")
    restored = AskedMemory.restore(memory.snapshot(), max_questions=10)
    found = restored.get("q")
    assert found is not None
    assert (found.track_key, found.asked_at_s, found.answer) == ("t", 5.0, ("name", "Tässä kuppi"))
    assert np.sum(found.features * features, axis=1).min() > 0.999
    restored.use_embedder("e")
    assert len(restored) == 1


def test_that_an_empty_snapshot_comes_back_empty_and_a_large_one_within_bounds() -> None:
    assert len(AskedMemory.restore(_memory().snapshot(), max_questions=3)) == 0
    restored = AskedMemory.restore(_memory(0, 1, 2).snapshot(), max_questions=2)
    assert restored.get("q0") is None
    assert restored.get("q2") is not None


def test_that_damaged_features_are_refused() -> None:
    whole = msgspec.msgpack.decode(_memory(0).snapshot())
    record = whole["records"][0]
    for change in ({"features": b"\x01"}, {"scales": [float("nan")]}, {"kind": "shrug"}):
        broken = {**whole, "records": [{**record, **change}]}
        with pytest.raises(StorageError, match="memory of asked questions is damaged"):
            AskedMemory.restore(msgspec.msgpack.encode(broken), max_questions=5)


@given(st.binary(max_size=200))
def test_that_garbage_is_refused(data: bytes) -> None:
    with pytest.raises(StorageError):
        AskedMemory.restore(data, max_questions=5)

"""Steps from a full training's file, on real databases and with real heads."""

from pathlib import Path

import numpy as np
import pytest

from operator_gui.station import label_changes
from operator_gui.station.intake import check_query
from operator_gui.station.label_reader import LabelReader
from operator_gui.station.rescoring import HeadScorer
from operator_gui.station.stepping import Stepper
from operator_gui.station.trainer_process import answer_request
from operator_gui.station.trainer_wire import StepRequest, TrainDone, TrainFailed, TrainRequest
from operator_gui.station.warm_state import load_warm
from shared.blobs import BlobStore
from shared.errors import StorageError
from tests.unit.station.station_world import (
    DIM,
    EMBEDDER_SHA256,
    embeddings_of,
    make_answer,
    make_query,
    query_of,
)
from tests.unit.station.test_label_store import Stores

NAMES = ["mug", "bowl", "vase"] * 4


def train_request(folder: Path, *, embedder_sha256: str = EMBEDDER_SHA256) -> TrainRequest:
    return TrainRequest(
        job=1,
        database=str(folder / "station.sqlite"),
        blobs=str(folder / "heads"),
        embedder_sha256=embedder_sha256,
        dim=DIM,
        risk=0.05,
        members=3,
        seed=0,
        warm=str(folder / "warm.npz"),
    )


def train(folder: Path) -> TrainDone:
    done = answer_request(LabelReader(), train_request(folder))
    assert isinstance(done, TrainDone)
    return done


def step_request(folder: Path, *, embedder_sha256: str = EMBEDDER_SHA256) -> StepRequest:
    return StepRequest(job=2, training=train_request(folder, embedder_sha256=embedder_sha256))


def step(stepper: Stepper, folder: Path) -> TrainDone:
    done = stepper.answer(step_request(folder))
    assert isinstance(done, TrainDone), done
    return done


def refused(stepper: Stepper, folder: Path) -> str:
    failed = stepper.answer(step_request(folder))
    assert isinstance(failed, TrainFailed)
    return failed.reason


def ask(stores: Stores, name: str, query_id: str, seed: int = 0, **changes: object) -> None:
    envelope = make_query(name, query_id=query_id, seed=seed, **changes)
    with stores.database.transaction():
        stores.inbox.put(check_query(query_of(envelope), envelope), 1.0)


def teach(stores: Stores, name: str, query_id: str, seed: int = 0) -> None:
    ask(stores, name, query_id, seed)
    stores.put(make_answer(query_id, name, answer_id=f"a-{query_id}"))


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    stores = Stores(tmp_path)
    for number, name in enumerate(NAMES):
        teach(stores, name, f"q{number}", number)
    return stores


def said(folder: Path, done: TrainDone, name: str) -> str:
    scorer = HeadScorer.of_graph(
        1, done.head, BlobStore(folder / "heads").get(done.head.file.sha256)
    )
    return scorer.suggestions(embeddings_of(name, seed=77))[0].name


def test_that_a_step_teaches_a_new_name_and_says_of_which_answers_it_is(
    tmp_path: Path, stores: Stores
) -> None:
    full = train(tmp_path)
    teach(stores, "stapler", "new")

    done = step(Stepper(), tmp_path)

    assert said(tmp_path, done, "stapler") == "stapler"
    assert (done.answer_seq, full.answer_seq) == (13, 12)
    assert (done.head.tracks, done.head.labels) == (13, 26)
    assert {c.name: c.tracks for c in done.classes} == {
        "bowl": 4,
        "mug": 4,
        "stapler": 1,
        "vase": 4,
    }
    assert done.head.dataset_revision != full.head.dataset_revision
    assert done.accuracy_low == full.accuracy_low


def test_that_steps_go_on_from_each_other_and_a_correction_takes_back_what_it_corrects(
    tmp_path: Path, stores: Stores
) -> None:
    train(tmp_path)
    stepper = Stepper()
    teach(stores, "stapler", "new")
    step(stepper, tmp_path)
    stores.put(make_answer("new", "staple gun", supersedes="a-new"))
    done = step(stepper, tmp_path)
    assert done.head.class_names == ("bowl", "mug", "vase", "staple gun")
    assert done.head.tracks == 13
    stores.put(make_answer("q0", "", kind="withdrawn", supersedes="a-q0"))
    assert step(stepper, tmp_path).head.tracks == 12


def test_that_a_step_is_what_a_full_training_says(tmp_path: Path, stores: Stores) -> None:
    train(tmp_path)
    for number, name in enumerate(["mug", "bowl", "vase"]):
        teach(stores, name, f"more{number}", 50 + number)
    stepped, trained = step(Stepper(), tmp_path), train(tmp_path)
    blobs = BlobStore(tmp_path / "heads")
    for name in ("mug", "bowl", "vase"):
        views = embeddings_of(name, seed=99)
        mine, theirs = (
            HeadScorer.of_graph(1, done.head, blobs.get(done.head.file.sha256)).probabilities(views)
            for done in (stepped, trained)
        )
        assert mine.argmax() == theirs.argmax()
        np.testing.assert_allclose(mine, theirs, atol=0.1)


def test_that_a_new_full_training_is_what_the_next_step_starts_from(
    tmp_path: Path, stores: Stores
) -> None:
    train(tmp_path)
    stepper = Stepper()
    teach(stores, "stapler", "new")
    step(stepper, tmp_path)
    full = train(tmp_path)
    assert step(stepper, tmp_path).head.class_names == full.head.class_names


def test_that_checks_and_other_embedders_teach_nothing_in_a_step(
    tmp_path: Path, stores: Stores
) -> None:
    train(tmp_path)
    for query_id, changes in (
        ("audit", {"reason": "audit"}),
        ("foreign", {"embedder_sha256": "ab" * 32}),
        ("made", {"made_from": "q0"}),
    ):
        ask(stores, "vase", query_id, **changes)
        stores.put(make_answer(query_id, "mug"))
    done = step(Stepper(), tmp_path)
    assert (done.head.tracks, done.answer_seq) == (12, 15)


def test_that_what_takes_a_full_training_is_said(
    tmp_path: Path, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    stepper = Stepper()
    assert "not there yet" in refused(stepper, tmp_path)
    train(tmp_path)
    other = stepper.answer(step_request(tmp_path, embedder_sha256="ab" * 32))
    assert isinstance(other, TrainFailed)
    assert "another embedder" in other.reason
    monkeypatch.setattr(label_changes, "MOST_CHANGES", 2)
    for number in range(3):
        teach(stores, "mug", f"more{number}")
    assert "more than 2 tracks" in refused(stepper, tmp_path)


def test_that_a_file_of_other_answers_is_not_stepped_from(tmp_path: Path, stores: Stores) -> None:
    train(tmp_path)
    (tmp_path / "other").mkdir()
    others = Stores(tmp_path / "other")
    for number, name in enumerate(NAMES):
        teach(others, name, f"o{number}", number)
    (tmp_path / "warm.npz").rename(tmp_path / "other" / "warm.npz")
    assert "other answers" in refused(Stepper(), tmp_path / "other")


@pytest.mark.parametrize("rubbish", [b"", b"PK\x03\x04 no archive", b"\0" * 400])
def test_that_a_damaged_file_is_said_to_be_damaged(
    tmp_path: Path, stores: Stores, rubbish: bytes
) -> None:
    train(tmp_path)
    whole = (tmp_path / "warm.npz").read_bytes()
    (tmp_path / "warm.npz").write_bytes(rubbish)
    assert "warm.npz" in refused(Stepper(), tmp_path)
    for cut in (100, len(whole) // 2, len(whole) - 10):
        (tmp_path / "warm.npz").write_bytes(whole[:cut])
        with pytest.raises(StorageError, match=r"warm\.npz"):
            load_warm(tmp_path / "warm.npz")


def test_that_a_file_gives_back_what_was_kept(tmp_path: Path, stores: Stores) -> None:
    train(tmp_path)
    state = load_warm(tmp_path / "warm.npz")
    assert (state.note.answer_seq, state.note.answer_id) == (12, "a-q11")
    assert set(state.running.taught) == {f"q{number}" for number in range(12)}
    assert state.running.head.tracks == 12
    assert not state.running.fixed

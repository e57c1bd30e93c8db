"""What is taken for what: counted from left-out tracks, and kept for operators."""

from pathlib import Path

import numpy as np
import pytest

from operator_gui.station.database import Database
from operator_gui.station.mistakes import MistakeBook, left_out_of
from operator_gui.station.trainer_wire import LeftOut, MistakenTrack
from shared.learning.dataset import TrainingSet
from shared.learning.head import TrainedHead, train_head
from shared.protocol.mistakes import ClassRight, MistakeCell, Mistakes

TRACKS = [f"{track:02d}" for track in range(30)]


@pytest.fixture(scope="module")
def head() -> TrainedHead:
    """Of three kinds of ten tracks with two views each; two of kind 1 are called kind 2."""
    rng = np.random.default_rng(0)
    centres = rng.random((3, 32)) * 4
    kinds = np.arange(30) % 3
    views = np.repeat(np.arange(30), 2)
    names = [f"kind {kind}" for kind in kinds[views]]
    for row in (8, 9, 14, 15):  # tracks 4 and 7
        names[row] = "kind 2"
    training_set = TrainingSet.of_names(
        embeddings=(centres[kinds[views]] + rng.random((60, 32))).astype(np.float32),
        names=names,
        track_ids=[TRACKS[track] for track in views],
        view_ids=[str(row) for row in range(60)],
    )
    return train_head(training_set, risk=0.05, members=1, rng=rng)


def test_that_left_out_tracks_are_counted_by_what_they_are_taken_for(head: TrainedHead) -> None:
    found = left_out_of(head, TRACKS)
    assert found.cells == (MistakeCell(called="kind 2", taken_for="kind 1", tracks=2),)
    assert {one.query_id for one in found.wrong} == {"04", "07"}
    by_name = {one.name: (one.tracks, one.right) for one in found.classes}
    assert by_name == {"kind 0": (10, 10), "kind 1": (8, 8), "kind 2": (12, 10)}


def test_that_what_was_found_is_kept_and_the_next_training_takes_its_place(
    tmp_path: Path,
) -> None:
    database = Database(tmp_path)
    book = MistakeBook(database)
    assert book.told("r") == Mistakes(request_id="r")
    assert book.tracks("mug", "bowl") == ()
    wrong = (
        MistakenTrack(query_id="q1", called="mug", taken_for="bowl"),
        MistakenTrack(query_id="q2", called="bowl", taken_for="mug"),
    )
    first = LeftOut(
        classes=(ClassRight(name="mug", tracks=3, right=2),),
        cells=(MistakeCell(called="mug", taken_for="bowl", tracks=1),),
        wrong=wrong,
    )
    with database.transaction():
        book.put(first)
    again = MistakeBook(database)
    assert again.told("r") == Mistakes(request_id="r", classes=first.classes, cells=first.cells)
    assert again.tracks("mug", "bowl") == ("q1",)
    with database.transaction():
        book.put(LeftOut())
    assert book.tracks("mug", "bowl") == ()
    database.close()

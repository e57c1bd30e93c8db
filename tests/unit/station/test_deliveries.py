"""What a node was told and has not acknowledged is said again, unless a later word overtook it."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from operator_gui.station.database import Database
from operator_gui.station.deliveries import Deliveries
from shared.protocol.answers import AnswerBatch, NamedTrack


@pytest.fixture
def deliveries(tmp_path: Path) -> Iterator[Deliveries]:
    with contextlib.closing(Database(tmp_path)) as database:
        yield Deliveries(database, 1.0)


def _answer(query_id: str, name: str) -> NamedTrack:
    return NamedTrack(
        answer_id=f"{query_id} {name}", query_id=query_id, track_key="t", kind="name", name=name
    )


def _said(batches: list[AnswerBatch]) -> list[list[str]]:
    return [[answer.answer_id for answer in batch.answers] for batch in batches]


def test_that_an_answer_is_not_said_again_after_a_later_one_arrived(
    deliveries: Deliveries,
) -> None:
    deliveries.add("rover-1", (_answer("q", "mug"), _answer("other", "pen")))
    deliveries.add("rover-1", (_answer("q", "cup"),))
    later = deliveries.due("rover-1", 0.0)[1]
    deliveries.arrived("rover-1", (later.batch_id,))
    assert _said(deliveries.due("rover-1", 0.0)) == [["other pen"]]


def test_that_a_later_answer_is_still_said_after_an_earlier_one_arrived(
    deliveries: Deliveries,
) -> None:
    deliveries.add("rover-1", (_answer("q", "mug"),))
    deliveries.add("rover-1", (_answer("q", "cup"),))
    first = deliveries.due("rover-1", 0.0)[0]
    deliveries.arrived("rover-1", (first.batch_id,))
    assert _said(deliveries.due("rover-1", 0.0)) == [["q cup"]]


def test_that_what_another_node_acknowledged_overtakes_nothing(deliveries: Deliveries) -> None:
    deliveries.add("rover-1", (_answer("q", "mug"),))
    deliveries.add("rover-2", (_answer("q", "cup"),))
    (theirs,) = deliveries.due("rover-2", 0.0)
    deliveries.arrived("rover-2", (theirs.batch_id,))
    assert _said(deliveries.due("rover-1", 0.0)) == [["q mug"]]


def test_that_what_other_nodes_wait_for_is_not_looked_at(tmp_path: Path) -> None:
    with contextlib.closing(Database(tmp_path)) as database:
        steps = database.execute(
            "EXPLAIN QUERY PLAN SELECT batch_id, body FROM outgoing WHERE node_id = ? "
            "ORDER BY rowid LIMIT ?",
            ("rover-1", 32),
        ).fetchall()
    assert [step[-1] for step in steps] == [
        "SEARCH outgoing USING INDEX outgoing_by_node (node_id=?)"
    ]


def test_that_a_batch_of_which_nothing_is_left_is_not_said_again(deliveries: Deliveries) -> None:
    for name in ("mug", "cup"):
        deliveries.add("rover-1", (_answer("q", name),))
    later = deliveries.due("rover-1", 0.0)[1]
    deliveries.arrived("rover-1", (later.batch_id,))
    assert deliveries.due("rover-1", 0.0) == []

"""Urgent questions at the station alone: a node and operators on real sockets, with faults."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from shared.protocol.questions import QuestionGone, Urgent, UrgentNoted, UrgentQuery, UrgentQuestion
from shared.protocol.status import StationStatus
from tests.conftest import ExpectWarnings
from tests.unit.station.station_world import (
    FakeNode,
    FakeOperator,
    RunningStation,
    make_answer,
    make_query,
    query_of,
)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningStation]:
    with RunningStation.start(tmp_path / "station", train_after_s=60.0) as station:
        yield station


def urge(
    node: FakeNode,
    query_id: str,
    *,
    teaches: bool = True,
    remaining_s: float = 60.0,
    **changes: str,
) -> None:
    """Sends an urgent query as a node does."""
    envelope = make_query(query_id=query_id)
    query = msgspec.structs.replace(query_of(envelope), **changes)
    urgent = Urgent(question="What's this?", remaining_s=remaining_s, teaches=teaches)
    context, vectors, *crops = envelope.payloads
    payloads = (context, vectors if teaches else b"", *crops)
    node.link.send(UrgentQuery(query=query, urgent=urgent), payloads)


def urgent_ids(operator: FakeOperator) -> list[str]:
    return [question.query.query_id for question in operator.heard_of(UrgentQuestion)]


def test_that_the_node_is_told_how_many_operators_there_are(
    node: FakeNode, ada: FakeOperator
) -> None:
    urge(node, "q1")
    node.until(lambda: node.heard_of(UrgentNoted))
    assert node.heard_of(UrgentNoted) == [UrgentNoted(query_id="q1", operators=1)]


def test_that_a_repeated_question_is_shown_once(node: FakeNode, ada: FakeOperator) -> None:
    for _ in range(3):
        urge(node, "q1")
    node.until(lambda: len(node.heard_of(UrgentNoted)) == 3)
    urge(node, "q2")
    ada.until(lambda: "q2" in urgent_ids(ada))
    assert urgent_ids(ada) == ["q1", "q2"]


@pytest.mark.parametrize("teaches", [True, False])
def test_that_a_node_that_asks_again_is_told_again(
    node: FakeNode, ada: FakeOperator, teaches: bool
) -> None:
    urge(node, "q1", teaches=teaches)
    ada.until(lambda: ada.held)
    ada.name("q1", "mug")
    ada.until(lambda: ada.waiting == 0)
    node.until(lambda: len(node.answers) == 1)
    urge(node, "q1", teaches=teaches)
    node.until(lambda: len(node.answers) == 2)
    assert [(answer.name, answer.operator) for answer in node.answers] == [("mug", "Ada")] * 2
    assert urgent_ids(ada) == ["q1"]


def test_that_an_answer_is_taken_once(node: FakeNode, ada: FakeOperator) -> None:
    urge(node, "q1", teaches=False)
    ada.until(lambda: ada.held)
    answer = ada.name("q1", "mug")
    ada.until(lambda: ada.waiting == 0)
    ada.submit(answer)  # as if the acknowledgement had been lost
    ada.until(lambda: ada.waiting == 0)
    assert ada.refusals() == []
    node.until(lambda: node.answers)
    assert len(node.answers) == 1


def test_that_a_taken_back_question_is_gone(node: FakeNode, ada: FakeOperator) -> None:
    urge(node, "q1")
    ada.until(lambda: ada.held)
    node.link.send(QuestionGone(query_ids=("q1",), reason="the robot went on"))
    ada.until(lambda: not ada.held)
    assert ada.heard_of(QuestionGone)[0].reason == "the robot went on"


def test_that_nobody_takes_back_the_question_of_another_node(
    node: FakeNode, ada: FakeOperator, running: RunningStation, tmp_path: Path
) -> None:
    urge(node, "q1")
    ada.until(lambda: ada.held)
    with FakeNode(running.endpoint, tmp_path, "other") as other:
        other.connect()
        other.link.send(QuestionGone(query_ids=("q1",)))
        urge(node, "q2")
        ada.until(lambda: "q2" in ada.held)
    assert "q1" in ada.held


def test_that_undoing_a_learned_answer_takes_the_label_back(
    node: FakeNode, ada: FakeOperator
) -> None:
    urge(node, "q1")
    ada.until(lambda: ada.held)
    answer = ada.name("q1", "mug")
    ada.until(lambda: ada.status().labels == 2)
    ada.submit(make_answer("q1", "", kind="withdrawn", supersedes=answer.answer_id))
    ada.until(lambda: ada.heard_of(StationStatus)[-1].labels == 0)


def test_that_an_operator_app_of_before_is_not_sent_what_it_cannot_read(
    node: FakeNode, running: RunningStation, tmp_path: Path
) -> None:
    with FakeOperator(running.endpoint, tmp_path) as old:
        old.hello = msgspec.structs.replace(old.hello, minor=0)
        old.connect()
        urge(node, "q1", remaining_s=1.0)
        node.until(lambda: node.heard_of(UrgentNoted))
        assert node.heard_of(UrgentNoted)[0].operators == 0
        old.until(lambda: len(old.heard_of(StationStatus)) >= 2)
        assert urgent_ids(old) == []


@pytest.mark.parametrize(
    ("changes", "teaches", "why"),
    [
        ({"node_id": "other"}, True, "a query of node other"),
        ({"embedding_dim": 3}, True, "expected 2 embeddings of 3 float32"),
    ],
)
def test_that_a_wrong_urgent_query_is_refused_by_its_id(
    node: FakeNode, changes: dict[str, str], teaches: bool, why: str
) -> None:
    urge(node, "q1", teaches=teaches, **changes)
    node.until(node.refusals)
    assert node.refusals()[0].about == "q1"
    assert why in node.refusals()[0].reason


def test_that_embeddings_of_what_teaches_nothing_are_refused(node: FakeNode) -> None:
    envelope = make_query(query_id="q1")
    urgent = Urgent(question="Open?", remaining_s=5.0)
    node.link.send(UrgentQuery(query=query_of(envelope), urgent=urgent), envelope.payloads)
    node.until(node.refusals)
    assert "teaches nothing" in node.refusals()[0].reason


def test_that_an_unreadable_urgent_query_is_refused_by_its_id(
    node: FakeNode, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("sent what cannot be understood")
    query = msgspec.to_builtins(query_of(make_query(query_id="q1")))
    header = {"type": "urgent_query", "query": query, "urgent": {"question": ""}}
    node.send_raw([msgspec.msgpack.encode(header)])
    node.until(node.refusals)
    assert (node.refusals()[0].code, node.refusals()[0].about) == ("malformed", "q1")


def test_that_too_many_robots_are_told_so(node: FakeNode) -> None:
    for at in range(33):
        urge(node, f"q{at}")
    node.until(node.refusals)
    assert (node.refusals()[0].code, node.refusals()[0].about) == ("busy", "q32")


def test_that_an_urgent_question_never_joins_the_waiting_ones(
    node: FakeNode, ada: FakeOperator, running: RunningStation
) -> None:
    urge(node, "q1", remaining_s=0.5)
    ada.until(lambda: ada.held)
    ada.until(lambda: not ada.held)
    assert ada.status().waiting == 0
    node.ask(make_query(query_id="q2"))
    node.until(lambda: node.waiting == 0)
    ada.want(4)
    ada.until(lambda: ada.held)
    assert list(ada.held) == ["q2"]

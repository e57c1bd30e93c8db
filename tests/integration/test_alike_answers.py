"""One answer for a cluster: a real station with SQLite, a node and operators on real sockets."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from operator_gui.operator_events import AnswerRefused, QuestionArrived
from operator_gui.operator_link import OperatorLink
from shared.clock import SystemClock
from shared.owned_thread import OwnedThread
from shared.protocol.answers import Answer, AnswerSubmit
from shared.protocol.codec import Envelope
from shared.protocol.curation import (
    AnyLabelChange,
    ClassesWanted,
    ClassList,
    Curate,
    Merge,
    Relabel,
    Rename,
)
from shared.protocol.questions import MAX_ALIKE_SHOWN, Question
from tests.fakes import wait_until
from tests.unit.station.station_world import (
    FakeNode,
    FakeOperator,
    RunningStation,
    jpeg,
    make_answer,
    make_query,
)

MUGS = 15


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningStation]:
    with RunningStation.start(tmp_path / "station", train_after_s=60.0) as running:
        yield running


@pytest.fixture
def mugs(node: FakeNode) -> list[str]:
    """Open questions about mugs, the first of them the most valuable of all; and about others."""
    ids = [node.ask(make_query("mug", seed=n, value=0.9 - n / 100)) for n in range(MUGS)]
    for n in range(2 * MUGS):
        node.ask(make_query(("bowl", "vase")[n % 2], seed=n, value=0.1))
    node.until(lambda: node.waiting == 0)
    return ids


def shown(operator: FakeOperator, query_id: str) -> Envelope:
    operator.want(1)
    operator.until(lambda: query_id in operator.held)
    return operator.held[query_id]


def along(first: Answer, query_id: str, **changes: object) -> Answer:
    return make_answer(query_id, first.name, along_with=first.answer_id, **changes)


def submit(operator: FakeOperator, *answers: Answer) -> None:
    operator.link.put(answers[0].answer_id, 0.0, Envelope(AnswerSubmit(answers=answers)))
    operator.until(lambda: operator.waiting == 0)


def test_that_a_question_brings_small_pictures_of_what_looks_the_same(
    mugs: list[str], ada: FakeOperator
) -> None:
    envelope = shown(ada, mugs[0])
    question = envelope.message
    assert isinstance(question, Question)
    assert set(question.alike) == set(mugs[1:])
    assert question.alike_shown == MAX_ALIKE_SHOWN
    thumbnails = envelope.payloads[-MAX_ALIKE_SHOWN:]
    assert all(t.startswith(b"\xff\xd8") and len(t) <= 12_000 for t in thumbnails)
    assert len(envelope.payloads) == 1 + len(question.query.views) + MAX_ALIKE_SHOWN


def test_that_an_older_app_gets_the_question_as_it_knows_it(
    running: RunningStation, tmp_path: Path, mugs: list[str]
) -> None:
    with FakeOperator(running.endpoint, tmp_path, "old") as old:
        old.hello = msgspec.structs.replace(old.hello, minor=1)
        old.connect()
        envelope = shown(old, mugs[0])
    assert isinstance(envelope.message, Question)
    assert len(envelope.payloads) == 1 + len(envelope.message.query.views)


def test_that_random_checks_and_made_views_are_looked_at_each_by_itself(
    node: FakeNode, mugs: list[str], ada: FakeOperator
) -> None:
    node.ask(make_query("mug", seed=90, reason="audit", value=0.1))
    node.ask(make_query("mug", seed=91, views=1, made_from=mugs[0], value=0.1))
    node.until(lambda: node.waiting == 0)
    question = shown(ada, mugs[0]).message
    assert isinstance(question, Question)
    assert set(question.alike) == set(mugs[1:])


def test_that_the_node_gets_every_answer_and_takes_them_back_with_one_undo(
    node: FakeNode, mugs: list[str], ada: FakeOperator
) -> None:
    shown(ada, mugs[0])
    first = make_answer(mugs[0], "mug")
    others = [along(first, query_id) for query_id in mugs[1:5]]
    submit(ada, first, *others)
    node.until(lambda: len(node.answers) == 5)
    assert {(a.track_key, a.kind, a.name) for a in node.answers} == {
        (f"track-{query_id}"[:64], "name", "mug") for query_id in mugs[:5]
    }
    ada.until(lambda: ada.status().answers == 5)
    node.answers.clear()
    back = make_answer(mugs[0], "", kind="withdrawn", supersedes=first.answer_id)
    rest = [
        along(back, other.query_id, kind="withdrawn", supersedes=other.answer_id)
        for other in others
    ]
    submit(ada, back, *rest)
    node.until(lambda: len(node.answers) == 5)
    assert {(a.query_id, a.kind) for a in node.answers} == {(q, "withdrawn") for q in mugs[:5]}
    ada.until(lambda: ada.status().waiting == 3 * MUGS)


def curate(operator: FakeOperator, node: FakeNode, change: AnyLabelChange, told: int) -> None:
    """An operation on labels; `told`: of how many tracks the node hears."""
    node.answers.clear()
    operator.link.send(Curate(command_id=uuid.uuid4().hex, change=change))
    node.until(lambda: len(node.answers) == told)
    node.answers.clear()


def named_as_one(ada: FakeOperator, node: FakeNode, mugs: list[str]) -> tuple[Answer, list[Answer]]:
    shown(ada, mugs[0])
    first = make_answer(mugs[0], "mgu")
    others = [along(first, query_id) for query_id in mugs[1:5]]
    submit(ada, first, *others)
    node.until(lambda: len(node.answers) == 5)
    return first, others


def contradicted(operator: FakeOperator) -> int:
    """How many tracks the station shows as called differently by two people."""
    wanted = ClassesWanted(request_id=uuid.uuid4().hex)
    operator.link.send(wanted)
    operator.until(
        lambda: any(one.request_id == wanted.request_id for one in operator.heard_of(ClassList))
    )
    return operator.heard_of(ClassList)[-1].disputed


@pytest.mark.parametrize(
    "change", [Rename(name="mgu", to="mug"), Merge(names=("mgu",), into="bowl")]
)
def test_that_one_undo_takes_a_cluster_back_whose_class_got_another_name_since(
    node: FakeNode, mugs: list[str], ada: FakeOperator, change: AnyLabelChange
) -> None:
    if isinstance(change, Merge):
        ada.name(mugs[9], "bowl")
        node.until(lambda: len(node.answers) == 1)
        node.answers.clear()
    first, others = named_as_one(ada, node, mugs)
    curate(ada, node, change, told=5)
    back = make_answer(mugs[0], "", kind="withdrawn", supersedes=first.answer_id)
    rest = [
        along(back, other.query_id, kind="withdrawn", supersedes=other.answer_id)
        for other in others
    ]
    submit(ada, back, *rest)
    node.until(lambda: len(node.answers) == 5)
    assert {(a.query_id, a.kind) for a in node.answers} == {(q, "withdrawn") for q in mugs[:5]}
    assert ada.refusals() == []


def test_that_a_cluster_is_corrected_whose_class_was_renamed_and_nobody_is_contradicted(
    node: FakeNode, mugs: list[str], ada: FakeOperator
) -> None:
    first, others = named_as_one(ada, node, mugs)
    curate(ada, node, Rename(name="mgu", to="mug"), told=5)
    again = make_answer(mugs[0], "cup", supersedes=first.answer_id)
    rest = [along(again, other.query_id, supersedes=other.answer_id) for other in others]
    submit(ada, again, *rest)
    node.until(lambda: len(node.answers) == 5)
    assert {(a.query_id, a.name) for a in node.answers} == {(q, "cup") for q in mugs[:5]}
    assert ada.refusals() == []
    assert contradicted(ada) == 0
    node.answers.clear()
    submit(ada, make_answer(mugs[0], "", kind="withdrawn", supersedes=again.answer_id))
    node.until(lambda: len(node.answers) == 1)
    assert node.answers[0].kind == "withdrawn"  # the name from before does not come back


def test_that_what_somebody_else_made_of_a_track_is_no_new_name_of_its_class(
    running: RunningStation, tmp_path: Path, node: FakeNode, mugs: list[str], ada: FakeOperator
) -> None:
    first, others = named_as_one(ada, node, mugs)
    with FakeOperator(running.endpoint, tmp_path, "bo") as bo:
        bo.connect()
        curate(bo, node, Relabel(query_ids=(mugs[1], mugs[2]), name="cup"), told=2)
    again = make_answer(mugs[0], "mug", supersedes=first.answer_id)
    alone = make_answer(mugs[2], "mug", supersedes=others[1].answer_id)
    rest = [along(again, mugs[n], supersedes=others[n - 1].answer_id) for n in (1, 3)]
    submit(ada, again, *rest)
    submit(ada, alone)
    node.until(lambda: len(node.answers) == 3)
    assert {a.query_id for a in node.answers} == {mugs[0], mugs[2], mugs[3]}
    assert [(r.code, r.about) for r in ada.refusals()] == [("answered", rest[0].answer_id)]
    assert contradicted(ada) == 1


def test_that_an_operator_knows_of_what_he_made_of_a_track_himself(
    node: FakeNode, mugs: list[str], ada: FakeOperator
) -> None:
    first, others = named_as_one(ada, node, mugs)
    curate(ada, node, Relabel(query_ids=tuple(mugs[:5]), name="mug"), told=5)
    again = make_answer(mugs[0], "cup", supersedes=first.answer_id)
    rest = [along(again, other.query_id, supersedes=other.answer_id) for other in others]
    submit(ada, again, *rest)
    node.until(lambda: len(node.answers) == 5)
    assert ada.refusals() == []
    assert contradicted(ada) == 0


def test_that_what_another_operator_holds_is_taken_and_leaves_that_one_politely(
    running: RunningStation, tmp_path: Path, mugs: list[str], ada: FakeOperator
) -> None:
    shown(ada, mugs[0])
    with FakeOperator(running.endpoint, tmp_path, "bo") as bo:
        bo.connect()
        bo.want(3 * MUGS)
        bo.until(lambda: mugs[1] in bo.held)
        first = make_answer(mugs[0], "mug")
        submit(ada, first, along(first, mugs[1]))
        bo.until(lambda: mugs[1] not in bo.held)
    assert ada.refusals() == []


def test_that_an_answer_that_goes_along_gives_way_to_one_that_was_there(
    running: RunningStation, tmp_path: Path, node: FakeNode, mugs: list[str], ada: FakeOperator
) -> None:
    shown(ada, mugs[0])
    with FakeOperator(running.endpoint, tmp_path, "bo") as bo:
        bo.connect()
        bo.name(mugs[1], "cup")
        bo.until(lambda: bo.waiting == 0)
    first = make_answer(mugs[0], "mug")
    late, other = along(first, mugs[1]), along(first, mugs[2])
    submit(ada, first, late, other)
    node.until(lambda: len(node.answers) == 3)
    assert {(a.query_id, a.name) for a in node.answers} == {
        (mugs[0], "mug"),
        (mugs[1], "cup"),
        (mugs[2], "mug"),
    }
    assert [(r.code, r.about) for r in ada.refusals()] == [("answered", late.answer_id)]
    back = make_answer(mugs[0], "", kind="withdrawn", supersedes=first.answer_id)
    undone = along(back, mugs[1], kind="withdrawn", supersedes=late.answer_id)
    submit(ada, back, undone)
    ada.until(lambda: ada.status().answers == 4)  # what never counted cannot be taken back
    assert ada.refusals()[-1].about == undone.answer_id


def test_that_the_apps_own_link_shows_sends_and_hears_of_what_came_too_late(
    running: RunningStation, tmp_path: Path, node: FakeNode, mugs: list[str]
) -> None:
    events: list[object] = []
    link = OperatorLink(
        endpoint=running.endpoint,
        folder=tmp_path / "app",
        operator="Ada",
        clock=SystemClock(),
        on_event=events.append,
    )
    thread = OwnedThread("operator", link.run, on_failure=link.stop)
    thread.start()
    try:
        link.want(1, ())
        wait_until(lambda: any(isinstance(e, QuestionArrived) for e in events))
        question = next(e.question for e in events if isinstance(e, QuestionArrived))
        assert question.query.query_id == mugs[0]
        assert len(question.alike) == MAX_ALIKE_SHOWN
        assert {jpeg_of for _, jpeg_of in question.alike} != {jpeg()}  # made small by the station
        first = make_answer(mugs[0], "mug")
        link.submit(first, *(along(first, query_id) for query_id, _ in question.alike))
        node.until(lambda: len(node.answers) == 1 + MAX_ALIKE_SHOWN)
        late = along(first, question.alike[0][0])
        link.submit(late)
        wait_until(lambda: any(isinstance(e, AnswerRefused) for e in events))
        (refused,) = (e for e in events if isinstance(e, AnswerRefused))
        assert (refused.answer_id, refused.overtaken) == (late.answer_id, True)
    finally:
        link.stop()
        thread.join(60.0)

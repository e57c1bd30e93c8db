"""A robot asks and stands still: client, node, station and operator on real sockets."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_node.client import NOT_AN_OBJECT, Client
from operator_gui.simulation.behaviour import AcceptsSuggestions
from operator_gui.simulation.operator import SimulatedOperator, SimulationSettings
from shared.clock import SystemClock
from shared.owned_thread import OwnedThread
from shared.protocol.questions import UrgentQuestion
from tests.conftest import ExpectWarnings
from tests.fakes import wait_until
from tests.integration.robot_world import IMAGE, SLACK_S, Robot, RobotNode
from tests.unit.station.station_world import (
    FakeNode,
    FakeOperator,
    RunningStation,
    make_answer,
    make_query,
)

BRIEF_S = 2.0
"""For what is to be too late: time enough to reach an operator, also on a busy machine."""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningStation]:
    with RunningStation.start(tmp_path / "station", train_after_s=60.0) as station:
        yield station


@pytest.fixture
def node(running: RunningStation, tmp_path: Path) -> Iterator[RobotNode]:
    with RobotNode(running.endpoint, tmp_path / "node") as node:
        yield node
        assert not node.failed.is_set()


@pytest.fixture
def ada(running: RunningStation, tmp_path: Path) -> Iterator[FakeOperator]:
    with FakeOperator(running.endpoint, tmp_path, "ada") as ada:
        ada.connect()
        yield ada


def shown(operator: FakeOperator) -> UrgentQuestion:
    """The urgent question that the operator has, once there is one."""
    operator.until(lambda: operator.heard_of(UrgentQuestion))
    return operator.heard_of(UrgentQuestion)[-1]


def until_done(robot: Robot, *operators: FakeOperator) -> None:
    for operator in operators:
        operator.until(lambda: robot.is_done, deadline_s=60.0)


def test_that_the_answer_is_returned_and_learned(node: RobotNode, ada: FakeOperator) -> None:
    robot = Robot(node.desk.endpoint)
    question = shown(ada)
    assert question.urgent.question == "What's this?"
    assert 0 < question.urgent.remaining_s <= 20.0
    ada.name(question.query.query_id, "mug")
    until_done(robot, ada)
    reply = robot.reply()
    assert (reply.value, reply.ended, reply.learned) == ("mug", "answered", True)
    assert reply.operator == "Ada"
    ada.until(lambda: ada.status().labels == 1)
    assert (ada.status().answers, ada.status().classes[0].name) == (1, "mug")


def test_that_an_answer_in_other_words_is_not_learned(
    node: RobotNode, ada: FakeOperator, running: RunningStation
) -> None:
    robot = Robot(node.desk.endpoint, question="Is the door open?", choices=["Yes", "no"])
    question = shown(ada)
    assert question.urgent.choices == ("Yes", "no")
    assert not question.urgent.teaches
    ada.name(question.query.query_id, "yes")
    until_done(robot, ada)
    reply = robot.reply()
    assert (reply.value, reply.learned) == ("Yes", False)  # as the robot spells it
    status = ada.status()
    assert (status.answers, status.labels, status.classes) == (0, 0, ())


def test_that_own_words_are_learned_where_the_robot_says_so(
    node: RobotNode, ada: FakeOperator
) -> None:
    robot = Robot(node.desk.endpoint, question="Which one?", choices=["mug", "bowl"], learn=True)
    ada.name(shown(ada).query.query_id, "bowl")
    until_done(robot, ada)
    assert robot.reply().learned
    ada.until(lambda: ada.status().labels == 1)
    assert ada.status().classes[0].name == "bowl"


def test_that_the_standard_question_is_not_learned_where_the_robot_says_so(
    node: RobotNode, ada: FakeOperator
) -> None:
    robot = Robot(node.desk.endpoint, learn=False)
    ada.name(shown(ada).query.query_id, "mug")
    until_done(robot, ada)
    assert (robot.reply().value, robot.reply().learned) == ("mug", False)
    assert ada.status().labels == 0


def test_that_nothing_but_a_choice_is_taken(
    node: RobotNode, ada: FakeOperator, expected_warnings: ExpectWarnings
) -> None:
    robot = Robot(node.desk.endpoint, question="Open?", choices=["yes", "no"])
    query_id = shown(ada).query.query_id
    ada.submit(make_answer(query_id, "perhaps"))
    ada.until(ada.refusals)
    assert "none of the choices" in ada.refusals()[0].reason
    assert not robot.is_done
    expected_warnings("none of the choices|will not take message")
    ada.name(query_id, "no")
    until_done(robot, ada)
    assert robot.reply().value == "no"


@pytest.mark.parametrize(
    ("kind", "value", "ended"),
    [("dont_know", "default", "dont_know"), ("not_an_object", NOT_AN_OBJECT, "answered")],
)
def test_that_other_answers_end_the_wait_too(
    node: RobotNode, ada: FakeOperator, kind: str, value: str, ended: str
) -> None:
    robot = Robot(node.desk.endpoint, default="default")
    ada.submit(make_answer(shown(ada).query.query_id, "", kind=kind))
    until_done(robot, ada)
    assert (robot.reply().value, robot.reply().ended) == (value, ended)


def test_that_it_goes_ahead_of_fifty_waiting_questions_and_a_full_desk(
    node: RobotNode, ada: FakeOperator, running: RunningStation, tmp_path: Path
) -> None:
    with FakeNode(running.endpoint, tmp_path, "other") as other:
        other.connect()
        for at in range(50):
            other.ask(make_query(query_id=f"q{at}", node_id="other", value=1e6))
        other.until(lambda: other.waiting == 0)
    ada.want(4)
    ada.until(lambda: len(ada.held) == 4)
    ada.want(0)
    robot = Robot(node.desk.endpoint)
    question = shown(ada)
    assert len(ada.held) == 5
    ada.name(question.query.query_id, "mug")
    until_done(robot, ada)
    assert robot.reply().value == "mug"


def test_that_the_most_pressing_question_is_shown_first(
    node: RobotNode, running: RunningStation, tmp_path: Path
) -> None:
    slow = Robot(node.desk.endpoint, deadline_s=20.0)
    quick = Robot(node.desk.endpoint, deadline_s=10.0)
    wait_until(lambda: [q.operators for q in node.desk._questions.all()] == [0, 0])
    with FakeOperator(running.endpoint, tmp_path, "late") as late:
        late.connect()
        late.until(lambda: len(late.heard_of(UrgentQuestion)) == 2)
        first, second = late.heard_of(UrgentQuestion)
        assert first.urgent.remaining_s < 10.0 < second.urgent.remaining_s
        late.name(first.query.query_id, "quick")
        late.name(second.query.query_id, "slow")
        until_done(quick, late)
        until_done(slow, late)
    assert (quick.reply().value, slow.reply().value) == ("quick", "slow")


def test_that_the_default_comes_at_the_deadline_when_nobody_is_there(node: RobotNode) -> None:
    reply = Robot(node.desk.endpoint, deadline_s=1.0, default="careful").reply()
    assert (reply.value, reply.ended) == ("careful", "deadline")
    assert 0.9 <= reply.elapsed_s <= 1.0 + SLACK_S


def test_that_an_unanswered_question_is_gone_for_every_operator(
    node: RobotNode, ada: FakeOperator, running: RunningStation, tmp_path: Path
) -> None:
    robot = Robot(node.desk.endpoint, deadline_s=BRIEF_S)
    shown(ada)
    ada.until(lambda: not ada.held)
    assert robot.reply().ended == "deadline"
    with FakeOperator(running.endpoint, tmp_path, "bo") as bo:
        bo.connect()
        bo.want(4)
        bo.status()
        assert not bo.held


def test_that_what_comes_too_late_for_the_robot_is_still_learned(
    node: RobotNode, ada: FakeOperator
) -> None:
    robot = Robot(node.desk.endpoint, deadline_s=BRIEF_S)
    query_id = shown(ada).query.query_id
    ada.until(lambda: not ada.held)
    assert not robot.reply().answered
    ada.name(query_id, "mug")
    ada.until(lambda: ada.status().labels == 1)


def test_that_a_late_answer_that_teaches_nothing_is_refused_politely(
    node: RobotNode, ada: FakeOperator, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("will not take message .*: the robot's time for it is over")
    robot = Robot(node.desk.endpoint, question="Open?", choices=["yes"], deadline_s=BRIEF_S)
    query_id = shown(ada).query.query_id
    ada.until(lambda: not ada.held)
    assert robot.reply().value is None
    ada.name(query_id, "yes")
    ada.until(ada.refusals)
    assert ada.refusals()[0].code == "unknown_query"
    assert ada.waiting == 0


def test_that_later_leaves_it_to_another_operator(
    node: RobotNode, ada: FakeOperator, running: RunningStation, tmp_path: Path
) -> None:
    with FakeOperator(running.endpoint, tmp_path, "bo") as bo:
        bo.connect()
        robot = Robot(node.desk.endpoint, deadline_s=30.0)

        def both() -> None:
            ada.step()
            bo.step()

        ada.until(lambda: (both(), ada.held or bo.held)[1])
        first, second = (ada, bo) if ada.held else (bo, ada)
        assert not second.held
        query_id = next(iter(first.held))
        first.submit(make_answer(query_id, "", kind="later"))
        first.until(lambda: (both(), second.held)[1])
        second.name(query_id, "mug")
        until_done(robot, second)
    assert robot.reply().value == "mug"


def test_that_one_who_does_not_wait_is_told_at_once_that_nobody_is_there(node: RobotNode) -> None:
    reply = Robot(node.desk.endpoint, deadline_s=30.0, wait_for_operator=False).reply()
    assert (reply.value, reply.ended) == (None, "nobody_there")
    assert reply.elapsed_s < 10.0


def test_that_a_node_that_is_not_there_is_waited_for_and_no_longer() -> None:
    with Client(asking="tcp://127.0.0.1:9") as client:
        start_s = time.monotonic()
        assert client.ask(IMAGE, deadline_s=0.5, default=7) == 7
        assert 0.5 <= time.monotonic() - start_s <= 0.5 + SLACK_S
        reply = client.ask_in_full(IMAGE, wait_for_operator=False)
    assert reply.ended == "no_node"
    assert reply.elapsed_s < 10.0


def test_that_a_question_outlives_the_death_of_its_node(
    running: RunningStation, ada: FakeOperator, tmp_path: Path
) -> None:
    first = RobotNode(running.endpoint, tmp_path / "node")
    robot = Robot(first.desk.endpoint)
    shown(ada)
    first.stop()
    with RobotNode(running.endpoint, tmp_path / "node", ask_on=first.desk.endpoint) as second:
        ada.until(lambda: [q.operators for q in second.desk._questions.all()] == [1])
        ada.until(lambda: ada.held)  # still or again, as the first node's last word came or not
        ada.name(shown(ada).query.query_id, "mug")
        until_done(robot, ada)
    assert robot.reply().value == "mug"


def test_that_a_question_outlives_the_death_of_the_station(
    tmp_path: Path,
) -> None:
    station = RunningStation.start(tmp_path / "station")
    with (
        RobotNode(station.endpoint, tmp_path / "node") as node,
        FakeOperator(station.endpoint, tmp_path, "ada") as ada,
    ):
        ada.connect()
        robot = Robot(node.desk.endpoint)
        shown(ada)
        station.stop()
        with RunningStation.start(tmp_path / "station", endpoint=str(station.endpoint)):
            ada.until(lambda: len(ada.heard_of(UrgentQuestion)) == 2, deadline_s=60.0)
            ada.name(shown(ada).query.query_id, "mug")
            until_done(robot, ada)
    assert robot.reply().value == "mug"


def test_that_a_robot_that_dies_takes_its_question_with_it(
    node: RobotNode, ada: FakeOperator
) -> None:
    robot = Robot(node.desk.endpoint, deadline_s=60.0)
    shown(ada)
    robot.client.close()
    assert robot.reply().ended == "closed"
    ada.until(lambda: not ada.held, deadline_s=60.0)


def test_that_the_seventeenth_question_is_told_busy(node: RobotNode) -> None:
    robots = [Robot(node.desk.endpoint, deadline_s=60.0) for _ in range(17)]
    wait_until(lambda: any(robot.is_done for robot in robots))
    for robot in robots:
        robot.client.close()
    ended = sorted(robot.reply().ended for robot in robots)
    assert ended == ["busy", *["closed"] * 16]


def test_that_perception_without_time_costs_the_label_and_not_the_answer(
    node: RobotNode, ada: FakeOperator, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("perception had no time")
    node.look = None
    robot = Robot(node.desk.endpoint)
    ada.name(shown(ada).query.query_id, "mug")
    until_done(robot, ada)
    assert (robot.reply().value, robot.reply().learned) == ("mug", False)


def test_that_the_simulated_operator_answers_robots(
    node: RobotNode, running: RunningStation, tmp_path: Path
) -> None:
    operator = SimulatedOperator(
        endpoint=running.endpoint,
        folder=tmp_path / "operator",
        knowledge=AcceptsSuggestions(),
        settings=SimulationSettings(delay_s=0.05),
        clock=SystemClock(),
    )
    thread = OwnedThread("simulated", operator.run, on_failure=lambda: None)
    thread.start()
    try:
        robot = Robot(node.desk.endpoint, question="Which way?", choices=["left", "right"])
        assert robot.reply().value == "left"
        assert robot.reply().operator == "simulated"
    finally:
        operator.stop()
        thread.join(60.0)

"""`whatsit status` at a real station."""

from pathlib import Path

import msgspec
import pytest

from operator_gui.status_report import status_lines
from shared.cli import run
from shared.clock import SystemClock
from shared.protocol.asking import AskingState, AskRules
from shared.protocol.rollout import RolloutSummary
from shared.protocol.standing import Advice, AuditStanding, Measured
from shared.protocol.status import NodeSummary, StationStatus
from tests.unit.station.station_world import FakeNode, RunningStation, make_query

RULES = AskRules(
    strategy="margin",
    stream="fixed",
    questions_per_hour=30.0,
    audit_share=0.02,
    quiet_from_min=1320,
    quiet_to_min=360,
)


def test_that_a_running_station_is_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (
        RunningStation.start(tmp_path / "station") as running,
        FakeNode(running.endpoint, tmp_path) as node,
    ):
        node.connect()
        node.asking = AskingState(rules=RULES, since_s=1.0, tokens=3.2, asked=4)
        node.tell(0)
        node.ask(make_query())
        node.until(lambda: node.waiting == 0)
        assert run(["status", "--station", str(running.endpoint)]) == 0
        text = capsys.readouterr().out
        assert run(["status", "--station", str(running.endpoint), "--json"]) == 0
        told = msgspec.json.decode(capsys.readouterr().out, type=StationStatus)
    assert "questions  1 waiting, oldest" in text
    assert "model      none yet" in text
    assert "advice     Go on" in text
    assert "asks by margin, stream fixed, 30 an hour, audit 2 %, quiet 22:00-06:00" in text
    assert "ready, 3 left, 4 asked" in text
    assert told.nodes[0].asking == node.asking


@pytest.mark.parametrize(
    ("behind_s", "told"),
    [(3 * 3600.0 + 60.0, ["its clock is 3 h behind the station's"]), (0.0, []), (None, [])],
    ids=["wrong", "right", "older release"],
)
def test_that_a_robot_whose_clock_is_wrong_is_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], behind_s: float | None, told: list[str]
) -> None:
    with (
        RunningStation.start(tmp_path / "station") as running,
        FakeNode(running.endpoint, tmp_path) as node,
    ):
        node.connect()
        node.tell(0, at_s=None if behind_s is None else SystemClock().now_s() - behind_s)
        node.ask(make_query())
        node.until(lambda: node.waiting == 0)  # and what was said before has arrived
        assert run(["status", "--station", str(running.endpoint)]) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert [line for line in lines if "clock" in line] == told


def test_that_no_station_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["status", "--station", "tcp://127.0.0.1:1", "--timeout-s", "0.2"]) == 1
    assert "no station answers at tcp://127.0.0.1:1 within 0.2 s" in capsys.readouterr().err


def test_that_an_audit_withdrawals_and_settings_under_way_are_told() -> None:
    share = Measured(hits=47, tracks=50, value=0.94, low=0.91, high=0.97)
    asking = AskingState(rules=RULES, since_s=1.0, revision=1, held="budget", returned=2)
    node = NodeSummary(
        node_id="n",
        name="rover-1",
        online=False,
        last_heard_s=40.0,
        asking=asking,
        settings_revision=2,
    )
    troubled = msgspec.structs.replace(asking, problem="none is called 'tarot'")
    status = StationStatus(
        at_s=100.0,
        waiting=0,
        oldest_waiting_s=0.0,
        answers=9,
        labels=20,
        active_version=3,
        training="idle",
        nodes=(node, msgspec.structs.replace(node, asking=troubled, outbox_evicted=1200)),
        audit=AuditStanding(active=share, told=share),
        advice=Advice(verdict="stop", text="You may stop."),
        withdrawn=5,
        note="disk is nearly full",
        suspicious=2,
    )
    text = "\n".join(status_lines(status))
    assert "0 waiting; 9 answers, 20 labels, 5 withdrawn as known" in text
    assert "v3, 0 classes, audit 94 ± 3 % of 50; as told by robots 94 ± 3 % of 50" in text
    assert "rover-1: offline 1 m" in text
    assert "budget used up, 0 left, 0 asked, 2 given back" in text
    assert "newer settings are on their way" in text
    assert "settings not obeyed: none is called 'tarot'" in text
    assert "disk is nearly full" in text
    assert text.count("1,200 questions had to go: its outbox or disk was full") == 1
    assert "labels     2 look wrong: see `whatsit classes suspicious`" in text


def test_that_the_rollout_is_told_above_the_robots_and_of_each_robot() -> None:
    summary = RolloutSummary(
        version=13, before=12, state="running", text="v13 is on 3 of 20 robots, next stage in 40 s"
    )
    left = "left v13: a frame takes 91 ms with it, and took 30 ms before"
    node = NodeSummary(node_id="n", name="rover-1", online=True, last_heard_s=1.0, rollout=left)
    lines = status_lines(
        StationStatus(
            at_s=1.0,
            waiting=0,
            oldest_waiting_s=0.0,
            answers=0,
            labels=0,
            active_version=12,
            training="idle",
            nodes=(node,),
            rollout=summary,
        )
    )
    assert lines[2:5] == [
        "rollout    v13 is on 3 of 20 robots, next stage in 40 s",
        "robot      rover-1: live, model v0",
        f"           {left}",
    ]

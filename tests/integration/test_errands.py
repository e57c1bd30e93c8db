"""What an operator wants of a robot reaches that robot, and its answer who asked: nobody else."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from operator_gui.operator_events import CommandFinished
from operator_gui.station import errand_desk
from operator_gui.station.errand_desk import Wish
from shared.protocol.codec import Envelope
from shared.protocol.deployment import BlobRequest, CommandResult
from shared.protocol.playback import ControlPlayback
from shared.protocol.recording import (
    DeleteRecording,
    RecordingEntry,
    RecordingList,
    RecordingsWanted,
    SetRecording,
)
from shared.protocol.robot_log import LogLine, LogWanted, RobotLog
from shared.protocol.watching import WATCH_MINOR, RecordedShot, ShotWanted
from tests.fakes import FakeStation, wait_until
from tests.integration.test_live_view import until
from tests.integration.test_operator_link import App
from tests.unit.station.station_world import PICTURE, FakeNode, FakeOperator, RunningStation

WISH = ControlPlayback(command_id="c1", node_id="rover-1", paused=True)
RECORD = SetRecording(command_id="c1", node_id="rover-1", on=True)
DELETE = DeleteRecording(command_id="c1", node_id="rover-1", file="a.mcap")
WANTED = LogWanted(request_id="r1", node_id="rover-1")
LIST = RecordingsWanted(request_id="r1", node_id="rover-1")
TOLD = RobotLog(
    request_id="r1",
    node_id="rover-1",
    lines=(LogLine(at_s=1.0, level="info", part="p", text="hello"),),
)
LISTED = RecordingList(
    request_id="r1",
    node_id="rover-1",
    recordings=(RecordingEntry(file="a.mcap", size_bytes=1, written_at_s=1.0),),
)
SHOT = ShotWanted(request_id="r1", node_id="rover-1", file="a.mcap", at_s=2.5)
SHOWN = RecordedShot(
    request_id="r1",
    node_id="rover-1",
    file="a.mcap",
    position_s=2.5,
    length_s=9.0,
    captured_at_s=1.0,
    width_px=32,
    height_px=24,
)
Peers = tuple[FakeNode, FakeOperator, FakeOperator]


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningStation]:
    with RunningStation.start(tmp_path / "station") as running:
        yield running


@pytest.fixture
def peers(running: RunningStation, tmp_path: Path) -> Iterator[Peers]:
    with (
        FakeNode(running.endpoint, tmp_path) as node,
        FakeOperator(running.endpoint, tmp_path) as ada,
        FakeOperator(running.endpoint, tmp_path, "ben") as ben,
    ):
        for peer in (node, ada, ben):
            peer.connect()
        yield node, ada, ben


def test_that_a_wish_reaches_the_robot_and_its_answer_who_wished(peers: Peers) -> None:
    node, ada, ben = peers
    ada.link.send(WISH)
    until(lambda: node.heard_of(ControlPlayback), *peers)
    assert node.heard_of(ControlPlayback) == [WISH]
    node.link.send(CommandResult(command_id="c1", ok=False, text="its source is live"))
    until(lambda: ada.results, *peers)
    assert [(r.ok, r.text) for r in ada.results] == [(False, "its source is live")]
    assert ben.results == []


@pytest.mark.parametrize(
    ("wanted", "told", "payloads"),
    [(WANTED, TOLD, ()), (LIST, LISTED, ()), (SHOT, SHOWN, (PICTURE,))],
)
def test_that_what_a_robot_shows_goes_to_who_asked_for_it_and_only_once(
    peers: Peers,
    wanted: LogWanted | RecordingsWanted | ShotWanted,
    told: RobotLog | RecordingList | RecordedShot,
    payloads: tuple[bytes, ...],
) -> None:
    node, ada, ben = peers
    ada.link.send(wanted)
    until(lambda: node.heard_of(type(wanted)), *peers)
    assert node.heard_of(type(wanted)) == [wanted]
    node.link.send(told, payloads)
    node.link.send(told, payloads)
    until(lambda: ada.heard_of(type(told)), *peers)
    assert ada.command("train").text  # whatever was on its way has come
    assert [e for e in ada.heard if isinstance(e.message, type(told))] == [Envelope(told, payloads)]
    assert ben.heard_of(type(told)) == []


@pytest.mark.parametrize(
    "payloads", [(), (b"no picture",), (PICTURE, PICTURE), (PICTURE + bytes(1 << 20),)]
)
def test_that_a_frame_of_a_recording_without_its_picture_is_refused(
    peers: Peers, payloads: tuple[bytes, ...]
) -> None:
    node, ada, _ = peers
    ada.link.send(SHOT)
    until(lambda: node.heard_of(ShotWanted), *peers)
    node.link.send(SHOWN, payloads)
    until(node.refusals, *peers)
    assert ada.heard_of(RecordedShot) == []
    node.link.send(SHOWN, (PICTURE,))
    until(lambda: ada.heard_of(RecordedShot), *peers)


def test_that_a_robot_of_the_release_before_is_not_asked_for_frames(
    running: RunningStation, tmp_path: Path
) -> None:
    with (
        FakeNode(running.endpoint, tmp_path) as node,
        FakeOperator(running.endpoint, tmp_path) as ada,
    ):
        node.hello = msgspec.structs.replace(node.hello, minor=WATCH_MINOR - 1)
        node.connect()
        ada.connect()
        ada.link.send(SHOT)
        until(lambda: ada.results, node, ada)
        assert "runs an older release" in ada.results[0].text
        ada.link.send(LIST)
        until(lambda: node.heard_of(RecordingsWanted), node, ada)
        assert node.heard_of(ShotWanted) == []


def test_that_nobody_else_can_answer_or_be_answered(
    running: RunningStation, peers: Peers, tmp_path: Path
) -> None:
    node, ada, ben = peers
    ada.link.send(WANTED)
    until(lambda: node.heard_of(LogWanted), *peers)
    ben.link.send(msgspec.structs.replace(WANTED, at_most=1))
    until(lambda: ben.results, *peers)
    assert "has this id" in ben.results[0].text
    with FakeNode(running.endpoint, tmp_path, "rover-2") as other:
        other.connect()
        other.link.send(msgspec.structs.replace(TOLD, lines=()))
        other.link.send(BlobRequest(sha256="0" * 64, offset=0, length=1))
        until(other.refusals, *peers, other)  # so the station has heard both
        node.link.send(TOLD)
        until(lambda: ada.heard_of(RobotLog), *peers, other)
    assert ada.heard_of(RobotLog) == [TOLD]
    assert ben.heard_of(RobotLog) == []


@pytest.mark.parametrize("message", [WISH, RECORD, DELETE, WANTED, LIST, SHOT])
def test_that_an_operator_is_told_why_a_robot_is_not_asked(
    running: RunningStation, tmp_path: Path, message: Wish
) -> None:
    with (
        FakeNode(running.endpoint, tmp_path) as node,
        FakeOperator(running.endpoint, tmp_path) as ada,
    ):
        node.hello = msgspec.structs.replace(node.hello, minor=4)
        node.connect()
        ada.connect()
        ada.link.send(message)
        until(lambda: ada.results, node, ada)
        ada.link.send(msgspec.structs.replace(message, node_id="nobody"))
        until(lambda: len(ada.results) == 2, node, ada)
        assert [result.ok for result in ada.results] == [False, False]
        assert "runs an older release" in ada.results[0].text
        assert "no robot of that name" in ada.results[1].text
        assert node.heard_of(type(message)) == []


def test_that_a_robot_that_does_not_answer_is_given_up(
    peers: Peers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errand_desk, "PATIENCE_S", 0.2)
    node, ada, _ = peers
    ada.link.send(WISH)
    until(lambda: ada.results, *peers)
    assert ada.results[0].command_id == "c1"
    assert "did not answer" in ada.results[0].text
    node.link.send(CommandResult(command_id="c1", ok=True, text="done"))
    assert ada.command("train").text
    assert [r.command_id for r in ada.results].count("c1") == 1


def test_that_a_robot_has_no_longer_where_it_is_asked_again(
    peers: Peers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errand_desk, "PATIENCE_S", 0.5)
    _, ada, _ = peers

    def ask_again() -> None:
        ada.link.send(SHOT)
        for peer in peers:
            peer.step()

    wait_until(lambda: ada.results, step=ask_again, deadline_s=20.0)
    assert ada.results[0].command_id == "r1"
    assert "did not answer" in ada.results[0].text


@pytest.mark.parametrize("message", [WISH, RECORD, DELETE, WANTED, LIST, SHOT])
def test_that_a_station_of_an_older_release_is_not_asked(
    station: FakeStation, tmp_path: Path, message: Wish
) -> None:
    station.welcome = msgspec.structs.replace(station.welcome, minor=4)
    app = App(station.endpoint, tmp_path / "operator")
    app.start()
    try:
        wait_until(lambda: app.state == "connected", step=station.serve)
        match message:
            case ControlPlayback():
                app.link.control_playback(message)
            case SetRecording():
                app.link.set_recording(message)
            case DeleteRecording():
                app.link.delete_recording(message)
            case LogWanted():
                app.link.want_log(message)
            case RecordingsWanted():
                app.link.want_recordings(message)
            case ShotWanted():
                app.link.want_shot(message)
        wait_until(lambda: app.told_of(CommandFinished), step=station.serve)
    finally:
        app.stop()
    (failed,) = app.told_of(CommandFinished)
    assert (failed.result.command_id, failed.result.ok) in (("c1", False), ("r1", False))
    assert "older release" in failed.result.text
    assert not station.heard_of(type(message))

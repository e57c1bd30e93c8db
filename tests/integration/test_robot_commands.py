"""`whatsit play` and `whatsit log`, at a real robot and at one that cannot."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from operator_gui.demo.runner import prepare_folder
from operator_gui.demo.settings import DemoFiles
from operator_gui.operator_events import CommandFinished, ShotArrived, StatusArrived
from operator_gui.processes import Child, Children
from operator_gui.robots.wishes import place_of
from shared.cli import run
from shared.errors import UsageError
from shared.protocol.playback import PlaybackState
from shared.protocol.status import NodeSummary, StationStatus
from shared.protocol.watching import RecordedShot, ShotWanted
from shared.transport.endpoint import parse_endpoint
from tests.fakes import wait_until
from tests.integration.loop_world import Loop, settings_for
from tests.integration.published_frames import read_detections
from tests.integration.test_operator_link import App
from tests.unit.station.station_world import FakeNode, RunningStation

CLIP_S = 9.96
"""250 frames at 25 a second: when the last one was taken."""


@dataclass(frozen=True)
class World:
    """A station and a robot on the demo's clip, as processes, and what the station says of it."""

    endpoint: str
    app: App
    edge: Child
    files: DemoFiles

    def status(self) -> StationStatus | None:
        told = self.app.told_of(StatusArrived)
        return told[-1].status if told else None

    def robot(self) -> NodeSummary | None:
        status = self.status()
        return status.nodes[0] if status is not None and status.nodes else None

    def playback(self) -> PlaybackState:
        robot = self.robot()
        assert robot is not None
        assert robot.playback is not None
        return robot.playback

    def until(self, condition: Callable[[NodeSummary], bool]) -> NodeSummary:
        """The robot as it is told of when that is so."""

        def holds() -> bool:
            robot = self.robot()
            return robot is not None and robot.playback is not None and condition(robot)

        wait_until(holds, deadline_s=60.0)
        robot = self.robot()
        assert robot is not None
        return robot

    def shot(self, file: str, at_s: float) -> RecordedShot:
        """A frame of a recording, as the window asks for it."""
        robot = self.robot()
        assert robot is not None
        seen = len(self.app.told_of(ShotArrived))
        self.app.link.want_shot(
            ShotWanted(request_id=f"shot-{seen}", node_id=robot.node_id, file=file, at_s=at_s)
        )
        wait_until(lambda: len(self.app.told_of(ShotArrived)) > seen, deadline_s=60.0)
        arrived = self.app.told_of(ShotArrived)[-1]
        assert arrived.jpeg[:2] == b"\xff\xd8"
        return arrived.shot

    def say(self, *arguments: str) -> int:
        command, *rest = arguments
        return run([command, "demo-rover", *rest, "--station", self.endpoint])


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    files = DemoFiles(tmp_path / "run")
    prepare_folder(files)
    with Children(files.logs) as children:
        loop = Loop(children, files, settings_for(files.out, passes=0))
        loop.start_station()
        edge = loop.start_edge()
        app = App(parse_endpoint(loop.endpoint), tmp_path / "app")
        app.start()
        try:
            made = World(loop.endpoint, app, edge, files)
            made.until(lambda robot: robot.frames > 0)
            yield made
        finally:
            app.stop()


@pytest.mark.timeout(240)
def test_that_a_robots_recording_is_paused_wound_and_paced_from_afar(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert world.playback().length_s == pytest.approx(CLIP_S, abs=0.1)
    assert world.say("play", "--pause") == 0
    assert capsys.readouterr().out.startswith("paused, at 1 times")
    held = world.until(lambda robot: robot.playback is not None and robot.playback.paused)
    before = world.status()
    assert before is not None
    world.until(lambda _: (s := world.status()) is not None and s.at_s > before.at_s + 2.5)
    robot = world.robot()
    assert robot is not None
    assert (robot.frames, robot.fps) == (held.frames, 0.0)

    assert world.say("play", "--seek", "50%") == 0
    assert "paused from 5.0 s on" in capsys.readouterr().out
    shown = world.until(lambda robot: robot.frames > held.frames)
    assert shown.frames == held.frames + 1
    assert world.playback().position_s == pytest.approx(CLIP_S / 2, abs=0.05)
    assert world.say("play") == 0
    assert "paused at 0:05 of 0:09, speed 1 ×" in capsys.readouterr().out

    assert world.say("play", "--resume", "--speed", "0.25") == 0
    world.until(lambda robot: robot.frames > shown.frames)
    start, start_s = world.status(), world.playback().position_s
    assert start is not None
    world.until(lambda _: (s := world.status()) is not None and s.at_s > start.at_s + 4.0)
    end = world.status()
    assert end is not None
    assert world.playback().position_s - start_s < 0.25 * (end.at_s - start.at_s) + 0.75

    # So near that nothing looks like a cut: only the jump itself can end the tracks.
    assert world.say("play", "--pause") == 0
    held = world.until(lambda robot: robot.playback is not None and robot.playback.paused)
    assert held.playback is not None
    two_frames_back = f"{held.playback.position_s - 0.08:.2f}"
    assert world.say("play", "--seek", two_frames_back, "--resume") == 0
    capsys.readouterr()
    near = world.robot()
    assert near is not None
    world.until(lambda robot: robot.frames > near.frames + 15)

    assert world.say("play", "--seek", "0:02", "--speed", "0") == 0
    assert "playing from 2.0 s on, as fast as it goes" in capsys.readouterr().out
    wound = world.robot()
    assert wound is not None
    world.until(lambda robot: robot.frames > wound.frames + 30)
    assert world.say("play", "--pause") == 0  # everything before it has been written
    world.edge.stop()

    seen = read_detections(world.files.detections)
    jumps = [
        at
        for at in range(1, len(seen))
        if (seen[at].position or 0) not in (0, (seen[at - 1].position or 0) + 1)  # 0: a loop
    ]
    first, second, third = jumps[:3]
    assert (seen[first].position, seen[third].position) == (125, 50)
    assert seen[second].position == (seen[second - 1].position or 0) - 2
    for jump in (first, second, third):
        ids = [
            {d.track_id for r in part for d in r.detections} for part in (seen[:jump], seen[jump:])
        ]
        assert not ids[0] & ids[1]
    assert ids[0]
    assert ids[1]
    times = [record.captured_at_s for record in seen]
    assert times == sorted(set(times))
    assert [record.sequence for record in seen] == list(range(len(seen)))


@pytest.mark.timeout(180)
def test_that_a_robot_records_from_afar(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert world.say("record") == 0
    name = capsys.readouterr().out.split()[-1]
    path = world.files.edge / "recordings" / name
    assert path.is_file()
    robot = world.until(
        lambda robot: robot.recording is not None and robot.recording.length_s > 1.0
    )
    assert robot.recording is not None
    assert robot.recording.file == name
    assert run(["status", "--station", world.endpoint]) == 0
    assert f"records {name}: 0:0" in capsys.readouterr().out
    assert world.say("record", "--stop") == 0
    assert capsys.readouterr().out.strip() == f"the recording {name} is finished"
    world.until(lambda robot: robot.recording is None)
    capsys.readouterr()
    assert world.say("record", "--list", "--json") == 0
    (entry,) = json.loads(capsys.readouterr().out)["recordings"]
    assert (entry["file"], entry["state"]) == (name, "whole")
    assert entry["size_bytes"] == path.stat().st_size
    assert world.say("record", "--list") == 0
    listed, about = capsys.readouterr().out.splitlines()
    assert listed.endswith(name)
    assert str(path.parent) in about
    assert run(["recording", str(path)]) == 0
    told = capsys.readouterr().out.splitlines()[0]
    assert f"{entry['length_s']:.1f} s" in told
    assert told.endswith("MB, whole")
    first = world.shot(name, 0.0)
    assert first.length_s == pytest.approx(entry["length_s"])
    assert first.next_s is not None
    after = world.shot(name, first.next_s)
    assert (after.position_s, after.captured_at_s > first.captured_at_s) == (first.next_s, True)
    last = world.shot(name, 1e6)
    assert (last.next_s, last.position_s) == (None, pytest.approx(last.length_s))
    judged = {(shot.captured_at_s, len(shot.objects)) for shot in (first, after, last)}
    assert world.say("record", "--delete", "../" + name) == 1
    assert path.exists()
    assert world.say("record", "--delete", name) == 0
    assert not path.exists()
    assert f"{name} is deleted" in capsys.readouterr().out
    world.app.link.want_shot(
        ShotWanted(request_id="gone", node_id=robot.node_id, file=name, at_s=1.0)
    )
    wait_until(lambda: world.app.told_of(CommandFinished), deadline_s=60.0)
    assert "it has no recording" in world.app.told_of(CommandFinished)[-1].result.text
    world.edge.stop()  # all that was published has been written
    published = read_detections(world.files.detections)
    # A recording has its times in whole nanoseconds.
    assert judged <= {(int(r.captured_at_s * 1e9) / 1e9, len(r.detections)) for r in published}


@pytest.mark.timeout(120)
def test_that_a_robots_log_is_shown(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert world.say("log") == 0
    lines = capsys.readouterr().out.splitlines()
    assert any("edge_node" in line or "shared" in line for line in lines)
    assert lines == sorted(lines, key=lambda line: line[:19])
    assert world.say("log", "--lines", "1", "--json") == 0
    (newest,) = json.loads(capsys.readouterr().out)
    assert newest["text"] in lines[-1]
    assert world.say("log", "--level", "error") == 0
    assert capsys.readouterr().out.strip() == ""


def test_that_what_cannot_be_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (
        RunningStation.start(tmp_path / "station") as running,
        FakeNode(running.endpoint, tmp_path) as node,
    ):
        node.connect()
        node.tell(0)
        at = ("--station", str(running.endpoint))
        for arguments, code, words in (
            (("play", "rover-9", "--pause"), 2, "it knows: rover-1"),
            (("play", "rover-1", "--pause"), 2, "A live camera cannot be paused"),
            (("play", "rover-1", "--pause", "--resume"), 2, "name one of them"),
            (("play", "rover-1", "--speed", "-1"), 2, "expected 0 to 1000"),
            (("log", "rover-1", "--lines", "0"), 2, "expected 1 to 200"),
            (("log", "rover-1", "--timeout-s", "2"), 1, "did not come within 2 s"),
        ):
            assert run([*arguments, *at]) == code
            assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12.5", (12.5, None)),
        ("0", (0.0, None)),
        ("1:30", (90.0, None)),
        ("1:02:03.5", (3723.5, None)),
        ("50%", (None, 0.5)),
        ("0%", (None, 0.0)),
    ],
)
def test_that_a_place_is_understood(text: str, expected: tuple[float | None, float | None]) -> None:
    assert place_of(text) == expected


@pytest.mark.parametrize(
    "text", ["", "-1", "101%", "-1%", "nan", "half", "1:2:3:4", "inf", "%", "9:99", "1:60:00"]
)
def test_that_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--seek"):
        place_of(text)

"""A robot waits for an answer while real processes die or hang: it is never kept waiting longer."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from edge_node.client import Client
from operator_gui.demo.runner import edge_arguments, prepare_folder
from operator_gui.demo.settings import DemoFiles, DemoSettings, clip_folder
from operator_gui.processes import Child, Children
from shared.domain import Image
from tests.fakes import free_endpoint
from tests.integration.loop_world import until
from tests.integration.robot_world import SLACK_S, Robot

pytestmark = pytest.mark.timeout(180)

PICTURE: Image = np.random.default_rng(0).integers(0, 255, (240, 320, 3), np.uint8)
DEADLINE_S = 4.0


class Loop:
    """Station, node and simulated operator as a user starts them."""

    def __init__(self, children: Children, files: DemoFiles) -> None:
        self._children = children
        self.files = files
        clip = clip_folder()
        self._settings = DemoSettings(
            source=str(clip / "street.mp4"),
            truth=clip / "street.truth.json",
            out=files.out,
            passes=0,
            speed=1.0,
            delay_s=0.1,
            error_rate=0.0,
            absent_share=0.0,
            seed=1,
            screenshots=False,
        )
        self.publish, self.ask_on = (free_endpoint() for _ in range(2))
        self.station = self._start_station()
        self.edge = self.start_edge()

    def client(self) -> Client:
        return Client(self.publish, asking=self.ask_on)

    def start_edge(self) -> Child:
        arguments = edge_arguments(self._settings, self.files, self.endpoint)
        for flag, endpoint in (("--publish", self.publish), ("--ask-on", self.ask_on)):
            arguments[arguments.index(flag) + 1] = endpoint
        self.edge = self._children.start("edge", arguments)
        return self.edge

    def start_operator(self) -> Child:
        arguments = ["operator", "--station", self.endpoint, "--state", str(self.files.operator)]
        truth = str(self._settings.truth)
        return self._children.start("operator", [*arguments, "--simulate", truth, "--delay-s", "1"])

    def until_asked(self, robot: Robot) -> None:
        """Until the station has the question; or it is too late for that."""
        log = self.files.logs / "station.log"
        until(lambda: robot.is_done or b"asks" in log.read_bytes(), "the question at the station")
        assert not robot.is_done

    def _start_station(self) -> Child:
        ready, folder = self.files.station_ready, self.files.station
        arguments = ["station", "--listen", "tcp://127.0.0.1:0", "--state", str(folder)]
        station = self._children.start("station", [*arguments, "--ready-file", str(ready)])
        self.endpoint = station.wait_for(ready)
        return station


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[Loop]:
    files = DemoFiles(tmp_path / "run")
    prepare_folder(files)
    with Children(files.logs) as children:
        loop = Loop(children, files)
        with loop.client() as client:
            assert next(client.detections(timeout_s=60.0), None) is not None
        yield loop


def hang(child: Child) -> None:
    os.kill(child._process.pid, signal.SIGSTOP)


def kill(child: Child) -> None:
    child.kill()


def wake(child: Child) -> None:
    if child.exit_code is None:
        os.kill(child._process.pid, signal.SIGCONT)


@pytest.mark.parametrize("victim", ["edge", "station"])
@pytest.mark.parametrize("blow", [kill, hang])
def test_that_whatever_dies_the_default_comes_in_time(
    loop: Loop, victim: str, blow: Callable[[Child], None]
) -> None:
    robot = ask(loop)
    loop.until_asked(robot)
    child: Child = getattr(loop, victim)
    blow(child)
    reply = robot.reply()
    wake(child)
    assert (reply.value, reply.ended) == ("stay", "deadline")
    assert reply.elapsed_s <= DEADLINE_S + SLACK_S


def test_that_nobody_there_gives_the_default_and_somebody_the_answer(loop: Loop) -> None:
    reply = ask(loop, deadline_s=1.0).reply()
    assert (reply.value, reply.ended) == ("stay", "deadline")
    assert reply.elapsed_s <= 1.0 + SLACK_S
    loop.start_operator()
    reply = ask(loop, deadline_s=60.0, choices=["left", "right"], learn=True).reply()
    assert (reply.value, reply.operator, reply.learned) == ("left", "simulated", True)


def test_that_a_node_that_is_started_again_puts_the_question_again(loop: Loop) -> None:
    robot = ask(loop, deadline_s=90.0, choices=["left", "right"])
    loop.until_asked(robot)
    loop.edge.kill()
    loop.start_edge()
    loop.start_operator()
    assert robot.reply().value == "left"


def ask(loop: Loop, **question: object) -> Robot:
    settings = {"question": "Which way?", "deadline_s": DEADLINE_S, "default": "stay", **question}
    return Robot(loop.ask_on, image=PICTURE, **settings)

"""What a robot sees reaches who looks, over real sockets, and nobody else."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from operator_gui.demo.runner import prepare_folder
from operator_gui.demo.settings import DemoFiles
from operator_gui.operator_events import LiveArrived, StatusArrived
from operator_gui.processes import Children
from shared.protocol.live import LiveFrame, LiveWanted
from shared.protocol.status import NodeSummary
from shared.transport.endpoint import parse_endpoint
from tests.fakes import wait_until
from tests.integration.loop_world import Loop, settings_for
from tests.integration.test_operator_link import App
from tests.unit.station.station_world import (
    PICTURE,
    FakeNode,
    FakeOperator,
    FakePeer,
    RunningStation,
)

FRAME = LiveFrame(
    node_id="rover-1",
    source_id="camera",
    sequence=1,
    captured_at_s=1.0,
    width_px=32,
    height_px=24,
)


@pytest.fixture
def peers(tmp_path: Path) -> Iterator[tuple[FakeNode, FakeOperator, FakeOperator]]:
    with (
        RunningStation.start(tmp_path / "station") as station,
        FakeNode(station.endpoint, tmp_path) as node,
        FakeOperator(station.endpoint, tmp_path) as ada,
        FakeOperator(station.endpoint, tmp_path, "ben") as ben,
    ):
        for peer in (node, ada, ben):
            peer.connect()
        yield node, ada, ben


def until(condition: Callable[[], object], *peers: FakePeer) -> None:
    def step() -> None:
        for peer in peers:
            peer.step()

    wait_until(condition, step=step, deadline_s=60.0)


def test_that_a_picture_goes_to_who_looks_and_to_nobody_else(
    peers: tuple[FakeNode, FakeOperator, FakeOperator],
) -> None:
    node, ada, ben = peers
    ada.link.send(LiveWanted(node_id="rover-1"))
    until(lambda: node.heard_of(LiveWanted), *peers)
    node.link.send(FRAME, (PICTURE,))
    until(lambda: ada.heard_of(LiveFrame), *peers)
    assert [e.payloads for e in ada.heard if isinstance(e.message, LiveFrame)] == [(PICTURE,)]
    assert ben.heard_of(LiveFrame) == []


@pytest.mark.parametrize(
    ("frame", "payloads"),
    [
        (FRAME, ()),
        (FRAME, (b"no picture",)),
        (FRAME, (PICTURE, PICTURE)),
        (FRAME, (PICTURE + bytes(1 << 20),)),
        (msgspec.structs.replace(FRAME, node_id="rover-2"), (PICTURE,)),
    ],
)
def test_that_what_is_no_picture_of_that_robot_is_refused(
    peers: tuple[FakeNode, FakeOperator, FakeOperator],
    frame: LiveFrame,
    payloads: tuple[bytes, ...],
) -> None:
    node, ada, _ = peers
    ada.link.send(LiveWanted(node_id="rover-1"))
    until(lambda: node.heard_of(LiveWanted), *peers)
    node.link.send(frame, payloads)
    until(node.refusals, *peers)
    assert ada.heard_of(LiveFrame) == []


def test_that_an_older_robot_is_not_asked(
    tmp_path: Path,
) -> None:
    with (
        RunningStation.start(tmp_path / "station") as station,
        FakeNode(station.endpoint, tmp_path) as node,
        FakeOperator(station.endpoint, tmp_path) as ada,
    ):
        node.hello = msgspec.structs.replace(node.hello, minor=3)
        node.connect()
        ada.connect()
        ada.link.send(LiveWanted(node_id="rover-1"))
        ada.link.send(LiveWanted(node_id="nobody"))
        assert ada.command("train").text  # what was said before was heard
        node.step()
        assert node.heard_of(LiveWanted) == []


@pytest.mark.timeout(180)
def test_that_an_app_sees_what_a_real_robot_sees(tmp_path: Path) -> None:
    files = DemoFiles(tmp_path / "run")
    prepare_folder(files)
    with Children(files.logs) as children:
        loop = Loop(children, files, settings_for(files.out, passes=0))
        loop.start_station()
        loop.start_edge()
        app = App(parse_endpoint(loop.endpoint), tmp_path / "app")
        app.start()
        try:

            def nodes() -> list[NodeSummary]:
                return [n for e in app.told_of(StatusArrived) for n in e.status.nodes]

            wait_until(nodes, deadline_s=60.0)
            node_id = nodes()[0].node_id

            def look() -> None:
                app.link.want_live(node_id)
                app.failed.wait(0.2)

            wait_until(
                lambda: [e for e in app.told_of(LiveArrived) if e.frame.objects],
                step=look,
                deadline_s=60.0,
            )
            seen = app.told_of(LiveArrived)[-1]
            assert (seen.frame.node_id, seen.jpeg[:2]) == (node_id, b"\xff\xd8")
        finally:
            app.stop()

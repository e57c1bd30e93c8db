"""A real node link and a real station with a bad network between them: nothing is lost.

Questions go one way and answers the other while the network does its worst; afterwards every
question lies in the station once, and the node has heard every answer.
"""

import contextlib
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from operator_gui.station import status
from operator_gui.station.sessions import Peer
from shared.protocol.status import NodeSummary
from shared.transport.durable_link import DurableLink
from shared.transport.endpoint import Endpoint
from tests.conftest import RecordProperty
from tests.fakes import wait_until
from tests.fault import dying_peers
from tests.fault.flaky_proxy import FlakyProxy, Mode
from tests.integration.test_node_link import Node
from tests.unit.station.station_world import FakeOperator, RunningStation, make_query, query_of
from tests.unit.station.stores import Stores

NODE = "n1"
DEADLINE_S = 90.0


class Size(NamedTuple):
    """questions: under each kind of network. lasts_s: how long it is so, at least."""

    questions: int
    lasts_s: float
    flaps: int


SHORT = Size(questions=8, lasts_s=1.5, flaps=5)
FULL = Size(questions=60, lasts_s=6.0, flaps=50)


@dataclass(frozen=True)
class Behind:
    """A station as the node's link sees it."""

    endpoint: Endpoint

    def serve(self) -> None:
        time.sleep(0.002)


@dataclass
class World:
    """All that there is, and who asked what."""

    folder: Path
    proxy: FlakyProxy
    node: Node
    operator: FakeOperator
    asked: list[str] = field(default_factory=list)
    answered: dict[str, str] = field(default_factory=dict)

    def ask(self) -> None:
        query_id = f"q{len(self.asked)}"
        envelope = make_query(query_id=query_id, node_id=NODE, seed=len(self.asked))
        self.node.link.ask(query_of(envelope), envelope.payloads, None)
        self.asked.append(query_id)

    def step(self) -> None:
        """The operator answers all there is, and the node's perception takes the answers in."""
        if batches := self.node.link.answers.take():
            self.node.link.remember(b"asked", tuple(batch_id for batch_id, _ in batches))
        self.operator.want(16)
        self.operator.step()
        for query_id in list(self.operator.held):
            answer = self.operator.name(query_id, "mug")
            self.answered[answer.answer_id] = query_id
        time.sleep(0.002)

    def until(self, condition: Callable[[], object], *, deadline_s: float | None = None) -> float:
        """How long that took."""
        since_s = time.monotonic()
        wait_until(condition, step=self.step, deadline_s=deadline_s or DEADLINE_S)
        return time.monotonic() - since_s

    def is_online(self) -> bool:
        return any(node.online for node in self.operator.status().nodes)

    def is_settled(self) -> bool:
        heard = {answer.answer_id for answer in self.node.answers}
        return (
            not self.node.link.is_busy
            and self.operator.waiting == 0
            and set(self.answered.values()) == set(self.asked)
            and heard >= self.answered.keys()
        )

    def ask_for(self, size: Size) -> None:
        """Questions, spread over the time that the network is bad."""
        begin_s = time.monotonic()
        for number in range(size.questions):
            self.ask()
            at_s = begin_s + size.lasts_s * (number + 1) / size.questions
            self.until(lambda at_s=at_s: time.monotonic() >= at_s)  # type: ignore[misc]


@contextlib.contextmanager
def running(folder: Path, **settings: object) -> Iterator[World]:
    """A node that is connected through the proxy, and an operator who is connected directly."""
    with (
        RunningStation.start(folder / "station", auto_train=False, **settings) as station,
        FlakyProxy(station.endpoint) as proxy,
        FakeOperator(station.endpoint, folder) as operator,
    ):
        node = Node(Behind(proxy.endpoint), folder, cap_bytes=1 << 24)  # type: ignore[arg-type]
        node.start()
        try:
            operator.connect()
            world = World(folder, proxy, node, operator)
            world.until(world.is_online)
            yield world
        finally:
            node.stop()
        assert not node.failed
        assert node.lost == []


def count_stored(folder: Path) -> list[str]:
    stores = Stores(folder / "station")
    with contextlib.closing(stores.database) as database:
        return [row[0] for row in database.execute("SELECT query_id FROM query")]


def be_bad(world: World, size: Size, mode: Mode) -> None:
    world.proxy.mode = mode
    world.ask_for(size)
    if mode == "stalled":
        world.proxy.mode = "passing"


def cut_again_and_again(world: World, size: Size) -> None:
    rng = random.Random(size.flaps)
    for _ in range(size.flaps):
        world.ask()
        world.proxy.reset()
        up_s = time.monotonic() + rng.uniform(0.0, 0.3)
        world.until(lambda up_s=up_s: time.monotonic() >= up_s)  # type: ignore[misc]


NETWORKS: dict[str, Callable[[World, Size], None]] = {
    "stall": lambda world, size: be_bad(world, size, "stalled"),
    "one byte at a time": lambda world, size: be_bad(world, size, "trickling"),
    "20 kB/s": lambda world, size: be_bad(world, size, "slow"),
    "jitter": lambda world, size: be_bad(world, size, "jittery"),
    "resets": cut_again_and_again,
}


def survive(folder: Path, size: Size, network: str) -> str:
    """What to say of it. Fails where anything is lost or doubled."""
    with running(folder) as world:
        NETWORKS[network](world, size)
        took_s = world.until(world.is_settled)
        asked = world.asked
    assert sorted(count_stored(folder)) == sorted(asked)
    times = f" of {size.flaps}" if network == "resets" else ""
    return f"{network}{times}: 0 of {len(asked)} lost, all there {took_s:.1f} s later"


def fall_into_a_black_hole(folder: Path, size: Size, **settings: object) -> str:
    """What to say of it. Fails where it is not shown, or anything is lost."""
    with running(folder, **settings) as world:
        world.until(lambda: world.node.link.state.link == "connected")
        world.proxy.mode = "stalled"
        for _ in range(size.questions):
            world.ask()
        gone_s = world.until(lambda: not world.is_online(), deadline_s=15.0)
        world.until(lambda: world.node.link.state.link != "connected", deadline_s=15.0)
        world.proxy.reset()  # what was on its way never arrives
        world.proxy.mode = "passing"
        back_s = world.until(world.is_online, deadline_s=30.0)
        world.until(world.is_settled)
        asked = world.asked
    assert sorted(count_stored(folder)) == sorted(asked)
    return (
        f"black hole: 0 of {len(asked)} lost, shown offline after {gone_s:.1f} s, "
        f"back after {back_s:.1f} s"
    )


sizes = pytest.mark.parametrize(
    "size", [pytest.param(SHORT, id="short"), pytest.param(FULL, id="full", marks=pytest.mark.slow)]
)
pytestmark = pytest.mark.usefixtures("warnings_do_not_matter")


@pytest.mark.promise(3)
@pytest.mark.timeout(240)
@pytest.mark.parametrize("network", NETWORKS)
@sizes
def test_that_a_hostile_network_loses_nothing(
    tmp_path: Path, size: Size, network: str, record_property: RecordProperty
) -> None:
    record_property("figure", survive(tmp_path, size, network))


@pytest.mark.promise(3)
@sizes
def test_that_a_black_hole_is_shown_and_loses_nothing(
    tmp_path: Path, size: Size, record_property: RecordProperty
) -> None:
    record_property("figure", fall_into_a_black_hole(tmp_path, size))


def _a_sending_is_a_delivery(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(DurableLink, "_send_waiting", DurableLink._send_waiting)  # put back afterwards
    dying_peers.MUTANTS["a sending is taken for a delivery"]()


def _everybody_is_always_there(patch: pytest.MonkeyPatch) -> None:
    real = status._node

    def node(peer: Peer, state: status.StationState) -> NodeSummary:
        return msgspec.structs.replace(real(peer, state), online=True)

    patch.setattr(status, "_node", node)


@pytest.mark.mutant(3)
@pytest.mark.parametrize("mutant", [_a_sending_is_a_delivery, _everybody_is_always_there])
def test_that_a_broken_link_is_noticed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mutant: Callable[[pytest.MonkeyPatch], None],
) -> None:
    mutant(monkeypatch)
    monkeypatch.setattr(sys.modules[__name__], "DEADLINE_S", 10.0)
    with pytest.raises((AssertionError, TimeoutError)):
        fall_into_a_black_hole(tmp_path, SHORT)

"""How a version goes out, and what is gone back to, by what is in the registry."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from operator_gui.station.config import RolloutConfig
from operator_gui.station.database import Database
from operator_gui.station.node_reports import NodeReports
from operator_gui.station.registry import AdoptedDetector, Registry, VersionKind
from operator_gui.station.rollout import Rollout
from operator_gui.station.rollout_plan import RolloutState
from operator_gui.station.sessions import Sessions
from shared.protocol.peers import Hello
from tests.conftest import ExpectWarnings
from tests.fakes import ManualClock
from tests.unit.station.test_detector_choice import spec
from tests.unit.station.test_provisional import record

OWN = AdoptedDetector(spec=spec("b"), instead_of="a" * 64, version=2)


class World:
    """A rollout with so many nodes that are there, at a station that was just started."""

    def __init__(self, folder: Path, clock: ManualClock) -> None:
        self.database = Database(folder)
        self.registry = Registry(self.database)
        self.sessions = Sessions()
        self._clock = clock
        self.rollout = Rollout(
            config=RolloutConfig(),
            offline_after_s=60.0,
            database=self.database,
            registry=self.registry,
            reports=NodeReports(self.database),
            sessions=self.sessions,
            clock=clock,
        )

    def with_nodes(self, count: int) -> None:
        for number in range(count):
            hello = Hello(role="node", peer_id=f"n{number}", name="Rover")
            self.sessions.welcome(b"%d" % number, hello, self._clock.monotonic_s())

    def all_run(self, version: int) -> None:
        """What the nodes say, and what the rollout makes of it."""
        for peer in self.sessions.of_role("node"):
            peer.active_version = version
        self._clock.advance(1.0)
        self.rollout.serve()

    def state(self) -> RolloutState:
        kept = self.database.read_meta("rollout")
        assert kept is not None
        return msgspec.msgpack.decode(kept, type=RolloutState)

    def begin(
        self, number: int, kind: VersionKind, detector: AdoptedDetector | None = None
    ) -> RolloutState:
        """A version that passed goes out."""
        made = msgspec.structs.replace(record(number, kind), detector=detector)
        with self.database.transaction():
            self.registry.add(made)
            self.registry.move(number, "passed", at_s=1.0)
            self.rollout.begin(made, "")
        return self.state()


@pytest.fixture
def world(tmp_path: Path, clock: ManualClock) -> Iterator[World]:
    world = World(tmp_path, clock)
    yield world
    world.database.close()


def test_that_a_detector_goes_out_in_stages_though_its_head_was_made_in_a_step(
    world: World,
) -> None:
    assert world.begin(1, "quick").mode == "straight"
    world.with_nodes(2)
    assert world.begin(2, "quick", OWN).mode == "staged"


def test_that_a_step_that_only_carries_a_detector_goes_straight_as_any(world: World) -> None:
    world.with_nodes(2)
    assert world.begin(3, "quick", OWN).mode == "straight"


def test_that_what_overtakes_a_detector_goes_back_past_it_until_that_did_well(
    world: World,
) -> None:
    world.with_nodes(1)
    world.begin(1, "full")
    world.all_run(1)
    assert world.begin(2, "full", OWN).before == 1
    world.all_run(2)
    assert world.begin(3, "quick", OWN).before == 1
    assert world.begin(4, "full", OWN).before == 1


def test_that_what_overtakes_a_head_goes_back_to_that(world: World) -> None:
    world.with_nodes(1)
    world.begin(1, "full")
    world.begin(2, "quick")
    world.all_run(2)
    assert world.begin(3, "full").before == 2


def test_that_nothing_goes_back_to_a_version_that_ran_nowhere(world: World) -> None:
    world.with_nodes(1)
    world.begin(1, "full")
    world.all_run(1)
    assert world.begin(2, "quick").before == 1
    assert world.begin(3, "quick").before == 1
    world.all_run(3)
    assert world.begin(4, "quick").before == 3


def test_that_a_station_that_was_away_gives_robots_time_to_speak_when_it_is_back(
    world: World, tmp_path: Path, clock: ManualClock
) -> None:
    world.with_nodes(1)
    world.begin(1, "full")
    world.all_run(1)
    world.begin(2, "full")
    world.all_run(1)
    clock.advance(8 * 3600.0)
    again = World(tmp_path, clock)
    again.with_nodes(1)
    again.all_run(1)
    assert again.state().nodes["n0"].stand == "picked"
    again.all_run(2)
    clock.advance(RolloutConfig().settle_s)
    again.all_run(2)
    assert (again.state().ended, again.registry.active and again.registry.active.number) == (
        "complete",
        2,
    )
    again.database.close()


@pytest.mark.parametrize("by_s", [86_400.0, -86_400.0])
def test_that_a_clock_that_is_set_neither_gives_robots_up_nor_keeps_a_version_from_them(
    world: World, clock: ManualClock, by_s: float
) -> None:
    world.with_nodes(2)
    world.begin(1, "full")
    world.all_run(1)
    world.begin(2, "full")
    world.all_run(1)
    clock.set_wall_clock(by_s)
    world.all_run(1)
    assert {progress.stand for progress in world.state().nodes.values()} == {"picked"}
    for _ in range(60):
        world.all_run(2)
    assert world.state().ended == "complete"


@pytest.mark.parametrize("nodes", [0, 1, 2])
def test_that_a_rollout_ends_whose_version_was_lost_to_a_damaged_row(
    world: World,
    tmp_path: Path,
    clock: ManualClock,
    nodes: int,
    expected_warnings: ExpectWarnings,
) -> None:
    expected_warnings("row 1 of table version is damaged", "rollout of version 1 ends here")
    world.with_nodes(nodes)
    world.begin(1, "full")
    world.database.execute("UPDATE version SET record = x'00'")
    assert world.database.set_damaged_aside(1.0) == 1
    again = World(tmp_path, clock)
    again.with_nodes(nodes)
    for _ in range(60):
        again.all_run(1)
    assert again.rollout.summary() is None
    assert again.begin(2, "full").version == 2
    again.database.close()


def test_that_a_stage_that_seems_to_begin_tomorrow_is_not_waited_for(
    world: World, tmp_path: Path, clock: ManualClock
) -> None:
    world.with_nodes(2)
    world.begin(1, "full")
    clock.set_wall_clock(-86_400.0)
    again = World(tmp_path, clock)
    again.with_nodes(2)
    for _ in range(60):
        again.all_run(1)
    assert again.state().ended == "complete"
    again.database.close()

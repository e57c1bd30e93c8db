"""A fleet of light nodes and a real station process: a version goes out in stages."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.protocol.deployment import Command
from shared.protocol.status import StationStatus
from tests.integration.fleet_world import Fleet, Kind, StationProcess
from tests.unit.station.station_world import FakeOperator, make_query

pytestmark = pytest.mark.timeout(300)

SETTINGS: dict[str, object] = {
    "train_after_s": 0.05,
    "train_at_most_after_s": 0.2,
    "offer_again_s": 1.0,
    "offline_after_s": 4.0,
}


@dataclass
class World:
    station: StationProcess
    fleet: Fleet
    ada: FakeOperator

    def status(self) -> StationStatus:
        return self.ada.heard_of(StationStatus)[-1]

    def until(self, condition: object, *, deadline_s: float = 150.0) -> None:
        assert callable(condition)
        self.fleet.until(condition, step=self.ada.step, deadline_s=deadline_s)

    def teach(self, name: str) -> None:
        """One answer, of which the next version learns."""
        node = self.fleet.nodes[0]
        query_id = node.ask(make_query(name, node_id=node.hello.peer_id, seed=len(name)))
        self.until(lambda: node.waiting == 0)
        self.ada.name(query_id, name)

    def command(self, action: str, version: int = 0) -> str:
        """What the station says to it."""
        before = len(self.ada.results)
        command = Command(command_id=uuid.uuid4().hex, action=action, version=version)  # type: ignore[arg-type]
        assert self.ada.link.send(command)
        self.until(lambda: len(self.ada.results) > before)
        return self.ada.results[-1].text

    def all_run(self, version: int) -> bool:
        return all(node.active == version for node in self.fleet.present())

    def rollout_is(self, version: int, state: str) -> bool:
        rollout = self.status().rollout
        return rollout is not None and (rollout.version, rollout.state) == (version, state)

    def stages(self, version: int) -> set[int]:
        """In which its rollout was seen."""
        rollouts = (status.rollout for status in self.ada.heard_of(StationStatus))
        return {r.stage for r in rollouts if r is not None and r.version == version}

    def states(self) -> dict[int, str]:
        return {version.version: version.state for version in self.status().versions}


@contextmanager
def world(folder: Path, kinds: list[Kind], *, stage_s: float = 0.5) -> Iterator[World]:
    """Everybody runs version 1 already; of version 2 each node makes what is its kind."""
    folder.mkdir(exist_ok=True)
    with (
        StationProcess(folder, **SETTINGS, rollout={"stage_s": stage_s}) as station,
        Fleet(station.endpoint, folder, kinds) as fleet,
        FakeOperator(station.endpoint, folder) as ada,
    ):
        made = World(station, fleet, ada)
        made.until(lambda: ada.heard_of(StationStatus))
        made.until(lambda: sum(n.online for n in made.status().nodes) == len(kinds))
        made.teach("mug")
        made.until(lambda: made.all_run(1) and made.rollout_is(1, "complete"))
        yield made


def spread(count: int, bad: list[Kind]) -> list[Kind]:
    """The bad ones evenly among good ones."""
    kinds: list[Kind] = ["good"] * count
    for number, kind in enumerate(bad):
        kinds[number * count // len(bad) + 1] = kind
    return kinds


def goes_out_though_some_fail(folder: Path, *, count: int, bad: list[Kind], away: int) -> None:
    with world(folder, spread(count, bad)) as w:
        w.fleet.away = {n.hello.peer_id for n in w.fleet.of("good")[-away:]}
        w.until(lambda: sum(not n.online for n in w.status().nodes) == away)
        w.teach("bowl")
        w.until(lambda: w.rollout_is(2, "running"))
        widest = 0

        def is_complete() -> bool:
            nonlocal widest
            if not any(node.settled == 2 for node in w.fleet.nodes):  # so that is the first stage
                widest = max(widest, sum(node.active == 2 for node in w.fleet.nodes))
            return w.rollout_is(2, "complete")

        w.until(is_complete)
        assert widest == 1
        assert w.stages(2) == {1, 2, 3}
        good = [n for n in w.fleet.present() if n.kind == "good"]
        assert all(node.active == 2 for node in good)
        assert all(node.active == 1 for node in w.fleet.of("refuses", "goes_back", "differs"))
        w.until(lambda: w.states()[2] == "active")
        rollout = w.status().rollout
        assert rollout is not None
        assert rollout.failed_on == len(bad)
        assert "left it: " in rollout.text
        w.fleet.away = set()
        w.until(lambda: all(node.active == 2 for node in w.fleet.of("good")))
        w.until(lambda: sum("left v2" in n.rollout for n in w.status().nodes) == len(bad))


def is_taken_back_for_all(folder: Path, *, count: int, bad: list[Kind], away: int) -> None:
    with world(folder, spread(count, bad)) as w:
        w.fleet.away = {n.hello.peer_id for n in w.fleet.of("good")[-away:]}
        w.until(lambda: sum(not n.online for n in w.status().nodes) == away)
        w.teach("bowl")
        w.until(lambda: w.states().get(2) == "refused")
        w.fleet.away = set()
        w.until(lambda: w.states().get(3, "active") == "active" and w.status().active_version != 2)
        served = [node for node in w.fleet.nodes if 2 in node.runs]
        again = w.status().active_version
        w.until(lambda: all(node.active == again for node in w.fleet.nodes))
        assert again == (3 if served else 1)
        (version,) = (v for v in w.status().versions if v.version == 2)
        assert "taken back" in version.reason
        assert "robots that tried it left it" in version.reason
        assert len(served) < count // 2


def test_that_a_version_that_one_of_twenty_leaves_goes_out_to_the_others(tmp_path: Path) -> None:
    goes_out_though_some_fail(tmp_path / "w", count=20, bad=["goes_back"], away=2)


def test_that_a_version_that_a_third_leaves_is_taken_back_for_all(tmp_path: Path) -> None:
    bad: list[Kind] = ["goes_back", "refuses", "differs"] * 2 + ["goes_back"]
    is_taken_back_for_all(tmp_path / "w", count=20, bad=bad, away=2)


BAD_FIVE: list[Kind] = ["refuses", "goes_back", "differs", "goes_back", "refuses"]


@pytest.mark.slow
def test_that_a_fleet_of_a_hundred_gets_a_version_but_for_five(tmp_path: Path) -> None:
    goes_out_though_some_fail(tmp_path / "w", count=100, bad=BAD_FIVE, away=10)


@pytest.mark.slow
def test_that_a_fleet_of_a_hundred_goes_back_where_thirty_fail(tmp_path: Path) -> None:
    is_taken_back_for_all(tmp_path / "w", count=100, bad=BAD_FIVE * 6, away=10)


def test_that_going_back_from_a_version_that_goes_out_is_to_the_active_one(
    tmp_path: Path,
) -> None:
    with world(tmp_path / "w", ["good"] * 6, stage_s=5.0) as w:
        w.teach("bowl")
        w.until(lambda: any(node.active == 2 for node in w.fleet.nodes))
        w.until(lambda: "next stage in" in text_of(w.status()))
        assert w.states() == {1: "active", 2: "staged"}
        told = w.command("deploy", 2)
        assert told == "version 2 is on its way to the robots already"
        told = w.command("roll_back")
        assert told == "version 1 is being deployed again as 3"
        w.until(lambda: w.all_run(3))
        w.until(lambda: w.states() == {1: "retired", 2: "retired", 3: "active"})


def text_of(status: StationStatus) -> str:
    return "" if status.rollout is None else status.rollout.text


def test_that_nothing_goes_back_to_a_version_that_the_only_robot_never_ran(tmp_path: Path) -> None:
    with world(tmp_path / "w", ["refuses"]) as w:
        (robot,) = w.fleet.nodes
        robot.bad = 3
        asked = [
            robot.ask(make_query(name, node_id=robot.hello.peer_id)) for name in ("cup", "bowl")
        ]
        w.until(lambda: robot.waiting == 0)
        w.fleet.away = {robot.hello.peer_id}
        w.ada.name(asked[0], "cup")
        w.until(lambda: 2 in w.states())
        w.until(lambda: not any(node.online for node in w.status().nodes))
        assert w.rollout_is(2, "running")
        assert "v2 waits for a robot to be there" in text_of(w.status())
        w.ada.name(asked[1], "bowl")
        w.until(lambda: 3 in w.states())
        w.fleet.away = set()
        w.until(lambda: w.states()[3] == "refused" and robot.active == 4)
        restored = {v.version: v.restored_from for v in w.status().versions}
        assert restored[4] == 1


def test_that_a_station_that_dies_goes_on_where_it_was(tmp_path: Path) -> None:
    with world(tmp_path / "w", ["good"] * 6) as w:
        w.teach("bowl")
        w.until(lambda: any(node.active == 2 for node in w.fleet.nodes))
        w.station.kill()
        w.ada.heard.clear()
        w.station.start()
        w.until(lambda: w.ada.heard_of(StationStatus))
        w.until(lambda: w.all_run(w.status().active_version) and w.status().active_version >= 2)

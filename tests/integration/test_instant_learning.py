"""Answers learned in steps, with full trainings behind them: a real station and its processes."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from operator_gui.station.database import FILE_NAME, Database
from operator_gui.station.registry import Registry, VersionRecord
from shared.bundle import decode_manifest
from shared.protocol.deployment import DeployOffer
from tests.conftest import ExpectWarnings
from tests.fakes import wait_until
from tests.unit.station.station_world import (
    FakeNode,
    FakeOperator,
    RunningStation,
    make_answer,
    make_query,
)

STEPS = {"train_at_once_s": 1e-6, "train_after_s": 0.3}
"""No training is quick then, and every answer is learned in a step."""
DEADLINE_S = 30.0


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningStation]:
    with RunningStation.start(tmp_path / "station", **STEPS) as running:
        yield running


def records(running: RunningStation) -> list[VersionRecord]:
    database = Database(running.folder)
    try:
        return [version.record for version in Registry(database).versions()]
    finally:
        database.close()


class World:
    """A node and an operator that know what the newest offer to the node is."""

    def __init__(self, running: RunningStation, node: FakeNode, ada: FakeOperator) -> None:
        self.running, self.node, self.ada = running, node, ada
        self._asked = 0

    def step(self) -> None:
        self.node.step()
        self.ada.step()

    def until(self, condition: object) -> None:
        wait_until(condition, step=self.step, deadline_s=DEADLINE_S)  # type: ignore[arg-type]

    def teach(self, name: str) -> tuple[str, str]:
        """Asks and answers; returns the ids of query and answer."""
        self._asked += 1
        query_id = self.node.ask(make_query(name, seed=self._asked))
        self.node.until(lambda: self.node.waiting == 0)
        return query_id, self.ada.name(query_id, name).answer_id

    def names(self) -> tuple[str, ...]:
        """Of the head that the node was offered last."""
        offers = self.node.heard_of(DeployOffer)
        head = decode_manifest(offers[-1].manifest).head if offers else None
        return () if head is None else head.class_names

    def knows(self, *names: str) -> bool:
        return set(names) == set(self.names())

    def kinds(self) -> list[str]:
        return [record.kind for record in records(self.running)]


@pytest.fixture
def world(running: RunningStation, node: FakeNode, ada: FakeOperator) -> World:
    world = World(running, node, ada)
    world.teach("mug")
    world.until(lambda: world.knows("mug"))
    return world


def test_that_an_answer_is_learned_in_a_step_and_a_full_training_follows(world: World) -> None:
    world.teach("bowl")
    world.until(lambda: world.knows("mug", "bowl"))
    world.until(lambda: world.kinds()[-1] == "full" and len(world.kinds()) > 2)
    kinds = world.kinds()
    assert kinds[:2] == ["full", "quick"]
    found = records(world.running)
    assert [record.parent for record in found] == [0, *(r.version for r in found[:-1])]
    assert found[-1].head.tracks == 2


def test_that_a_superseded_answer_is_gone_from_the_next_head(world: World) -> None:
    query_id, answer_id = world.teach("bowl")
    world.until(lambda: world.knows("mug", "bowl"))
    world.ada.submit(make_answer(query_id, "vase", supersedes=answer_id))
    world.until(lambda: world.knows("mug", "vase"))


def test_that_a_step_survives_the_death_of_its_process(
    world: World, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("the trainer process died")
    for name in ("bowl", "vase"):
        for child in psutil.Process().children():
            with contextlib.suppress(psutil.ZombieProcess):  # one that was killed before
                if any("trainer_process" in part for part in child.cmdline()):
                    child.kill()
        world.teach(name)
    world.until(lambda: world.knows("mug", "bowl", "vase"))


def test_that_no_version_forgets_what_the_last_one_knew(world: World) -> None:
    names = ["mug"]
    for number in range(12):
        names.append(f"thing {number}")
        world.teach(names[-1])
        world.until(lambda: world.knows(*names))
    world.until(lambda: world.kinds()[-1] == "full")
    tracks = [record.head.tracks for record in records(world.running)]
    assert tracks == sorted(tracks)
    assert tracks[-1] == 13


def test_that_a_station_that_restarts_steps_on_from_the_last_full_training(
    tmp_path: Path,
) -> None:
    settings = {**STEPS, "train_after_s": 600.0, "train_at_most_after_s": 600.0}
    with (
        RunningStation.start(tmp_path / "station", **STEPS) as running,
        FakeNode(running.endpoint, tmp_path) as node,
        FakeOperator(running.endpoint, tmp_path) as ada,
    ):
        first = World(running, node, ada)
        first.teach("mug")
        first.until(lambda: first.knows("mug"))
    with (
        RunningStation.start(tmp_path / "station", **settings) as running,
        FakeNode(running.endpoint, tmp_path) as node,
        FakeOperator(running.endpoint, tmp_path) as ada,
    ):
        second = World(running, node, ada)
        second.teach("bowl")
        second.until(lambda: second.knows("mug", "bowl"))
        assert second.kinds() == ["full", "quick"]


def test_that_a_damaged_file_costs_a_full_training_and_nothing_else(
    world: World,
) -> None:
    (world.running.folder / "learning" / "warm.npz").write_bytes(b"rubbish")
    world.teach("bowl")
    world.until(lambda: world.knows("mug", "bowl"))
    assert world.kinds()[-1] == "full"
    world.teach("vase")
    world.until(lambda: world.knows("mug", "bowl", "vase"))
    assert (world.running.folder / FILE_NAME).is_file()

"""A real node is told how to ask while it runs, by a real station; both may die in between."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_node.asking.ask_policy import AskConfig
from edge_node.asking.ask_rules import rules_of
from operator_gui.demo.settings import clip_folder
from operator_gui.processes import Child, Children
from shared.keys import PUBLIC_KEY_FILE
from shared.protocol.asking import AskingState, AskRules
from shared.protocol.status import NodeSummary
from shared.transport.endpoint import parse_endpoint
from tests.fakes import free_endpoint
from tests.unit.station.station_world import FakeOperator

pytestmark = pytest.mark.timeout(180)

RULES = AskRules(strategy="margin", stream="quantile", questions_per_hour=0.0, audit_share=0.25)
PATIENCE_S = 60.0


class World:
    """A station and a node as processes on the demo's clip."""

    def __init__(self, folder: Path, children: Children) -> None:
        self._folder = folder
        self._children = children
        self._starts = 0
        self.endpoint = free_endpoint()

    def start_station(self) -> Child:
        ready = self._folder / "ready"
        ready.unlink(missing_ok=True)
        state = str(self._folder / "station")
        started = self._start(
            "station", "--listen", self.endpoint, "--state", state, "--ready-file", str(ready)
        )
        self.endpoint = started.wait_for(ready)
        return started

    def start_edge(self) -> Child:
        key = self._folder / "station" / "keys" / PUBLIC_KEY_FILE
        return self._start(
            "edge",
            str(clip_folder() / "street.mp4"),
            *("--station", self.endpoint, "--state", str(self._folder / "edge")),
            *("--publish", "", "--ask-on", "", "--trust", str(key)),
            *("--loops", "0", "--speed", "1"),
        )

    def _start(self, command: str, *arguments: str) -> Child:
        self._starts += 1
        return self._children.start(f"{command}-{self._starts}", [command, *arguments])


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with Children(tmp_path / "logs") as children:
        yield World(tmp_path, children)


def _node(ada: FakeOperator) -> NodeSummary | None:
    return next((node for node in ada.status().nodes if node.online), None)


def _asking(ada: FakeOperator) -> AskingState | None:
    node = _node(ada)
    return None if node is None else node.asking


def _obeys(ada: FakeOperator, revision: int) -> AskingState:
    """Waits until the node says that it obeys these settings."""

    def obeyed() -> bool:
        asking = _asking(ada)
        return asking is not None and asking.revision == revision

    ada.until(obeyed, deadline_s=PATIENCE_S)
    asking = _asking(ada)
    assert asking is not None
    return asking


def test_that_settings_hold_without_a_restart_and_over_one_of_either_end(
    world: World, tmp_path: Path
) -> None:
    station = world.start_station()
    edge = world.start_edge()
    with FakeOperator(parse_endpoint(world.endpoint), tmp_path) as ada:
        ada.connect()
        asking = _obeys(ada, 0)
        assert asking.rules == rules_of(AskConfig())
        node = _node(ada)
        assert node is not None
        assert ada.set_asking(node.node_id, RULES).ok
        asking = _obeys(ada, 1)
        assert (asking.rules, asking.tokens, asking.held) == (RULES, 0.0, "budget")
        edge.kill()
        edge = world.start_edge()
        ada.until(lambda: (a := _asking(ada)) is not None and a.asked == 0, deadline_s=PATIENCE_S)
        assert _obeys(ada, 1).rules == RULES
    station.kill()
    world.start_station()
    with FakeOperator(parse_endpoint(world.endpoint), tmp_path) as ada:
        ada.connect()
        assert _obeys(ada, 1).rules == RULES
        node = _node(ada)
        assert node is not None
        assert node.settings_revision == 1
        assert ada.set_asking(node.node_id, None).ok
        assert _obeys(ada, 2).rules == rules_of(AskConfig())

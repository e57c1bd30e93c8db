"""Which open questions are about what a person named on another robot."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from operator_gui.station.twins import Twins
from operator_gui.station.waiting_room import WaitingRoom
from tests.unit.station.station_world import EMBEDDER_SHA256, make_answer
from tests.unit.station.stores import Stores


class Station:
    """The stores, and what follows them."""

    def __init__(self, folder: Path) -> None:
        self.stores = Stores(folder)
        self.start()

    def start(self) -> None:
        self.waiting = WaitingRoom(
            self.stores.inbox, embedder_sha256=EMBEDDER_SHA256, resolving_tracks=100
        )
        self.twins = Twins(
            database=self.stores.database,
            inbox=self.stores.inbox,
            labels=self.stores.labels,
            waiting=self.waiting,
        )

    def ask(self, query_id: str, node_id: str, name: str = "mug", **changes: object) -> None:
        self.stores.ask(query_id, name, node_id=node_id, **changes)
        self._touched(query_id)

    def answer(self, query_id: str, name: str = "mug", **changes: object) -> str:
        answer = make_answer(query_id, name, **changes)
        self.stores.put(answer)
        self._touched(query_id)
        return answer.answer_id

    def _touched(self, query_id: str) -> None:
        self.waiting.refresh((query_id,))
        self.twins.refresh((query_id,))


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    station = Station(tmp_path)
    yield station
    station.stores.database.close()


def test_that_what_another_robot_asks_is_settled_whichever_comes_first(station: Station) -> None:
    station.ask("a", "rover-1")
    station.ask("early", "rover-2", seed=0)
    assert station.twins.settled() == []
    station.answer("a")
    station.ask("late", "rover-3", seed=0)
    station.ask("another", "rover-3", "bowl")
    assert set(station.twins.settled()) == {"early", "late"}
    station.start()  # as after a restart
    assert set(station.twins.settled()) == {"early", "late"}


def test_that_a_robot_decides_itself_what_it_asks_twice(station: Station) -> None:
    station.ask("a", "rover-1")
    station.ask("elsewhere", "rover-2", "bowl")
    station.answer("a")
    station.ask("again", "rover-1")
    assert station.twins.settled() == []


def test_that_only_a_name_settles_and_only_as_long_as_it_stands(station: Station) -> None:
    station.ask("a", "rover-1")
    station.ask("b", "rover-2")
    unsure = station.answer("a", "", kind="dont_know")
    assert station.twins.settled() == []
    named = station.answer("a", "mug", supersedes=unsure)
    assert station.twins.settled() == ["b"]
    station.answer("a", "", kind="withdrawn", supersedes=named)
    assert station.twins.settled() == []


def test_that_random_checks_made_views_and_what_was_reopened_are_put(station: Station) -> None:
    station.ask("a", "rover-1")
    station.answer("a")
    station.ask("check", "rover-2", reason="audit")
    station.ask("made", "rover-2", made_from="x")
    station.ask("reopened", "rover-2")
    named = station.answer("reopened")
    station.answer("reopened", "", kind="withdrawn", supersedes=named)
    assert station.twins.settled() == []


def test_that_other_embedders_are_not_compared(station: Station) -> None:
    station.ask("a", "rover-1")
    station.answer("a")
    station.ask("b", "rover-2", embedder_sha256="ab" * 32)
    assert station.twins.settled() == []

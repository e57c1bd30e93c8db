"""Which version learned from which answer, both ways, against what the trainer would have read."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from operator_gui.station.database import Database, read_only
from operator_gui.station.label_reader import LabelReader
from operator_gui.station.provenance import (
    MemberCounts,
    learned_from,
    member_count,
    members_of,
)
from shared.errors import LabelError
from tests.unit.station.station_world import DIM, EMBEDDER_SHA256, make_answer
from tests.unit.station.stores import Stores


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    stores = Stores(tmp_path)
    for query_id in ("q1", "q2", "q3"):
        stores.ask(query_id)
    yield stores
    stores.database.close()


def say(stores: Stores, query_id: str, answer_id: str, name: str = "", **changes: object) -> None:
    kind = changes.pop("kind", "name")
    stores.put(make_answer(query_id, name, answer_id=answer_id, kind=kind, **changes))


def read_now(stores: Stores) -> list[tuple[str, str]]:
    """Tracks and names that a training would learn now."""
    views = LabelReader().read(
        stores.database.path,
        embedder_sha256=EMBEDDER_SHA256,
        dim=DIM,
        rng=np.random.default_rng(0),
    )
    return sorted(set(zip(views.track_ids, views.names, strict=True)))


def members(stores: Stores, version: int) -> list[tuple[str, str]]:
    found = members_of(stores.database, version)
    return sorted((one.query_id, one.name or "not an object") for one in found)


def test_that_a_version_is_made_of_what_the_trainer_read_whatever_came_later(
    stores: Stores,
) -> None:
    steps = [
        ("q1", "a", "mug", {}),
        ("q2", "b", "", {"kind": "not_an_object"}),
        ("q1", "c", "bowl", {"supersedes": "a"}),
        ("q3", "d", "", {"kind": "dont_know"}),
        ("q1", "e", "cup", {}),
        ("q1", "f", "", {"kind": "withdrawn", "supersedes": "e"}),
        ("q3", "g", "mug", {"supersedes": "d"}),
        ("q2", "h", "", {"kind": "later", "supersedes": "b"}),
    ]
    read = {}
    for query_id, answer_id, name, changes in steps:
        say(stores, query_id, answer_id, name, **changes)
        read[stores.learn()] = read_now(stores)
    for version, expected in read.items():
        assert members(stores, version) == expected
        assert member_count(stores.database, version) == len(expected)
    assert learned_from(stores.database, "a") == (1, 2)
    assert learned_from(stores.database, "b") == (2, 3, 4, 5, 6, 7)
    assert learned_from(stores.database, "c") == (3, 4, 6, 7, 8)  # not while e counted
    assert learned_from(stores.database, "d") == ()
    with contextlib.closing(read_only(stores.database.path)) as connection:
        assert learned_from(connection, "e") == (5,)


def test_that_what_measures_made_nothing_and_made_views_only_where_they_helped(
    stores: Stores,
) -> None:
    stores.ask("check", reason="audit")
    stores.ask("made", made_from="q1")
    say(stores, "check", "a", "mug")
    say(stores, "made", "b", "mug")
    say(stores, "q1", "c", "mug")
    stores.learn(made_views="no_help")
    stores.learn(made_views="help")
    stores.learn(embedder_sha256="f" * 64)
    assert [learned_from(stores.database, answer) for answer in "abc"] == [(), (2,), (1, 2)]


class Counting:
    """The database, and how often it was asked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.asked = 0

    def execute(self, sql: str, values: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        self.asked += 1
        return self._database.execute(sql, values)


def test_that_the_answers_of_a_version_are_counted_once_for_all_pages(stores: Stores) -> None:
    say(stores, "q1", "a", "mug")
    stores.learn()
    say(stores, "q2", "b", "mug")
    stores.learn()
    database = Counting(stores.database)
    counts = MemberCounts(database)
    assert counts.of(1) == 1
    asked_once = database.asked
    assert counts.of(1) == 1
    assert database.asked == asked_once
    assert [counts.of(version) for version in (2, 1)] == [2, 1]
    with pytest.raises(LabelError, match="no version 3"):
        counts.of(3)


def test_that_members_come_in_pages(stores: Stores) -> None:
    for number, query_id in enumerate(("q1", "q2", "q3"), 1):
        say(stores, query_id, f"a{number}", "mug")
    stores.learn()
    first = members_of(stores.database, 1, limit=2)
    rest = members_of(stores.database, 1, after_seq=first[-1].seq, limit=2)
    assert [one.answer_id for one in (*first, *rest)] == ["a1", "a2", "a3"]


def test_that_what_is_not_there_is_said_in_one_line(stores: Stores) -> None:
    with pytest.raises(LabelError, match="no answer 'x'"):
        learned_from(stores.database, "x")
    with pytest.raises(LabelError, match="no version 7; see `whatsit status`"):
        members_of(stores.database, 7)


def test_that_what_was_kept_back_from_a_program_taught_it_nothing(stores: Stores) -> None:
    say(stores, "q1", "a", "mug")
    say(stores, "q2", "b", "bowl")
    own, outside = stores.learn(), stores.learn(kept_back=("q2",))
    assert members(stores, own) == [("q1", "mug"), ("q2", "bowl")]
    assert members(stores, outside) == [("q1", "mug")]
    assert member_count(stores.database, outside) == 1
    assert learned_from(stores.database, "b") == (own,)

"""Which answers are corrections of what a model had learned."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from operator_gui.station.corrections import Correction, corrections
from operator_gui.station.database import read_only
from tests.unit.station.station_world import EMBEDDER_SHA256, make_answer
from tests.unit.station.stores import Stores


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    stores = Stores(tmp_path)
    stores.ask("q")
    yield stores
    stores.database.close()


def say(stores: Stores, answer_id: str, name: str = "", **changes: object) -> None:
    kind = "name" if name else changes.pop("kind")
    stores.put(make_answer("q", name, answer_id=answer_id, kind=kind, **changes))


def cases(stores: Stores, embedder_sha256: str = EMBEDDER_SHA256) -> list[tuple[str, str, int]]:
    found = corrections(stores.database, embedder_sha256=embedder_sha256)
    return [(case.was, case.now, case.seq) for case in found]


def test_that_what_was_learned_wrongly_and_corrected_is_a_case(stores: Stores) -> None:
    say(stores, "a", "bowl")
    stores.learn()
    say(stores, "b", "mug", supersedes="a")
    assert cases(stores) == [("bowl", "mug", 2)]
    with contextlib.closing(read_only(stores.database.path)) as connection:
        found = corrections(connection, embedder_sha256=EMBEDDER_SHA256)
    assert found == (Correction("q", "bowl", "mug", 2),)


def test_that_what_was_corrected_before_it_was_learned_is_no_case(stores: Stores) -> None:
    say(stores, "a", "bowl")
    say(stores, "b", "mug", supersedes="a")
    stores.learn()
    assert cases(stores) == []


def test_that_a_version_of_another_embedder_learned_nothing_of_it(stores: Stores) -> None:
    say(stores, "a", "bowl")
    stores.learn(embedder_sha256="f" * 64)
    say(stores, "b", "mug", supersedes="a")
    assert cases(stores) == []
    assert cases(stores, "f" * 64) == []


def test_that_taking_back_and_naming_anew_is_a_correction(stores: Stores) -> None:
    say(stores, "a", "bowl")
    stores.learn()
    say(stores, "w", kind="withdrawn", supersedes="a")
    assert cases(stores) == []
    say(stores, "b", kind="not_an_object")
    assert cases(stores) == [("bowl", "not an object", 3)]


def test_that_only_the_last_word_counts(stores: Stores) -> None:
    say(stores, "a", "bowl")
    stores.learn()
    say(stores, "b", "vase", supersedes="a")
    say(stores, "c", "mug", supersedes="b")
    assert cases(stores) == [("bowl", "mug", 3)]
    say(stores, "d", "bowl", supersedes="c")
    assert cases(stores) == []


def test_that_a_correction_that_is_corrected_itself_turns_round(stores: Stores) -> None:
    say(stores, "a", "bowl")
    stores.learn()
    say(stores, "b", "mug", supersedes="a")
    stores.learn()
    say(stores, "c", "bowl", supersedes="b")
    assert cases(stores) == [("mug", "bowl", 3)]


def test_that_dont_know_leaves_nothing_to_demand(stores: Stores) -> None:
    say(stores, "a", "bowl")
    stores.learn()
    say(stores, "b", "mug", supersedes="a")
    say(stores, "c", kind="dont_know", supersedes="b")
    assert cases(stores) == []


def test_that_a_random_check_is_no_case(stores: Stores) -> None:
    stores.ask("check", reason="audit")
    stores.put(make_answer("check", "bowl", answer_id="a"))
    stores.learn()
    stores.put(make_answer("check", "mug", answer_id="b", supersedes="a"))
    assert cases(stores) == []

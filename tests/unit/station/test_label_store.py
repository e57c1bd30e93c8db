"""Answers in real SQLite files: which one counts, whatever order they came in."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.errors import ProtocolError
from shared.protocol.answers import Answer
from tests.unit.station.station_world import EMBEDDER_SHA256, make_answer
from tests.unit.station.stores import Stores


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    stores = Stores(tmp_path)
    stores.ask("q")
    yield stores
    stores.database.close()


def answer(answer_id: str, name: str = "", kind: str = "name", supersedes: str = "") -> Answer:
    return make_answer("q", name, answer_id=answer_id, kind=kind, supersedes=supersedes)


def test_that_a_name_labels_every_view(stores: Stores) -> None:
    assert stores.put(answer("a", "mug"))
    assert stores.class_of("q") == "mug"
    assert stores.labels.counts() == (1, 2)
    assert stores.labels.tracks_by_class() == [("mug", 1)]
    assert stores.labels.example_of("mug") == "q"
    assert stores.inbox.arrival("q") is None


def test_that_a_correction_supersedes_and_nothing_is_changed_in_place(stores: Stores) -> None:
    stores.put(answer("a", "mug"))
    before = stores.database.execute("SELECT * FROM label ORDER BY rowid").fetchall()
    assert stores.put(answer("b", "bowl", supersedes="a"))
    assert stores.class_of("q") == "bowl"
    after = stores.database.execute("SELECT * FROM label ORDER BY rowid").fetchall()
    assert after[: len(before)] == before
    assert stores.labels.counts() == (2, 2)


def test_that_not_an_object_and_dont_know_close_the_question(stores: Stores) -> None:
    assert stores.put(answer("a", kind="not_an_object"))
    assert stores.class_of("q") == "not an object"
    assert stores.put(answer("b", kind="dont_know", supersedes="a"))
    assert stores.class_of("q") == ""
    assert stores.inbox.arrival("q") is None


def test_that_an_undo_reopens_and_does_not_bring_back_what_was_corrected(stores: Stores) -> None:
    stores.put(answer("a", "mug"))
    stores.put(answer("b", "bowl", supersedes="a"))
    assert stores.put(answer("w", kind="withdrawn", supersedes="b"))
    arrival = stores.inbox.arrival("q")
    assert arrival is not None
    assert arrival.reopened
    assert stores.labels.counts() == (3, 0)
    assert stores.inbox.open_ids() == ["q"]


def test_that_another_persons_answer_counts_when_the_last_one_is_taken_back(
    stores: Stores,
) -> None:
    stores.put(answer("a", "mug"))
    stores.put(answer("b", "bowl"))
    assert stores.class_of("q") == "bowl"
    stores.put(answer("w", kind="withdrawn", supersedes="b"))
    assert stores.class_of("q") == "mug"


def test_that_the_order_of_arrival_does_not_matter_to_what_is_superseded(tmp_path: Path) -> None:
    answers = [
        answer("a", "mug"),
        answer("b", "bowl", supersedes="a"),
        answer("w", kind="withdrawn", supersedes="b"),
        answer("c", "vase"),
    ]
    for number, order in enumerate(itertools.permutations(answers)):
        folder = tmp_path / str(number)
        folder.mkdir()
        stores = Stores(folder)
        stores.ask("q")
        for given in order:
            stores.put(given)
        assert stores.class_of("q") == "vase"
        stores.database.close()


def test_that_later_puts_off_and_changes_no_label(stores: Stores) -> None:
    assert not stores.put(answer("l", kind="later"))
    arrival = stores.inbox.arrival("q")
    assert arrival is not None
    assert arrival.deferred


def test_that_spellings_of_one_name_are_one_class(stores: Stores) -> None:
    stores.ask("r")
    stores.put(answer("a", "Coffee mug"))
    stores.put(make_answer("r", " coffee  MUG "))
    assert stores.labels.tracks_by_class() == [("Coffee mug", 2)]


def test_that_an_answer_cannot_supersede_one_to_another_query(stores: Stores) -> None:
    stores.ask("r")
    stores.put(answer("a", "mug"))
    with pytest.raises(ProtocolError, match="another query"):
        stores.put(make_answer("r", "bowl", supersedes="a"))
    assert stores.labels.counts()[0] == 1


def test_that_what_was_not_learned_yet_is_known(stores: Stores) -> None:
    assert not stores.labels.unlearned_since(0, EMBEDDER_SHA256)
    stores.put(answer("l", kind="later"))
    assert not stores.labels.unlearned_since(0, EMBEDDER_SHA256)
    stores.put(answer("a", "mug"))
    assert stores.labels.unlearned_since(0, EMBEDDER_SHA256)
    assert not stores.labels.unlearned_since(0, "other")
    assert not stores.labels.unlearned_since(2, EMBEDDER_SHA256)
    stores.put(answer("w", kind="withdrawn", supersedes="a"))
    assert stores.labels.unlearned_since(2, EMBEDDER_SHA256)


def test_that_a_failed_part_is_undone_alone(stores: Stores) -> None:
    def fail() -> None:
        with stores.database.savepoint():
            stores.labels.put(answer("b", "bowl"), peer_id="p", received_at_s=1.0)
            raise ValueError("on purpose")

    with stores.database.transaction():
        stores.labels.put(answer("a", "mug"), peer_id="p", received_at_s=1.0)
        with pytest.raises(ValueError, match="on purpose"):
            fail()
    assert stores.class_of("q") == "mug"
    assert not stores.labels.knows("b")


def test_that_checks_and_made_views_are_kept_apart_from_what_is_learned_from(
    stores: Stores,
) -> None:
    stores.ask("check", reason="audit")
    stores.ask("made", made_from="q")
    stores.ask("made check", made_from="check", reason="audit")
    for query_id, name in (
        ("q", "mug"),
        ("check", "vase"),
        ("made", "bowl"),
        ("made check", "cup"),
    ):
        stores.put(make_answer(query_id, name))

    assert stores.labels.counts() == (4, 2)
    assert stores.labels.tracks_by_class() == [("mug", 1), ("vase", 1)]
    assert [stores.labels.example_of(name) for name in ("mug", "bowl")] == ["q", None]
    assert [(a.query_id, a.measures, a.is_made) for a in stores.labels.latest(3)] == [
        ("made check", False, True),
        ("made", False, True),
        ("check", True, False),
    ]
    assert stores.inbox.seen_with(EMBEDDER_SHA256) == ["q", "check"]


def test_that_an_answer_to_a_made_view_may_change_what_is_learned_but_is_not_enough(
    stores: Stores,
) -> None:
    stores.ask("check", reason="audit")
    stores.ask("made", made_from="q")
    stores.put(make_answer("made", "mug"))
    stores.put(make_answer("check", "mug"))

    assert stores.labels.unlearned_since(0, EMBEDDER_SHA256)
    assert not stores.labels.unlearned_since(1, EMBEDDER_SHA256)
    assert not stores.labels.teaches_anything(EMBEDDER_SHA256)

"""Operations on labels in real SQLite files: what they change, what they refuse, and their undo."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from operator_gui.station.corrections import corrections
from operator_gui.station.exam_reader import ExamReader, ExamTracks
from operator_gui.station.label_operations import Done, LabelOperations
from operator_gui.station.operation_plan import Planner
from shared.errors import LabelError
from shared.protocol.curation import (
    AnyLabelChange,
    Confirm,
    Delete,
    Merge,
    Relabel,
    Rename,
    Split,
    Undo,
)
from tests.conftest import ExpectWarnings
from tests.unit.station.station_world import DIM, EMBEDDER_SHA256, make_answer
from tests.unit.station.stores import Stores


class Curated(Stores):
    """Each operation is one transaction."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.operations = LabelOperations(self.database)
        self._ids = (f"op{number}" for number in itertools.count(1))

    def do(self, change: AnyLabelChange, *, parts: tuple[tuple[str, ...], ...] = ()) -> Done:
        with self.database.transaction():
            return self.operations.carry_out(
                next(self._ids), change, parts=parts, operator="Ada", peer_id="ada", at_s=5.0
            )

    def classes(self) -> dict[str, list[str]]:
        """What every query with an answer is called now."""
        rows = self.database.execute(
            "SELECT query_id, kind, name FROM current_answer ORDER BY query_id"
        ).fetchall()
        found: dict[str, list[str]] = {}
        for query_id, kind, name in rows:
            found.setdefault(name or kind, []).append(query_id)
        return found


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Curated]:
    """Two mugs, one of them a random check, a bowl, and a question nobody answered."""
    stores = Curated(tmp_path)
    for query_id, name, changes in (
        ("m1", "mug", {}),
        ("m2", "Mug", {"reason": "audit"}),
        ("b1", "bowl", {}),
    ):
        stores.ask(query_id, **changes)
        stores.put(make_answer(query_id, name, answer_id=f"a-{query_id}"))
    stores.ask("open")
    yield stores
    stores.database.close()


BEFORE = {"bowl": ["b1"], "mug": ["m1", "m2"]}


def test_that_a_renamed_class_keeps_its_tracks_and_their_splits(stores: Curated) -> None:
    done = stores.do(Rename(name="MUG", to=" coffee  mug "))
    assert (done.text, done.tracks) == ("renamed mug to coffee mug", 2)
    assert stores.classes() == {"bowl": ["b1"], "coffee mug": ["m1", "m2"]}
    assert stores.labels.tracks_by_class() == [("bowl", 1), ("coffee mug", 2)]
    assert stores.labels.unlearned_since(done.first_seq - 1, EMBEDDER_SHA256)


def test_that_an_operation_only_adds_rows(stores: Curated) -> None:
    tables = ("answer", "label", "label_operation")
    before = [stores.database.execute(f"SELECT * FROM {t}").fetchall() for t in tables]
    stores.do(Rename(name="mug", to="cup"))
    stores.do(Undo())
    after = [stores.database.execute(f"SELECT * FROM {t}").fetchall() for t in tables]
    assert all(rows[: len(old)] == old for rows, old in zip(after, before, strict=True))
    assert [len(rows) - len(old) for rows, old in zip(after, before, strict=True)] == [4, 8, 2]
    assert stores.database.set_damaged_aside(1.0) == 0


def test_that_another_spelling_is_a_rename_and_counts_from_then_on(stores: Curated) -> None:
    stores.do(Rename(name="mug", to="Mug"))
    stores.put(make_answer("open", "MUG"))
    assert stores.classes() == {"Mug": ["m1", "m2", "open"], "bowl": ["b1"]}
    stores.do(Undo())
    assert stores.classes() == {"Mug": ["open"], "bowl": ["b1"], "mug": ["m1", "m2"]}


@pytest.mark.parametrize("ask_again", [True, False])
@pytest.mark.parametrize("knowing", [True, False])
def test_that_an_undo_leaves_what_was_said_since_also_once_that_was_deleted_and_brought_back(
    stores: Curated, ask_again: bool, knowing: bool
) -> None:
    stores.do(Rename(name="mug", to="cup"))
    current = stores.labels.current("m1")
    assert current is not None
    stores.put(make_answer("m1", "cup", supersedes=current.answer_id if knowing else ""))
    stores.do(Delete(name="cup", ask_again=ask_again))
    stores.do(Undo())
    assert stores.classes() == {"bowl": ["b1"], "cup": ["m1", "m2"]}
    done = stores.do(Undo())
    assert stores.classes() == {"bowl": ["b1"], "cup": ["m1"], "mug": ["m2"]}
    assert (len(done.given), done.kept) == (1, 1)


def test_that_merged_classes_go_by_one_name(stores: Curated) -> None:
    done = stores.do(Merge(names=("mug", "bowl"), into="BOWL"))
    assert (done.text, done.tracks) == ("merged mug into bowl", 2)
    assert stores.classes() == {"bowl": ["b1", "m1", "m2"]}
    stores.do(Undo())
    assert stores.classes() == BEFORE
    stores.do(Merge(names=("mug", "bowl"), into="thing"))
    assert stores.classes() == {"thing": ["b1", "m1", "m2"]}


def test_that_the_tracks_of_a_deleted_class_are_set_aside(stores: Curated) -> None:
    stores.do(Delete(name="mug"))
    assert stores.classes() == {"bowl": ["b1"], "dont_know": ["m1", "m2"]}
    assert stores.inbox.open_ids() == ["open"]
    stores.do(Undo())
    assert stores.classes() == BEFORE


def test_that_the_tracks_of_a_deleted_class_are_asked_about_behind_all_else(
    stores: Curated,
) -> None:
    stores.do(Delete(name="mug", ask_again=True))
    assert stores.classes() == {"bowl": ["b1"]}
    assert stores.inbox.open_ids() == ["m1", "m2", "open"]
    arrival = stores.inbox.arrival("m1")
    assert arrival is not None
    assert arrival.deferred
    assert not arrival.reopened
    stores.do(Undo())
    assert stores.classes() == BEFORE
    assert stores.inbox.open_ids() == ["open"]


def test_that_an_earlier_answer_does_not_count_again_when_a_class_is_deleted(
    stores: Curated,
) -> None:
    stores.put(make_answer("b1", "mug"))  # by somebody who did not see the other answer
    assert stores.classes() == {"mug": ["b1", "m1", "m2"]}
    stores.do(Delete(name="mug", ask_again=True))
    assert stores.classes() == {}
    stores.do(Undo())
    assert stores.classes() == {"mug": ["b1", "m1", "m2"]}
    stores.do(Undo(operation_id="op2"))
    assert stores.classes() == {}


def test_that_a_class_is_split_and_one_part_may_keep_its_name(stores: Curated) -> None:
    split = Split(name="mug", proposal_id="p", into=("tall mug", "mug"))
    done = stores.do(split, parts=(("m2", "b1", "gone"), ("m1",)))
    assert (done.text, done.tracks) == ("split mug into tall mug and mug", 1)
    assert stores.classes() == {"bowl": ["b1"], "mug": ["m1"], "tall mug": ["m2"]}


def test_that_tracks_are_relabelled_and_confirmed(stores: Curated) -> None:
    done = stores.do(Relabel(query_ids=("m1", "b1"), name="Bowl"))
    assert (done.text, done.tracks) == ("relabelled as bowl", 1)
    assert stores.classes() == {"bowl": ["b1", "m1"], "mug": ["m2"]}
    stores.do(Relabel(query_ids=("m1",), kind="not_an_object"))
    stores.do(Relabel(query_ids=("m2",), kind="dont_know"))
    assert stores.classes() == {"bowl": ["b1"], "not_an_object": ["m1"], "dont_know": ["m2"]}
    stores.do(Confirm(query_ids=("m1", "b1", "b1")))
    assert stores.classes() == {"bowl": ["b1"], "not_an_object": ["m1"], "dont_know": ["m2"]}


def test_that_an_undo_leaves_alone_what_was_answered_since(stores: Curated) -> None:
    stores.do(Rename(name="mug", to="cup"))
    stores.put(make_answer("m1", "vase"))
    done = stores.do(Undo())
    assert (done.text, done.tracks, done.kept) == ("took back: renamed mug to cup", 1, 1)
    assert stores.classes() == {"bowl": ["b1"], "mug": ["m2"], "vase": ["m1"]}


def test_that_an_undo_leaves_alone_what_another_undo_gave_back_to_a_person(
    stores: Curated,
) -> None:
    stores.do(Rename(name="mug", to="cup"))
    stores.put(make_answer("m1", "vase"))
    stores.do(Relabel(query_ids=("m1",), name="bowl"))
    stores.do(Undo())
    assert stores.classes() == {"bowl": ["b1"], "cup": ["m2"], "vase": ["m1"]}
    done = stores.do(Undo(operation_id="op1"))
    assert (done.tracks, done.kept) == (1, 1)
    assert stores.classes() == {"bowl": ["b1"], "mug": ["m2"], "vase": ["m1"]}


def test_that_undo_takes_back_one_operation_after_the_other_and_can_be_taken_back(
    stores: Curated,
) -> None:
    stores.do(Rename(name="mug", to="cup"))
    stores.do(Merge(names=("cup",), into="bowl"))
    assert stores.do(Undo()).text == "took back: merged cup into bowl"
    assert stores.do(Undo()).text == "took back: renamed mug to cup"
    assert stores.classes() == BEFORE
    with pytest.raises(LabelError, match="no operation to take back"):
        stores.do(Undo())
    assert stores.do(Undo(operation_id="op4")).text == "did again: renamed mug to cup"
    assert stores.classes() == {"bowl": ["b1"], "cup": ["m1", "m2"]}
    latest = stores.operations.latest(9)
    assert [(one.operation_id, one.undone, one.undoes) for one in latest] == [
        ("op6", False, "op4"),
        ("op4", True, "op1"),
        ("op3", False, "op2"),
        ("op2", True, ""),
        ("op1", False, ""),
    ]


def test_that_taking_back_an_answer_takes_back_what_an_operation_made_of_it(
    stores: Curated,
) -> None:
    stores.do(Rename(name="mug", to="cup"))
    stores.do(Rename(name="cup", to="beaker"))
    stores.put(make_answer("m1", kind="withdrawn", name="", supersedes="a-m1"))
    assert stores.classes() == {"beaker": ["m2"], "bowl": ["b1"]}
    assert stores.inbox.open_ids() == ["m1", "open"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (Rename(name="mugg", to="cup"), "no class 'mugg'; did you mean 'mug'"),
        (Rename(name="xyz", to="cup"), "no class 'xyz'; see"),
        (Rename(name="", to="cup"), "empty"),
        (Rename(name="mug", to="mug"), "called that already"),
        (Rename(name="mug", to="BOWL"), "there is a class 'bowl' already: merge"),
        (Rename(name="mug", to=" \x00 "), "the name is empty"),
        (Rename(name="mug", to="not an Object"), "is no name"),
        (Rename(name="not an object", to="cup"), "is no name"),
        (Merge(names=("mug",), into="Mug"), "nothing to merge"),
        (Merge(names=("mug",), into="cup"), "no class 'cup': rename"),
        (Merge(names=("mug", "cup"), into="bowl"), "no class 'cup'"),
        (Delete(name="cup"), "no class 'cup'"),
        (Split(name="mug", proposal_id="p", into=("a", "b", "c")), "expected 2 names"),
        (Split(name="mug", proposal_id="p", into=("bowl", "mug")), "a class 'bowl' already"),
        (Split(name="mug", proposal_id="p", into=("a", "A")), "two parts"),
        (Relabel(query_ids=("open",), name="mug"), "track open has no answer"),
        (Relabel(query_ids=("nowhere",), name="mug"), "track nowhere has no answer"),
        (Relabel(query_ids=("m1",), name="Mug"), "nothing to change"),
        (Relabel(query_ids=("m1",), name=""), "empty"),
        (Confirm(query_ids=("open",)), "has no answer"),
        (Undo(), "no operation to take back"),
        (Undo(operation_id="x"), "no operation 'x'"),
    ],
)
def test_that_what_cannot_be_done_is_refused_and_changes_nothing(
    stores: Curated, change: AnyLabelChange, reason: str
) -> None:
    with pytest.raises(LabelError, match=reason):
        stores.do(change, parts=(("m1",), ("m2",)))
    assert stores.classes() == BEFORE
    assert stores.operations.latest(9) == []


def test_that_the_spelling_in_use_survives_a_transaction_that_was_undone(stores: Curated) -> None:
    def fail() -> None:
        with stores.database.transaction():
            stores.labels.put(make_answer("open", "CUP"), peer_id="p", received_at_s=1.0)
            assert stores.labels.current("open") is not None
            stores.operations.carry_out(
                "x", Rename(name="cup", to="Cup"), operator="A", peer_id="a", at_s=1.0
            )
            stores.labels.put(make_answer("b1", "cup"), peer_id="p", received_at_s=1.0)
            assert stores.classes()["Cup"] == ["b1", "open"]
            raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        fail()
    stores.put(make_answer("open", "cup"))
    assert stores.classes() == {**BEFORE, "cup": ["open"]}


def test_that_old_names_lead_to_new_ones_until_they_are_given_again(stores: Curated) -> None:
    stores.do(Rename(name="mug", to="cup"))
    stores.do(Merge(names=("cup",), into="bowl"))
    assert [stores.labels.name_now(name) for name in ("mug", "cup", "bowl", "vase")] == [
        "bowl",
        "bowl",
        "bowl",
        "vase",
    ]
    stores.do(Undo())
    assert stores.labels.name_now("mug") == "cup"
    stores.put(make_answer("open", "mug"))
    assert stores.labels.name_now("mug") == "mug"


@pytest.mark.parametrize(
    "change",
    [
        Rename(name="mug", to="cup"),
        Merge(names=("mug",), into="bowl"),
        Delete(name="mug"),
        Delete(name="mug", ask_again=True),
    ],
)
def test_that_a_question_lost_to_a_damaged_row_does_not_keep_its_class_from_being_changed(
    stores: Curated, change: AnyLabelChange, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("row m1 of table query is damaged")
    stores.database.execute("UPDATE query SET value = 7.0 WHERE query_id = 'm1'")
    assert stores.database.set_damaged_aside(1.0) == 1
    assert stores.do(change).tracks == 2
    assert "mug" not in stores.classes()
    stores.do(Undo())
    assert stores.classes() == BEFORE
    assert stores.labels.tracks_by_class() == [("bowl", 1), ("mug", 1)]


def test_that_a_class_is_found_as_soon_among_many_answers_as_among_few(stores: Curated) -> None:
    def found() -> None:
        planner = Planner(stores.database)
        assert (planner.class_called("mug"), planner.class_called("BOWL")) == ("mug", "bowl")
        assert planner.find("vase") is None

    few = stores.effort(found)
    for number in range(60):
        stores.ask(f"m{number + 3}")
        stores.put(make_answer(f"m{number + 3}", "mug"))
    assert stores.effort(found) < few + 60


def test_that_a_correction_before_a_merge_does_not_hide_what_became_of_the_class(
    stores: Curated,
) -> None:
    stores.put(make_answer("open", "mug", answer_id="slip"))
    stores.put(make_answer("open", "bowl", supersedes="slip"))
    stores.do(Merge(names=("mug",), into="bowl"))
    assert stores.labels.name_now("mug") == "bowl"


def test_that_an_old_name_leads_to_the_new_one_again_once_an_undo_was_taken_back(
    stores: Curated,
) -> None:
    renamed = stores.do(Rename(name="mug", to="cup"))
    assert renamed.tracks == 2
    stores.do(Undo(operation_id="op1"))
    assert stores.labels.name_now("mug") == "mug"
    stores.do(Undo(operation_id="op2"))
    assert stores.labels.name_now("mug") == "cup"
    stores.do(Undo(operation_id="op3"))
    assert stores.labels.name_now("mug") == "mug"


def test_that_what_people_answered_last_does_not_drown_in_operations(stores: Curated) -> None:
    stores.do(Rename(name="mug", to="cup"))
    stores.put(make_answer("open", "vase", answer_id="a-open", elapsed_ms=1500.0))
    stores.do(Rename(name="cup", to="beaker"))
    assert [one.answer_id for one in stores.labels.latest(3)] == ["a-open", "a-b1", "a-m2"]
    assert [one.answer_id for one in stores.labels.latest(9)][-1] == "a-m1"
    assert stores.labels.answer_times_s(2) == [1.5, 0.0]


def test_that_a_new_name_is_no_correction_and_a_case_goes_by_it(stores: Curated) -> None:
    def cases() -> list[tuple[str, str]]:
        found = corrections(stores.database, embedder_sha256=EMBEDDER_SHA256)
        return [(case.was, case.now) for case in found]

    stores.learn()
    stores.do(Rename(name="mug", to="cup"))
    stores.do(Undo())
    stores.do(Rename(name="mug", to="cup"))
    assert cases() == []
    stores.do(Relabel(query_ids=("b1",), name="cup"))
    assert cases() == [("bowl", "cup")]
    stores.do(Rename(name="cup", to="beaker"))
    assert cases() == [("bowl", "beaker")]
    stores.do(Undo())
    assert cases() == [("bowl", "cup")]
    stores.do(Undo())
    assert cases() == []


def test_that_the_gate_takes_no_operation_for_a_second_look(stores: Curated) -> None:
    def read() -> ExamTracks:
        return ExamReader().read(
            stores.database.path, embedder_sha256=EMBEDDER_SHA256, dim=DIM, with_answered=True
        )

    stores.do(Rename(name="mug", to="cup"))
    assert [(one.query_id, one.twice) for one in read().answered] == [("b1", False), ("m1", False)]
    stores.do(Relabel(query_ids=("m1",), name="bowl"))
    assert [(one.query_id, one.twice) for one in read().answered] == [("b1", False), ("m1", True)]
    stores.do(Delete(name="bowl"))
    assert read().strange.ids == ()


def test_that_groups_of_what_nobody_knew_are_named_and_that_is_taken_back(stores: Curated) -> None:
    for query_id in ("u1", "u2", "u3"):
        stores.ask(query_id)
        stores.put(make_answer(query_id, "", kind="dont_know"))
    named = Split(name="", proposal_id="p", into=("MUG", "", "vase"))
    done = stores.do(named, parts=(("u1", "b1"), ("u2",), ("u3", "gone")))
    assert done.text == "named groups of what nobody knew: mug and vase"
    assert stores.classes() == {
        "bowl": ["b1"],
        "mug": ["m1", "m2", "u1"],
        "dont_know": ["u2"],
        "vase": ["u3"],
    }
    assert stores.labels.unlearned_since(done.first_seq - 1, EMBEDDER_SHA256)
    stores.do(Undo())
    assert stores.classes() == {**BEFORE, "dont_know": ["u1", "u2", "u3"]}


def test_that_groups_without_any_name_change_nothing(stores: Curated) -> None:
    with pytest.raises(LabelError, match="no group has a name"):
        stores.do(Split(name="", proposal_id="p", into=(" ", "")), parts=((), ()))

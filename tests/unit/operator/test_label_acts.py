"""What belongs to one act, also where a station does not list all of it."""

from collections.abc import Iterable

import pytest

from operator_gui.viewmodels.label_acts import last_act, last_undo
from shared.protocol.curation import MAX_OPERATIONS, OperationSummary


def done(
    operation_id: str, *, undoes: str = "", undone: bool = False, by: str = "Ada"
) -> OperationSummary:
    return OperationSummary(
        operation_id=operation_id,
        text="relabelled as vase",
        at_s=0.0,
        operator=by,
        tracks=1000,
        undone=undone,
        undoes=undoes,
    )


def listed(newest_first: Iterable[OperationSummary]) -> list[OperationSummary]:
    """As a station lists them."""
    return list(newest_first)[:MAX_OPERATIONS]


def ids(operations: Iterable[OperationSummary]) -> list[str]:
    return [one.operation_id for one in operations]


@pytest.mark.parametrize("parts", [1, MAX_OPERATIONS - 1, MAX_OPERATIONS, MAX_OPERATIONS + 12])
def test_that_an_act_is_taken_back_whole_from_its_last_part_to_its_first(parts: int) -> None:
    act = [done(f"act.{number}") for number in reversed(range(parts))]
    told = listed([*act, done("before")])
    assert ids(last_act(told)) == ids(act)


def test_that_of_somebody_all_is_taken_back_whoever_did_something_since() -> None:
    parts = MAX_OPERATIONS + 12
    act = [done(f"act.{number}") for number in reversed(range(parts))]
    undo = [done(f"undo.{n}", undoes=f"act.{parts - 1 - n}") for n in reversed(range(parts))]
    others = [done("other", by="Bo")]
    assert ids(last_act(listed([*others, *act]), by="Ada")) == ids(act)
    assert ids(last_act(listed([*others, *act]))) == ["other"]
    assert ids(last_undo(listed([*others, *undo]), by="Ada")) == ids(undo)
    assert last_undo(listed([*others, *undo])) == ()


def test_that_all_of_an_undo_is_done_again() -> None:
    parts = MAX_OPERATIONS + 12
    undo = [done(f"undo.{n}", undoes=f"act.{parts - 1 - n}") for n in reversed(range(parts))]
    assert ids(last_undo(listed(undo))) == ids(undo)


def test_that_a_part_that_was_refused_is_not_looked_for_where_all_are_listed() -> None:
    assert ids(last_act([done("act.2"), done("act.1"), done("before")])) == ["act.2", "act.1"]


def test_that_nothing_is_added_to_an_act_that_is_listed_to_its_beginning() -> None:
    others = [done(f"old.{number}") for number in reversed(range(MAX_OPERATIONS))]
    assert ids(last_act(listed([done("act.3"), *others]))) == ["act.3"]


@pytest.mark.parametrize("end", ["", ".x", ".²", ".-1"])
def test_that_ids_without_a_number_say_nothing_of_others(end: str) -> None:
    told = [done(f"act{end}") for _ in range(MAX_OPERATIONS)]
    assert len(last_act(told)) == MAX_OPERATIONS


def test_that_a_number_beyond_all_measure_fills_no_memory() -> None:
    told = [done(f"act.{'9' * 60}") for _ in range(MAX_OPERATIONS)]
    assert len(last_act(told)) < 20_000

from collections import Counter

import pytest

from operator_gui.station.exchange.import_run import Work
from operator_gui.station.exchange.import_stages import (
    after_slice,
    next_bytes,
    read_through,
    received,
)
from operator_gui.station.exchange.import_wire import ImportChecked
from shared.errors import ProtocolError
from shared.protocol.exchange import MAX_LINES, ImportedClass, ImportPiece, ImportState

SIZE = 30
RECEIVING = ImportState(request_id="one", stage="receiving", received_bytes=10)
CHECKING = ImportState(request_id="one", stage="checking", total=3)
WORK = Work(
    3,
    Counter({"new": 1, "same": 1, "corrected": 1}),
    Counter({"mug": 2, "bowl": 1}),
    ["q1"],
)


def piece(offset: int) -> ImportPiece:
    return ImportPiece(request_id="one", offset=offset)


def test_that_only_the_next_piece_is_added() -> None:
    assert next_bytes(RECEIVING, SIZE, piece(10), (b"abc",)) == b"abc"
    assert next_bytes(RECEIVING, SIZE, piece(0), (b"abc",)) is None
    assert next_bytes(RECEIVING, SIZE, piece(20), (b"abc",)) is None
    assert next_bytes(CHECKING, SIZE, piece(0), (b"abc",)) is None


def test_that_a_piece_is_one_payload_within_the_file() -> None:
    assert next_bytes(RECEIVING, SIZE, piece(10), (bytes(20),)) == bytes(20)
    wrong: tuple[tuple[bytes, ...], ...] = ((), (b"",), (bytes(21),), (b"a", b"b"))
    for payloads in wrong:
        with pytest.raises(ProtocolError, match="one payload, within the size"):
            next_bytes(RECEIVING, SIZE, piece(10), payloads)


def test_that_the_last_bytes_have_it_checked() -> None:
    more = received(RECEIVING, SIZE, 19)
    assert (more.stage, more.received_bytes) == ("receiving", 29)
    assert received(more, SIZE, 1).stage == "checking"


def test_that_what_was_read_is_said_with_no_more_notes_than_a_message_carries() -> None:
    notes = tuple(f"note {number}" for number in range(MAX_LINES + 1))
    state = read_through(CHECKING, ImportChecked(import_id="i1", tracks=7, notes=notes))
    assert (state.stage, state.import_id, state.done, state.total) == ("checking", "i1", 0, 7)
    assert state.notes == notes[:MAX_LINES]


def test_that_a_slice_moves_on_and_the_last_one_ends_the_stage() -> None:
    known = frozenset({"mug"})
    early = after_slice(CHECKING, Work(2), known=known, is_undo=False)
    assert (early.stage, early.done) == ("checking", 2)
    checked = after_slice(early, WORK, known=known, is_undo=False)
    assert (checked.stage, checked.done) == ("checked", 3)
    assert (checked.new, checked.same, checked.corrected) == (1, 1, 1)
    assert checked.classes == (
        ImportedClass(name="mug", tracks=2, is_new=False),
        ImportedClass(name="bowl", tracks=1, is_new=True),
    )


def test_that_which_classes_were_new_stays_as_it_was_when_it_was_checked() -> None:
    before = (ImportedClass(name="bowl", tracks=1, is_new=True),)
    taking = ImportState(request_id="one", stage="taking", total=3, classes=before)
    done = after_slice(taking, WORK, known=frozenset(), is_undo=False)
    assert (done.stage, done.classes, done.new) == ("done", before, 1)
    unchecked = ImportState(request_id="one", stage="taking", total=3)
    done = after_slice(unchecked, WORK, known=frozenset(), is_undo=False)
    assert [one.is_new for one in done.classes] == [False, False]


def test_that_an_undo_counts_nothing_as_taken_in() -> None:
    taking = ImportState(request_id="one", stage="taking", total=3)
    done = after_slice(taking, WORK, known=frozenset(), is_undo=True)
    assert (done.stage, done.new, done.classes) == ("done", 0, ())

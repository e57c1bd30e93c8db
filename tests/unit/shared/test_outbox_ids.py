"""A bit that flips in the id of a message, in its row or in an index, keeps nothing waiting."""

import contextlib
import sqlite3
import struct
from pathlib import Path

import msgspec
import pytest

from shared.outbox import NO_TEXT, Outbox
from shared.protocol.codec import Envelope
from tests.contract.messages import MINIMAL_QUERY

IDS = ("question-a", "question-b", "question-c")
FLIPS = (0x08, 0x80)
"""To a letter that no id has, and to what is no text."""

pytestmark = pytest.mark.usefixtures("warnings_do_not_matter")


def envelope(query_id: str) -> Envelope:
    return Envelope(msgspec.structs.replace(MINIMAL_QUERY, query_id=query_id), (b"jpeg",))


def filled(path: Path) -> bytes:
    with contextlib.closing(Outbox(path)) as outbox:
        for query_id in IDS:
            outbox.put(query_id, 1.0, envelope(query_id))
    return path.read_bytes()


def places(content: bytes, word: bytes) -> list[int]:
    """Where an id stands: in its row, in an index, and in the message itself."""
    found, place = [], content.find(word)
    while place >= 0:
        found.append(place)
        place = content.find(word, place + 1)
    return found


def flipped(content: bytes, place: int, bit: int) -> bytes:
    return content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :]


def delivered(outbox: Outbox) -> list[str]:
    """What a link gets out of it, by the ids that it is acknowledged by."""
    arrived: list[str] = []
    for _ in range(3):
        for item_id in outbox.waiting_ids(9):
            item = outbox.get(item_id)
            if item is not None:
                said = getattr(item.envelope.message, "query_id")  # noqa: B009 - any message
                assert said == item.item_id
                arrived.append(said)
                outbox.acknowledge((said,))
    return sorted(arrived)


@pytest.mark.parametrize("bit", FLIPS)
def test_that_a_message_has_its_own_id_again_and_nothing_waits_in_the_end(
    tmp_path: Path, bit: int
) -> None:
    whole = filled(tmp_path / "whole.sqlite")
    spoilt = places(whole, b"question-b")
    assert len(spoilt) == 3
    all_arrived = 0
    for place in spoilt:
        path = tmp_path / f"{place}.sqlite"
        path.write_bytes(flipped(whole, place + len(b"question-"), bit))
        with contextlib.closing(Outbox(path)) as outbox:
            arrived = delivered(outbox)
            assert set(arrived) | {"question-b"} == set(IDS)  # a spoilt message itself is dropped
            all_arrived += arrived == sorted(IDS)
            assert (outbox.count, outbox.size_bytes) == (0, 0)
            assert outbox.waiting_ids(9) == []
    assert all_arrived == 2  # but where the flip is in the message itself


@pytest.mark.parametrize("bit", FLIPS)
def test_that_a_message_that_was_put_again_under_its_own_id_is_not_counted_for_ever(
    tmp_path: Path, bit: int
) -> None:
    whole = filled(tmp_path / "whole.sqlite")
    for place in places(whole, b"question-b"):
        path = tmp_path / f"{place}.sqlite"
        path.write_bytes(flipped(whole, place + len(b"question-"), bit))
        with contextlib.closing(Outbox(path)) as outbox:
            outbox.put("question-b", 1.0, envelope("question-b"))
            arrived = delivered(outbox)
            assert set(arrived) | {"question-b"} == set(IDS)  # that one twice: the station knows it
            assert (outbox.count, outbox.size_bytes) == (0, 0)


def test_that_an_id_that_is_no_text_is_never_listed(tmp_path: Path) -> None:
    path = tmp_path / "outbox.sqlite"
    whole = filled(path)
    for place in places(whole, b"question-b"):
        path.write_bytes(flipped(whole, place, 0x80))
        with contextlib.closing(Outbox(path)) as outbox:
            listed = outbox.waiting_ids(9)
        assert not any(NO_TEXT in item_id for item_id in listed)
        assert len(listed) == len(IDS)


@pytest.mark.parametrize("bit", FLIPS)
def test_that_an_acknowledgement_of_a_message_whose_row_has_another_id_counts(
    tmp_path: Path, bit: int
) -> None:
    path = tmp_path / "outbox.sqlite"
    whole = filled(path)
    in_row = places(whole, b"question-b")[0]
    path.write_bytes(flipped(whole, in_row + len(b"question-"), bit))
    with contextlib.closing(Outbox(path)) as outbox:
        assert set(outbox.acknowledge(IDS)) == set(IDS)
        assert (outbox.count, outbox.size_bytes) == (0, 0)


def test_that_a_message_that_cannot_be_read_keeps_its_id_while_others_are_mended(
    tmp_path: Path,
) -> None:
    path = tmp_path / "outbox.sqlite"
    whole = filled(path)
    in_row = places(whole, b"question-b")[0]
    path.write_bytes(flipped(whole, in_row, 0x80))
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE item SET frames = zeroblob(9) WHERE item_id = 'question-a'")
    with contextlib.closing(Outbox(path)) as outbox:
        assert sorted(outbox.waiting_ids(9)) == sorted(IDS)
        assert outbox.get("question-a") is None
        assert delivered(outbox) == ["question-b", "question-c"]
        assert (outbox.count, outbox.size_bytes) == (0, 0)


def test_that_messages_go_although_the_value_of_one_is_not_what_its_index_says(
    tmp_path: Path,
) -> None:
    path = tmp_path / "outbox.sqlite"
    with contextlib.closing(Outbox(path)) as outbox:
        for query_id in IDS:
            outbox.put(query_id, 0.7, envelope(query_id))
    whole = path.read_bytes()
    spoilt = places(whole, struct.pack(">d", 0.7))
    assert len(spoilt) >= 2 * len(IDS)  # in each row and in the index of values
    for place in spoilt:
        path.write_bytes(flipped(whole, place + 3, 0x10))
        with contextlib.closing(Outbox(path)) as outbox:
            assert set(outbox.acknowledge(IDS)) == set(IDS)
            assert (outbox.count, outbox.size_bytes) == (0, 0)

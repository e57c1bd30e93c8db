"""What was put stays until it is acknowledged, whatever happens to the process or the disk."""

import hashlib
import math
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shared import outbox as outbox_module
from shared.errors import ProtocolError, StorageError
from shared.outbox import Outbox
from shared.protocol.codec import Envelope, encode, pack_frames
from shared.protocol.messages import AnyMessage
from shared.protocol.peers import Beat, Hello
from shared.protocol.questions import Query
from tests.conftest import ExpectWarnings
from tests.contract.messages import FULL_QUERY

OpenOutbox = Callable[..., Outbox]


def envelope(size: int = 10) -> Envelope:
    return Envelope(Beat(), (b"x" * size,))


def stored_size(message: Envelope) -> int:
    return len(pack_frames(encode(message)))


SIZE = stored_size(envelope())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "outbox.sqlite"


@pytest.fixture
def open_outbox(path: Path) -> Iterator[OpenOutbox]:
    """Opens the outbox again, closing what was open before."""
    opened: list[Outbox] = []

    def open_it(**options: int) -> Outbox:
        for outbox in opened:
            outbox.close()
        opened.append(Outbox(path, **options))
        return opened[-1]

    yield open_it
    for outbox in opened:
        outbox.close()


def change(path: Path, statement: str, *values: object) -> None:
    """Damages the file behind the outbox's back."""
    db = sqlite3.connect(path)
    with db:
        assert db.execute(statement, values).rowcount > 0
    db.close()


def test_that_a_message_is_still_there_after_reopening(open_outbox: OpenOutbox) -> None:
    message = Envelope(Beat(), (b"jpeg", b""))
    assert open_outbox().put("a", 0.5, message) == ()
    item = open_outbox().get("a")
    assert item is not None
    assert (item.item_id, item.value, item.envelope) == ("a", 0.5, message)


def test_that_counts_are_right_right_after_reopening(open_outbox: OpenOutbox) -> None:
    outbox = open_outbox()
    for item_id, size in (("a", 10), ("b", 200), ("c", 3000)):
        outbox.put(item_id, 1.0, envelope(size))
    outbox.acknowledge(("b",))
    expected = stored_size(envelope(10)) + stored_size(envelope(3000))
    assert (outbox.count, outbox.size_bytes) == (2, expected)
    outbox = open_outbox()
    assert (outbox.count, outbox.size_bytes) == (2, expected)


def test_that_a_known_id_changes_nothing(open_outbox: OpenOutbox) -> None:
    outbox = open_outbox()
    outbox.put("a", 1.0, envelope(10))
    assert outbox.put("a", 9.0, envelope(5000)) == ()
    assert (outbox.count, outbox.size_bytes) == (1, SIZE)
    item = outbox.get("a")
    assert item is not None
    assert item.value == 1.0
    assert item.envelope == envelope(10)


def test_that_the_most_valuable_waits_first_and_the_oldest_among_equals(
    open_outbox: OpenOutbox,
) -> None:
    outbox = open_outbox()
    for item_id, value in (("a", 1.0), ("b", 3.0), ("c", 1.0), ("d", -2.0), ("e", 3.0)):
        outbox.put(item_id, value, envelope())
    assert outbox.waiting_ids(10) == ["b", "e", "a", "c", "d"]
    assert outbox.waiting_ids(2) == ["b", "e"]
    assert open_outbox().waiting_ids(3) == ["b", "e", "a"]


def test_that_acknowledging_forgets_and_says_what_waited(open_outbox: OpenOutbox) -> None:
    outbox = open_outbox()
    outbox.put("a", 1.0, envelope())
    outbox.put("b", 1.0, envelope())
    assert outbox.acknowledge(("b", "never put", "b")) == ("b",)
    assert outbox.get("b") is None
    assert outbox.acknowledge(()) == ()
    outbox = open_outbox()
    assert outbox.waiting_ids(9) == ["a"]
    assert outbox.count == 1


def test_that_over_the_cap_the_least_valuable_goes(open_outbox: OpenOutbox) -> None:
    outbox = open_outbox(cap_bytes=3 * SIZE)
    for item_id, value in (("a", 2.0), ("b", 1.0), ("c", 3.0)):
        assert outbox.put(item_id, value, envelope()) == ()
    assert outbox.put("d", 2.5, envelope()) == ("b",)
    assert outbox.waiting_ids(9) == ["c", "d", "a"]
    assert (outbox.count, outbox.size_bytes) == (3, 3 * SIZE)


def test_that_what_would_go_at_once_is_refused_before_it_is_encoded_or_written(
    open_outbox: OpenOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = open_outbox(cap_bytes=2 * SIZE)
    outbox.put("a", 2.0, envelope())
    outbox.put("b", 3.0, envelope())
    encoded: list[Envelope] = []
    real = outbox_module.encode

    def encode(envelope: Envelope) -> list[bytes]:
        encoded.append(envelope)
        return real(envelope)

    monkeypatch.setattr(outbox_module, "encode", encode)
    assert outbox.put("worse", 1.0, envelope(), note=("memory", b"of worse")) == ("worse",)
    assert not encoded
    assert outbox.read_note("memory") is None
    assert outbox.put("a", 1.0, envelope()) == ()  # is there already
    assert outbox.put("better", 9.0, envelope()) == ("a",)
    assert encoded
    assert outbox.waiting_ids(9) == ["better", "b"]


def test_that_a_note_is_kept_with_its_message_or_not_at_all(open_outbox: OpenOutbox) -> None:
    outbox = open_outbox(cap_bytes=2 * SIZE)
    assert outbox.put("a", 1.0, envelope(), note=("memory", b"of a")) == ()
    outbox = open_outbox(cap_bytes=2 * SIZE)
    assert outbox.read_note("memory") == b"of a"
    with pytest.raises(StorageError):
        outbox.put("no value", math.nan, envelope(), note=("memory", b"of what is not kept"))
    assert outbox.read_note("memory") == b"of a"
    assert outbox.put("a", 1.0, envelope(), note=("memory", b"of a, again")) == ()
    assert outbox.read_note("memory") == b"of a, again"


def test_that_one_byte_over_the_cap_is_over_it(open_outbox: OpenOutbox) -> None:
    outbox = open_outbox(cap_bytes=2 * SIZE - 1)
    assert outbox.put("a", 1.0, envelope()) == ()
    assert outbox.put("b", 1.0, envelope()) == ("a",)


def test_that_over_the_cap_the_new_one_goes_if_it_is_worth_least(open_outbox: OpenOutbox) -> None:
    outbox = open_outbox(cap_bytes=2 * SIZE)
    outbox.put("a", 2.0, envelope())
    outbox.put("b", 2.0, envelope())
    assert outbox.put("worse", 1.0, envelope()) == ("worse",)
    assert outbox.waiting_ids(9) == ["a", "b"]
    assert (outbox.count, outbox.size_bytes) == (2, 2 * SIZE)
    assert open_outbox().waiting_ids(9) == ["a", "b"]


def test_that_over_the_cap_the_oldest_of_equals_goes(open_outbox: OpenOutbox) -> None:
    outbox = open_outbox(cap_bytes=2 * SIZE)
    outbox.put("a", 2.0, envelope())
    outbox.put("b", 2.0, envelope())
    assert outbox.put("no better", 2.0, envelope()) == ("a",)
    assert open_outbox().waiting_ids(9) == ["b", "no better"]


def test_that_on_a_full_disk_what_is_worth_less_makes_room_and_nothing_else(
    open_outbox: OpenOutbox,
) -> None:
    outbox = open_outbox()
    for item_id, value in (("dear", 9.0), ("cheap", 1.0), ("middling", 5.0)):
        outbox.put(item_id, value, envelope(20_000))
    pages = outbox._db.execute("PRAGMA page_count").fetchone()[0]
    outbox._db.execute(f"PRAGMA max_page_count = {pages}")
    assert outbox.put("better", 7.0, envelope(20_000)) == ("cheap",)
    with pytest.raises(StorageError, match="full"):
        outbox.put("no better", 5.0, envelope(20_000))
    assert outbox.waiting_ids(9) == ["dear", "better", "middling"]
    assert (outbox.count, outbox.size_bytes) == (3, 3 * stored_size(envelope(20_000)))
    outbox._db.execute("PRAGMA max_page_count = 1000000")
    assert outbox.put("no better", 5.0, envelope(20_000)) == ()
    assert open_outbox().count == 4


def test_that_on_a_full_disk_a_note_goes_in_with_its_message_or_neither_does(
    open_outbox: OpenOutbox,
) -> None:
    outbox = open_outbox()
    outbox.write_note("memory", b"before")
    for item_id, value in (("dear", 9.0), ("cheap", 1.0), ("cheaper", 0.5)):
        outbox.put(item_id, value, envelope(20_000))
    pages = outbox._db.execute("PRAGMA page_count").fetchone()[0]
    outbox._db.execute(f"PRAGMA max_page_count = {pages}")
    grown = b"x" * 25_000
    assert outbox.put("better", 7.0, envelope(9_000), note=("memory", grown)) == (
        "cheaper",
        "cheap",
    )
    assert outbox.read_note("memory") == grown
    with pytest.raises(StorageError, match="full"):
        outbox.put("best", 8.0, envelope(9_000), note=("memory", b"y" * 90_000))
    assert outbox.waiting_ids(9) == ["dear", "better"]
    assert outbox.read_note("memory") == grown


def test_that_as_many_go_as_a_large_one_needs(open_outbox: OpenOutbox) -> None:
    outbox = open_outbox(cap_bytes=4 * SIZE)
    for item_id, value in (("a", 1.0), ("b", 2.0), ("c", 3.0), ("d", 9.0)):
        outbox.put(item_id, value, envelope())
    assert outbox.put("large", 5.0, envelope(10 + 2 * SIZE)) == ("a", "b", "c")
    assert outbox.waiting_ids(9) == ["d", "large"]
    assert outbox.size_bytes <= 4 * SIZE


def test_that_nothing_goes_for_a_message_that_does_not_fit_anyway(open_outbox: OpenOutbox) -> None:
    outbox = open_outbox(cap_bytes=3 * SIZE)
    outbox.put("a", 1.0, envelope())
    outbox.put("b", 9.0, envelope())
    assert outbox.put("larger than the cap", 99.0, envelope(3 * SIZE)) == ("larger than the cap",)
    assert outbox.put("larger than a", 5.0, envelope(10 + 2 * SIZE - 5)) == ("larger than a",)
    assert outbox.waiting_ids(9) == ["b", "a"]
    assert (outbox.count, outbox.size_bytes) == (2, 2 * SIZE)


def test_that_a_smaller_cap_takes_effect_with_the_next_message(open_outbox: OpenOutbox) -> None:
    outbox = open_outbox()
    for item_id, value in (("a", 1.0), ("b", 2.0), ("c", 3.0)):
        outbox.put(item_id, value, envelope())
    outbox = open_outbox(cap_bytes=2 * SIZE)
    assert outbox.put("d", 4.0, envelope()) == ("a", "b")
    assert outbox.waiting_ids(9) == ["d", "c"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE item SET frames = CAST(zeroblob(length(frames)) AS BLOB) WHERE item_id = 'a'",
        "UPDATE item SET frames = substr(frames, 2) WHERE item_id = 'a'",
        "UPDATE item SET frames = CAST('no blob' AS TEXT) WHERE item_id = 'a'",
        "UPDATE item SET frames = CAST(x'ff00ff' AS TEXT) WHERE item_id = 'a'",
        "UPDATE item SET sha256 = 7 WHERE item_id = 'a'",
    ],
)
def test_that_a_damaged_message_is_dropped_and_said_so(
    open_outbox: OpenOutbox, path: Path, statement: str, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings(r"dropped the damaged message a of .*outbox\.sqlite")
    outbox = open_outbox()
    outbox.put("a", 2.0, envelope())
    outbox.put("b", 1.0, envelope())
    outbox.close()
    change(path, statement)
    outbox = open_outbox()
    assert outbox.get("a") is None
    assert outbox.waiting_ids(9) == ["b"]
    assert (outbox.count, outbox.size_bytes) == (1, SIZE)
    item = outbox.get("b")
    assert item is not None
    assert item.envelope == envelope()


def test_that_a_stored_message_of_no_known_kind_is_dropped(
    open_outbox: OpenOutbox, path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("dropped the damaged message a")
    frames = pack_frames([b"\x81\xa4type\xa7retired"])
    open_outbox().put("a", 2.0, envelope())
    digest = hashlib.sha256(frames).digest()
    change(path, "UPDATE item SET frames = ?, sha256 = ?", frames, digest)
    outbox = open_outbox()
    assert outbox.get("a") is None
    assert outbox.count == 0


def test_that_notes_are_kept_and_replaced(open_outbox: OpenOutbox) -> None:
    outbox = open_outbox()
    assert outbox.read_note("peer_id") is None
    outbox.write_note("peer_id", b"first")
    outbox.write_note("peer_id", b"\x00second")
    outbox.write_note("other", b"")
    outbox = open_outbox()
    assert outbox.read_note("peer_id") == b"\x00second"
    assert outbox.read_note("other") == b""
    assert outbox.count == 0


@pytest.mark.parametrize(
    "message",
    [Hello(role="node", peer_id="", name=""), Hello(role="node", peer_id="\ud800", name="")],
)
def test_that_what_the_other_end_would_refuse_is_not_even_kept(
    open_outbox: OpenOutbox, message: AnyMessage
) -> None:
    outbox = open_outbox()
    with pytest.raises(ProtocolError):
        outbox.put("a", 1.0, Envelope(message))
    assert outbox.count == 0
    assert open_outbox().count == 0


def test_that_a_value_that_is_no_number_is_refused_and_keeps_nothing(
    open_outbox: OpenOutbox,
) -> None:
    outbox = open_outbox()
    with pytest.raises(StorageError, match="cannot write outbox"):
        outbox.put("a", math.nan, envelope())
    assert (outbox.count, outbox.size_bytes) == (0, 0)
    outbox.put("a", 1.0, envelope())
    assert open_outbox().waiting_ids(9) == ["a"]


def test_that_a_full_disk_is_an_error_that_keeps_everything_before(
    open_outbox: OpenOutbox,
) -> None:
    outbox = open_outbox()
    outbox.put("a", 1.0, envelope())
    # The clean "database or disk is full" of facts.md, without filling a disk.
    pages = outbox._db.execute("PRAGMA page_count").fetchone()[0]
    outbox._db.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StorageError, match="full"):
        outbox.put("b", 1.0, envelope(100_000))
    assert (outbox.count, outbox.size_bytes) == (1, SIZE)
    assert outbox.acknowledge(("a",)) == ("a",)
    assert outbox.count == 0


def test_that_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match=r"cannot open outbox .*file/outbox\.sqlite"):
        Outbox(tmp_path / "file" / "outbox.sqlite")


def test_that_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "outbox.sqlite"
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(StorageError, match=f"cannot open outbox {path}: file is not a database"):
        Outbox(path)
    assert path.read_bytes() == b"not a database" * 1000


def test_that_a_torn_database_is_a_storage_error_and_no_crash(
    open_outbox: OpenOutbox, path: Path
) -> None:
    outbox = open_outbox()
    for number in range(200):
        outbox.put(f"{number:03}", 1.0, envelope(500))
    outbox.close()
    data = bytearray(path.read_bytes())
    data[4096 : len(data)] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)

    def use() -> None:
        outbox = open_outbox()
        for item_id in outbox.waiting_ids(300):
            outbox.get(item_id)
        outbox.put("new", 1.0, envelope())

    with pytest.raises(StorageError, match="malformed"):
        use()


def test_that_reading_errors_are_storage_errors(open_outbox: OpenOutbox) -> None:
    outbox = open_outbox()
    outbox.put("a", 1.0, envelope())
    outbox.close()
    for use in (
        lambda: outbox.waiting_ids(1),
        lambda: outbox.get("a"),
        lambda: outbox.read_note("a"),
    ):
        with pytest.raises(StorageError, match="cannot read outbox"):
            use()
    for change_it in (
        lambda: outbox.put("b", 1.0, envelope()),
        lambda: outbox.acknowledge(("a",)),
        lambda: outbox.write_note("a", b""),
    ):
        with pytest.raises(StorageError, match="cannot write outbox"):
            change_it()


def test_that_a_query_with_its_pictures_survives_unchanged(open_outbox: OpenOutbox) -> None:
    message = Envelope(FULL_QUERY, (b"context", b"\x00" * 10240, b"crop 1", b"crop 2"))
    open_outbox().put(FULL_QUERY.query_id, FULL_QUERY.value, message)
    item = open_outbox().get(FULL_QUERY.query_id)
    assert item is not None
    assert isinstance(item.envelope.message, Query)
    assert item.envelope == message

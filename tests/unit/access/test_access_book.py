"""The access list: what counts is what follows from its rows, and a lost row lets nobody in."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from operator_gui.station.access.book import MOST_IDS, AccessBook
from operator_gui.station.access.strangers import Strangers
from operator_gui.station.database import Database
from shared.errors import AccessError
from shared.link_keys import LinkKey, PublicLinkKey
from shared.protocol.enrolment import MAX_STRANGERS, KeyRole
from tests.conftest import ExpectWarnings

A, B, C = (LinkKey.generate().public for _ in range(3))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with contextlib.closing(Database(tmp_path)) as database:
        yield database


@pytest.fixture
def book(database: Database) -> AccessBook:
    return AccessBook(database)


def enrol(book: AccessBook, key: PublicLinkKey, name: str, role: KeyRole = "robot") -> None:
    book.enrol(key, role=role, name=name, at_s=1.0, by="Ada")


def test_that_an_enrolled_key_is_admitted_also_after_a_restart(
    book: AccessBook, database: Database
) -> None:
    assert book.verdict(A) == "unknown"
    enrol(book, A, "Rover")
    for one in (book, AccessBook(database)):
        assert one.verdict(A) == "admitted"
        found = one.find("Rover")
        assert (found.key, found.role, found.enrolled_by) == (str(A), "robot", "Ada")


def test_that_a_revoked_key_is_out_until_it_is_enrolled_again(
    book: AccessBook, database: Database
) -> None:
    enrol(book, A, "Rover")
    before = book.generation
    book.revoke("Rover", at_s=2.0, by="Ada")
    assert book.generation > before
    for one in (book, AccessBook(database)):
        assert one.verdict(A) == "revoked"
        assert one.get(str(A)) is None
        assert one.all()[0].revoked_by == "Ada"
    enrol(book, A, "Rover")
    assert AccessBook(database).verdict(A) == "admitted"


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\nb", "a\x1b[31m"])
def test_that_what_is_no_name_is_refused(book: AccessBook, name: str) -> None:
    with pytest.raises(AccessError, match="no name"):
        enrol(book, A, name)


def test_that_a_name_and_a_key_are_each_given_once(book: AccessBook) -> None:
    enrol(book, A, "Rover")
    with pytest.raises(AccessError, match="enrolled already, as robot 'Rover'"):
        enrol(book, A, "Other")
    with pytest.raises(AccessError, match="'Rover' is taken"):
        enrol(book, B, "Rover")
    book.revoke("Rover", at_s=2.0, by="Ada")
    enrol(book, B, "Rover")
    with pytest.raises(AccessError, match="nobody called 'nobody' is enrolled; enrolled: Rover"):
        book.revoke("nobody", at_s=2.0, by="Ada")


def test_that_a_key_speaks_only_in_its_role_and_under_its_id(book: AccessBook) -> None:
    enrol(book, A, "Rover")
    enrol(book, B, "Ben", "operator")
    enrol(book, C, "Ada", "admin")
    assert "may not speak as operator" in book.refusal(str(A), role="operator", peer_id="x")
    for key in (B, C):
        assert "may not speak as node" in book.refusal(str(key), role="node", peer_id="x")
        assert book.refusal(str(key), role="operator", peer_id="x") == ""
    assert book.refusal("0" * 64, role="node", peer_id="x") == "this key is not enrolled"
    book.use_as(str(A), "n1", at_s=2.0)
    assert book.refusal(str(A), role="node", peer_id="n1") == ""
    assert "has another id" in book.refusal(str(A), role="node", peer_id="n2")


def test_that_an_id_stays_with_its_key_until_that_is_revoked(
    book: AccessBook, database: Database
) -> None:
    enrol(book, A, "Rover")
    enrol(book, B, "Spare")
    book.use_as(str(A), "n1", at_s=2.0)
    for one in (book, AccessBook(database)):
        assert "belongs to 'Rover'" in one.refusal(str(B), role="node", peer_id="n1")
    book.revoke("Rover", at_s=3.0, by="Ada")
    assert book.refusal(str(B), role="node", peer_id="n1") == ""


def test_that_a_robot_whose_only_key_was_revoked_is_named(book: AccessBook) -> None:
    for key, name, peer_id in ((A, "Rover", "rover"), (B, "Rig", "rig")):
        enrol(book, key, name)
        book.use_as(str(key), peer_id, at_s=2.0)
    assert book.revoked_nodes() == frozenset()
    book.revoke("Rover", at_s=3.0, by="Ada")
    assert book.revoked_nodes() == {"rover"}
    enrol(book, A, "Rover")
    assert book.revoked_nodes() == frozenset()


def test_that_an_operator_may_use_several_ids(book: AccessBook) -> None:
    enrol(book, B, "Ben", "operator")
    for peer_id in ("app", "call"):
        assert book.refusal(str(B), role="operator", peer_id=peer_id) == ""
        book.use_as(str(B), peer_id, at_s=2.0)
    assert book.find("Ben").peer_ids == ("app", "call")


def test_that_the_ids_of_a_key_are_limited(book: AccessBook) -> None:
    enrol(book, B, "Ben", "operator")
    for number in range(MOST_IDS):
        book.use_as(str(B), f"app-{number}", at_s=2.0)
    assert "used with 64 ids" in book.refusal(str(B), role="operator", peer_id="one more")
    assert book.refusal(str(B), role="operator", peer_id="app-0") == ""


@pytest.mark.parametrize("damaged", [1, 2, 3])
def test_that_a_damaged_row_shuts_out_all_who_were_enrolled_before_it(
    book: AccessBook, database: Database, damaged: int, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("of table access_event is damaged")
    enrol(book, A, "Rover")
    enrol(book, B, "Other")
    book.revoke("Other", at_s=2.0, by="Ada")  # must not be undone by a flipped bit
    database.execute("UPDATE access_event SET by_whom = 'x' WHERE event = ?", (damaged,))
    assert database.set_damaged_aside(3.0) == 1
    after = AccessBook(database)
    assert after.verdict(B) != "admitted"
    assert after.verdict(A) != "admitted" or damaged == 1
    if damaged > 1:
        enrol(after, A, "Rover")
        assert AccessBook(database).verdict(A) == "admitted"


def test_that_a_failed_transaction_is_forgotten(book: AccessBook, database: Database) -> None:
    with contextlib.suppress(RuntimeError), database.transaction():
        enrol(book, A, "Rover")
        raise RuntimeError
    book.reload()
    assert book.verdict(A) == "unknown"


def test_that_what_another_process_enrols_counts_at_once(
    book: AccessBook, database: Database, tmp_path: Path
) -> None:
    with contextlib.closing(Database(tmp_path)) as other:
        enrol(AccessBook(other), A, "Rover")
        assert book.verdict(A) == "admitted"
        AccessBook(other).revoke("Rover", at_s=2.0, by="Ada")
    before = book.generation
    book.catch_up()
    assert book.generation > before
    assert book.verdict(A) == "revoked"


def test_that_strangers_are_counted_by_reason_and_key_and_the_latest_are_kept() -> None:
    strangers = Strangers()
    assert strangers.note("unknown", at_s=1.0, key="ab" * 32, address="192.0.2.1")
    assert not strangers.note("unknown", at_s=2.0, key="ab" * 32, address="192.0.2.2")
    (only,) = strangers.latest()
    assert (only.count, only.last_at_s, only.address) == (2, 2.0, "192.0.2.2")
    assert only.key == "ab" * 6
    for number in range(1000):
        strangers.note("unknown", at_s=3.0 + number, key=f"{number:064x}")
    latest = strangers.latest()
    assert len(latest) == MAX_STRANGERS
    assert latest[0].last_at_s == 1002.0

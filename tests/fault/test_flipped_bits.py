"""One flipped bit in what is stored is found and named, and costs no more than the row it is in.

Bits are flipped in the files themselves. `whatsit doctor` has to name each flip that changes
anything: by the hash of the row or the crop, or because SQLite finds that its pages contradict each
other. A flip that changes nothing that anybody reads, as in free space, is not counted.
"""

import contextlib
import random
import sqlite3
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from operator_gui import doctor
from operator_gui.station.ask_settings import SettingsBook
from operator_gui.station.database import FILE_NAME
from operator_gui.station.deliveries import Deliveries
from shared.blobs import BlobStore
from shared.database_copy import damage_in
from shared.doctor import folders
from shared.errors import StorageError
from shared.outbox import Outbox
from shared.protocol.answers import NamedTrack
from shared.protocol.own_id import own_id
from tests.conftest import RecordProperty
from tests.unit.station.station_world import jpeg, make_answer, make_query, query_of
from tests.unit.station.stores import Stores

SHORT, FULL = 40, 300
ROWS = 12


def make_station(folder: Path) -> None:
    """Questions with a picture each, answers, labels, versions, and what waits for a node."""
    stores = Stores(folder)
    with contextlib.closing(stores.database) as database:
        for number in range(ROWS):
            stores.ask(f"question-{number}", picture=jpeg(32 + number))
            stores.put(make_answer(f"question-{number}", answer_id=f"answer-{number}"))
        stores.learn()
        deliveries = Deliveries(database, 1.0)
        with database.transaction():
            for number in range(ROWS):
                track = NamedTrack(
                    answer_id=f"answer-{number}",
                    query_id=f"question-{number}",
                    track_key="track",
                    kind="name",
                    name="mug",
                )
                deliveries.add("rover-1", (track,))
            SettingsBook(database, 1.0).put(
                "rover-1", None, set_by="Ada", set_at_s=1.0, known_revision=0
            )
            database.write_meta("rollout", b"which version is on its way" * 20)


def name_in_station(folder: Path) -> list[str]:
    found = doctor._check_station_folder(folder, thorough=True)
    return [finding.found for finding in found if finding.mark == "broken"]


def make_outbox(folder: Path) -> None:
    """Questions that wait, and what a node notes beside them."""
    with contextlib.closing(Outbox(folder / "outbox.sqlite")) as outbox:
        for number in range(ROWS):
            envelope = make_query(query_id=f"question-{number}")
            outbox.put(f"question-{number}", query_of(envelope).value + number % 3, envelope)
        outbox.write_note("asked_memory", b"what was asked" * 50)


def name_in_outbox(folder: Path) -> list[str]:
    found = folders._check_outbox(folder / "outbox.sqlite", thorough=True)
    return [finding.found for finding in found if finding.mark != "ok"]


@dataclass(frozen=True)
class Store:
    """file: the database. named: what the doctor says is wrong."""

    file: str
    make: Callable[[Path], None]
    named: Callable[[Path], list[str]]


STORES = {
    "station": Store(FILE_NAME, make_station, name_in_station),
    "outbox": Store("outbox.sqlite", make_outbox, name_in_outbox),
}


def content(path: Path) -> object:
    """Everything that can be read; None where it cannot."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            connection.text_factory = bytes
            if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != b"ok":
                return None
            schema = connection.execute(
                "SELECT type, name, tbl_name, sql FROM sqlite_master"
            ).fetchall()
            tables = [name.decode() for kind, name, _, _ in schema if kind == b"table"]
            # How far a counter got is no row of ours.
            rows = {
                t: connection.execute(f"SELECT * FROM {t}").fetchall()
                for t in tables
                if t != "sqlite_sequence"
            }
            version = connection.execute("PRAGMA user_version").fetchone()
            return schema, rows, version
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def flip(path: Path, rng: random.Random) -> str:
    data = bytearray(path.read_bytes())
    place = rng.randrange(len(data))
    data[place] ^= 1 << rng.randrange(8)
    path.write_bytes(data)
    return f"{path.name} at {place}"


def flip_and_look(folder: Path, store: Store, flips: int) -> int:
    """How many flips changed nothing, beside as many as wanted that did.

    Fails where one that changed something is not named.
    """
    store.make(folder)
    path = folder / store.file
    whole, before = path.read_bytes(), content(path)
    assert before is not None
    assert store.named(folder) == []
    rng = random.Random(flips)
    mattered = harmless = 0
    while mattered < flips:
        where = flip(path, rng)
        if content(path) == before:
            harmless += 1
        else:
            mattered += 1
            assert store.named(folder), f"nobody names the flip in {where}"
        for beside in folder.glob(f"{store.file}-*"):
            beside.unlink()
        path.write_bytes(whole)
    return harmless


sizes = pytest.mark.parametrize(
    "flips",
    [pytest.param(SHORT, id="short"), pytest.param(FULL, id="full", marks=pytest.mark.slow)],
)


@pytest.mark.promise(2)
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", STORES)
@sizes
def test_that_every_flipped_bit_in_a_database_is_named(
    tmp_path: Path, name: str, flips: int, record_property: RecordProperty
) -> None:
    flip_and_look(tmp_path, STORES[name], flips)
    record_property("figure", f"{name}: {flips} of {flips} flipped bits in rows named")


@pytest.mark.promise(2)
@sizes
def test_that_every_flipped_bit_in_a_crop_is_named(
    tmp_path: Path, flips: int, record_property: RecordProperty
) -> None:
    make_station(tmp_path)
    blobs = BlobStore(tmp_path / "pictures")
    rng = random.Random(flips)
    for _ in range(flips):
        digest = rng.choice(sorted(blobs.digests()))
        path = blobs.path(digest)
        whole = path.read_bytes()
        flip(path, rng)
        (named,) = name_in_station(tmp_path)
        assert f"1 of {ROWS} are missing or damaged, as {digest[:16]}" in named
        with pytest.raises(StorageError, match=f"{digest} is damaged"):
            blobs.get(digest)
        path.write_bytes(whole)
    assert name_in_station(tmp_path) == []
    record_property("figure", f"crops: {flips} of {flips} flipped bits named")


def damage(path: Path) -> str:
    """What SQLite finds wrong."""
    try:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            return damage_in(connection)
    except sqlite3.Error as error:
        return str(error)


def deliver(path: Path) -> list[str]:
    """What a link gets out of an outbox, until nothing more comes."""
    arrived: list[str] = []
    with contextlib.closing(Outbox(path)) as outbox:
        for _ in range(3 * ROWS):
            for item_id in outbox.waiting_ids(4):
                item = outbox.get(item_id)
                if item is not None:
                    arrived.append(own_id(item.envelope.message))
                    outbox.acknowledge((arrived[-1],))
        assert outbox.waiting_ids(ROWS) == []
    return arrived


@pytest.mark.promise(2)
@pytest.mark.timeout(300)
@pytest.mark.usefixtures("warnings_do_not_matter")
@sizes
def test_that_a_flipped_bit_costs_a_message_at_most_and_keeps_no_other_waiting(
    tmp_path: Path, flips: int, record_property: RecordProperty
) -> None:
    lost, in_pages = messages_after_flips(tmp_path, flips)
    record_property(
        "figure",
        f"outbox after each of {flips} flips: no message lost, or the damaged one ({lost} times), "
        f"and no other keeps waiting; {in_pages} more made the file unreadable, which is said",
    )


def messages_after_flips(folder: Path, flips: int) -> tuple[int, int]:
    """How many messages were lost in all, and how many flips spoiled the file for SQLite."""
    whole = folder / "whole"
    whole.mkdir()
    make_outbox(whole)
    every = {f"question-{number}" for number in range(ROWS)}
    rng = random.Random(flips)
    lost = in_pages = readable = 0
    while readable < flips:
        path = folder / "outbox.sqlite"
        path.write_bytes((whole / path.name).read_bytes())
        flip(path, rng)
        try:
            arrived = deliver(path)
        except StorageError:
            wrong = damage(path)
            assert "from index" not in wrong, "an index can be made anew"
            assert "in index" not in wrong, "an index can be made anew"
            in_pages += 1
            continue
        finally:
            for beside in folder.glob("outbox.sqlite-*"):
                beside.unlink()
        readable += 1
        assert len(arrived) == len(set(arrived))
        assert set(arrived) <= every
        assert len(arrived) >= ROWS - 1
        lost += ROWS - len(arrived)
    return lost, in_pages


class _NoHash:
    """Stands in for hashlib: everything has the same hash."""

    @staticmethod
    def sha256(data: bytes = b"") -> "_NoHash":
        return _NoHash()

    def digest(self) -> bytes:
        return bytes(32)

    def hexdigest(self) -> str:
        return self.digest().hex()


@pytest.mark.mutant(2)
@pytest.mark.usefixtures("warnings_do_not_matter")
@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("station", "operator_gui.station.database.hashlib"),
        ("station", "operator_gui.station.sealed.hashlib"),
        ("outbox", "shared.outbox.hashlib"),
    ],
)
def test_that_rows_without_a_hash_are_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, place: str
) -> None:
    monkeypatch.setattr(place, _NoHash)
    with pytest.raises(AssertionError, match="nobody names"):
        flip_and_look(tmp_path, STORES[name], FULL)


@pytest.mark.promise(2)
@pytest.mark.usefixtures("warnings_do_not_matter")
def test_that_a_flipped_bit_in_a_value_costs_nothing(tmp_path: Path) -> None:
    deliver_with_a_damaged_value(tmp_path)


def deliver_with_a_damaged_value(folder: Path) -> None:
    """SQLite then deletes nothing of which its index says something else."""
    make_outbox(folder)
    path = folder / "outbox.sqlite"
    data = bytearray(path.read_bytes())
    data[data.index(b"question-0" + struct.pack(">d", 0.5)) + 11] ^= 4
    path.write_bytes(data)
    assert len(deliver(path)) == ROWS


@pytest.mark.mutant(2)
@pytest.mark.usefixtures("warnings_do_not_matter")
def test_that_an_outbox_that_believes_its_indexes_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Outbox, "_mending", lambda self, work: work())
    with pytest.raises((AssertionError, StorageError)):
        deliver_with_a_damaged_value(tmp_path)


@pytest.mark.mutant(2)
@pytest.mark.usefixtures("warnings_do_not_matter")
def test_that_a_message_that_nobody_finds_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Outbox, "_is_hidden", lambda self, item_id: False)
    with pytest.raises(AssertionError):
        messages_after_flips(tmp_path, FULL)

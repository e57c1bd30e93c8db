"""A power cut tears the end of SQLite's log: what opens again is a clean prefix of what was done.

Each place is a copy of the files as they lie there while their owner runs, with the log cut off or
overwritten from there on. Whatever was committed before that place is there; of what came later
there is all of a step or nothing.
"""

import contextlib
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from operator_gui.station.database import FILE_NAME, Database
from shared.outbox import Outbox
from tests.conftest import RecordProperty
from tests.fault.outbox_writer import envelope
from tests.unit.station.station_world import make_answer
from tests.unit.station.stores import Stores

SHORT, FULL = 30, 300
STEPS = 60
OUTBOX_CAP_BYTES = 100_000
"""Room for about two dozen messages: later ones push earlier ones out."""

State = frozenset[object]


@dataclass(frozen=True)
class Store:
    """What is torn. work: does one step after the other and yields the state after each, on disk.
    read: the state of what is opened again."""

    file: str
    work: Callable[[Path], Iterator[State]]
    read: Callable[[Path], State]


def fill_outbox(folder: Path) -> Iterator[State]:
    with contextlib.closing(Outbox(folder / "outbox.sqlite", cap_bytes=OUTBOX_CAP_BYTES)) as outbox:
        for number in range(STEPS):
            if number % 5 == 4:
                outbox.acknowledge(tuple(outbox.waiting_ids(2)))
            else:
                outbox.put(str(number), float(number), envelope(number))
            yield frozenset(outbox.waiting_ids(STEPS))


def read_outbox(folder: Path) -> State:
    with contextlib.closing(Outbox(folder / "outbox.sqlite")) as outbox:
        waiting = outbox.waiting_ids(STEPS)
        for item_id in waiting:
            item = outbox.get(item_id)
            assert item is not None
            assert item.envelope == envelope(int(item_id))
        return frozenset(waiting)


def fill_station(folder: Path) -> Iterator[State]:
    """A question, then its answer with its labels, and a version now and then."""
    stores = Stores(folder)
    with contextlib.closing(stores.database):
        for number in range(STEPS // 2):
            stores.ask(f"q{number}")
            yield rows_of(stores.database)
            stores.put(make_answer(f"q{number}", answer_id=f"a{number}"))
            yield rows_of(stores.database)
            if number % 10 == 9:
                stores.learn()
                yield rows_of(stores.database)


def read_station(folder: Path) -> State:
    with contextlib.closing(Database(folder)) as database:
        assert database.set_damaged_aside(1.0) == 0
        return rows_of(database)


def rows_of(database: Database) -> State:
    return frozenset(
        (table, *row)
        for table, columns in (
            ("query", "query_id, sha256"),
            ("answer", "answer_id, sha256"),
            ("label", "answer_id, view, sha256"),
            ("version", "version, sha256"),
        )
        for row in database.execute(f"SELECT {columns} FROM {table}")
    )


STORES = {
    "outbox": Store("outbox.sqlite", fill_outbox, read_outbox),
    "station": Store(FILE_NAME, fill_station, read_station),
}


def tear_and_open(folder: Path, store: Store, places: int) -> int:
    """How often later steps were lost. Fails where what is there is no clean prefix."""
    alive, torn = folder / "alive", folder / "torn"
    alive.mkdir()
    log = alive / f"{store.file}-wal"
    rng = random.Random(places)
    states: list[State] = []
    ends: list[int] = []
    cut_short = 0
    data = base = b""
    for state in store.work(alive):
        data, base = log.read_bytes(), (alive / store.file).read_bytes()
        states.append(state)
        ends.append(len(data))
    assert ends == sorted(ends)  # it is not emptied in between: every step lies in it
    for _ in range(places):
        torn.mkdir()
        (torn / store.file).write_bytes(base)
        place = rng.randrange(ends[0], len(data))
        (torn / log.name).write_bytes(damage(data, place, rng))
        found = store.read(torn)
        sure = sum(end <= place for end in ends)
        assert found in states[sure - 1 :], f"{place} of {len(data)}: after {sure} steps"
        cut_short += found != states[-1]
        shutil.rmtree(torn)
    return cut_short


def damage(data: bytes, place: int, rng: random.Random) -> bytes:
    """Cut off there, or overwritten with noise or nothing, as far as a disk had got."""
    length = rng.choice((1, 512, 4096, len(data)))
    tail = data[place + length :]
    match rng.randrange(3):
        case 0:
            return data[:place]
        case 1:
            return data[:place] + bytes(min(length, len(data) - place)) + tail
        case _:
            return data[:place] + rng.randbytes(min(length, len(data) - place)) + tail


@pytest.mark.promise(2)
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", STORES)
@pytest.mark.parametrize(
    "places",
    [pytest.param(SHORT, id="short"), pytest.param(FULL, id="full", marks=pytest.mark.slow)],
)
def test_that_what_opens_after_a_power_cut_is_a_clean_prefix(
    tmp_path: Path, name: str, places: int, record_property: RecordProperty
) -> None:
    cut_short = tear_and_open(tmp_path, STORES[name], places)
    assert cut_short > places // 2
    record_property(
        "figure", f"{name}: a clean prefix in {places} of {places}, {cut_short} of them shorter"
    )


@contextlib.contextmanager
def _each_statement_for_itself(self: object) -> Iterator[None]:
    """A transaction that is none."""
    yield


@pytest.mark.mutant(2)
@pytest.mark.usefixtures("warnings_do_not_matter")
@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("outbox", "shared.outbox.Outbox._transaction"),
        ("station", f"{Database.__module__}.Database.transaction"),
    ],
)
def test_that_half_a_step_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, place: str
) -> None:
    monkeypatch.setattr(place, _each_statement_for_itself)
    with pytest.raises(AssertionError, match="steps"):
        tear_and_open(tmp_path, STORES[name], FULL)

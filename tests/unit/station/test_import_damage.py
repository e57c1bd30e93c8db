"""What an import cannot read, or trips over, ends that import and nothing else, in every life of
the station."""

import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from operator_gui.station.database import Database
from operator_gui.station.exchange.import_decision import ImportedLabel
from operator_gui.station.exchange.import_journal import Going, write_go
from operator_gui.station.exchange.import_reading import COMMAND
from operator_gui.station.exchange.staged_set import StagedSet
from shared.errors import StorageError
from shared.protocol.answers import Answer
from shared.protocol.exchange import ImportState
from tests.conftest import ExpectWarnings
from tests.fakes import wait_until
from tests.unit.station.station_world import make_query
from tests.unit.station.test_import_desk import FOLDER_NAME, WANTED, Desk

SAYS_THAT_IT_IS_WELL = (sys.executable, "-c", """print('{"type": "read"}')""")
COUNT = 3
START_S = 60.0
"""Longer than a process takes to start on a busy machine."""


@pytest.fixture
def staged(tmp_path: Path) -> Path:
    """That of an import that was being taken in when the station ended."""
    folder = tmp_path / FOLDER_NAME / "1"
    folder.mkdir(parents=True)
    file = folder / "staged.sqlite"
    with closing(StagedSet(file, create=True)) as kept:
        names = [f"q{number}" for number in range(COUNT)]
        kept.put_labels((ImportedLabel(name, "mug"), "train") for name in names)
        kept.put_queries((n, make_query(query_id=name)) for n, name in enumerate(names))
    write_go(folder, Going(wanted=WANTED, operator="Ada", import_id="i"))
    return file


def life(database: Database, folder: Path, command: tuple[str, ...]) -> ImportState:
    """How the import ends in a new life of the station."""
    desk = Desk(folder, database, command)
    try:
        go_on(desk, database)
        return desk.desk._state("one")
    finally:
        desk.desk.close()


def go_on(desk: Desk, database: Database) -> None:
    """Round after round, until the import is over."""

    def step() -> None:
        if desk.desk.has_work:
            with database.transaction():
                desk.desk.take_some()
            desk.desk.commit()
        else:
            time.sleep(0.005)  # for the process that reads
        desk.serve()

    def is_over() -> bool:
        return desk.desk._state("one").stage in ("done", "failed")

    wait_until(is_over, deadline_s=START_S, step=step)


def without_queries(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TABLE frame")


def with_a_name_that_is_a_number(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE label SET name = x'6d' WHERE position = 1")


def without_a_label(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DELETE FROM label WHERE position = 1")


def with_a_hole(file: Path) -> None:
    """As many labels as there were."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE label SET position = 7 WHERE position = 1")


def with_a_torn_query(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE frame SET data = x'ff' WHERE position = 1 AND number = 0")


def with_rubbish_in_its_pages(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        ((page_bytes,),) = connection.execute("PRAGMA page_size")
        roots = connection.execute("SELECT rootpage FROM sqlite_master").fetchall()
    raw = bytearray(file.read_bytes())
    for (root,) in roots[1:]:
        raw[(root - 1) * page_bytes : (root - 1) * page_bytes + 64] = b"\xff" * 64
    file.write_bytes(raw)


def empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize(
    "damage",
    [
        without_queries,
        with_a_name_that_is_a_number,
        without_a_label,
        with_a_torn_query,
        with_rubbish_in_its_pages,
        empty,
        Path.unlink,
    ],
)
def test_that_all_of_a_file_is_read_before_an_import_goes_on(
    damage: Callable[[Path], None],
    staged: Path,
    tmp_path: Path,
    expected_warnings: ExpectWarnings,
) -> None:
    expected_warnings("an import failed")
    damage(staged)
    with closing(Database(tmp_path)) as database:
        state = life(database, tmp_path, COMMAND)
        assert (state.stage, state.done) == ("failed", 0)
        assert "what was taken in of import i can be undone" in state.problems[-1]
        assert [len(line.splitlines()) for line in state.problems] == [1]
        assert database.one("SELECT count(*) FROM query") == (0,)
        desk = Desk(tmp_path, database)
        assert "does not know this import" in desk.desk._state("one").problems[0]
        desk.desk.close()


def test_that_a_whole_file_is_taken_in(staged: Path, tmp_path: Path) -> None:
    assert staged.exists()
    with closing(Database(tmp_path)) as database:
        state = life(database, tmp_path, COMMAND)
        assert (state.stage, state.done, state.problems) == ("done", COUNT, ())
        assert database.one("SELECT count(*) FROM query") == (COUNT,)


@pytest.mark.parametrize("damage", [without_queries, with_a_torn_query, with_a_hole])
def test_that_a_file_that_gets_damaged_while_it_is_taken_in_stops_nobody_else(
    damage: Callable[[Path], None],
    staged: Path,
    tmp_path: Path,
    expected_warnings: ExpectWarnings,
) -> None:
    expected_warnings("an import failed")
    damage(staged)
    with closing(Database(tmp_path)) as database:
        state = life(database, tmp_path, SAYS_THAT_IT_IS_WELL)  # in transactions of everybody's
        assert state.stage == "failed"
        assert "can be undone" in state.problems[-1]


def test_that_an_error_that_nobody_thought_of_ends_one_import_alone(
    staged: Path, tmp_path: Path, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("import i failed", "an import failed")
    assert staged.exists()

    def trip(_answer: Answer, _peer_id: str, _for_node: bool) -> None:
        raise LookupError("nobody thought of this")

    with closing(Database(tmp_path)) as database:
        desk = Desk(tmp_path, database, SAYS_THAT_IT_IS_WELL)
        desk.desk._taking._keep = trip
        go_on(desk, database)
        assert "internal error: LookupError" in desk.desk._state("one").problems[0]
        assert database.one("SELECT count(*) FROM query") == (0,)  # nor half of a track
        desk.desk.close()


def test_that_a_full_disk_of_the_station_is_no_fault_of_an_import(
    staged: Path, tmp_path: Path
) -> None:
    assert staged.exists()

    def no_room(_answer: Answer, _peer_id: str, _for_node: bool) -> None:
        raise StorageError("free some space")

    with closing(Database(tmp_path)) as database:
        desk = Desk(tmp_path, database, SAYS_THAT_IT_IS_WELL)
        taking = desk.desk._taking
        there_is_room, taking._keep = taking._keep, no_room
        wait_until(lambda: desk.desk.has_work, deadline_s=START_S, step=desk.serve)
        with pytest.raises(StorageError), database.transaction():
            desk.desk.take_some()
        desk.desk.drop()
        taking._keep = there_is_room
        go_on(desk, database)
        assert desk.desk._state("one").stage == "done"
        desk.desk.close()

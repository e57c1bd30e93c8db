"""A database of an earlier release is brought up to date, one of a later release is refused."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from operator_gui.station.database import FILE_NAME, Database
from operator_gui.station.inbox import Inbox
from operator_gui.station.intake import check_query
from operator_gui.station.schema import SCHEMA_VERSION
from shared.blobs import BlobStore
from shared.errors import StorageError
from tests.unit.station.station_world import make_query, query_of

NEW_IN_2 = ("withdrawal", "ask_settings")
NEW_IN_3 = ("label_operation", "approval", "gate_report", "access_event", "deed")


def _as_schema(number: int, folder: Path, *, without: tuple[str, ...]) -> None:
    with contextlib.closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        for table in without:
            connection.execute(f"DROP TABLE {table}")
        connection.execute(f"PRAGMA user_version = {number}")
        connection.commit()


def _inbox(database: Database, folder: Path) -> Inbox:
    return Inbox(database, BlobStore(folder / "pictures"))


@pytest.mark.promise(16)
@pytest.mark.parametrize(("number", "missing"), [(1, (*NEW_IN_2, *NEW_IN_3)), (2, NEW_IN_3)])
def test_that_a_database_of_an_earlier_schema_keeps_everything_and_gains_the_new_tables(
    tmp_path: Path, number: int, missing: tuple[str, ...]
) -> None:
    envelope = make_query(query_id="q1")
    with contextlib.closing(Database(tmp_path)) as database, database.transaction():
        _inbox(database, tmp_path).put(check_query(query_of(envelope), envelope), 1.0)
    _as_schema(number, tmp_path, without=missing)
    with contextlib.closing(Database(tmp_path)) as database:
        assert database.one("PRAGMA user_version") == (SCHEMA_VERSION,)
        assert _inbox(database, tmp_path).open_ids() == ["q1"]
        assert database.set_damaged_aside(1.0) == 0
        for table in missing:
            assert database.one(f"SELECT count(*) FROM {table}") == (0,)


@pytest.mark.promise(16)
def test_that_a_database_of_a_later_release_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    Database(tmp_path).close()
    with contextlib.closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
        connection.commit()
    with pytest.raises(StorageError, match=f"schema {SCHEMA_VERSION + 1}"):
        Database(tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION + 1,)


def test_that_random_checks_are_kept_apart_from_the_start(tmp_path: Path) -> None:
    with contextlib.closing(Database(tmp_path)) as database, database.transaction():
        inbox = _inbox(database, tmp_path)
        for query_id, reason in (("q1", "novel"), ("q2", "audit")):
            envelope = make_query(query_id=query_id, reason=reason)
            inbox.put(check_query(query_of(envelope), envelope), 1.0)
        assert [inbox.measures(q) for q in ("q1", "q2", "q3")] == [False, True, False]

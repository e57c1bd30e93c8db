"""Databases that stations of earlier releases wrote are taken over whole, and kept as they were."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

import operator_gui.station.migration
from operator_gui.station.database import FILE_NAME, Database
from operator_gui.station.label_store import LabelStore
from operator_gui.station.migration import keep_before_migration
from operator_gui.station.registry import Registry
from operator_gui.station.schema import SCHEMA_VERSION
from shared.errors import StorageError
from tests.conftest import ExpectWarnings
from tests.unit.station.station_world import FakeOperator, RunningStation

EARLIER = Path(__file__).parent / "earlier"
"""What stations of schema 1 and 2 wrote while a node asked and an operator answered."""


def lay(folder: Path, schema: int) -> Path:
    folder.mkdir(exist_ok=True)
    with contextlib.closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        connection.executescript((EARLIER / f"schema_{schema}.sql").read_text())
    return folder


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()
            for (name,) in tables.fetchall()
        }


@pytest.mark.promise(16)
@pytest.mark.parametrize("schema", [1, 2])
def test_that_a_database_of_an_earlier_release_loses_no_row_and_is_kept_as_it_was(
    tmp_path: Path, schema: int
) -> None:
    lay(tmp_path, schema)
    before = rows_of(tmp_path / FILE_NAME)
    assert len(before["answer"]) == 3
    with contextlib.closing(Database(tmp_path)) as database:
        assert database.one("PRAGMA user_version") == (SCHEMA_VERSION,)
        assert database.set_damaged_aside(1.0) == 0
        assert LabelStore(database).counts() == (3, 6)
        assert Registry(database).highest_activated() == 1
    after = rows_of(tmp_path / FILE_NAME)
    assert {name: after[name] for name in before} == before
    copy = tmp_path / f"station.schema-{schema}.sqlite"
    assert rows_of(copy) == before
    assert copy.stat().st_mode & 0o777 == 0o600
    with contextlib.closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (schema,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)  # one file


@pytest.mark.promise(16)
def test_that_the_copy_is_made_once_and_never_written_over(tmp_path: Path) -> None:
    lay(tmp_path, 2)
    for _ in range(2):
        Database(tmp_path).close()
    assert [path.name for path in tmp_path.glob("*schema*")] == ["station.schema-2.sqlite"]
    kept = (tmp_path / "station.schema-2.sqlite").read_bytes()
    (tmp_path / FILE_NAME).unlink()
    lay(tmp_path, 2)
    Database(tmp_path).close()
    assert (tmp_path / "station.schema-2.sqlite").read_bytes() == kept
    assert (tmp_path / "station.schema-2.1.sqlite").is_file()


@pytest.mark.promise(16)
def test_that_nothing_is_changed_where_the_copy_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path, 1)
    before = rows_of(tmp_path / FILE_NAME)

    def fail(source: Path, target: Path) -> None:
        target.write_bytes(b"half of it")
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(operator_gui.station.migration, "copy_database", fail)
    with pytest.raises(StorageError, match="disk is full; free some space"):
        Database(tmp_path)
    assert rows_of(tmp_path / FILE_NAME) == before
    assert not list(tmp_path.glob("*schema*"))


@pytest.mark.promise(16)
def test_that_a_damaged_database_is_not_brought_up_to_date(tmp_path: Path) -> None:
    path = lay(tmp_path, 1) / FILE_NAME
    data = bytearray(path.read_bytes())
    page = 4096
    data[page + 3 : page + 8] = b"\xff" * 5
    path.write_bytes(bytes(data))
    with pytest.raises(StorageError, match="before it is brought up to date"):
        keep_before_migration(path, 1)
    assert not list(tmp_path.glob("*schema*"))


@pytest.mark.promise(16)
@pytest.mark.parametrize("schema", [1, 2])
def test_that_a_station_goes_on_with_it(
    tmp_path: Path, schema: int, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("head of the active version is lost", "not scored anew")
    if schema == 1:  # which described models in another way
        expected_warnings("nodes keep the models they have")
    with (
        RunningStation.start(lay(tmp_path / "station", schema)) as running,
        FakeOperator(running.endpoint, tmp_path) as ada,
    ):
        ada.connect()
        status = ada.status()
        assert (status.answers, status.labels, status.waiting) == (3, 6, 1)

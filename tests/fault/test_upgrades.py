"""What earlier versions left behind opens, what later ones will leave is refused with what to do.

`earlier/` holds what earlier code wrote. The station's database has tests of its own in
`tests/unit/station/test_migration.py`, the messages in `tests/contract`; the mutants are here.
"""

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from operator_gui.station import database as database_module
from operator_gui.station.schema import SCHEMA_VERSION
from shared.bundle import decode_manifest
from shared.errors import BundleError, StorageError
from shared.outbox import Outbox
from shared.protocol.deployment import DeployReport
from shared.protocol.questions import Query
from tests.conftest import RecordProperty
from tests.unit.station import test_database_schema, test_migration

EARLIER = Path(__file__).parent / "earlier"
OUTBOX = EARLIER / "outbox_first.sql"


def lay(folder: Path) -> Path:
    """The first version's outbox."""
    path = folder / "outbox.sqlite"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(OUTBOX.read_text())
    return path


@pytest.mark.promise(16)
def test_that_the_first_versions_outbox_is_taken_over_whole(
    tmp_path: Path, record_property: RecordProperty
) -> None:
    outbox_is_taken_over(tmp_path)
    record_property(
        "figure",
        "databases of schema 1 and 2, the first outbox, peers of 1.0, 1.1 and 1.2: every row and "
        "message taken over",
    )


def outbox_is_taken_over(folder: Path) -> None:
    with contextlib.closing(Outbox(lay(folder))) as outbox:
        assert outbox.waiting_ids(9) == ["r1", "q1"]
        report, query = outbox.get("r1"), outbox.get("q1")
        assert report is not None
        assert isinstance(report.envelope.message, DeployReport)
        assert query is not None
        assert isinstance(query.envelope.message, Query)
        assert query.envelope.payloads == (b"context", b"v" * 16, b"crop")
        assert outbox.read_note("asked_memory") == b"what was asked"
        outbox.write_note("asked_memory", b"more")
        assert outbox.read_note("asked_memory") == b"more"
        assert outbox.acknowledge(("r1", "q1")) == ("r1", "q1")


@pytest.mark.promise(16)
def test_that_a_later_versions_outbox_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    later_outbox_is_refused(tmp_path)


def later_outbox_is_refused(folder: Path) -> None:
    path = lay(folder)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 1")
    before = path.read_bytes()
    with pytest.raises(StorageError, match="written by a later release; use that release"):
        Outbox(path)
    assert path.read_bytes() == before
    assert [one.name for one in folder.iterdir()] == [path.name]


@pytest.mark.promise(16)
def test_that_an_earlier_manifest_that_says_how_it_is_fed_is_read() -> None:
    manifest = decode_manifest((EARLIER / "manifest_whole_frame.json").read_bytes())
    assert (manifest.version, manifest.kind, manifest.embedder.dim) == (3, "classify", 16)


@pytest.mark.promise(16)
@pytest.mark.parametrize("change", [b"", b'"grown_since": 1, '])
def test_that_any_other_manifest_is_refused_with_what_to_do(
    change: bytes, record_property: RecordProperty
) -> None:
    name = "manifest_whole_frame.json" if change else "manifest_first.json"
    data = (EARLIER / name).read_bytes().replace(b"{", b"{" + change, 1)
    with pytest.raises(BundleError, match="another release made it, train or adopt it again"):
        decode_manifest(data)
    record_property("figure", "later ones, and the first bundles: refused with what to do")


def _keep_no_copy(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(database_module, "keep_before_migration", lambda path, schema: path)


def _open_what_is_later(patch: pytest.MonkeyPatch) -> None:
    later = (*database_module.READABLE_VERSIONS, SCHEMA_VERSION + 1)
    patch.setattr(database_module, "READABLE_VERSIONS", later)


def _lose_a_table(patch: pytest.MonkeyPatch) -> None:
    emptied = database_module.SCHEMA + "DELETE FROM label;"
    patch.setattr(database_module, "SCHEMA", emptied)


def _take_any_outbox(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("shared.outbox.SCHEMA_VERSION", 1)


def _earlier_database(folder: Path) -> None:
    test_migration.test_that_a_database_of_an_earlier_release_loses_no_row_and_is_kept_as_it_was(
        folder, 1
    )


MUTANTS: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], Callable[[Path], None]]] = {
    "no copy before a migration": (_keep_no_copy, _earlier_database),
    "a migration that empties a table": (_lose_a_table, _earlier_database),
    "a later database is opened": (
        _open_what_is_later,
        test_database_schema.test_that_a_database_of_a_later_release_is_refused_and_left_as_it_is,
    ),
    "a later outbox is opened": (_take_any_outbox, later_outbox_is_refused),
}


@pytest.mark.mutant(16)
@pytest.mark.parametrize("name", MUTANTS)
def test_that_a_broken_upgrade_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    mutant, test = MUTANTS[name]
    mutant(monkeypatch)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        test(tmp_path)

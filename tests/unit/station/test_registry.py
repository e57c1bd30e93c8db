from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from operator_gui.station import registry as registry_module
from operator_gui.station.database import Database
from operator_gui.station.node_reports import NodeReports
from operator_gui.station.registry import Approval, Registry, SignedBundle, VersionRecord
from operator_gui.station.trainer_wire import ClassResult
from shared.domain import VersionState
from shared.errors import VersionError
from shared.protocol.deployment import DeployReport
from tests.conftest import ExpectWarnings
from tests.unit.station.stores import Stores
from tests.unit.station.test_status import version


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path)
    yield database
    database.close()


def add(registry: Registry, number: int, *states: VersionState, restored_from: int = 0) -> None:
    record = msgspec.structs.replace(version(number, number).record, restored_from=restored_from)
    registry.add(record)
    for at_s, state in enumerate(states):
        registry.move(number, state, at_s=float(at_s + 1), reason=f"{state} {number}")


def test_that_only_one_version_is_active_and_all_survives_a_restart(database: Database) -> None:
    registry = Registry(database)
    with database.transaction():
        add(registry, 1, "passed", "active")
        add(registry, 2, "refused")
        add(registry, 3, "passed", "active")
        registry.keep_bundle(SignedBundle(3, b"manifest", b"signature"))
    for seen in (registry, Registry(database)):
        assert [v.state for v in seen.versions()] == ["retired", "refused", "active"]
        assert seen.active is not None
        assert seen.active.number == 3
        assert seen.versions()[1].reason == "refused 2"
        assert seen.bundle(3) == SignedBundle(3, b"manifest", b"signature")
        assert seen.bundle(1) is None
        assert seen.highest_activated() == 3


def test_that_going_back_twice_goes_further_back(database: Database) -> None:
    registry = Registry(database)
    with database.transaction():
        assert registry.previously_active() is None
        for number in (1, 2, 3):
            add(registry, number, "passed", "active")
        previous = registry.previously_active()
        assert previous is not None
        assert previous.number == 2
        add(registry, 4, "passed", "active", restored_from=2)
        previous = registry.previously_active()
        assert previous is not None
        assert previous.number == 1
        add(registry, 5, "passed", "active", restored_from=1)
        assert registry.previously_active() is None


def test_that_a_failed_transaction_is_forgotten_after_a_reload(database: Database) -> None:
    registry = Registry(database)

    def fail() -> None:
        with database.transaction():
            add(registry, 1, "passed", "active")
            raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        fail()
    registry.reload()
    assert registry.active is None
    assert registry.newest is None


@pytest.mark.parametrize("most", [1000, 2])
def test_that_a_reload_gives_earlier_versions_back_what_they_were(
    database: Database, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(registry_module, "MOST_TAKEN_BACK", most)
    registry = Registry(database)
    with database.transaction():
        add(registry, 1, "passed", "active")
        add(registry, 2, "passed")

    def fail() -> None:
        with database.transaction():
            registry.move(2, "active", at_s=7.0, by="Ada")
            add(registry, 3, "passed", "active")
            raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        fail()
    registry.reload()
    assert registry.versions() == Registry(database).versions()
    assert [v.state for v in registry.versions()] == ["active", "passed"]
    with database.transaction():
        registry.move(2, "active", at_s=8.0, by="Ben")
    registry.reload()
    assert registry.versions() == Registry(database).versions()
    assert [v.state for v in registry.versions()] == ["retired", "active"]


def test_that_a_reload_takes_no_longer_with_all_versions_of_years(tmp_path: Path) -> None:
    stores = Stores(tmp_path)
    registry, reports = Registry(stores.database), NodeReports(stores.database)

    def reloaded_after(versions: range) -> int:
        with stores.database.transaction():
            for number in versions:
                add(registry, number, "passed", "active")
                reports.put(report(f"r{number}", number, "active"), 1.0)
        return stores.effort(registry.reload) + stores.effort(reports.reload)

    few = reloaded_after(range(1, 3))
    assert reloaded_after(range(3, 60)) == few
    stores.database.close()


def test_that_the_number_of_a_version_that_was_lost_to_a_damaged_row_is_not_given_again(
    database: Database, expected_warnings: ExpectWarnings
) -> None:
    expected_warnings("row 2 of table version is damaged")
    registry = Registry(database)
    with database.transaction():
        add(registry, 1, "passed", "active")
        add(registry, 2, "passed", "active")
        registry.keep_bundle(SignedBundle(2, b"manifest", b"signature"))
    database.execute("UPDATE version SET record = x'00' WHERE version = 2")
    assert database.set_damaged_aside(1.0) == 1
    again = Registry(database)
    assert [v.number for v in again.versions()] == [1]
    assert again.highest == 2
    with database.transaction(), pytest.raises(VersionError, match="versions only rise"):
        add(again, 2)
    with database.transaction():
        add(again, again.highest + 1, "passed")
        again.keep_bundle(SignedBundle(3, b"manifest", b"signature"))
    assert again.highest == 3


def test_that_what_versions_have_in_common_is_in_memory_once(database: Database) -> None:
    results = [ClassResult(name=f"class {n}", tracks=n) for n in range(3)]

    def made(number: int, *, changed: int) -> VersionRecord:
        classes = [
            msgspec.structs.replace(r, tracks=r.tracks + (r.name == f"class {changed}"))
            for r in results
        ]
        record = msgspec.structs.replace(version(number, number).record, classes=tuple(classes))
        return msgspec.msgpack.decode(msgspec.msgpack.encode(record), type=VersionRecord)

    registry = Registry(database)
    with database.transaction():
        registry.add(made(1, changed=0))
        registry.add(made(2, changed=1))
    for seen in (registry, Registry(database)):
        first, second = (v.record for v in seen.versions())
        assert [a is b for a, b in zip(first.classes, second.classes, strict=True)] == [
            False,
            False,
            True,
        ]
        assert first.head.class_names is second.head.class_names
        assert [r.tracks for r in second.classes] == [0, 2, 2]


def report(report_id: str, number: int, state: str) -> DeployReport:
    return DeployReport(
        report_id=report_id,
        node_id="rover",
        version=number,
        state=state,  # type: ignore[arg-type]
        at_s=1.0,
    )


def test_that_a_version_that_a_node_left_is_not_for_it_any_more(database: Database) -> None:
    reports = NodeReports(database)
    with database.transaction():
        assert reports.put(report("a", 1, "active"), 1.0)
        assert reports.put(report("b", 2, "active"), 2.0)
        assert not reports.put(report("b", 2, "active"), 3.0)
        assert reports.active_version("rover") == 2
        assert reports.put(report("c", 2, "rolled_back"), 4.0)
        assert reports.put(report("d", 3, "refused"), 5.0)
    for seen in (reports, NodeReports(database)):
        assert seen.will_not_run("rover", 2)
        assert seen.will_not_run("rover", 3)
        assert not seen.will_not_run("rover", 1)
        assert not seen.will_not_run("other", 2)


def test_that_who_let_a_version_go_out_first_is_kept(database: Database) -> None:
    registry = Registry(database)
    with database.transaction():
        add(registry, 1, "passed")
        registry.move(1, "staged", at_s=7.0)
        registry.move(1, "active", at_s=8.0, by="Ada")
        add(registry, 2, "passed")
        registry.move(2, "shadow", at_s=9.0, by="Ada")
        registry.move(2, "active", at_s=10.0, by="Grace")
        add(registry, 3, "refused")
    for seen in (registry, Registry(database)):
        assert [v.approval for v in seen.versions()] == [
            Approval(7.0),
            Approval(9.0, "Ada"),
            None,
        ]
        assert seen.highest_activated() == 2


def test_that_what_some_node_may_run_counts_as_gone_out(database: Database) -> None:
    registry = Registry(database)
    with database.transaction():
        add(registry, 1, "passed", "active")
        add(registry, 2, "passed", "staged", "retired")
    assert registry.highest_activated() == 2
    assert registry.active is not None
    assert registry.active.number == 1

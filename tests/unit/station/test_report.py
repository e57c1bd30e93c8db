from pathlib import Path

import pytest

from operator_gui.station.report import StationReport, answer_to_active_ms, station_report
from shared.errors import StorageError


def test_that_an_answer_arrives_with_the_first_version_that_learned_from_it() -> None:
    durations = answer_to_active_ms(
        answers=[(1, "n", "e", 10.0), (2, "n", "e", 11.0), (3, "n", "e", 12.0)],
        learned={1: (1, "e"), 2: (2, "e"), 3: (1, "e"), 4: (9, "other")},
        reports=[("n", 1, 10.5), ("m", 2, 10.6), ("n", 2, 11.75), ("n", 3, 13.0), ("n", 4, 14.0)],
    )
    assert durations == [500.0, 750.0]


def test_that_there_is_nothing_to_report_before_a_station_ran(tmp_path: Path) -> None:
    assert station_report(tmp_path) == StationReport()
    assert station_report(tmp_path / "nowhere") == StationReport()


def test_that_a_file_that_is_no_database_is_said_to_be_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "station.sqlite"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(StorageError, match=r"cannot read .*station\.sqlite"):
        station_report(tmp_path)

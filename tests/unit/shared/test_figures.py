"""Figures are compared with their goals, and a goal that is missed is said so in words."""

from pathlib import Path

import msgspec
import pytest

from shared.errors import StorageError
from shared.figures import BenchReport, figure, quantiles, table, write_figures


def test_that_the_median_is_held_against_the_goal() -> None:
    slow = figure("start", [1.0, 3.0, 2.5], "s", below=2.0)
    assert (slow.value, slow.spread, slow.met) == (2.5, (1.0, 3.0), False)
    fast = figure("rate", [0.96, 0.97], "", at_least=0.95)
    assert fast.met
    assert figure("rate", [5], "frames/s").met is None


def test_that_one_value_has_no_spread_and_many_have_percentiles() -> None:
    assert figure("swaps", [4], "").spread is None
    many = quantiles("frame", list(range(1, 101)), "ms", below=60)
    assert many.value == 50.5
    assert many.spread == pytest.approx((5.05, 95.95))


def test_that_the_table_says_what_was_not_met() -> None:
    lines = table([figure("a", [3.0], "ms", below=2.0), figure("b", [1.0], "ms")]).splitlines()
    assert lines[1].split() == ["a", "3", "ms", "below", "2", "NOT", "MET"]
    assert lines[2].split() == ["b", "1", "ms"]


def test_that_the_file_holds_figures_and_machine(tmp_path: Path) -> None:
    path = tmp_path / "new" / "figures.json"
    write_figures([figure("a", [3.0, 4.0], "ms", below=2.0)], path)
    report = msgspec.json.decode(path.read_bytes(), type=BenchReport)
    assert report.figures[0].spread == (3.0, 4.0)
    assert report.machine["cores"]


def test_that_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match=r"cannot write .*figures\.json"):
        write_figures([], tmp_path / "file" / "figures.json")

"""What `whatsit bench gui` makes of what it saw, and the station that it looks at."""

from pathlib import Path

import pytest

from operator_gui.bench.cli import gui
from operator_gui.bench.crowd import Crowd, seed_crowd
from operator_gui.bench.gui_figures import figures_of
from operator_gui.bench.screen import Held
from operator_gui.bench.times import Pulses, Took
from operator_gui.bench.wall import WallResult, memory_slope_mb
from operator_gui.bench.yardstick import yardstick
from operator_gui.station.report import station_report
from shared.clock import SystemClock
from shared.errors import UsageError
from tests.unit.station.station_world import BASE


def result(*wall_ms: float, memory_mb: float = 200.0) -> WallResult:
    took = tuple(Took(ms, ms / 2) for ms in wall_ms)
    memory = tuple((100 * at, memory_mb) for at in range(20))
    held = Held(Pulses.of(took), Pulses.of(took))
    return WallResult(
        starts_s=(1.5, 1.7, 1.6),
        presses=took,
        answering=held,
        sights={"Objects": held},
        again=held,
        memory_mb=memory,
        fetch_frames=took,
        fetching=held,
        frames=took,
        scrolling=held,
        yardstick=took,
    )


def test_that_goals_are_said_to_be_met_or_not() -> None:
    quick = {f.name: f for f in figures_of(result(*[4.0] * 100), [1.0, 2.0])}
    slow = {f.name: f for f in figures_of(result(*[40.0] * 100), [1.0, 2.0])}
    for name in (
        "key press to next question painted, p99",
        "gallery, all fetched: frames a second",
        "longest slot by computing, answering",
        "longest slot by computing, first sight of Objects",
        "longest slot by computing, turning to pages again",
    ):
        assert quick[name].met is True
        assert slow[name].met is False
    assert quick["start to the first question"].value == 1.6
    assert quick["gallery, all fetched: frames a second"].value == 250.0


def test_that_pulses_are_known_by_their_spread_and_the_longest() -> None:
    pulses = Pulses.of(Took(wall_ms, wall_ms / 2) for wall_ms in range(1, 1001))
    assert len(pulses) == 1000
    assert pulses.longest_computing_ms == 500.0
    quantiles = [pulses.wall_quantile_ms(share) for share in (0.0, 0.5, 0.99, 1.0)]
    assert quantiles == pytest.approx([1.0, 500.0, 990.0, 1000.0], abs=0.2)
    computing = [pulses.computing_quantile_ms(share) for share in (0.5, 0.99)]
    assert computing == pytest.approx([250.0, 495.0], abs=0.2)
    assert [pulses.share_over(ms) for ms in (0.0, 250.25, 499.75)] == [1.0, 0.5, 0.001]
    pulses.add(Took(60_000.0, 1.0))
    assert pulses.wall_quantile_ms(1.0) == pytest.approx(2000.0, abs=0.2)


def test_that_what_the_machine_does_to_the_same_computing_is_told_beside_it() -> None:
    found = figures_of(result(*[4.0] * 98, 8.0, 40.0), [1.0, 2.0])
    at = next(n for n, f in enumerate(found) if f.name.startswith("the same computing each time"))
    assert [round(f.value, 1) for f in found[at : at + 3]] == [2.0, 2.1, 10.0]
    assert all(took.computing_ms > 0 for took in yardstick(3))


def test_that_memory_that_grows_is_seen_and_a_warm_up_is_not() -> None:
    warm_up = tuple((at, 100.0 + at) for at in range(50))
    flat = tuple((at, 150.0) for at in range(50, 150))
    assert memory_slope_mb(warm_up + flat, 10_000) == pytest.approx(0.0, abs=1e-6)
    grows = tuple((at, 100.0 + 0.001 * at) for at in range(100))
    assert memory_slope_mb(grows, 10_000) == pytest.approx(10.0)


def test_that_a_crowd_waits_and_nothing_can_be_learned_from_the_rest(tmp_path: Path) -> None:
    seed_crowd(
        tmp_path,
        BASE.embedder,
        Crowd(waiting=5, unknown=7),
        clock=SystemClock(),
        say=lambda _: None,
    )
    report = station_report(tmp_path)
    assert (report.questions, report.answers, report.labels) == (12, 7, 0)


def test_that_a_bench_of_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="more --waiting than --answers"):
        gui(waiting=10, answers=10)
    with pytest.raises(UsageError, match="at least 1"):
        gui(starts=0)

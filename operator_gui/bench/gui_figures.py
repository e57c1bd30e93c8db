"""The figures of `whatsit bench gui`, with their goals."""

import statistics
from collections.abc import Sequence

import msgspec
import numpy as np

from operator_gui.bench.screen import PULSE_MS, Held
from operator_gui.bench.times import Took
from operator_gui.bench.wall import WallResult, memory_slope_mb
from shared.figures import Figure, figure

PRESS_MS = 16.0
SLOT_MS = 8.0
AMONG = 100_000
"""The longest of so many slots says more of the machine than of the window."""

START_S = 2.0
FRAMES_A_SECOND = 60.0
FLAT_MB = 5.0
MANY_ANSWERS = 10_000


def figures_of(result: WallResult, loads: Sequence[float]) -> list[Figure]:
    """loads: how many processes wanted a core, before and after."""
    found = [
        *_times("key press to next question painted", result.presses, goal_ms=PRESS_MS),
        figure("start to the first question", result.starts_s, "s", below=START_S),
        figure(
            f"memory grown over {MANY_ANSWERS} answers",
            [memory_slope_mb(result.memory_mb, MANY_ANSWERS)],
            "MB",
            below=FLAT_MB,
        ),
        figure("memory at the end", [result.memory_mb[-1][1]], "MB"),
    ]
    for what, frames in (
        ("gallery, all fetched", result.frames),
        ("gallery, while more comes", result.fetch_frames),
    ):
        found += _frames(what, frames)
    for what, held in (
        ("answering", result.answering),
        *((f"first sight of {name}", held) for name, held in result.sights.items()),
        ("turning to pages again", result.again),
        ("fetching pictures", result.fetching),
        ("scrolling", result.scrolling),
    ):
        found += _longest(what, held)
    found += _yardstick(result.yardstick)
    found.append(figure("processes that wanted a core, with these", loads, ""))
    return found


def _times(name: str, times: Sequence[Took], *, goal_ms: float) -> list[Figure]:
    walls, computing = [t.wall_ms for t in times], [t.computing_ms for t in times]
    return [
        _with_spread(figure(f"{name}, p50", [float(np.median(walls))], "ms"), walls),
        _with_spread(figure(f"{name}, p99", [_p99(walls)], "ms", below=goal_ms), walls),
        figure("  of that computing, p50", [float(np.median(computing))], "ms"),
        _with_spread(figure("  of that computing, p99", [_p99(computing)], "ms"), computing),
    ]


def _frames(name: str, frames: Sequence[Took]) -> list[Figure]:
    if not frames:
        return []
    walls, computing = [t.wall_ms for t in frames], [t.computing_ms for t in frames]
    return [
        figure(
            f"{name}: frames a second",
            [1e3 / statistics.median(walls)],
            "",
            at_least=FRAMES_A_SECOND,
        ),
        _with_spread(figure(f"{name}: a frame, p99", [_p99(walls)], "ms"), walls),
        _with_spread(figure("  of that computing, p99", [_p99(computing)], "ms"), computing),
    ]


def _longest(what: str, held: Held) -> list[Figure]:
    """By computing, since what other programs do to a loop that wants the core is not its own."""
    if not held.turns or not held.events:
        return []
    turns, slot_ms = held.turns, held.events.longest_computing_ms
    over = held.events.share_over(SLOT_MS)
    least, most, usual = (turns.wall_quantile_ms(share) - PULSE_MS for share in (0.0, 1.0, 0.999))
    return [
        figure(f"longest slot by computing, {what}", [slot_ms], "ms", below=SLOT_MS),
        figure(f"  slots over {SLOT_MS:g} ms, of {AMONG:,}", [AMONG * over], ""),
        figure("  longest turn of the event loop by computing", [turns.longest_computing_ms], "ms"),
        figure("  p99.9 of its turns by computing", [turns.computing_quantile_ms(0.999)], "ms"),
        _with_spread(figure("  p99.9 of its turns by the clock", [usual], "ms"), (least, most)),
    ]


def _yardstick(pieces: Sequence[Took]) -> list[Figure]:
    """What the machine does to pieces of computing that are all the same."""
    computing = [took.computing_ms for took in pieces]
    usual, longest = float(np.median(computing)), max(computing)
    name = "the same computing each time, for comparison"
    return [
        _with_spread(figure(f"{name}, p50", [usual], "ms"), computing),
        figure("  p99, as a multiple of that", [_p99(computing) / usual], ""),
        figure("  longest, as a multiple of that", [longest / usual], ""),
    ]


def _p99(values: Sequence[float]) -> float:
    return float(np.quantile(values, 0.99))


def _with_spread(found: Figure, values: Sequence[float]) -> Figure:
    return msgspec.structs.replace(found, spread=(min(values), max(values)))

"""The figures of `whatsit bench learn`: the goal, the legs, and how all grows."""

import os
import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from operator_gui.bench.press import PressResult, PressSettings, measure
from operator_gui.bench.trace import Trace
from shared.clock import Clock
from shared.figures import Figure, figure

GOAL_MS = 1000.0
GROWN = ((10_000, 300), (30_000, 1_000))
"""Labels and classes of the growth, after those that were asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LearnSuite:
    """What is measured. say: told of progress, a line each."""

    labels: int
    classes: int
    answers: int
    grown_answers: int
    clock: Clock
    say: Callable[[str], None]

    def measure(self) -> list[Figure]:
        """All figures. Raises WhatsitError."""
        found = self._at(self.labels, self.classes, self.answers, goal_ms=GOAL_MS)
        for labels, classes in GROWN if self.grown_answers else ():
            found += self._at(labels, classes, self.grown_answers, goal_ms=None)
        return found

    def _at(
        self, labels: int, classes: int, answers: int, *, goal_ms: float | None
    ) -> list[Figure]:
        self.say(f"{labels} labels, {classes} classes")
        settings = PressSettings(
            labels=labels,
            classes=classes,
            answers=answers,
            new_classes=answers // 5,
            during=answers // 2,
        )
        name, loads = f"{labels}/{classes}", [os.getloadavg()[0]]
        with tempfile.TemporaryDirectory(prefix="whatsit-bench-") as folder:
            result = measure(Path(folder), settings, clock=self.clock, say=self.say)
        loads.append(os.getloadavg()[0])
        return [
            *figures_of(name, result, goal_ms=goal_ms),
            figure(f"{name}: processes that wanted a core, with these", loads, ""),
        ]


def figures_of(name: str, result: PressResult, *, goal_ms: float | None) -> list[Figure]:
    """One size's figures. goal_ms: for the 95th percentile from key press to frame."""
    legs: tuple[tuple[str, Callable[[Trace], float]], ...] = (
        ("kept by the station", lambda t: t.kept_ms),
        ("learned", lambda t: t.learned_ms),
        ("  of that computing", lambda t: t.computing_ms),
        ("running on the node", lambda t: t.running_ms),
        ("first frame", lambda t: t.seen_ms),
    )
    found = [
        *_quantiles(f"{name}: key press to frame", result.presses, lambda t: t.whole_ms, goal_ms),
        *_quantiles(
            f"{name}: the same in a full training", result.during, lambda t: t.whole_ms, None
        ),
    ]
    for leg, value in legs:
        found += _quantiles(f"{name}: {leg}", result.presses, value, None)
    return [
        *found,
        figure(f"{name}: a full training", [result.full_s], "s"),
        figure(f"{name}: a head", [result.head_bytes / 1e6], "MB"),
        figure(f"{name}: memory of the station", [result.memory_mb], "MB"),
    ]


def _quantiles(
    name: str,
    traces: Sequence[Trace],
    value: Callable[[Trace], float],
    goal_ms: float | None,
) -> list[Figure]:
    """The median and the 95th percentile, of which the second has the goal."""
    if len(traces) < 2:
        return []
    values = sorted(value(trace) for trace in traces)
    p95 = statistics.quantiles(values, n=20, method="inclusive")[-1]
    spread = (values[0], values[-1])
    return [
        msgspec.structs.replace(
            figure(f"{name}, p50", [statistics.median(values)], "ms"), spread=spread
        ),
        figure(f"{name}, p95", [p95], "ms", below=goal_ms),
    ]

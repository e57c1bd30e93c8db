"""What a benchmark found: figures with their goals, as a table for people and JSON for machines."""

import os
import platform
import statistics
from collections.abc import Sequence
from pathlib import Path

import msgspec

from shared.errors import StorageError


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One measured figure.

    spread: the lowest and the highest of what `value` is the median of, or two percentiles.
    goal: in words, "" for none. met: whether `value` is within the goal; None where there is none.
    """

    name: str
    value: float
    unit: str
    goal: str = ""
    met: bool | None = None
    spread: tuple[float, float] | None = None


class BenchReport(msgspec.Struct, frozen=True, kw_only=True):
    """All figures of one run, and what they were measured on."""

    figures: tuple[Figure, ...]
    machine: dict[str, str]


def figure(
    name: str,
    values: Sequence[float],
    unit: str,
    *,
    at_least: float | None = None,
    below: float | None = None,
) -> Figure:
    """The median of `values`, with the goal that it should reach or stay below."""
    value = statistics.median(values)
    goal, met = "", None
    if at_least is not None:
        goal, met = f"at least {at_least:g}", value >= at_least
    if below is not None:
        goal, met = f"below {below:g}", value < below
    spread = (min(values), max(values)) if len(values) > 1 else None
    return Figure(name=name, value=value, unit=unit, goal=goal, met=met, spread=spread)


def quantiles(
    name: str, values: Sequence[float], unit: str, *, below: float | None = None
) -> Figure:
    """The same of very many values, with the fifth to the ninety-fifth percentile as spread."""
    cuts = statistics.quantiles(values, n=20)
    found = figure(name, values, unit, below=below)
    return msgspec.structs.replace(found, spread=(cuts[0], cuts[-1]))


def machine() -> dict[str, str]:
    """What runs the benchmark, as far as it matters to read the figures."""
    return {
        "processor": _processor(),
        "cores": str(len(os.sched_getaffinity(0))),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def table(figures: Sequence[Figure]) -> str:
    """The figures in columns, a line each. A goal that is not met is said so, in words."""
    rows = [("figure", "value", "spread", "goal", "")]
    rows += [
        (
            item.name,
            f"{item.value:.4g} {item.unit}".strip(),
            f"{item.spread[0]:.4g} to {item.spread[1]:.4g}" if item.spread else "",
            item.goal,
            {True: "met", False: "NOT MET", None: ""}[item.met],
        )
        for item in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(f"{cell:<{w}}" for cell, w in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in lines)


def write_figures(figures: Sequence[Figure], path: Path) -> None:
    """The figures and the machine as JSON. Raises StorageError."""
    report = BenchReport(figures=tuple(figures), machine=machine())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(msgspec.json.format(msgspec.json.encode(report)) + b"\n")
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror}") from error


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()

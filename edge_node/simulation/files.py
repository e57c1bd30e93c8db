"""A simulation's results as files: report.json, curves.csv, seeds.csv, and a plot."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from edge_node.simulation.experiment import Experiment
from edge_node.simulation.report import SimulationReport
from shared.errors import StorageError, UsageError

REPORT, CURVES, SEEDS = "report.json", "curves.csv", "seeds.csv"


def check_folder(folder: Path) -> None:
    """Makes the folder. Raises UsageError before any work is done if that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"cannot write to {folder}: {error.strerror}; name another folder"
        ) from error


def write_files(folder: Path, report: SimulationReport, experiment: Experiment) -> tuple[Path, ...]:
    """Writes everything but the plot, and says which files. Raises StorageError."""
    paths = tuple(folder / name for name in (REPORT, CURVES, SEEDS))
    try:
        paths[0].write_bytes(msgspec.json.format(msgspec.json.encode(report)) + b"\n")
        _write_table(paths[1], _curve_rows(report))
        _write_table(paths[2], _seed_rows(experiment))
    except OSError as error:
        raise StorageError(f"cannot write to {folder}: {error.strerror}") from error
    return paths


def _write_table(path: Path, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def _curve_rows(report: SimulationReport) -> Iterable[Sequence[object]]:
    ends = ("", "_low", "_high")
    measured = [f"{name}{end}" for name in ("accuracy", "balanced") for end in ends]
    yield ["strategy", "batch", "wrong", "seeds", "labels", *measured]
    for curve in report.curves:
        for point in curve.points:
            right, even = point.accuracy, point.balanced
            yield [
                *(curve.strategy, curve.batch, curve.wrong, report.seeds, point.labels),
                *(right.value, right.low, right.high, even.value, even.low, even.high),
            ]


def _seed_rows(experiment: Experiment) -> Iterable[Sequence[object]]:
    yield ["strategy", "batch", "wrong", "seed", "labels", "accuracy", "balanced", "choose_s"]
    for (strategy, variant), trials in experiment.results.items():
        for seed, trial in enumerate(trials):
            for point in trial:
                yield [
                    *(strategy, variant.batch, variant.wrong, seed, point.labels),
                    *(point.score.accuracy, point.score.balanced, f"{point.choose_s:.6f}"),
                ]

"""Compares whatsit's strategies with those of modAL and scikit-activeml.

Run `python -m tests.bench.strategies [--part curves|cost] [--json FILE]` from the root of the
repository, with the extra `bench` installed. Digits come with scikit-learn; photos are read from
`$WHATSIT_DATA` (default `../shared/data`), and left out with one line where they are missing.
Embeddings are kept in the temporary folder. Nothing is asserted.
"""

import argparse
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from rich.progress import Progress

from shared.errors import WhatsitError
from shared.figures import Figure, figure, table, write_figures
from tests.bench.strategies import cost
from tests.bench.strategies.curves import area, curve, points
from tests.bench.strategies.ground import ERR, grounds
from tests.bench.strategies.peers import Chooser, ours, peers

T = TypeVar("T")

DEFAULT = next(iter(ours()))
GOAL_S = 5.0
GOAL_MB = 2048.0


def measure_curves(options: argparse.Namespace) -> list[Figure]:
    """The area under the curve of every strategy on every data set."""
    choosers: dict[str, Chooser] = _kept(ours(), options.only)
    others: dict[str, Chooser] = {}
    if not options.alone:
        others = _kept({name: choose for name, (_, choose) in peers().items()}, options.only)
    figures: list[Figure] = []
    for ground in grounds(options.data.split(",")):
        areas: dict[str, list[float]] = {}
        with Progress(console=ERR) as progress:
            total = points(ground, options.batch) * options.seeds * len({**choosers, **others})
            task = progress.add_task(ground.name, total=total)
            for name, choose in {**choosers, **others}.items():
                progress.update(task, description=f"{ground.name}: {name}")
                for seed in range(options.seeds):
                    heights = curve(
                        ground,
                        choose,
                        seed=seed,
                        batch=options.batch,
                        step=lambda progress=progress, task=task: progress.advance(task),
                    )
                    areas.setdefault(name, []).append(area(heights))
        best = max((statistics.median(areas[name]) for name in others), default=None)
        for name, values in sorted(areas.items(), key=lambda it: -statistics.median(it[1])):
            goal = best if name == DEFAULT else None
            figures.append(figure(f"{ground.name}: {name}, area", values, "", at_least=goal))
    return figures


def measure_cost(options: argparse.Namespace) -> list[Figure]:
    """Seconds and memory of one choice, and our seconds over those of the fastest peer."""
    matches = {} if options.alone else {name: mine for name, (mine, _) in peers().items()}
    names = list(_kept({name: name for name in (*ours(), *matches)}, options.only))
    figures: list[Figure] = []
    for rows in (int(size) for size in options.sizes.split(",")):
        times: dict[str, float] = {}
        for name in names:
            ERR.print(f"{rows:,} rows: {name}", highlight=False)
            found = cost.measure(name, rows, limit_s=options.limit_s)
            if isinstance(found, str):
                ERR.print(f"  {name}: {found}", highlight=False)
                continue
            times[name] = statistics.median(found.seconds)
            own, label = name in ours(), f"{rows:,} rows: {name}"
            limits = (GOAL_S, GOAL_MB) if own else (None, None)
            figures.append(figure(f"{label}, a choice", found.seconds, "s", below=limits[0]))
            figures.append(figure(f"{label}, peak", [found.peak_mb], "MB", below=limits[1]))
        for mine in ours():
            rivals = [
                times[name] for name, match in matches.items() if match == mine and name in times
            ]
            if mine in times and rivals:
                ratio = times[mine] / min(rivals)
                title = f"{rows:,} rows: {mine} over the fastest peer"
                figures.append(figure(title, [ratio], "times", below=1.0))
    return figures


def _kept(choosers: dict[str, T], only: str) -> dict[str, T]:
    if not only:
        return choosers
    return {name: it for name, it in choosers.items() if name in only.split(",")}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="whatsit's strategies against those of others")
    parser.add_argument("--part", choices=("curves", "cost", "both"), default="both")
    parser.add_argument("--data", default="digits,cards,clothing", help="separated by commas")
    parser.add_argument("--only", default="", help="names of strategies, separated by commas")
    parser.add_argument("--alone", action="store_true", help="leave the strategies of others out")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--batch", type=int, default=20)
    parser.add_argument("--sizes", default="1000,10000,100000", help="rows of the pool")
    parser.add_argument("--limit-s", type=float, default=120.0, help="for each of the cost's runs")
    parser.add_argument("--json", type=Path, default=None)
    options = parser.parse_args(arguments)
    try:
        figures = measure_curves(options) if options.part != "cost" else []
        figures += measure_cost(options) if options.part != "curves" else []
        if options.json is not None:
            write_figures(figures, options.json)
    except WhatsitError as error:
        ERR.print(f"whatsit: {error}", highlight=False)
        return error.exit_code
    print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

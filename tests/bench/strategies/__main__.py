"""Compares whatsit's strategies with those of modAL and scikit-activeml.

Run `python -m tests.bench.strategies [--part curves|cost] [--json FILE]` from the root of the
repository, with the extra `bench` installed. Digits come with scikit-learn; photos are read from
`$WHATSIT_DATA` (default `../shared/data`), and left out with one line where they are missing.
Embeddings are kept in the temporary folder. Nothing is asserted.
"""

import argparse
import statistics
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from shared.errors import WhatsitError
from shared.figures import Figure, figure, quantiles, table, write_figures
from tests.bench.strategies import cost
from tests.bench.strategies.curves import area, curve
from tests.bench.strategies.ground import ERR, grounds
from tests.bench.strategies.peers import Chooser, ours, peers

T = TypeVar("T")

DEFAULT = next(iter(ours()))
GOAL_S = 5.0
GOAL_MB = 2048.0


def measure_curves(options: argparse.Namespace) -> Iterator[Figure]:
    """The area under the curve of every strategy on every data set."""
    others: dict[str, Chooser] = {}
    if not options.alone:
        others = _kept({name: choose for name, (_, choose) in peers().items()}, options.only)
    choosers = {**others, **_kept(ours(), options.only)}
    for ground in grounds(options.data.split(",")):
        best: float | None = None
        for name, choose in choosers.items():
            values = [
                area(curve(ground, choose, seed=seed, batch=options.batch))
                for seed in range(options.seeds)
            ]
            if name in others:
                best = max(best or 0.0, statistics.median(values))
            goal = best if name == DEFAULT else None
            yield figure(f"{ground.name}: {name}, area", values, "", at_least=goal)


def measure_cost(options: argparse.Namespace) -> Iterator[Figure]:
    """Seconds and memory of one choice, and by turns our seconds over the fastest peer's."""
    matches = {} if options.alone else {name: mine for name, (mine, _) in peers().items()}
    names = list(_kept({name: name for name in (*ours(), *matches)}, options.only))
    for rows in (int(size) for size in options.sizes.split(",")):
        times: dict[str, float] = {}
        for name in names:
            found = cost.measure(name, rows, limit_s=options.limit_s)
            label = f"{rows:,} rows: {name}"
            if isinstance(found, str):
                ERR.print(f"{label}: {found}", highlight=False)
                continue
            times[name] = statistics.median(found.seconds)
            limits = (GOAL_S, GOAL_MB) if name in ours() else (None, None)
            yield figure(f"{label}, a choice", found.seconds, "s", below=limits[0])
            yield figure(f"{label}, peak", [found.peak_mb], "MB", below=limits[1])
        for mine in ours():
            same = [name for name, match in matches.items() if match == mine]
            rivals = [name for name in same if name in times]
            if mine not in times or not rivals:
                continue
            fastest = min(rivals, key=times.__getitem__)
            label = f"{rows:,} rows: {mine} over {fastest}"
            turns = cost.ratios(mine, fastest, rows, limit_s=options.limit_s)
            if isinstance(turns, str):
                ERR.print(f"{label}: {turns}", highlight=False)
                continue
            told = quantiles if len(turns) >= 20 else figure
            yield told(label, turns, "times", below=1.0)


def measured(options: argparse.Namespace) -> list[Figure]:
    """All that was asked for, each told when it is there; what there is when interrupted."""
    figures: list[Figure] = []
    try:
        for part, measure in (("curves", measure_curves), ("cost", measure_cost)):
            for found in measure(options) if options.part in (part, "both") else ():
                figures.append(found)
                ERR.print(f"{found.name}: {found.value:.4g} {found.unit}", highlight=False)
    except KeyboardInterrupt:
        ERR.print("interrupted: this is what was measured until then")
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
        figures = measured(options)
        if options.json is not None:
            write_figures(figures, options.json)
    except WhatsitError as error:
        ERR.print(f"whatsit: {error}", highlight=False)
        return error.exit_code
    print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A simulation's results for people: what it was tried on, and a table a variant."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from edge_node.plain_text import plain
from edge_node.simulation.curve import Mean
from edge_node.simulation.report import (
    BASELINE,
    BUDGET_SHARES,
    DataSummary,
    Reached,
    SimulationReport,
    StrategyCurve,
)

LISTED = 5
"""So many of the pictures that cannot be read are named; all of them are in the report."""

BREAKS_LISTED = 4


def data_lines(data: DataSummary) -> tuple[str, ...]:
    """What the data is, and what was left out of it."""
    views = "" if data.views == data.objects else f" in {data.views} views"
    lines = [
        f"{plain(data.title)}: {data.objects} objects{views} of {len(data.classes)} classes; "
        f"{data.pool} to ask about, {data.test} to test on"
    ]
    if data.copies:
        lines.append(
            f"{data.copies} pictures are the same as another, to the byte: none of those is "
            "tested on"
        )
    single = [name for name, count in data.classes.items() if count == 1]
    if single:
        named = ", ".join(plain(name, 40) for name in single[:LISTED])
        more = ", …" if len(single) > LISTED else ""
        lines.append(f"{len(single)} classes with a single object: {named}{more}")
    if data.unusable:
        lines.append(f"{len(data.unusable)} pictures cannot be used and are left out:")
        lines += [f"  {plain(line)}" for line in data.unusable[:LISTED]]
        if len(data.unusable) > LISTED:
            lines.append(f"  and {len(data.unusable) - LISTED} more, all in report.json")
    return tuple(lines)


def print_report(report: SimulationReport, out: Console) -> None:
    """A table for each variant, a line a strategy."""
    for variant in dict.fromkeys(curve.variant for curve in report.curves):
        table = Table(box=None, pad_edge=False)
        table.add_column("strategy", no_wrap=True)
        for title in (f"with {report.budget}", "area", f"over {BASELINE}"):
            table.add_column(title, justify="right", no_wrap=True)
        for share in BUDGET_SHARES:
            table.add_column(f"to {share * report.budget:.0f}", justify="right", no_wrap=True)
        table.add_column("ms each", justify="right")
        table.add_column(f"below {BASELINE} at")
        for curve in report.curves:
            if curve.variant == variant:
                table.add_row(*_cells(curve))
        out.print()
        out.print(
            Text(f"{variant.batch} at a time, {variant.wrong:.0%} of the answers wrong", "bold")
        )
        out.print(table)
    out.print(_legend(report), style="dim", markup=False)


def _legend(report: SimulationReport) -> str:
    seeds = "one seed" if report.seeds == 1 else f"{report.seeds} seeds, 95 % intervals"
    return (
        f"\nAccuracy, {seeds}. area: its mean from {report.start} to {report.budget} labels. "
        f"to N: labels that are as good as N of {BASELINE}'s.\n"
        f"ms each: to choose a question. below {BASELINE} at: labels at which {BASELINE} is "
        "better by more than the interval."
    )


def _cells(curve: StrategyCurve) -> list[Text]:
    gain = "" if curve.strategy == BASELINE else _with_interval(curve.area_gain, signed=True)
    cells = [
        curve.strategy,
        _with_interval(curve.points[-1].accuracy),
        _with_interval(curve.area),
        gain,
        *(_reached(goal) for goal in curve.reached),
        f"{curve.choose_ms:.2f}",
        _breaks(curve.worse_at),
    ]
    return [Text(cell) for cell in cells]


def _with_interval(mean: Mean, *, signed: bool = False) -> str:
    value = f"{mean.value:+.3f}" if signed else f"{mean.value:.3f}"
    return value if mean.high is None else f"{value} ± {mean.high - mean.value:.3f}"


def _reached(goal: Reached) -> str:
    if goal.labels is None or goal.share is None:
        return "never"
    return f"{goal.labels:.0f} ({goal.share:.0%})"


def _breaks(labels: tuple[int, ...]) -> str:
    more = ", …" if len(labels) > BREAKS_LISTED else ""
    return ", ".join(map(str, labels[:BREAKS_LISTED])) + more

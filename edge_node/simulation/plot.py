"""The curves as a picture, a panel for each variant. Needs matplotlib, which is optional."""

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from edge_node.simulation.report import BASELINE, SimulationReport, StrategyCurve
from shared.errors import StorageError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INSTALL = "no plot: it needs matplotlib, pip install 'whatsit[simulate]'"

PANELS_A_ROW = 3

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f6a00")
"""Those of Okabe & Ito, "Color universal design" (2008), which most people can tell apart."""

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">")
"""So that no curve is known by its colour alone."""

BASELINE_COLOUR = "#666666"


def can_plot() -> bool:
    """Whether matplotlib is installed."""
    return importlib.util.find_spec("matplotlib") is not None


def write_plots(report: SimulationReport, folder: Path) -> tuple[Path, ...]:
    """curves.svg and curves.png: mean accuracy by labels, with the interval as a band.

    Raises StorageError if they cannot be written.
    """
    from matplotlib.figure import Figure

    variants = list(dict.fromkeys(curve.variant for curve in report.curves))
    columns = min(PANELS_A_ROW, len(variants))
    rows = -(-len(variants) // columns)
    figure = Figure(figsize=(1.5 + 4.7 * columns, 0.8 + 3.7 * rows), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True).ravel()
    for panel, variant in zip(panels, variants, strict=False):
        curves = [curve for curve in report.curves if curve.variant == variant]
        _draw(panel, curves)
        panel.set_title(f"{variant.batch} at a time, {variant.wrong:.0%} wrong", fontsize=9)
    for spare in panels[len(variants) :]:
        spare.remove()
    panels[0].legend(loc="lower right", fontsize=8, frameon=False)
    figure.supxlabel("labels")
    figure.supylabel("accuracy")
    figure.suptitle(
        f"{_drawable(report.data.title)}: {report.data.pool} objects, {len(report.data.classes)}"
        f" classes; mean and 95 % interval of {report.seeds} seeds",
        fontsize=10,
    )
    paths = folder / "curves.svg", folder / "curves.png"
    try:
        for path in paths:
            figure.savefig(path, dpi=150)
    except OSError as error:
        raise StorageError(f"cannot write to {folder}: {error.strerror}") from error
    return paths


def _drawable(title: str) -> str:
    """Without what the plot's font may lack, and without what starts a formula in it."""
    return "".join(c if c.isascii() and c != "$" else "?" for c in title)


def _draw(panel: "Axes", curves: Sequence[StrategyCurve]) -> None:
    number = 0
    for curve in curves:
        is_baseline = curve.strategy == BASELINE
        colour = BASELINE_COLOUR if is_baseline else COLOURS[number % len(COLOURS)]
        labels = np.array([point.labels for point in curve.points])
        heights = np.array([point.accuracy.value for point in curve.points])
        panel.plot(
            labels,
            heights,
            color=colour,
            label=curve.strategy,
            linewidth=1.4,
            linestyle="--" if is_baseline else "-",
            marker=None if is_baseline else MARKERS[number % len(MARKERS)],
            markersize=4,
            markevery=max(1, labels.size // 8),
        )
        bands = [(p.accuracy.low, p.accuracy.high) for p in curve.points]
        if None not in bands[0]:
            low, high = np.array(bands, np.float64).T
            panel.fill_between(labels, low, high, color=colour, alpha=0.15, linewidth=0)
        number += not is_baseline
    panel.grid(alpha=0.25)
    panel.spines[["top", "right"]].set_visible(False)

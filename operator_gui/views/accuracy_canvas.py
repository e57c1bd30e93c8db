"""How good each version was, over the labels that it learned from, or what people did for them."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtWidgets import QSizePolicy, QWidget

from operator_gui.texts import counted, number, tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.curve import CurvePoint
from operator_gui.viewmodels.learning import version_state
from operator_gui.viewmodels.words import with_interval
from operator_gui.views.parts import column
from operator_gui.views.plain_plot import PlainPlot

_ROOM_FOR_NAME = 15
_ROOM_OVER = 90
_WIDE_NAME = 0.15
"""Of the width of the plot: what a version's name takes."""

_SYMBOLS = {"active": "o", "refused": "x"}


class AccuracyCanvas(QWidget):
    """A line of points with their 95 % interval as a band; the active version is filled. What is
    hardly more than its interval is a small diamond. Empty until `show_points` is called."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._points: tuple[CurvePoint, ...] | None = None
        self._over = ""
        self._plot = PlainPlot()
        self._plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        column(self).addWidget(self._plot)
        self.setMinimumHeight(120)
        theme.changed.connect(self._draw_again)

    def show_points(self, points: tuple[CurvePoint, ...], over: str) -> None:
        """over: in words, what they are over."""
        if (points, over) != (self._points, self._over):
            self._points, self._over = points, over
            self._draw(points)

    def _draw_again(self) -> None:
        if self._points is not None:
            self._draw(self._points)

    def _draw(self, points: tuple[CurvePoint, ...]) -> None:
        tokens = self._theme.tokens
        plot, box = self._plot, self._plot.box
        box.clear()
        self.setAccessibleName(tr("Accuracy over {over}").format(over=self._over))
        plot.setBackground(tokens.card)
        for axis, text in ((plot.left, tr("accuracy, %")), (plot.bottom, self._over)):
            axis.setPen(pg.mkPen(tokens.line))
            axis.setTextPen(pg.mkPen(tokens.muted))
            axis.setLabel(text, color=tokens.muted)
        if not points:
            self.setAccessibleDescription(tr("No version has been measured yet"))
            box.setRange(xRange=(0, 100), yRange=(0, 100), padding=0)
            return
        self._draw_curve(points)
        last = points[-1]
        self.setAccessibleDescription(
            counted(
                "%n version; v{version} is right {share} of the time after {amount} {over}",
                "%n versions; v{version} is right {share} of the time after {amount} {over}",
                len(points),
            ).format(
                version=last.version,
                share=with_interval(last.accuracy, last.low, last.high),
                amount=number(last.at),
                over=self._over,
            )
        )

    def _draw_curve(self, points: tuple[CurvePoint, ...]) -> None:
        tokens, box = self._theme.tokens, self._plot.box
        x = np.array([p.at for p in points], float)
        y, low, high = (
            100 * np.array([getattr(p, name) for p in points], float)
            for name in ("accuracy", "low", "high")
        )
        kept = np.array([p.state != "refused" for p in points])
        band = self._theme.colour("accent")
        band.setAlpha(46)
        edge = pg.mkPen(None)
        upper = pg.PlotDataItem(x[kept], high[kept], pen=edge)
        lower = pg.PlotDataItem(x[kept], low[kept], pen=edge)
        for item in (upper, lower, pg.FillBetweenItem(upper, lower, brush=pg.mkBrush(band))):
            box.addItem(item)
        bar = pg.mkPen(tokens.accent, width=1)
        alone = (kept.sum() < 2) | np.array([p.is_vague for p in points])
        for at in np.flatnonzero(~kept | alone):  # what the band does not cover
            box.addItem(pg.PlotDataItem([x[at], x[at]], [low[at], high[at]], pen=bar))
        box.addItem(pg.PlotDataItem(x[kept], y[kept], pen=pg.mkPen(tokens.accent, width=2)))
        for point in points:
            filled = point.state == "active"
            refused = point.state == "refused"
            spot = pg.ScatterPlotItem(
                [point.at],
                [100 * point.accuracy],
                symbol="d" if point.is_vague else _SYMBOLS.get(point.state, "o"),
                size=11 if filled and not point.is_vague else 9,
                pen=pg.mkPen(tokens.bad if refused else tokens.accent, width=2),
                brush=pg.mkBrush(tokens.accent if filled else tokens.card),
            )
            box.addItem(spot)
        margin = max(1.0, 0.04 * float(x.max() - x.min()))
        floor = max(-4.0, 10 * np.floor(low.min() / 10) - 5)
        named = [
            point for point in points if point.state in ("active", "refused") or point is points[-1]
        ]
        if any(100 * p.high > _ROOM_OVER and 100 * p.low - floor <= _ROOM_FOR_NAME for p in named):
            floor -= _ROOM_FOR_NAME
        for point in apart(named, float(x.max() - x.min()) + 2 * margin):
            self._name(point, floor, points[-1].at)
        box.setRange(xRange=(x.min() - margin, x.max() + margin), yRange=(floor, 104), padding=0)

    def _name(self, point: CurvePoint, floor: float, end: float) -> None:
        """Writes the version under its interval, or over it where there is no room under it."""
        active, refused = point.state == "active", point.state == "refused"
        text = f"v{point.version}"
        if active or refused:
            text += " " + version_state("active" if active else "refused")
        tokens = self._theme.tokens
        at_edge = point.at >= 0.9 * end
        under = 100 * point.low - floor > _ROOM_FOR_NAME
        anchor = (1.0 if at_edge else 0.5, 0.0 if under else 1.0)
        named = pg.TextItem(text, color=tokens.text if active else tokens.muted, anchor=anchor)
        named.setPos(point.at, 100 * (point.low if under else point.high))
        self._plot.box.addItem(named)


def apart(named: Sequence[CurvePoint], span: float) -> list[CurvePoint]:
    """Those whose names have room beside each other: the active one, then the latest.

    span: of the axis.
    """
    kept: list[CurvePoint] = []
    for point in sorted(named, key=lambda one: (one.state != "active", -one.version)):
        if all(abs(point.at - other.at) > _WIDE_NAME * span for other in kept):
            kept.append(point)
    return kept

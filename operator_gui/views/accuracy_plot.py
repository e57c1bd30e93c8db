"""How good each version was, over the labels that it learned from, or what people did for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QToolTip, QWidget

from operator_gui.texts import counted, number, tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.curve import CurvePoint
from operator_gui.viewmodels.curve_axes import Scale, across, marks_up, percent_up
from operator_gui.viewmodels.curve_names import Place, Spot, named, place_names, thinned
from operator_gui.viewmodels.learning import version_state
from operator_gui.viewmodels.words import with_interval
from operator_gui.views.parts import sized

_LETTERS_PX = 12
_GAP_PX = 6
_PAD_PX = 10
"""Between the axes and the outermost points: a point is drawn whole."""

_HIT_PX = 12
_BAND_ALPHA = 46
"""Of 255."""

_RING_PX = 11
_LEAST_PX = QSize(200, 150)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class _Axes:
    """Where the points lie in the widget, and what is written how."""

    area: QRectF
    font: QFont
    metrics: QFontMetricsF
    x: Scale
    y: Scale

    def x_px(self, value: float) -> float:
        return self.area.left() + self.x.share(value) * self.area.width()

    def y_px(self, percent: float) -> float:
        return self.area.bottom() - self.y.share(percent) * self.area.height()

    def spots(self, points: Sequence[CurvePoint]) -> list[Spot]:
        left, bottom = self.area.left(), self.area.bottom()
        across_px = self.area.width() / (self.x.high - self.x.low)
        up_px = 100 * self.area.height() / (self.y.high - self.y.low)
        floor = self.y.low / 100
        return [
            Spot(
                point,
                x_px=left + across_px * (point.at - self.x.low),
                y_px=bottom - up_px * (point.accuracy - floor),
                top_px=bottom - up_px * (point.high - floor),
                bottom_px=bottom - up_px * (point.low - floor),
            )
            for point in points
        ]


class AccuracyPlot(QWidget):
    """A line of points with their 95 % interval as a band; the active version is filled, what was
    refused is a cross, and what is hardly more than its interval a small diamond.

    `chosen` carries the version of a point that was clicked.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._points: tuple[CurvePoint, ...] = ()
        self._over = ""
        self.setMinimumSize(_LEAST_PX)
        theme.changed.connect(self.update)

    @property
    def points(self) -> tuple[CurvePoint, ...]:
        return self._points

    def show_points(self, points: tuple[CurvePoint, ...], over: str) -> None:
        """points: in the order of what they are over. over: that, in words."""
        if (points, over) == (self._points, self._over):
            return
        self._points, self._over = points, over
        self.setAccessibleName(tr("Accuracy over {over}").format(over=over))
        self.setAccessibleDescription(self._said())
        self.update()

    def _said(self) -> str:
        if not self._points:
            return tr("No version has been measured yet")
        last = self._points[-1]
        return counted(
            "%n version; v{version} is right {share} of the time after {amount} {over}",
            "%n versions; v{version} is right {share} of the time after {amount} {over}",
            len(self._points),
        ).format(
            version=last.version,
            share=with_interval(last.accuracy, last.low, last.high),
            amount=number(last.at),
            over=self._over,
        )

    def point_at(self, place: QPointF) -> CurvePoint | None:
        """The point there, if there is one."""
        spots = self._axes().spots(self._points)
        near = min(spots, key=lambda spot: _apart_px(spot, place), default=None)
        return near.point if near is not None and _apart_px(near, place) <= _HIT_PX else None

    def told_at(self, place: QPointF) -> str:
        """What the point there says, "" where there is none."""
        point = self.point_at(place)
        if point is None:
            return ""
        return tr("v{version} {state}: {share} after {amount} {over}").format(
            version=point.version,
            state=version_state(point.state),
            share=with_interval(point.accuracy, point.low, point.high),
            amount=number(point.at),
            over=self._over,
        )

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.told_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        point = self.point_at(event.position())
        if point is not None:
            self.chosen.emit(point.version)

    # ------------------------------------------------------------------ drawing

    def _axes(self) -> _Axes:
        x, y = across(self._points), percent_up(self._points)
        font = sized(self.font(), _LETTERS_PX)
        metrics = QFontMetricsF(font)
        line = metrics.height()
        widest = max(metrics.horizontalAdvance(number(mark)) for mark in marks_up(y))
        left = line + _GAP_PX + widest + _GAP_PX + _PAD_PX
        right = max(_PAD_PX, metrics.horizontalAdvance(number(x.high)) / 2)
        whole = QRectF(self.rect())
        area = whole.adjusted(left, _PAD_PX, -right, -2 * line - 2 * _GAP_PX)
        return _Axes(area, font, metrics, x, y)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        axes = self._axes()
        painter.setFont(axes.font)
        self._draw_axes(painter, axes)
        if self._points:
            spots = axes.spots(self._points)
            self._draw_intervals(painter, spots)
            seen = thinned(spots)
            self._draw_spots(painter, seen)
            self._draw_names(painter, axes, seen)
        painter.end()

    def _draw_axes(self, painter: QPainter, axes: _Axes) -> None:
        metrics, line = axes.metrics, axes.metrics.height()
        ground = axes.area.adjusted(-_PAD_PX, -_PAD_PX, _PAD_PX, 0)
        widest = max(metrics.horizontalAdvance(number(end)) for end in (axes.x.low, axes.x.high))
        most = max(1, int(axes.area.width() / (3 * widest)))
        marks = axes.x.marks(most, least_step=1.0)  # nobody gives half an answer
        ups = [axes.y_px(mark) for mark in marks_up(axes.y)]
        acrosses = [axes.x_px(mark) for mark in marks]
        left, right, bottom = ground.left(), ground.right(), ground.bottom()
        painter.setPen(QPen(self._theme.colour("line"), 1.0))
        painter.drawLines([QLineF(left, up, right, up) for up in ups])
        painter.drawLines([QLineF(x, bottom, x, bottom + _GAP_PX / 2) for x in acrosses])
        painter.setPen(self._theme.colour("muted"))
        for mark, up in zip(marks_up(axes.y), ups, strict=True):
            beside = QRectF(0, up - line / 2, left - _GAP_PX, line)
            painter.drawText(beside, _RIGHT, number(mark))
        for mark, x in zip(marks, acrosses, strict=True):
            under = QRectF(x - 2 * widest, bottom + _GAP_PX, 4 * widest, line)
            painter.drawText(under, _CENTRE, number(mark))
        painter.drawText(
            QRectF(left, self.height() - line, right - left, line), _CENTRE, self._over
        )
        painter.save()
        painter.rotate(-90)
        painter.drawText(QRectF(-bottom, 0, ground.height(), line), _CENTRE, tr("accuracy, %"))
        painter.restore()

    def _draw_intervals(self, painter: QPainter, spots: Sequence[Spot]) -> None:
        """A band of the versions that were kept; what it does not cover has a bar of its own."""
        accent = self._theme.colour("accent")
        kept = [spot for spot in spots if spot.point.state != "refused"]
        upper = [QPointF(spot.x_px, spot.top_px) for spot in kept]
        lower = [QPointF(spot.x_px, spot.bottom_px) for spot in reversed(kept)]
        band = QColor(accent)
        band.setAlpha(_BAND_ALPHA)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(band)
        painter.drawPolygon(QPolygonF(upper + lower))
        alone = [
            QLineF(spot.x_px, spot.top_px, spot.x_px, spot.bottom_px)
            for spot in spots
            if spot.point.state == "refused" or spot.point.is_vague or len(kept) < 2
        ]
        painter.setPen(QPen(accent, 1.0))
        painter.drawLines(alone)
        painter.setPen(QPen(accent, 2.0))
        painter.drawPolyline([QPointF(spot.x_px, spot.y_px) for spot in kept])

    def _draw_spots(self, painter: QPainter, spots: Sequence[Spot]) -> None:
        """All of a kind at once: there may be a hundred."""
        accent, card = self._theme.colour("accent"), self._theme.colour("card")
        rings: list[QPointF] = []
        filled: list[QPointF] = []
        crosses: list[QLineF] = []
        diamonds: list[QPolygonF] = []
        for spot in spots:
            x, y = spot.x_px, spot.y_px
            if spot.point.is_vague:
                ends = ((0, -5), (5, 0), (0, 5), (-5, 0))
                diamonds.append(QPolygonF([QPointF(x + right, y + down) for right, down in ends]))
            elif spot.point.state == "refused":
                crosses += [QLineF(x - 4, y - 4, x + 4, y + 4), QLineF(x - 4, y + 4, x + 4, y - 4)]
            else:
                (filled if spot.point.state == "active" else rings).append(QPointF(x, y))
        for places, colour, width_px in (
            (rings, accent, _RING_PX),
            (rings, card, _RING_PX - 4),
            (filled, accent, _RING_PX + 2),
        ):
            painter.setPen(QPen(colour, width_px, c=Qt.PenCapStyle.RoundCap))
            painter.drawPoints(places)
        painter.setPen(QPen(self._theme.colour("bad"), 2.0))
        painter.drawLines(crosses)
        painter.setPen(QPen(accent, 2.0))
        painter.setBrush(card)
        for diamond in diamonds:
            painter.drawConvexPolygon(diamond)

    def _draw_names(self, painter: QPainter, axes: _Axes, spots: Sequence[Spot]) -> None:
        area = axes.area.adjusted(-_PAD_PX, -_PAD_PX, _PAD_PX, 0)
        for spot, text, place in place_names(
            spots,
            [(spot, _name(spot.point)) for spot in named(spots)],
            room=Place(area.left(), area.top(), area.width(), area.height()),
            width_px=axes.metrics.horizontalAdvance,
            height_px=axes.metrics.height(),
        ):
            active = spot.point.state == "active"
            painter.setPen(self._theme.colour("text" if active else "muted"))
            where = QRectF(place.left_px, place.top_px, place.width_px + 1, place.height_px)
            painter.drawText(where, _CENTRE, text)


def _name(point: CurvePoint) -> str:
    if point.state in ("active", "refused"):
        return f"v{point.version} {version_state(point.state)}"
    return f"v{point.version}"


def _apart_px(spot: Spot, place: QPointF) -> float:
    return max(abs(spot.x_px - place.x()), abs(spot.y_px - place.y()))

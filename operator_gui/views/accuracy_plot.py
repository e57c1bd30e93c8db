"""The place of the accuracy plot, which is drawn once somebody looks at it."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.curve import CurvePoint
from operator_gui.views.parts import column

if TYPE_CHECKING:
    from operator_gui.views.accuracy_canvas import AccuracyCanvas


class AccuracyPlot(QWidget):
    """Takes the points from the start. The plotting library takes a quarter of the app's time to
    start, and is read when the page is shown first."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._points: tuple[CurvePoint, ...] = ()
        self._over = ""
        self._canvas: AccuracyCanvas | None = None
        self._place = column(self)
        self.setMinimumHeight(150)

    @property
    def points(self) -> tuple[CurvePoint, ...]:
        return self._points

    def show_points(self, points: tuple[CurvePoint, ...], over: str) -> None:
        """over: in words, what they are over."""
        self._points, self._over = points, over
        if self._canvas is not None:
            self._canvas.show_points(points, over)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if self._canvas is None:
            from operator_gui.views.accuracy_canvas import AccuracyCanvas

            self._canvas = AccuracyCanvas(self._theme)
            self._place.addWidget(self._canvas)
            self._canvas.show_points(self._points, self._over)

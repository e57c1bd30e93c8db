"""The place of the accuracy plot, which is drawn once somebody looks at it."""

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.curve import CurvePoint
from operator_gui.views.parts import column
from shared.owned_thread import OwnedThread

if TYPE_CHECKING:
    from operator_gui.views.accuracy_canvas import AccuracyCanvas

CANVAS = "operator_gui.views.accuracy_canvas"
_JOIN_S = 5.0


class AccuracyPlot(QWidget):
    """Takes the points from the start. The plotting library takes a quarter of the app's time to
    start: it is read when the page is shown first, on a thread, and the page is there meanwhile."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._points: tuple[CurvePoint, ...] = ()
        self._over = ""
        self._canvas: AccuracyCanvas | None = None
        self._reading: _Reading | None = None
        self._place = column(self)
        self.setMinimumHeight(150)

    @property
    def points(self) -> tuple[CurvePoint, ...]:
        return self._points

    @property
    def is_reading(self) -> bool:
        """Whether the library is being read, and the plot not there yet."""
        return self._reading is not None

    def show_points(self, points: tuple[CurvePoint, ...], over: str) -> None:
        """over: in words, what they are over."""
        self._points, self._over = points, over
        if self._canvas is not None:
            self._canvas.show_points(points, over)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if self._canvas is not None or self._reading is not None:
            return
        if CANVAS in sys.modules:
            self._show_canvas(self._made())
            return
        self._reading = _Reading()
        self._reading.done.connect(self._end_reading)
        self._reading.start()

    def _end_reading(self) -> None:
        if self._reading is not None:
            self._reading.end()
            canvas = self._made()
            QTimer.singleShot(0, self, lambda: self._show_canvas(canvas))

    def _made(self) -> "AccuracyCanvas":
        from operator_gui.views.accuracy_canvas import AccuracyCanvas

        return AccuracyCanvas(self._theme)

    def _show_canvas(self, canvas: "AccuracyCanvas") -> None:
        """In a turn of its own: it takes as long to fill and paint as to make."""
        self._reading, self._canvas = None, canvas
        canvas.show_points(self._points, self._over)
        self._place.addWidget(canvas)
        canvas.show()  # in this turn, and not when Qt comes to it


class _Reading(QObject):
    """`done` once the library has been read, or cannot be."""

    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._thread = OwnedThread("plot-library", self._read, on_failure=self.done.emit)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        """Raises what the library raised while it was read."""
        self._thread.join(_JOIN_S)

    def _read(self) -> ModuleType:
        read = importlib.import_module(CANVAS)
        self.done.emit()
        return read

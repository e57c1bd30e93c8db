"""A plot to look at: two axes and what lies between them."""

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

_GRID_ALPHA = 46
"""Of 255."""


class WholeNumbers(pg.AxisItem):  # type: ignore[misc]
    """An axis of what is counted: nobody gave half an answer."""

    def tickSpacing(  # noqa: N802 (pyqtgraph's way of naming)
        self,
        minVal: float,  # noqa: N803
        maxVal: float,  # noqa: N803
        size: float,
    ) -> list[tuple[float, float]]:
        spacing = super().tickSpacing(minVal, maxVal, size)
        return [(apart, first) for apart, first in spacing if apart >= 1] or [(1, 0)]


class PlainPlot(pg.GraphicsView):  # type: ignore[misc]
    """What is drawn is put into `box`. Without the menus and buttons of pyqtgraph's own plot, which
    take two thirds of the time that one takes to make."""

    def __init__(self) -> None:
        super().__init__()
        self.box = pg.ViewBox(enableMenu=False, enableMouse=False)
        self.left, self.bottom = pg.AxisItem("left"), WholeNumbers("bottom")
        inside = pg.GraphicsLayout()
        inside.setSpacing(0)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addItem(self.left, 0, 0)
        inside.addItem(self.box, 0, 1)
        inside.addItem(self.bottom, 1, 1)
        self.setCentralItem(inside)
        for axis in (self.left, self.bottom):
            axis.linkToView(self.box)
            axis.enableAutoSIPrefix(False)
        self.left.setGrid(_GRID_ALPHA)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)

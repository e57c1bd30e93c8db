"""A page painted part by part: all of it at once takes longer than a key may wait to be heard."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget


class Piecewise(QObject):
    """Leaves some parts of a page out when it is painted for the first time after it was shown;
    each is painted in a turn of the event loop of its own, a frame or two later."""

    def __init__(self, page: QWidget, parts: Sequence[QWidget]) -> None:
        super().__init__(page)
        self._parts = tuple(parts)
        self._left: list[QWidget] = []
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._paint_one)

    @property
    def is_drawing(self) -> bool:
        """Whether some part has not been painted yet."""
        return bool(self._left)

    def begin(self) -> None:
        """The page is shown."""
        for part in self._parts:
            part.setUpdatesEnabled(False)
        self._left = list(self._parts)
        self._turn.start(0)

    def _paint_one(self) -> None:
        part = self._left.pop(0)
        part.setUpdatesEnabled(True)
        part.repaint()  # in this turn, and not together with the next one
        if self._left:
            self._turn.start(0)

"""Cells of a wall of pictures as they were drawn, so that scrolling only copies them."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QPixmap

from operator_gui.views.latest import Latest

TURN_S = 0.003
"""Cells are drawn for so long in one turn of the event loop, and one at least; the others have to
wait for the next: a whole page at once would take longer than a person may wait for a key to be
heard."""

_LEAST_KEPT = 64


@dataclass(frozen=True, slots=True)
class Cell:
    """is_whole: it has its picture, or is known to have none."""

    drawn: QPixmap
    is_whole: bool


class KeptCells:
    """By row; the ones that were looked at last are kept, and at least all that are in sight."""

    def __init__(self, monotonic_s: Callable[[], float]) -> None:
        self._monotonic_s = monotonic_s
        self._cells: Latest[int, Cell] = Latest(_LEAST_KEPT)
        self._until_s: float | None = None

    def __len__(self) -> int:
        return len(self._cells)

    def begin_turn(self, in_sight: int) -> None:
        """A turn begins in which so many cells are looked at."""
        self._until_s = None
        self._cells.most = max(_LEAST_KEPT, 2 * in_sight)

    def cell(self, row: int, draw: Callable[[int], Cell]) -> Cell | None:
        """The cell of a row; None if it is not drawn yet and has to wait for another turn."""
        kept = self._cells.find(row)
        if kept is None:
            now_s = self._monotonic_s()
            if self._until_s is None:
                self._until_s = now_s + TURN_S
            elif now_s >= self._until_s:
                return None
            kept = self._cells.of(row, lambda: draw(row))
        return kept

    def forget(self, first: int, last: int) -> None:
        """What these rows look like has changed."""
        self._cells.forget(lambda row: first <= row <= last)

    def forget_all(self) -> None:
        self._cells.forget_all()

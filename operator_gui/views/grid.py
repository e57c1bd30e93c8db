"""Where the cells of a wall of pictures are: plain arithmetic."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QAbstractItemModel, QItemSelection, QRect


@dataclass(frozen=True, slots=True)
class Grid:
    """`count` cells in rows of `columns`, each `width_px` by `height_px` with its gap."""

    count: int
    columns: int
    width_px: int
    height_px: int

    @property
    def rows(self) -> int:
        return -(-self.count // self.columns)

    @property
    def total_px(self) -> int:
        """How high all rows are together."""
        return self.rows * self.height_px

    def rect_of(self, at: int) -> QRect:
        row, column = divmod(at, self.columns)
        return QRect(column * self.width_px, row * self.height_px, self.width_px, self.height_px)

    def at(self, x_px: int, y_px: int) -> int | None:
        """The cell at a place, None where there is none."""
        column, row = x_px // self.width_px, y_px // self.height_px
        at = row * self.columns + column
        inside = 0 <= column < self.columns and row >= 0 and at < self.count
        return at if inside else None

    def moved(self, at: int, columns: int, rows: int) -> int:
        """Where the cursor goes, which stays on the wall; up and down keep their column."""
        if columns:
            return max(0, min(at + columns, self.count - 1))
        row, column = divmod(at, self.columns)
        row = max(0, min(row + rows, self.rows - 1))
        wanted = row * self.columns + column
        return wanted if wanted < self.count else self.count - 1

    def in_sight(self, top_px: int, bottom_px: int) -> range:
        """The cells between two heights."""
        first = max(0, top_px // self.height_px) * self.columns
        last = (max(0, bottom_px) // self.height_px + 1) * self.columns
        return range(min(first, self.count), min(last, self.count))

    def inside(self, rect: QRect) -> list[int]:
        """The cells that a rectangle touches."""
        seen = self.in_sight(rect.top(), rect.bottom())
        return [at for at in seen if self.rect_of(at).intersects(rect)]

    def between(self, first: tuple[int, int], last: tuple[int, int]) -> range:
        """The cells from one place to another, whichever comes first, as one reads; none where one
        of them has no cell."""
        ends = [self.at(*first), self.at(*last)]
        known = sorted(at for at in ends if at is not None)
        return range(known[0], known[-1] + 1) if len(known) == len(ends) else range(0)

    def selection(self, model: QAbstractItemModel, cells: Iterable[int]) -> QItemSelection:
        """Cells, in order, as few ranges."""
        made = QItemSelection()
        for _, run in groupby(enumerate(cells), key=lambda pair: pair[1] - pair[0]):
            ats = [at for _, at in run]
            made.select(model.index(ats[0], 0), model.index(ats[-1], 0))
        return made

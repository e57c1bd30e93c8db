"""Layouts whose items go on in the next row where there is no room beside one another.

Sizes are logical pixels.
"""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

_TALLEST_PX = 1 << 20


def column_widths(least_px: Sequence[int], room_px: int, gap_px: int) -> tuple[int, ...]:
    """How wide columns are that fill `room_px`: as few rows as can be, as even as can be.

    Of what is `least_px` wide at least; at number n stands in column n modulo their count. One
    column is there even where that is too wide.
    """
    count = len(least_px)
    for rows in range(1, count + 1):
        columns = -(-count // rows)
        left = room_px - (columns - 1) * gap_px
        least = [max(least_px[at::columns]) for at in range(columns)]
        if columns == 1 or sum(least) <= left:
            return _shared(least, left)
    return ()


def _shared(least_px: list[int], room_px: int) -> tuple[int, ...]:
    widths = [0] * len(least_px)
    widest_first = sorted(range(len(least_px)), key=lambda at: -least_px[at])
    for done, at in enumerate(widest_first):
        widths[at] = max(least_px[at], (room_px - sum(widths)) // (len(least_px) - done))
    return tuple(widths)


def lines(wanted_px: Sequence[int], room_px: int, gap_px: int) -> tuple[range, ...]:
    """Which follow one another in the same row; one that is wider than `room_px` has its own."""
    made: list[range] = []
    begin, taken = 0, 0
    for at, width in enumerate(wanted_px):
        if at > begin and taken + width > room_px:
            made.append(range(begin, at))
            begin, taken = at, 0
        taken += width + gap_px
    return (*made, range(begin, len(wanted_px))) if wanted_px else ()


class _Wrapping(QLayout):
    """What both have in common: they own their items, and are as high as their width makes them."""

    def __init__(self, parent: QWidget | None = None, *, gap: int) -> None:
        if parent is None:
            super().__init__()
        else:
            super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(gap)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802
        self._items.append(item)
        self.invalidate()

    def addLayout(self, layout: QLayout) -> None:  # noqa: N802
        """As a box layout has it."""
        self.addChildLayout(layout)
        self.addItem(layout)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem:  # noqa: N802
        found = self._items[index] if 0 <= index < len(self._items) else None
        return cast(QLayoutItem, found)  # Qt asks until there is none

    def takeAt(self, index: int) -> QLayoutItem:  # noqa: N802
        taken = self._items.pop(index) if 0 <= index < len(self._items) else None
        return cast(QLayoutItem, taken)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        rows = self._rows(QRect(0, 0, width, _TALLEST_PX))
        edges: QMargins = self.contentsMargins()
        bottom = max((place.y() + place.height() for _, place in rows), default=edges.top())
        return bottom + edges.bottom()

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        super().setGeometry(rect)
        for item, place in self._rows(rect):
            item.setGeometry(place)

    def minimumSize(self) -> QSize:  # noqa: N802
        sizes = [item.minimumSize() for item in self._shown()]
        return self._around(
            max((size.width() for size in sizes), default=0),
            max((size.height() for size in sizes), default=0),
        )

    def sizeHint(self) -> QSize:  # noqa: N802
        sizes = [item.sizeHint() for item in self._shown()]
        width = sum(size.width() for size in sizes) + self.spacing() * max(0, len(sizes) - 1)
        return self._around(width, max((size.height() for size in sizes), default=0))

    def _around(self, width: int, height: int) -> QSize:
        return QSize(width, height).grownBy(self.contentsMargins())

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _rows(self, rect: QRect) -> list[tuple[QLayoutItem, QRect]]:
        raise NotImplementedError


class FlowGrid(_Wrapping):
    """Columns of about the same width that fill the room: as many as its items can bear."""

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        return Qt.Orientation.Horizontal

    def _rows(self, rect: QRect) -> list[tuple[QLayoutItem, QRect]]:
        inside = rect.marginsRemoved(self.contentsMargins())
        items, gap = self._shown(), self.spacing()
        least = [item.minimumSize().width() for item in items]
        widths = column_widths(least, inside.width(), gap)
        made: list[tuple[QLayoutItem, QRect]] = []
        top, columns = inside.y(), len(widths)
        for begin in range(0, len(items), max(1, columns)):
            row = items[begin : begin + columns]
            height = max(_height(item, width) for item, width in zip(row, widths, strict=False))
            left = inside.x()
            for item, width in zip(row, widths, strict=False):
                made.append((item, QRect(left, top, width, height)))
                left += width + gap
            top += height + gap
        return made


class FlowRow(_Wrapping):
    """One after the other, in the middle of their row; what expands takes what its row has left."""

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        expands = any(_expands(item) for item in self._shown())
        return Qt.Orientation.Horizontal if expands else Qt.Orientation(0)

    def _rows(self, rect: QRect) -> list[tuple[QLayoutItem, QRect]]:
        inside = rect.marginsRemoved(self.contentsMargins())
        items, gap = self._shown(), self.spacing()
        wanted = [_wanted(item) for item in items]
        made: list[tuple[QLayoutItem, QRect]] = []
        top = inside.y()
        for line in lines(wanted, inside.width(), gap):
            widths = {at: min(wanted[at], inside.width()) for at in line}
            left_over = inside.width() - sum(widths.values()) - gap * (len(line) - 1)
            takers = [at for at in line if _expands(items[at])]
            for at in takers:
                widths[at] += max(0, left_over) // len(takers)
            height = max(_height(items[at], widths[at]) for at in line)
            left = inside.x()
            for at in line:
                own = height if _expands(items[at]) else _height(items[at], widths[at])
                place = QRect(left, top + (height - own) // 2, widths[at], own)
                made.append((items[at], place))
                left += widths[at] + gap
            top += height + gap
        return made


def _wanted(item: QLayoutItem) -> int:
    """What expands is content with little; all else has the width of its words."""
    size = item.minimumSize() if _expands(item) else item.sizeHint()
    return size.width()


def _expands(item: QLayoutItem) -> bool:
    return bool(item.expandingDirections() & Qt.Orientation.Horizontal)


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()

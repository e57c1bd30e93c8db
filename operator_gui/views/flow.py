"""Layouts whose items go on in the next row where there is no room beside one another.

Sizes are logical pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Part:
    """An item that is not empty. wanted_px: how wide it is by its words; what expands is content
    with little."""

    item: QLayoutItem
    expands: bool
    wanted_px: int

    def height_px(self, width_px: int) -> int:
        item = self.item
        return (
            item.heightForWidth(width_px) if item.hasHeightForWidth() else item.sizeHint().height()
        )


def _part(item: QLayoutItem) -> _Part:
    expands = bool(item.expandingDirections() & Qt.Orientation.Horizontal)
    size = item.minimumSize() if expands else item.sizeHint()
    return _Part(item, expands, size.width())


class _Wrapping(QLayout):
    """What both have in common: they own their items, and are as high as their width makes them.

    Qt asks for heights and sizes again and again, and each asks all that stand inside: what was
    found out is kept until something changes.
    """

    def __init__(self, parent: QWidget | None = None, *, gap: int) -> None:
        if parent is None:
            super().__init__()
        else:
            super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._shown: tuple[_Part, ...] | None = None
        self._heights_px: dict[int, int] = {}
        self._least: QSize | None = None
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(gap)

    def invalidate(self) -> None:
        """As a box layout has it: nothing that was found out holds any more."""
        self._shown = self._least = None
        self._heights_px.clear()
        super().invalidate()

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
        self.invalidate()
        return cast(QLayoutItem, taken)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        height = self._heights_px.get(width)
        if height is None:
            rows = self._rows(QRect(0, 0, width, _TALLEST_PX))
            edges: QMargins = self.contentsMargins()
            bottom = max((place.y() + place.height() for _, place in rows), default=edges.top())
            height = self._heights_px[width] = bottom + edges.bottom()
        return height

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        super().setGeometry(rect)
        for item, place in self._rows(rect):
            item.setGeometry(place)

    def minimumSize(self) -> QSize:  # noqa: N802
        if self._least is None:
            sizes = [part.item.minimumSize() for part in self._parts()]
            self._least = self._around(
                max((size.width() for size in sizes), default=0),
                max((size.height() for size in sizes), default=0),
            )
        return self._least

    def sizeHint(self) -> QSize:  # noqa: N802
        sizes = [part.item.sizeHint() for part in self._parts()]
        width = sum(size.width() for size in sizes) + self.spacing() * max(0, len(sizes) - 1)
        return self._around(width, max((size.height() for size in sizes), default=0))

    def _around(self, width: int, height: int) -> QSize:
        return QSize(width, height).grownBy(self.contentsMargins())

    def _parts(self) -> tuple[_Part, ...]:
        if self._shown is None:
            self._shown = tuple(_part(item) for item in self._items if not item.isEmpty())
        return self._shown

    def _rows(self, rect: QRect) -> list[tuple[QLayoutItem, QRect]]:
        raise NotImplementedError


class FlowGrid(_Wrapping):
    """Columns of about the same width that fill the room: as many as its items can bear."""

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        return Qt.Orientation.Horizontal

    def _rows(self, rect: QRect) -> list[tuple[QLayoutItem, QRect]]:
        inside = rect.marginsRemoved(self.contentsMargins())
        parts, gap = self._parts(), self.spacing()
        least = [part.item.minimumSize().width() for part in parts]
        widths = column_widths(least, inside.width(), gap)
        made: list[tuple[QLayoutItem, QRect]] = []
        top, columns = inside.y(), len(widths)
        for begin in range(0, len(parts), max(1, columns)):
            row = parts[begin : begin + columns]
            height = max(part.height_px(width) for part, width in zip(row, widths, strict=False))
            left = inside.x()
            for part, width in zip(row, widths, strict=False):
                made.append((part.item, QRect(left, top, width, height)))
                left += width + gap
            top += height + gap
        return made


class FlowRow(_Wrapping):
    """One after the other, in the middle of their row; what expands takes what its row has left."""

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802
        expands = any(part.expands for part in self._parts())
        return Qt.Orientation.Horizontal if expands else Qt.Orientation(0)

    def _rows(self, rect: QRect) -> list[tuple[QLayoutItem, QRect]]:
        inside = rect.marginsRemoved(self.contentsMargins())
        parts, gap = self._parts(), self.spacing()
        wanted = [part.wanted_px for part in parts]
        made: list[tuple[QLayoutItem, QRect]] = []
        top = inside.y()
        for line in lines(wanted, inside.width(), gap):
            widths = {at: min(wanted[at], inside.width()) for at in line}
            left_over = inside.width() - sum(widths.values()) - gap * (len(line) - 1)
            takers = [at for at in line if parts[at].expands]
            for at in takers:
                widths[at] += max(0, left_over) // len(takers)
            height = max(parts[at].height_px(widths[at]) for at in line)
            left = inside.x()
            for at in line:
                part = parts[at]
                own = height if part.expands else part.height_px(widths[at])
                place = QRect(left, top + (height - own) // 2, widths[at], own)
                made.append((part.item, place))
                left += widths[at] + gap
            top += height + gap
        return made

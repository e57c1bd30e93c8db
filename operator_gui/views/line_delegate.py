"""A line of a list, painted: its ground, a figure at its right end, and what stands before that."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from operator_gui.theming.theme import Theme
from operator_gui.views.parts import draw_row_ground, sized

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LineDelegate(QStyledItemDelegate):
    """For subclasses: `paint_line` paints on the ground, with the painter's state its own."""

    def __init__(self, theme: Theme, parent: QWidget, *, size: QSize, bar_inset_px: int) -> None:
        """size: of a line. bar_inset_px: see `draw_row_ground`."""
        super().__init__(parent)
        self._theme = theme
        self._size = size
        self._bar_inset_px = bar_inset_px

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return self._size

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_row_ground(painter, option, self._theme, self._bar_inset_px)
        self.paint_line(painter, option.rect, option.font, index)
        painter.restore()

    def paint_line(
        self,
        painter: QPainter,
        rect: QRect,
        font: QFont,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """What stands on the line."""
        raise NotImplementedError

    def draw_right(
        self, painter: QPainter, words: QRect, font: QFont, text: str, ink: str = "muted"
    ) -> int:
        """Writes small at the right end of `words`; returns how wide that is, in px."""
        painter.setFont(sized(font, 12))
        painter.setPen(self._theme.colour(ink))
        painter.drawText(words, _RIGHT, text)
        return painter.fontMetrics().horizontalAdvance(text)

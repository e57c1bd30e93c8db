"""The table of the Learning and Robots pages: whole rows, no grid, icons in their colours."""

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from operator_gui.itemmodels.rows_model import ICON_ROLE, Mark, Row, RowsModel
from operator_gui.theming.theme import Theme

_ROW_PX = 40
_ICON_PX = 16
_LEAST_STRETCHED_PX, _WIDEST_PX = 100, 240


class PlainTable(QTableView):
    """No grid, no frame, nothing to be edited; Tab leaves it, and its headings are never walked."""

    def __init__(self) -> None:
        super().__init__()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.setHighlightSections(False)
            header.setFocusPolicy(Qt.FocusPolicy.NoFocus)


class Table(PlainTable):
    """`stretched` is the last column, which takes what room is left; `narrow` gives columns a
    width that their text may not exceed."""

    def __init__(
        self,
        theme: Theme,
        model: RowsModel[Row],
        *,
        stretched: int,
        narrow: Mapping[int, int] = MappingProxyType({}),
    ) -> None:
        super().__init__()
        self._stretched = stretched
        self.setModel(model)
        self.setItemDelegate(_MarkDelegate(theme, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_PX)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(stretched, QHeaderView.ResizeMode.Interactive)
        for at, width in narrow.items():
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(at, width)
        header.setMinimumSectionSize(60)
        header.sectionResized.connect(self._make_room)

    def sizeHintForColumn(self, column: int) -> int:  # noqa: N802
        """As wide as its texts, but a long name leaves room for the others: its tip has it all."""
        return min(super().sizeHintForColumn(column), _WIDEST_PX)

    def sizeHint(self) -> QSize:  # noqa: N802
        """No higher than it has to be: whoever it stands in says how high that is."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(super().minimumSizeHint().width(), self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fill()

    def _make_room(self, resized: int, _before: int, _now: int) -> None:
        if resized != self._stretched:
            self._fill()

    def _fill(self) -> None:
        """What the other columns leave is the last one's: only where that is too little for a few
        words is the table scrolled sideways."""
        header = self.horizontalHeader()
        others = header.length() - header.sectionSize(self._stretched)
        left = self.viewport().width() - others
        header.resizeSection(self._stretched, max(_LEAST_STRETCHED_PX, left))


class _MarkDelegate(QStyledItemDelegate):
    """Draws a cell's mark before its text.

    A table measures every cell whenever its room changes. What the style adds to a text is the same
    for all that have a mark, and for all that have none: it is asked for that once.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._around: dict[bool, QSize] = {}

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        text, has_mark = str(index.data()), index.data(ICON_ROLE) is not None
        if not text or "\n" in text:
            return super().sizeHint(option, index)
        text_px = option.fontMetrics.horizontalAdvance(text)
        around = self._around.get(has_mark)
        if around is None:
            whole = super().sizeHint(option, index)
            around = self._around[has_mark] = QSize(whole.width() - text_px + 1, whole.height())
        return QSize(text_px + around.width(), around.height())

    def initStyleOption(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus  # the whole row and table show it
        mark = index.data(ICON_ROLE)
        if isinstance(mark, Mark):
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
            option.icon = self._theme.icon(mark.icon, mark.token, _ICON_PX)
            option.decorationSize = option.icon.actualSize(option.decorationSize)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().paint(painter, option, index)
        if option.state & QStyle.StateFlag.State_Selected and index.column() == 0:
            rect = QRect(option.rect)
            rect.setWidth(3)
            painter.fillRect(rect, self._theme.colour("accent"))

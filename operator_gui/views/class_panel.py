"""The classes beside the gallery: a search field, an order, and a line each."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QLineEdit,
    QListView,
    QWidget,
)

from operator_gui.itemmodels.class_entries import ENTRY_ROLE, ClassEntries
from operator_gui.texts import mark, number, tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.class_list import ClassEntry, Order
from operator_gui.viewmodels.gallery import Subject
from operator_gui.views.line_delegate import LineDelegate
from operator_gui.views.parts import column, sized

_ROW_PX = 38
_ORDERS: tuple[tuple[Order, str], ...] = (
    ("name", mark("by name")),
    ("tracks", mark("most tracks first")),
    ("suspicious", mark("most that look wrong first")),
)


class ClassPanel(QFrame):
    """`chosen` carries a `Subject`, `searched` what is typed and the order, and `dropped` the ids
    of tracks and the name of the class that they were dropped on. `entered` comes at Enter or → on
    a line, `deleting` at Del."""

    chosen = Signal(object)
    entered = Signal()
    deleting = Signal()
    searched = Signal(str, str)
    dropped = Signal(object, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._subject: Subject | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("search classes…"))
        self.search.setAccessibleName(tr("Search classes"))
        self.search.setClearButtonEnabled(True)
        self.order = QComboBox()
        self.order.setAccessibleName(tr("Order of the classes"))
        for _, words in _ORDERS:
            self.order.addItem(tr(words))
        self.entries = ClassEntries(self)
        self.list = _ClassLines()
        self.list.setModel(self.entries)
        self.list.setItemDelegate(_EntryDelegate(theme, self))
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.list.setAcceptDrops(True)
        self.list.setDropIndicatorShown(True)
        self.list.setAccessibleName(tr("Classes"))
        inside = column(self, margin=10, gap=8)
        inside.addWidget(self.search)
        inside.addWidget(self.order)
        inside.addWidget(self.list, 1)
        self.search.textChanged.connect(lambda _: self._search())
        self.search.returnPressed.connect(self._take_first)
        self.order.currentIndexChanged.connect(lambda _: self._search())
        self.list.selectionModel().currentChanged.connect(self._choose)
        self.entries.dropped.connect(self.dropped)
        self.list.entered_line.connect(self.entered)
        self.list.deleting_line.connect(self.deleting)

    @property
    def subject(self) -> Subject | None:
        return self._subject

    def show_entries(self, entries: list[ClassEntry], shown: Subject | None) -> None:
        """shown: what is looked at: its line is chosen, wherever it stands now, and none where it
        has no line. Where nothing is looked at, what stands there now is."""
        before, place = self._subject, self.list.currentIndex().row()
        scrolled_px = self.list.verticalScrollBar().value()
        self._subject = shown
        self.entries.replace(tuple(entries))
        at = next((n for n, entry in enumerate(entries) if entry.subject == shown), None)
        if shown is None and entries:
            at = max(0, min(place, len(entries) - 1))
        if at is None:
            self.list.setCurrentIndex(QModelIndex())
        elif at != self.list.currentIndex().row():
            self.list.setCurrentIndex(self.entries.index(at, 0))
        elif shown is None:
            self._choose(self.list.currentIndex())
        if shown == before:  # nobody went anywhere: the list does not either
            self.list.verticalScrollBar().setValue(scrolled_px)

    def choose_subject(self, subject: Subject) -> None:
        """The line of a subject, as if it were clicked."""
        at = next((n for n, e in enumerate(self.entries.entries) if e.subject == subject), None)
        if at is not None:
            self.list.setCurrentIndex(self.entries.index(at, 0))

    def _search(self) -> None:
        self.searched.emit(self.search.text(), _ORDERS[self.order.currentIndex()][0])

    def _take_first(self) -> None:
        if self.entries.entries:
            self.list.setCurrentIndex(self.entries.index(0, 0))
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _choose(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        subject = self.entries.entries[index.row()].subject
        if subject != self._subject:
            self._subject = subject
            self.chosen.emit(subject)


class _ClassLines(QListView):
    entered_line = Signal()
    deleting_line = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Right:
                self.entered_line.emit()
            case Qt.Key.Key_Delete:
                self.deleting_line.emit()
            case _:
                super().keyPressEvent(event)


class _EntryDelegate(LineDelegate):
    """A name, how many tracks carry it, and a sign where some of them look wrong."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, size=QSize(100, _ROW_PX), bar_inset_px=9)

    def paint_line(
        self,
        painter: QPainter,
        rect: QRect,
        font: QFont,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        entry: ClassEntry = index.data(ENTRY_ROLE)
        theme = self._theme
        words = rect.adjusted(12, 0, -10, 0)
        taken = self.draw_right(painter, words, font, number(entry.tracks)) + 10
        if entry.suspicious:
            room = words.adjusted(0, 0, -taken, 0)
            width = self.draw_right(painter, room, font, number(entry.suspicious), "warn")
            mark = theme.pixmap("warning", "warn", 14, painter.device().devicePixelRatioF())
            painter.drawPixmap(room.right() - width - 18, room.center().y() - 7, mark)
            taken += width + 26
        painter.setFont(sized(font, 14, bold=not entry.is_class))
        painter.setPen(theme.colour("text"))
        room = words.adjusted(0, 0, -taken, 0)
        text = painter.fontMetrics().elidedText(
            entry.title, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

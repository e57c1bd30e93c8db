"""A wall of pictures that draws only what is in sight, however many there are."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame

from operator_gui.itemmodels.gallery_list import PICTURE_ROLE, TRACK_ROLE, GalleryList
from operator_gui.itemmodels.rows_model import Index
from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.preferences import PreferencesModel
from operator_gui.views.grid import Grid
from operator_gui.views.kept_cells import Cell, KeptCells
from operator_gui.views.kept_drawings import drawn
from operator_gui.views.parts import draw_focus, draw_middle, rounded, sized
from operator_gui.views.qt_keys import key_press
from shared.protocol.curation import TrackSummary

_PICTURE_PX = 112
_CAPTION_PX = 22
_GAP_PX = 10
_AHEAD_ROWS = 4
"""More is fetched when the last row is this near."""

_SQUARE = QSize(_PICTURE_PX, _PICTURE_PX)
_CELL = QSize(_PICTURE_PX, _PICTURE_PX + _CAPTION_PX)
_OTHER_LETTERS = (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.PaletteChange)

_WALKING = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_Select = QItemSelectionModel.SelectionFlag
_Move = QAbstractItemView.CursorAction
_STEPS: dict[_Move, tuple[int, int]] = {
    _Move.MoveLeft: (-1, 0),
    _Move.MovePrevious: (-1, 0),
    _Move.MoveRight: (1, 0),
    _Move.MoveNext: (1, 0),
    _Move.MoveUp: (0, -1),
    _Move.MoveDown: (0, 1),
}


class GalleryView(QAbstractItemView):
    """`chosen` comes when other tracks are selected, `renaming` when a letter is typed, which it
    carries, or with nothing at Enter, `none_wanted` at Del, `left` at Esc where nothing is
    selected, `enlarging` at its key or a double click, and `menu_wanted` with the place for a menu.
    """

    chosen = Signal()
    renaming = Signal(str)
    none_wanted = Signal()
    left = Signal()
    enlarging = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(
        self,
        theme: Theme,
        model: GalleryList,
        monotonic_s: Callable[[], float],
        preferences: PreferencesModel,
    ) -> None:
        super().__init__()
        self._preferences = preferences
        self._theme = theme
        self._list = model
        self._grid = Grid(0, 1, _PICTURE_PX + _GAP_PX, _PICTURE_PX + _CAPTION_PX + _GAP_PX)
        self._cells = KeptCells(monotonic_s)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.viewport().update)
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("Pictures"))
        self.selectionModel().selectionChanged.connect(lambda *_: self._selected())
        self.verticalScrollBar().valueChanged.connect(lambda _: self._fetch_ahead())
        self.doubleClicked.connect(lambda _: self.enlarging.emit())
        model.rowsInserted.connect(lambda _, first, __: self._laid_out(first))
        model.modelReset.connect(self._started_over)
        model.dataChanged.connect(lambda first, last: self._cells.forget(first.row(), last.row()))
        theme.changed.connect(self._cells.forget_all)

    @property
    def selected_rows(self) -> tuple[int, ...]:
        return tuple(sorted(index.row() for index in self.selectionModel().selectedIndexes()))

    @property
    def is_drawing(self) -> bool:
        """Whether some of what is in sight has not had its turn yet."""
        return self._later.isActive()

    def showEvent(self, event: object) -> None:  # noqa: N802
        super().showEvent(event)  # type: ignore[arg-type]
        self._laid_out()

    # ------------------------------------------------------------ what an item view has to say

    def visualRect(self, index: Index) -> QRect:  # noqa: N802
        if not index.isValid():
            return QRect()
        return self._grid.rect_of(index.row()).translated(0, -self.verticalOffset())

    def indexAt(self, point: QPoint) -> QModelIndex:  # noqa: N802
        at = self._grid.at(point.x(), point.y() + self.verticalOffset())
        return QModelIndex() if at is None else self._list.index(at, 0)

    def scrollTo(  # noqa: N802
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        rect = self.visualRect(index)
        bar = self.verticalScrollBar()
        if rect.top() < 0:
            bar.setValue(bar.value() + rect.top())
        elif rect.bottom() > self.viewport().height():
            bar.setValue(bar.value() + rect.bottom() - self.viewport().height() + _GAP_PX)

    def horizontalOffset(self) -> int:  # noqa: N802
        return 0

    def verticalOffset(self) -> int:  # noqa: N802
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:  # noqa: N802
        return False

    def moveCursor(  # noqa: N802
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        count = self._list.rowCount()
        if not count:
            return QModelIndex()
        if not self.currentIndex().isValid():  # the keyboard comes here for the first time
            return self._list.index(0, 0)
        now = self.currentIndex().row()
        page = max(1, self.viewport().height() // self._grid.height_px)
        match action:
            case _Move.MoveHome:
                at = 0
            case _Move.MoveEnd:
                at = count - 1
            case _Move.MovePageUp:
                at = self._grid.moved(now, 0, -page)
            case _Move.MovePageDown:
                at = self._grid.moved(now, 0, page)
            case _:
                at = self._grid.moved(now, *_STEPS[action])
        return self._list.index(at, 0)

    def setSelection(self, rect: QRect, command: object) -> None:  # noqa: N802
        """rect: what is drawn around with the mouse; otherwise its corners are where a range begins
        and where it ends."""
        placed = rect.translated(0, self.verticalOffset())
        inside: Sequence[int]
        if self.state() == QAbstractItemView.State.DragSelectingState:
            inside = self._grid.inside(placed.normalized())
        else:
            first, last = placed.topLeft(), placed.bottomRight()
            inside = self._grid.between((first.x(), first.y()), (last.x(), last.y()))
        self.selectionModel().select(self._grid.selection(self._list, inside), command)  # type: ignore[call-overload]

    def visualRegionForSelection(self, selection: object) -> QRegion:  # noqa: N802
        return QRegion(self.viewport().rect())

    def updateGeometries(self) -> None:  # noqa: N802
        super().updateGeometries()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self._grid.total_px + _GAP_PX - self.viewport().height()))
        bar.setSingleStep(self._grid.height_px // 3)
        bar.setPageStep(self.viewport().height())

    # ------------------------------------------------------------ events

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._laid_out()

    def take_focus(self) -> None:
        """By key: the picture where the keyboard is, or the first, is selected."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self._list.rowCount() and not self.selected_rows:
            self.setCurrentIndex(self._list.index(max(0, self.currentIndex().row()), 0))

    def take_up(self, rows: Sequence[int], current: int) -> None:
        """Selects these, and nothing else, with the keyboard at `current`, if that is a row."""
        selection = self.selectionModel()
        if current >= 0:
            selection.setCurrentIndex(self._list.index(current, 0), _Select.NoUpdate)
        inside = self._grid.selection(self._list, rows)
        selection.select(inside, _Select.ClearAndSelect)

    def walk(self, along: int, down: int) -> None:
        """To a neighbour of the picture where the keyboard is. It is selected in its place; several
        that are selected stay so."""
        at = self._grid.moved(self.currentIndex().row(), along, down)
        how = _Select.NoUpdate if len(self.selected_rows) > 1 else _Select.ClearAndSelect
        if self._list.rowCount():
            self.selectionModel().setCurrentIndex(self._list.index(max(0, at), 0), how)

    def _enlarges(self, event: QKeyEvent) -> bool:
        """Whether the key shows the picture large. Shift and a letter begin a name."""
        press = key_press(event)
        return (
            press is not None
            and self.currentIndex().isValid()
            and press.key == self._preferences.keys["enlarge"]
            and not (press.shift and press.text.isalpha())
        )

    @property
    def _is_unselected(self) -> bool:
        """Whether the keyboard is at a picture, and none is selected."""
        return self.currentIndex().isValid() and not self.selected_rows

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        typed = event.text()
        held = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        letter = bool(typed) and typed.isprintable() and not typed.isspace() and not held
        match event.key():
            case _ if self._enlarges(event):
                if not event.isAutoRepeat():
                    self.enlarging.emit()
            case Qt.Key.Key_Escape if self.selected_rows:
                self.clearSelection()
            case Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_Delete if self.selected_rows and not event.isAutoRepeat():
                self.none_wanted.emit()
            case _ if event.key() in _WALKING and not event.modifiers() and self._is_unselected:
                self.setCurrentIndex(self.currentIndex())  # selected, before any other one is
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self.selected_rows:
                self.renaming.emit("")
            case _ if letter and self.selected_rows:
                self.renaming.emit(typed)
            case _:
                super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        if self.selected_rows:
            self.menu_wanted.emit(event.globalPos())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() in _OTHER_LETTERS:
            self._cells.forget_all()
        super().changeEvent(event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802
        """What stays in sight is moved, not painted again."""
        self.viewport().scroll(dx, dy)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top, part = self.verticalOffset(), event.rect()
        page = self._grid.in_sight(top, top + self.viewport().height())
        self._cells.begin_turn(len(page))
        selected, current = self.selectionModel(), self.currentIndex().row()
        for row in self._grid.in_sight(top + part.top(), top + part.bottom()):
            place = self._grid.rect_of(row).topLeft() - QPoint(0, top)
            cell = self._cells.cell(row, self._drawn)
            if cell is None:
                self._later.start(0)
                painter.fillRect(QRect(place, _SQUARE), self._theme.colour("picture"))
            else:
                painter.drawPixmap(place, cell.drawn)
                if not cell.is_whole:
                    self._list.index(row, 0).data(PICTURE_ROLE)  # it is wanted still
            is_selected = selected.isSelected(self._list.index(row, 0))
            if is_selected or (row == current and self.hasFocus()):
                self._paint_standing(painter, QRectF(QRect(place, _SQUARE)), is_selected)

    def _paint_standing(self, painter: QPainter, square: QRectF, is_selected: bool) -> None:
        """Whether the cell is selected, or else where the keyboard is."""
        if not is_selected:
            draw_focus(painter, square.adjusted(3, 3, -3, -3), self._theme, 6)
            return
        draw_focus(painter, square, self._theme, 8)
        mark = self._theme.pixmap("deployed", "accent", 22, self.devicePixelRatioF())
        painter.drawPixmap(int(square.right()) - 28, int(square.top()) + 6, mark)

    def _drawn(self, row: int) -> Cell:
        """A cell with its picture and caption."""
        index = self._list.index(row, 0)
        picture: QImage | None = index.data(PICTURE_ROLE)

        def paint(painter: QPainter) -> None:
            square = QRectF(0, 0, _PICTURE_PX, _PICTURE_PX)
            self._paint_picture(painter, square, picture)
            self._paint_caption(painter, square, index.data(TRACK_ROLE), str(index.data()))

        made = drawn(_CELL, self.devicePixelRatioF(), paint)
        return Cell(made, is_whole=picture is not None)

    def _paint_picture(self, painter: QPainter, square: QRectF, picture: QImage | None) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("picture"))
        painter.drawRoundedRect(square, 8, 8)
        if picture is not None and not picture.isNull():
            painter.setClipPath(rounded(square, 8))
            draw_middle(painter, square, QPixmap.fromImage(picture))
            painter.setClipping(False)
        elif picture is not None:
            painter.setPen(self._theme.colour("picture_text"))
            painter.setFont(sized(self.font(), 12))
            painter.drawText(square, Qt.AlignmentFlag.AlignCenter, tr("no picture"))

    def _paint_caption(
        self, painter: QPainter, square: QRectF, track: TrackSummary, caption: str
    ) -> None:
        words = QRectF(square.left() + 2, square.bottom() + 2, square.width() - 4, _CAPTION_PX - 4)
        painter.setFont(sized(self.font(), 12))
        painter.setPen(self._theme.colour("muted"))
        if track.suspicion is not None:
            painter.setPen(self._theme.colour("warn"))
            mark = self._theme.pixmap("warning", "warn", 14, self.devicePixelRatioF())
            painter.drawPixmap(int(words.left()), int(words.top()) + 2, mark)
            words.setLeft(words.left() + 18)
        text = painter.fontMetrics().elidedText(
            caption, Qt.TextElideMode.ElideRight, int(words.width())
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    # ------------------------------------------------------------ layout

    def _laid_out(self, changed_from: int = 0) -> None:
        """changed_from: the first row that is new."""
        columns = max(1, (self.viewport().width() + _GAP_PX) // self._grid.width_px)
        self._grid = Grid(self._list.rowCount(), columns, self._grid.width_px, self._grid.height_px)
        self.updateGeometries()
        top = self.verticalOffset()
        if changed_from < self._grid.in_sight(top, top + self.viewport().height()).stop:
            self.viewport().update()
        self._fetch_ahead()

    def _started_over(self) -> None:
        self._cells.forget_all()
        self.verticalScrollBar().setValue(0)
        self._laid_out()
        self.chosen.emit()

    def _fetch_ahead(self) -> None:
        bottom = self.verticalOffset() + self.viewport().height()
        ahead = self._grid.total_px - bottom < _AHEAD_ROWS * self._grid.height_px
        if ahead and self.isVisible() and self._list.canFetchMore(QModelIndex()):
            self._list.fetchMore(QModelIndex())

    def _selected(self) -> None:
        self.viewport().update()
        self.chosen.emit()

"""The field for a name, with the known names that may be meant underneath."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QListView, QWidget

from operator_gui.itemmodels.completions_list import CompletionsList
from operator_gui.texts import mark, tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.completion import KnownName, Match, complete, identity
from operator_gui.viewmodels.hint import EnterHint, enter_hint
from operator_gui.viewmodels.urgent import NameMode
from operator_gui.views.match_delegate import MATCH_ROW_PX, MatchDelegate

_AROUND_PX = 12
MOST_LETTERS = 120
_PLACEHOLDERS: dict[NameMode, str] = {
    "name": mark("type a name…"),
    "free": mark("type an answer…"),
    "choice": mark("type one of the answers…"),
}


class NameField(QLineEdit):
    """`entered` carries a name, `took_top` comes where nothing was typed, `left` at Escape,
    `hinted` carries the `EnterHint` whenever it changed, and `written` comes whenever
    `is_writing` may have."""

    entered = Signal(str)
    took_top = Signal()
    left = Signal()
    hinted = Signal(object)
    written = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._names: tuple[KnownName, ...] = ()
        self._top = ""
        self._mode: NameMode = "name"
        self._is_composing = False
        self._model = CompletionsList(self)
        self._popup = _Popup(theme, self._model, self)
        self._popup.clicked.connect(self._take_clicked)
        self.setPlaceholderText(tr(_PLACEHOLDERS[self._mode]))
        self.setAccessibleName(tr("Name"))
        self.setMaxLength(MOST_LETTERS)
        self.textChanged.connect(self._complete)
        self.textChanged.connect(lambda _: self.written.emit())

    @property
    def popup(self) -> QListView:
        return self._popup

    @property
    def is_writing(self) -> bool:
        """Whether there is something here, if only what an input method has not made a letter
        of."""
        return self._is_composing or bool(self.text())

    @property
    def matches(self) -> tuple[Match, ...]:
        return self._model.matches

    @property
    def hint(self) -> EnterHint:
        matches = self._model.matches
        return enter_hint(self.text(), matches, self._picked(), self._top, self._mode)

    def ask_for(self, names: tuple[KnownName, ...], top: str, mode: NameMode = "name") -> None:
        """Empties the field for another question; `top` is its first suggestion."""
        self._names, self._top, self._mode = names, top, mode
        self.setPlaceholderText(tr(_PLACEHOLDERS[mode]))
        self.clear()
        self._complete("")

    def know(self, names: tuple[KnownName, ...]) -> None:
        """Names that became known while the question was asked; what is picked stays picked."""
        if names != self._names:
            self._names = names
            if not self._popup.isVisible():
                self._complete(self.text())

    def begin(self, text: str) -> None:
        """Takes the focus, and a first letter that was typed elsewhere."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.deselect()
        self.end(False)
        if text:
            self.insert(text)

    def clear(self) -> None:
        super().clear()
        self._compose("")

    def enter(self) -> None:
        """What Enter does here, as the hint says it."""
        name = self.hint.name
        if name:
            self.entered.emit(name)
        elif not self.text().strip():
            self.took_top.emit()

    # ------------------------------------------------------------ events

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and self._means_an_answer(event):
                return False
            tab = event.key() == Qt.Key.Key_Tab and not event.modifiers()
            if event.type() == QEvent.Type.KeyPress and tab and self._fill():
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if not event.isAutoRepeat():
                    self.enter()
            case Qt.Key.Key_Escape:
                self.clear()
                self.left.emit()
            case Qt.Key.Key_Down:
                self._move(1)
            case Qt.Key.Key_Up:
                self._move(-1)
            case Qt.Key.Key_Z if self._means_an_answer(event):
                event.ignore()
            case _:
                super().keyPressEvent(event)

    def _means_an_answer(self, event: QKeyEvent) -> bool:
        """Whether undo or redo, for which nothing is written here, is about the last answer."""
        kinds = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
        return not self.text() and any(event.matches(kind) for kind in kinds)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusInEvent(event)
        self._complete(self.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self._popup.hide()
        self._compose("")

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802
        super().inputMethodEvent(event)
        self._compose(event.preeditString())

    def _compose(self, letters: str) -> None:
        self._is_composing = bool(letters)
        self.written.emit()

    # ------------------------------------------------------------ completion

    def _complete(self, typed: str) -> None:
        self._model.replace(complete(typed, self._names))
        self.hinted.emit(self.hint)
        if self._model.matches and self.hasFocus():
            self._popup.show_under(self)
        else:
            self._popup.hide()

    def _picked(self) -> Match | None:
        at = self._popup.currentIndex()
        return self._model.matches[at.row()] if at.isValid() else None

    def _move(self, by: int) -> None:
        count = len(self._model.matches)
        if not self._popup.isVisible() or count == 0:
            return
        now = self._popup.currentIndex()
        at = now.row() + by if now.isValid() else (0 if by > 0 else count - 1)
        index = self._model.index(at, 0) if 0 <= at < count else QModelIndex()
        self._popup.setCurrentIndex(index)
        self.hinted.emit(self.hint)

    def _fill(self) -> bool:
        """Writes the picked or the first match; False if there is nothing to fill in."""
        match = self._picked() or next(iter(self._model.matches), None)
        if match is None or identity(match.known.name) == identity(self.text()):
            return False
        self.setText(match.known.name)
        return True

    def _take_clicked(self, index: QModelIndex) -> None:
        self.entered.emit(self._model.matches[index.row()].known.name)


class _Popup(QListView):
    """A list that floats over the window, above the field where there is no room under it, goes
    where the field goes, and never takes the focus."""

    def __init__(self, theme: Theme, model: CompletionsList, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(MatchDelegate(theme, self))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setAccessibleName(tr("Known names"))
        self._followed: list[QWidget] = []
        """The field and all that it lies in, of which any may be moved."""
        self.hide()

    def show_under(self, field: QWidget) -> None:
        self._place(field)
        self.raise_()
        self.show()
        if not self._followed:
            at: QWidget | None = field
            while at is not None:
                self._followed.append(at)
                at.installEventFilter(self)
                at = None if at.isWindow() else at.parentWidget()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize) and self._followed:
            self._place(self._followed[0])
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        while self._followed:
            self._followed.pop().removeEventFilter(self)

    def _place(self, field: QWidget) -> None:
        window = field.window()
        if self.parent() is not window:
            self.setParent(window)
        below = field.mapTo(window, QPoint(0, field.height() + 4))
        above_px = field.mapTo(window, QPoint(0, -4)).y()
        wanted = self.model().rowCount() * MATCH_ROW_PX + _AROUND_PX
        room = max(MATCH_ROW_PX + _AROUND_PX, window.height() - below.y() - 8)
        height = min(wanted, max(room, above_px - 8))
        top_left = below if height <= room else QPoint(below.x(), above_px - height)
        self.setGeometry(QRect(top_left, QSize(field.width(), height)))

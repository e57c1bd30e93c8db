"""The asked object beside known examples of each suggestion; one of them is shown large."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from operator_gui.texts import mark, tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.comparison import (
    MOST_EXAMPLES,
    MOST_ROWS,
    ComparedName,
    ComparisonModel,
    KnownExample,
)
from operator_gui.viewmodels.preferences import PreferencesModel
from operator_gui.views.best_view import BestView
from operator_gui.views.example_button import ExampleButton
from operator_gui.views.overlay import Overlay
from operator_gui.views.parts import LinkButton, column, frame, label, row
from operator_gui.views.qt_keys import key_press

_THUMB_PX = 54
_NAME_PX = 150
_GAP_PX = 6
_WIDE_PX = 1000
_LEAST_SIDE, _MOST_SIDE = 96, 300
_AROUND_PX = 16
_ROWS_PX = 150
"""What is left for the rows below the pictures where they cannot stand beside them."""

_LOW_PX = 480
_CHROME_PX, _HEADING_PX = 116, 40
"""What title and foot take of the height, the margins counted; and the words around a picture."""

_FOOT = mark("Arrows walk, Enter or a digit answers with that name, Esc goes back.")


class ComparisonOverlay(Overlay):
    """`chosen` carries the number of the suggestion that it is."""

    chosen = Signal(int)

    def __init__(
        self, parent: QWidget, theme: Theme, model: ComparisonModel, preferences: PreferencesModel
    ) -> None:
        super().__init__(parent, tr("Compare with known ones"))
        self._preferences = preferences
        self._model = model
        self._at = (0, 0)
        self.asked, self.known = BestView(theme), BestView(theme)
        self.asked.setAccessibleDescription(tr("the object that is asked about"))
        self.known_words = label(role="small", wrap=True)
        lines = QWidget()
        lines.setProperty("role", "clear")
        grid = QGridLayout(lines)
        self.rows = tuple(_Row(theme, grid, at) for at in range(MOST_ROWS))
        self._arrange(lines, grid)
        for at, line in enumerate(self.rows):
            line.name.clicked.connect(partial(self._choose, at))
            line.name.installEventFilter(self)
            for place, button in enumerate(line.buttons):
                button.looked_at.connect(partial(self._look_at, at, place))
                button.clicked.connect(button.setFocus)
                button.installEventFilter(self)
        model.changed.connect(self._show_rows)

    def _arrange(self, lines: QWidget, grid: QGridLayout) -> None:
        self._card = frame("card")
        inside = column(self._card, margin=20, gap=12)
        self._title = label(tr("Which one is it?"), "title")
        inside.addWidget(self._title)
        self._parts = row(gap=20)
        pair = row(gap=10)
        for heading, view in ((tr("Asked"), self.asked), (tr("Known"), self.known)):
            one = QVBoxLayout()
            one.setSpacing(4)
            one.addWidget(label(heading, "strong"))
            one.addWidget(view)
            one.addStretch(1)
            pair.addLayout(one)
        self._looks = row(gap=10)
        self._looks.addLayout(pair)
        self._looks.addWidget(self.known_words, 1, Qt.AlignmentFlag.AlignTop)
        self._parts.addLayout(self._looks)
        grid.setContentsMargins(0, 0, 6, 0)
        grid.setSpacing(_GAP_PX)
        grid.setColumnMinimumWidth(1, _NAME_PX)
        grid.setColumnStretch(MOST_EXAMPLES + 2, 1)
        grid.setRowStretch(MOST_ROWS, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(lines)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._parts.addWidget(self._scroll, 1)
        inside.addLayout(self._parts, 1)
        inside.addWidget(label(tr(_FOOT), "muted", wrap=True))
        column(self, margin=_AROUND_PX).addWidget(self._card)

    # ------------------------------------------------------------ what is shown

    def open(self) -> None:
        """Shows what the model compares; its first example has the focus."""
        self._at = (0, 0)
        super().open()
        self.asked.show_view(self._model.picture, tr("the object that is asked about"))
        self._show_rows()
        self._scroll.verticalScrollBar().setValue(0)

    def close_overlay(self) -> None:
        self._model.close()
        super().close_overlay()

    def fit(self) -> None:
        super().fit()
        wide, low = self.width() >= _WIDE_PX, self.height() < _LOW_PX
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._parts.setDirection(beside if wide else below)
        self._looks.setDirection(below if wide else beside)
        self._title.setHidden(low)
        room = self.height() - 2 * _AROUND_PX - _CHROME_PX - _HEADING_PX
        across = (self.width() - 2 * _AROUND_PX - 40) * (0.46 if wide else 0.7) / 2 - 10
        side = int(max(_LEAST_SIDE, min(_MOST_SIDE, room - (0 if wide else _ROWS_PX), across)))
        for view in (self.asked, self.known):
            view.set_side(side)
        rows = len(self._model.rows) * (_THUMB_PX + _GAP_PX)
        wanted = max(side + 2 * _HEADING_PX, rows) + _CHROME_PX
        self._card.setMaximumHeight(wanted if wide else self.height())

    def _show_rows(self) -> None:
        if not self.isVisible():
            return
        compared = self._model.rows
        for at, line in enumerate(self.rows):
            line.show_row(compared[at] if at < len(compared) else None)
        self._focus(*self._at)

    def _look_at(self, at: int, place: int) -> None:
        self._at = (at, place)
        examples = self._model.rows[at].examples if at < len(self._model.rows) else ()
        if place < len(examples):
            self._show_known(examples[place])
            self._scroll.ensureWidgetVisible(self.rows[at].buttons[place])

    def _show_known(self, example: KnownExample | None) -> None:
        words = "" if example is None else example.words
        self.known.show_view(QImage() if example is None else example.picture, words)
        self.known_words.setText(tr("Known: {words}").format(words=words) if words else "")

    # ------------------------------------------------------------ what is done

    def _choose(self, at: int) -> None:
        if at < len(self._model.rows):
            number = self._model.rows[at].number
            self.close_overlay()
            self.chosen.emit(number)

    def _focus(self, at: int, place: int) -> None:
        """The example nearest to that place; the name where the row has none."""
        rows = self._model.rows
        if not rows:
            return
        at = max(0, min(at, len(rows) - 1))
        count = len(rows[at].examples)
        place = max(0, min(place, count - 1))
        self._at = (at, place)
        if not count:
            self._show_known(None)
            self.rows[at].name.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._scroll.ensureWidgetVisible(self.rows[at].name)
        elif self.rows[at].buttons[place].hasFocus():
            self._look_at(at, place)
        else:
            self.rows[at].buttons[place].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Tab stays here: row by row."""
        count = len(self._model.rows)
        if count:
            self._focus((self._at[0] + (1 if forward else -1)) % count, 0)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keys of what has the focus: the scroll area between would take the arrows."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._key(event)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        self._key(event)

    def _key(self, event: QKeyEvent) -> None:
        at, place = self._at
        press = key_press(event)
        if event.isAutoRepeat() and event.key() not in _WALKS:
            return
        match event.key():
            case Qt.Key.Key_Escape:
                self.close_overlay()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._choose(at)
            case Qt.Key.Key_Tab | Qt.Key.Key_Backtab:
                self.focusNextPrevChild(event.key() == Qt.Key.Key_Tab)
            case key if key in _WALKS:
                down, along = _WALKS[Qt.Key(key)]
                self._focus(at + down, place + along)
            case _ if event.text().isdecimal() and event.text() != "0":
                self._choose(int(event.text()) - 1)
            case _ if press is not None and press.key == self._preferences.keys["compare"]:
                self.close_overlay()
            case _:
                pass

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if not self._card.geometry().contains(event.position().toPoint()):
            self.close_overlay()


_WALKS: dict[Qt.Key, tuple[int, int]] = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class _Row:
    """The widgets of a suggestion: its number, its name, and its examples."""

    def __init__(self, theme: Theme, grid: QGridLayout, at: int) -> None:
        """grid: where it stands, in the row `at`."""
        self._grid, self._at = grid, at
        self.number = label(role="key")
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.name = LinkButton()
        self.name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.note = label(role="small", wrap=True)
        self.buttons = tuple(ExampleButton(theme, _THUMB_PX) for _ in range(MOST_EXAMPLES))

        grid.addWidget(self.number, at, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(self.name, at, 1, Qt.AlignmentFlag.AlignVCenter)
        for place, button in enumerate(self.buttons):
            grid.addWidget(button, at, 2 + place)
        self._place_note(MOST_EXAMPLES)

    def _place_note(self, behind: int) -> None:
        """Behind so many examples: it has all of the room that they leave."""
        self._grid.addWidget(self.note, self._at, 2 + behind, 1, MOST_EXAMPLES + 1 - behind)

    def show_row(self, compared: ComparedName | None) -> None:
        for part in (self.number, self.name, self.note):
            part.setVisible(compared is not None)
        examples = () if compared is None else compared.examples
        for at, button in enumerate(self.buttons):
            if at < len(examples):
                button.show_example(examples[at].picture, examples[at].words)
            button.setVisible(at < len(examples))
        if compared is not None:
            self.number.setText(str(compared.number))
            named = f"{compared.name}  {compared.likely}".strip()
            self.name.setText(named)
            self.name.setAccessibleName(
                tr("It is {name}, key {number}").format(name=compared.name, number=compared.number)
            )
            self.note.setText(compared.note)
            self._place_note(len(examples))

"""The last answers and how far each has come; choosing one opens its question again."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QSizePolicy, QWidget

from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.desk import REMEMBERED
from operator_gui.viewmodels.lately import LatelyItem
from operator_gui.views.parts import label, restyle, row

_LONGEST_NAME = 22
_AFTER_MS = 15
"""An answer changes the strip and brings the next question: the question is painted first, and the
station's word that it has the answer often comes in time for the same drawing."""


class _Chip(QPushButton):
    """One answer. `heed` is given its keys first, and says whether that was all."""

    def __init__(self, heed: Callable[[QKeyEvent], bool]) -> None:
        super().__init__()
        self._heed = heed

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if not self._heed(event):
            super().keyPressEvent(event)


class LatelyStrip(QFrame):
    """`chosen` carries an answer's id; `left` comes at Escape. What is shown is drawn a little
    later than it is said."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "footer")
        self._theme = theme
        self._items: tuple[LatelyItem, ...] = ()
        self._drawn: tuple[LatelyItem, ...] = ()
        self._changing = ""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_AFTER_MS)
        self._later.timeout.connect(self._draw)
        self._none = label(tr("your last answers show up here, and can be changed"), "muted")
        self._hint = label(tr("Ctrl+L · click to change"), "small")
        inner = QWidget()
        inner.setProperty("role", "clear")
        chips = row(inner, gap=4)
        chips.addWidget(self._none)
        self.buttons = tuple(_Chip(partial(self._key, at)) for at in range(REMEMBERED))
        for at, button in enumerate(self.buttons):
            button.setProperty("role", "flat")
            button.setCheckable(False)
            button.setIconSize(QSize(18, 18))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if at == 0 else Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _=False, n=at: self._choose(n))
            button.hide()
            chips.addWidget(button)
        chips.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(inner)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._scroll.setFixedHeight(40)
        outer = row(self, gap=10)
        outer.setContentsMargins(16, 5, 16, 5)
        outer.addWidget(label(tr("lately"), "muted"))
        outer.addWidget(self._scroll, 1)
        outer.addWidget(self._hint)
        self.setAccessibleName(tr("Last answers"))
        theme.changed.connect(self._draw)
        self._draw()

    @property
    def changing(self) -> str:
        """The id of the answer whose question is open, or nothing."""
        return self._changing

    @property
    def items(self) -> tuple[LatelyItem, ...]:
        return self._items

    @property
    def is_drawing(self) -> bool:
        """Whether what is shown has not been drawn yet."""
        return self._later.isActive()

    def show_items(self, items: tuple[LatelyItem, ...], changing: str) -> None:
        """`changing` is the id of the answer whose question is open, or nothing."""
        if (items, changing) != (self._items, self._changing):
            self._items, self._changing = items, changing
            if not self._later.isActive():
                self._later.start()

    def take_focus(self) -> bool:
        """False if there is nothing to choose from."""
        if self._later.isActive():
            self._draw()
        if not self._items:
            return False
        self._focus(0)
        return True

    def _draw(self) -> None:
        self._later.stop()
        self._drawn = self._items
        self._none.setVisible(not self._items)
        self._hint.setVisible(bool(self._items))
        for button, item in zip(self.buttons, self._items, strict=False):
            short = item.said
            if len(short) > _LONGEST_NAME:
                short = short[: _LONGEST_NAME - 1] + "…"
            open_now = item.answer_id == self._changing
            state = tr("changing") if open_now else item.state
            button.setText(f"{short} · {state}".replace("&", "&&"))
            button.setIcon(self._theme.icon(item.icon, item.token, 18))
            button.setToolTip(f"{item.said}: {state}")
            button.setAccessibleName(
                tr("{said}, {state}; press to change it").format(said=item.said, state=state)
            )
            restyle(button, "open", open_now)
        for at, button in enumerate(self.buttons):
            button.setVisible(at < len(self._items))

    def _choose(self, at: int) -> None:
        if at < len(self._drawn):
            self.chosen.emit(self._drawn[at].answer_id)

    def _focus(self, at: int) -> None:
        at = max(0, min(at, len(self._drawn) - 1))
        self.buttons[at].setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._scroll.ensureWidgetVisible(self.buttons[at], 24, 0)

    def _key(self, at: int, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Left:
                self._focus(at - 1)
            case Qt.Key.Key_Right:
                self._focus(at + 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if not event.isAutoRepeat():
                    self._choose(at)
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                return False
        return True

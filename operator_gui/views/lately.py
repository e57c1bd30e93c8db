"""The last answers and how far each has come; choosing one opens its question again."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QSizePolicy, QWidget

from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.desk import REMEMBERED
from operator_gui.viewmodels.lately import LatelyItem
from operator_gui.views.parts import label, restyle, row

_LONGEST_NAME = 22


class LatelyStrip(QFrame):
    """`chosen` carries an answer's id; `left` comes at Escape."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "footer")
        self._theme = theme
        self._items: tuple[LatelyItem, ...] = ()
        self._changing = ""
        self._none = label(tr("your last answers show up here, and can be changed"), "muted")
        self._hint = label(tr("Ctrl+L · click to change"), "small")
        inner = QWidget()
        inner.setProperty("role", "clear")
        chips = row(inner, gap=4)
        chips.addWidget(self._none)
        self.buttons = tuple(QPushButton() for _ in range(REMEMBERED))
        for at, button in enumerate(self.buttons):
            button.setProperty("role", "flat")
            button.setCheckable(False)
            button.setIconSize(QSize(18, 18))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if at == 0 else Qt.FocusPolicy.NoFocus)
            button.installEventFilter(self)
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

    def show_items(self, items: tuple[LatelyItem, ...], changing: str) -> None:
        """`changing` is the id of the answer whose question is open, or nothing."""
        if (items, changing) != (self._items, self._changing):
            self._items, self._changing = items, changing
            self._draw()

    def take_focus(self) -> bool:
        """False if there is nothing to choose from."""
        if not self._items:
            return False
        self._focus(0)
        return True

    def _draw(self) -> None:
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
        if at < len(self._items):
            self.chosen.emit(self._items[at].answer_id)

    def _focus(self, at: int) -> None:
        at = max(0, min(at, len(self._items) - 1))
        self.buttons[at].setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._scroll.ensureWidgetVisible(self.buttons[at], 24, 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(watched, event)
        return super().eventFilter(watched, event)

    def _key(self, watched: QObject, event: QKeyEvent) -> bool:
        at = next((n for n, button in enumerate(self.buttons) if button is watched), None)
        if at is None:
            return False
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

"""The last answers and how far each has come; choosing one opens its question again."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QSizePolicy, QWidget

from operator_gui.texts import counted, tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.desk import REMEMBERED
from operator_gui.viewmodels.lately import LatelyItem
from operator_gui.views.parts import label, restyle, row

_LONGEST_NAME = 22
_GAP_PX = 4
_HEIGHT_PX = 40
_AFTER_MS = 15
"""An answer changes the strip and brings the next question: the question is painted first, and the
station's word that it has the answer often comes in time for the same drawing."""


def chips_shown(wanted_px: Sequence[int], room_px: int, more_px: int, *, at: int) -> range:
    """Which chips stand in a row: whole ones only, from the first on, or up to chip `at` where that
    is not among those. One is there in any case.

    wanted_px: how wide each is. more_px: how wide the word is that says how many others there are.
    """
    if sum(wanted_px) + _GAP_PX * (len(wanted_px) - 1) <= room_px:
        return range(len(wanted_px))
    count = _fitting(wanted_px, room_px - more_px - _GAP_PX)
    if at < count:
        return range(count)
    before = list(reversed(wanted_px[: at + 1]))
    return range(at + 1 - _fitting(before, room_px - more_px - _GAP_PX), at + 1)


def _fitting(wanted_px: Sequence[int], room_px: int) -> int:
    """How many find room, from the first on; one at least."""
    count, taken = 1, wanted_px[0]
    while count < len(wanted_px) and taken + _GAP_PX + wanted_px[count] <= room_px:
        taken += _GAP_PX + wanted_px[count]
        count += 1
    return count


class _Chip(QPushButton):
    """One answer. `heed` is given its keys first, and says whether that was all."""

    unfocused = Signal()

    def __init__(self, heed: Callable[[QKeyEvent], bool]) -> None:
        super().__init__()
        self._heed = heed

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        self.unfocused.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if not self._heed(event):
            super().keyPressEvent(event)


class _Room(QWidget):
    """Where the chips stand, as wide as whatever is left."""

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "clear")
        self.setMinimumWidth(1)
        self.setFixedHeight(_HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.resized.emit()


class LatelyStrip(QFrame):
    """`chosen` carries an answer's id; `left` comes at Escape. What is shown is drawn a little
    later than it is said. Chips are whole or not there; how many are not is said."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "footer")
        self._theme = theme
        self._make: Callable[[], tuple[LatelyItem, ...]] = tuple
        self._drawn: tuple[LatelyItem, ...] = ()
        self._changing = self._drawn_changing = ""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_AFTER_MS)
        self._later.timeout.connect(self._draw_if_other)
        self._none = label(tr("your last answers show up here, and can be changed"), "muted")
        self._keys = ""
        self._hint = label(role="small")
        self._room = _Room()
        chips = row(self._room, gap=_GAP_PX)
        chips.addWidget(self._none)
        self.buttons = tuple(_Chip(partial(self._key, at)) for at in range(REMEMBERED))
        for at, button in enumerate(self.buttons):
            button.setProperty("role", "flat")
            button.setCheckable(False)
            button.setIconSize(QSize(18, 18))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if at == 0 else Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _=False, n=at: self._choose(n))
            button.unfocused.connect(self._begin_again)
            button.hide()
            chips.addWidget(button)
        self.more = label(role="muted")
        chips.addWidget(self.more)
        chips.addStretch(1)
        outer = row(self, gap=10)
        outer.setContentsMargins(16, 5, 16, 5)
        outer.addWidget(label(tr("lately"), "muted"))
        outer.addWidget(self._room, 1)
        outer.addWidget(self._hint)
        self.setAccessibleName(tr("Last answers"))
        self._room.resized.connect(self._show_chips)
        theme.changed.connect(self._draw)
        self._draw()

    def show_keys(self, keys: str) -> None:
        """keys: the combination that leads here."""
        self._keys = keys
        self._hint.setText(tr("{keys} · click to change").format(keys=keys))
        self._show_chips()

    @property
    def changing(self) -> str:
        """The id of the answer whose question is open, or nothing."""
        return self._changing

    @property
    def items(self) -> tuple[LatelyItem, ...]:
        """As they are now, drawn or not."""
        return self._make()

    @property
    def is_drawing(self) -> bool:
        """Whether what is shown has not been drawn yet."""
        return self._later.isActive()

    def show_items(self, make: Callable[[], tuple[LatelyItem, ...]], changing: str) -> None:
        """make: called when they are drawn, which is after the next question. changing: the id of
        the answer whose question is open, or nothing."""
        self._make, self._changing = make, changing
        if not self._later.isActive():
            self._later.start()

    def take_focus(self) -> bool:
        """False if there is nothing to choose from."""
        if self._later.isActive():
            self._draw()
        if not self._drawn:
            return False
        self._focus(0)
        return True

    def _draw_if_other(self) -> None:
        items = self._make()
        if (items, self._changing) != (self._drawn, self._drawn_changing):
            self._draw_items(items)

    def _draw(self) -> None:
        self._draw_items(self._make())

    def _draw_items(self, items: tuple[LatelyItem, ...]) -> None:
        self._later.stop()
        self._drawn, self._drawn_changing = items, self._changing
        self._none.setVisible(not self._drawn)
        self._hint.setVisible(bool(self._drawn))
        for button, item in zip(self.buttons, self._drawn, strict=False):
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
        self._show_chips()

    def _show_chips(self, at: int | None = None) -> None:
        """Those that find room, with chip `at` among them, or the one that has the focus."""
        if at is None:
            at = next((n for n, button in enumerate(self.buttons) if button.hasFocus()), 0)
        count = len(self._drawn)
        shown = range(0)
        if count:
            wanted = [button.sizeHint().width() for button in self.buttons[:count]]
            more_px = self.more.fontMetrics().horizontalAdvance(f"+{REMEMBERED}")
            shown = chips_shown(wanted, self._room.width(), more_px, at=min(at, count - 1))
        hidden = count - len(shown)
        self.more.setText(f"+{hidden}")
        self.more.setVisible(hidden > 0)
        words = counted(
            "%n other answer: {keys}, then the arrows",
            "%n other answers: {keys}, then the arrows",
            hidden,
        ).format(keys=self._keys)
        self.more.setToolTip(words)
        self.more.setAccessibleName(words)
        for n, button in enumerate(self.buttons):
            button.setVisible(n in shown)

    def _begin_again(self) -> None:
        """The first ones again, once the strip has lost the focus to something in this window."""
        now = QApplication.focusWidget()
        if now is not None and not self.isAncestorOf(now):
            self._show_chips(0)

    def _choose(self, at: int) -> None:
        if at < len(self._drawn):
            self.chosen.emit(self._drawn[at].answer_id)

    def _focus(self, at: int) -> None:
        at = max(0, min(at, len(self._drawn) - 1))
        self.buttons[at].show()  # what is hidden cannot have the focus
        self.buttons[at].setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._show_chips(at)

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

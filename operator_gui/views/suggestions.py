"""The suggestions of a question as buttons, in one column or two."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.urgent import Offer
from operator_gui.views.key_button import SuggestionButton
from operator_gui.workers.pictures import Pictures

MOST = 9
_TWO_COLUMNS_PX = 400
_GAP_PX = 8


class Suggestions(QWidget):
    """`chosen` carries the number on the button, from 1."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._count = 0
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP_PX)
        self.buttons = tuple(SuggestionButton(theme) for _ in range(MOST))
        for number, button in enumerate(self.buttons, 1):
            button.setParent(self)
            button.clicked.connect(lambda _=False, n=number: self.chosen.emit(n))
            button.hide()
        self.setAccessibleName(tr("Suggestions"))

    def show_offers(self, offers: tuple[Offer, ...], pictures: Pictures | None) -> None:
        examples = {} if pictures is None else pictures.examples
        shown = offers[:MOST]
        for at, button in enumerate(self.buttons):
            if at < len(shown):
                button.show_offer(at + 1, shown[at], examples.get(shown[at].name))
            button.setVisible(at < len(shown))
        if len(shown) != self._count:
            self._count, self._columns = len(shown), 0
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._arrange()

    def wanted_height(self, width: int) -> int:
        """How high the buttons are where there is room for `width`."""
        rows = -(-self._count // self._columns_at(width))
        return rows * (self.buttons[0].sizeHint().height() + _GAP_PX)

    def _columns_at(self, width: int) -> int:
        return 2 if width >= _TWO_COLUMNS_PX and self._count > 3 else 1

    def _arrange(self) -> None:
        columns = self._columns_at(self.width())
        if columns == self._columns:
            return
        self._columns = columns
        for at in range(self._count):
            self._grid.addWidget(self.buttons[at], at // columns, at % columns)
        for at in range(2):
            self._grid.setColumnStretch(at, 1 if at < columns else 0)

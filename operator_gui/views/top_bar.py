"""The bar at the top: every node, what waits, which model runs, and the station itself."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from operator_gui.theming.theme import Theme
from operator_gui.theming.tokens import IconName
from operator_gui.viewmodels import top_bar
from operator_gui.viewmodels.top_bar import Chip, TopBar
from operator_gui.views.parts import IconLabel, label, row

_MOST_CHIPS = 12
_GAP, _MARGIN = 14, 18
_LEAST_FOR_NODES_PX = 150


class TopBarView(QFrame):
    """Shows as many nodes as there is room for, and says how many more there are."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.setAccessibleName("State of the robots and the station")
        self._text: TopBar | None = None
        self.chips = tuple(_ChipView(theme) for _ in range(_MOST_CHIPS))
        self.more = label(role="muted")
        self.waiting = label()
        self.model = label()
        self.station = _ChipView(theme)
        inside = row(self, gap=_GAP)
        inside.setContentsMargins(_MARGIN, 7, _MARGIN, 7)
        for chip in self.chips:
            inside.addWidget(chip)
            chip.hide()
        inside.addWidget(self.more)
        inside.addStretch(1)
        self._rules = (_Rule(theme), _Rule(theme))
        for widget in (self.waiting, self._rules[0], self.model, self._rules[1], self.station):
            inside.addWidget(widget)

    def show_text(self, text: TopBar) -> None:
        self._text = text
        self.waiting.setText(text.waiting)
        self._rules[0].setVisible(bool(text.waiting))
        self._rules[1].setVisible(bool(text.model))
        self.station.show_chip(text.station)
        self._fit()

    def _room_for_nodes(self, model: str) -> int:
        """What is left of the width with this text for the model."""
        self.model.setText(model)
        fixed = (self.waiting, *self._rules, self.model, self.station)
        taken = sum(w.sizeHint().width() + _GAP for w in fixed if w.isVisibleTo(self))
        return self.width() - 2 * _MARGIN - taken

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._text is None:
            return
        left = self._room_for_nodes(self._text.model)
        if left < _LEAST_FOR_NODES_PX:
            left = self._room_for_nodes(self._text.model_short)
        nodes = self._text.nodes
        self.more.setText(f"+ {len(nodes)} more")
        for_more = self.more.sizeHint().width() + _GAP
        shown = 0
        for chip, node in zip(self.chips, nodes, strict=False):
            chip.show_chip(node)
            left -= chip.sizeHint().width() + _GAP
            is_last = shown + 1 == len(nodes)
            if left < (0 if is_last else for_more):
                break
            shown += 1
        for at, chip in enumerate(self.chips):
            chip.setVisible(at < shown)
        rest = len(nodes) - shown
        self.more.setText(f"+ {rest} more" if shown else top_bar.nodes_in_short(nodes))
        self.more.setVisible(rest > 0)


class _ChipView(QWidget):
    """A shape, a name and the state in words."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._icon = IconLabel(theme, "offline", "muted", 14)
        self._name = label(role="strong")
        self._words = label(role="muted")
        inside = row(self, gap=5)
        for widget in (self._icon, self._name, self._words):
            inside.addWidget(widget)

    def show_chip(self, chip: Chip) -> None:
        shape: IconName = "online" if chip.solid else "offline"
        self._icon.show_icon(shape, chip.tone)
        self._name.setText(chip.name)
        self._words.setText(chip.words)
        self.setAccessibleName(f"{chip.name} {chip.words}")


class _Rule(QWidget):
    """A thin upright line between two things."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(1, 18)
        self.setAutoFillBackground(True)
        theme.changed.connect(self._colour)
        self._colour()

    def _colour(self) -> None:
        self.setStyleSheet(f"background: {self._theme.tokens.field_line};")

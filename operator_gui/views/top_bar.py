"""The bar at the top: every node, what waits, which model runs, and the station itself."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from operator_gui.texts import mark, tr
from operator_gui.theming.theme import Theme
from operator_gui.theming.tokens import IconName
from operator_gui.viewmodels import top_bar
from operator_gui.viewmodels.top_bar import Chip, TopBar
from operator_gui.views.parts import IconLabel, label, row, wanted_width

_MOST_CHIPS = 12
_GAP, _MARGIN = 14, 18
_MORE = mark("+ {count} more")


class TopBarView(QFrame):
    """Shows as many nodes as there is room for, and says how many more there are."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        self.setAccessibleName(tr("State of the robots and the station"))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
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
        if text == self._text:
            return
        self._text = text
        self._rules[0].setVisible(bool(text.waiting))
        self._rules[1].setVisible(bool(text.model))
        self.station.show_chip(text.station)
        self._fit(text)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        if self._text is not None:
            self._fit(self._text)

    def _fit(self, text: TopBar) -> None:
        """Says as much as there is room for; what is left out stands on the pages."""
        in_short = top_bar.nodes_in_short(text.nodes) if text.nodes else ""
        self.more.setText(in_short)
        least = wanted_width(self.more) + _GAP if text.nodes else 0
        left = 0
        for waiting, model in (
            (text.waiting, text.model),
            (text.waiting, text.model_short),
            (text.waiting_short, text.model_short),
        ):
            left = self._room_beside(waiting, model)
            if left >= least:
                break
        shown = self._show_nodes(text.nodes, left)
        rest = len(text.nodes) - shown
        self.more.setText(tr(_MORE).format(count=rest) if shown else in_short)
        self.more.setVisible(rest > 0)

    def _room_beside(self, waiting: str, model: str) -> int:
        """What is left of the width when all but the nodes are said like this."""
        self.waiting.setText(waiting)
        self.model.setText(model)
        fixed = (self.waiting, *self._rules, self.model, self.station)
        taken = sum(wanted_width(w) + _GAP for w in fixed if not w.isHidden())
        return self.width() - 2 * _MARGIN - taken

    def _show_nodes(self, nodes: tuple[Chip, ...], left: int) -> int:
        """Shows as many chips as fit into `left`; returns how many."""
        self.more.setText(tr(_MORE).format(count=len(nodes)))
        for_more = wanted_width(self.more) + _GAP
        shown = 0
        for chip, node in zip(self.chips, nodes, strict=False):
            chip.show_chip(node)
            left -= wanted_width(chip) + _GAP
            if left < (0 if shown + 1 == len(nodes) else for_more):
                break
            shown += 1
        for at, chip in enumerate(self.chips):
            chip.setVisible(at < shown)
        return shown


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

"""The Ask page while nothing is asked."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from operator_gui.theming.theme import Theme
from operator_gui.theming.tokens import IconName
from operator_gui.viewmodels.empty import Empty, EmptyKind
from operator_gui.views.parts import IconLabel, column, label, row

_ICONS: dict[EmptyKind, tuple[IconName, str]] = {
    "nothing_waits": ("rest", "accent"),
    "connecting": ("station", "muted"),
    "refused": ("warning", "bad"),
    "stopped": ("warning", "bad"),
}
_WIDEST_PX = 560


class EmptyView(QWidget):
    """An icon, a heading, a sentence and a few facts, in the middle."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._icon = IconLabel(theme, "rest", "accent", 56)
        self.title = label(role="question", wrap=True)
        self.text = label(role="body", wrap=True)
        self.facts = label(role="muted", wrap=True)
        middle = column(self, margin=24, gap=10)
        middle.addStretch(2)
        middle.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        narrow = QWidget()
        narrow.setMaximumWidth(_WIDEST_PX)
        words = column(narrow, gap=10)
        for text in (self.title, self.text, self.facts):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
            words.addWidget(text)
        beside = row(gap=0)
        beside.addStretch(1)
        beside.addWidget(narrow, 100)
        beside.addStretch(1)
        middle.addLayout(beside)
        middle.addStretch(3)

    def show_empty(self, empty: Empty) -> None:
        self._icon.show_icon(*_ICONS[empty.kind])
        self.title.setText(empty.title)
        self.text.setText(empty.text)
        self.facts.setText("\n".join(empty.facts))

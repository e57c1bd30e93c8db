"""A line of news in a coloured frame, with an icon that says its weight in another way."""

from PySide6.QtWidgets import QFrame, QWidget

from operator_gui.theming.theme import Theme
from operator_gui.theming.tokens import IconName
from operator_gui.viewmodels.notices import NoticeTone
from operator_gui.views.parts import IconLabel, label, restyle, row

_ICONS: dict[NoticeTone, tuple[IconName, str]] = {
    "info": ("info", "accent"),
    "warn": ("warning", "warn"),
    "bad": ("warning", "bad"),
}


class NoticeFrame(QFrame):
    """Hidden while it has nothing to say."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "notice")
        self._icon = IconLabel(theme, "info", "accent", 18)
        self._text = label(wrap=True)
        inside = row(self, gap=9)
        inside.setContentsMargins(12, 7, 12, 7)
        inside.addWidget(self._icon)
        inside.addWidget(self._text, 1)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def say(self, text: str, tone: NoticeTone = "info") -> None:
        """Shows a line; an empty one hides the frame."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self._icon.show_icon(*_ICONS[tone])
        restyle(self, "tone", tone)
        self.setVisible(bool(text))

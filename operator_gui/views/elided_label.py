"""A line of text that gives way where there is little room for it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

from operator_gui.views.parts import TextRole

_LEAST_PX = 240
"""Only what is longer gives way: beside an ordinary name, others go on in the next row."""


class ElidedLabel(QLabel):
    """Plain text in one line; what has no room is left out at its end, and said by the tip."""

    def __init__(self, role: TextRole) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)

    @property
    def shown(self) -> str:
        """The text as it is to be seen."""
        room = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        whole = super().minimumSizeHint()
        return QSize(min(whole.width(), _LEAST_PX), whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        shown = self.shown
        tip = self.text() if shown != self.text() else ""
        if tip != self.toolTip():
            self.setToolTip(tip)
        painter = QPainter(self)
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        flags |= int(Qt.TextFlag.TextSingleLine)
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            flags,
            self.palette(),
            self.isEnabled(),
            shown,
            self.foregroundRole(),
        )

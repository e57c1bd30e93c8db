"""The way from page to page, on the left."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QSizePolicy

from operator_gui.texts import mark, tr
from operator_gui.theming.theme import Theme
from operator_gui.theming.tokens import IconName
from operator_gui.views.parts import column, draw_focus, sized

PAGES: tuple[tuple[str, IconName], ...] = (
    (mark("Ask"), "ask"),
    (mark("Objects"), "objects"),
    (mark("Learning"), "learning"),
    (mark("Robots"), "robots"),
)


class Rail(QFrame):
    """`chosen` carries the place of a page."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "rail")
        self.setAccessibleName(tr("Pages"))
        group = QButtonGroup(self)
        inside = column(self, gap=6)
        inside.setContentsMargins(8, 14, 8, 8)
        self.buttons = tuple(_RailButton(theme, tr(text), icon) for text, icon in PAGES)
        for at, button in enumerate(self.buttons):
            group.addButton(button, at)
            inside.addWidget(button)
        inside.addStretch(1)
        group.idClicked.connect(self.chosen)

    def show_shortcuts(self, keys: Sequence[str]) -> None:
        """The combination that each page has."""
        for button, one in zip(self.buttons, keys, strict=True):
            button.show_shortcut(one)

    def show_page(self, at: int) -> None:
        self.buttons[at].setChecked(True)


class _RailButton(QAbstractButton):
    """An icon over a word; the page that is open has a filled ground and a bar beside it."""

    def __init__(self, theme: Theme, text: str, icon: IconName) -> None:
        super().__init__()
        self._theme = theme
        self._shape: IconName = icon
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_shortcut(self, keys: str) -> None:
        self.setToolTip(f"{self.text()} ({keys})")
        self.setAccessibleName(f"{self.text()}, {keys}")

    def sizeHint(self) -> QSize:  # noqa: N802
        font = sized(self.font(), 12, bold=True)
        return QSize(max(76, QFontMetrics(font).horizontalAdvance(self.text()) + 14), 58)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect())
        ink = "accent" if self.isChecked() else "muted"
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse():
            painter.setBrush(self._theme.colour("accent_soft" if self.isChecked() else "hover"))
            painter.drawRoundedRect(whole, 10, 10)
        if self.isChecked():
            painter.setBrush(self._theme.colour("accent"))
            painter.drawRoundedRect(QRectF(0, 15, 3, self.height() - 30), 1.5, 1.5)
        shape = self._theme.pixmap(self._shape, ink, 24, self.devicePixelRatioF())
        painter.drawPixmap(int((self.width() - 24) / 2), 8, shape)
        painter.setPen(self._theme.colour(ink))
        painter.setFont(sized(self.font(), 12, bold=self.isChecked()))
        text = whole.adjusted(0, 34, 0, -5)
        painter.drawText(text, Qt.AlignmentFlag.AlignCenter, self.text())
        if self.hasFocus():
            draw_focus(painter, whole, self._theme, 10)

"""A dialog whose buttons are always in sight: all else is scrolled where a screen is too small."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from operator_gui.views.parts import column, scroll_area

AROUND_PX = 18
_FRAME_PX = 40
"""As much as a desktop may put around a window, and a little."""

_SCROLL_BAR_PX = 14
_ABOVE_BUTTONS_PX, _BELOW_BUTTONS_PX = 8, 12
_HIGHEST_PX = 760


class Dialog(QDialog):
    """What is asked goes into `inside`. It is deleted once it is closed.

    width_px: at least, where the screen has room for it. does: the words on the button that does
    it, which cancels otherwise; "" for a dialog that can only be closed.
    """

    def __init__(
        self, parent: QWidget, *, title: str, width_px: int, does: str, gap_px: int = 12
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._width_px = width_px
        self._on_purpose_only = False
        self._inner = QWidget()
        self.inside = column(self._inner, margin=AROUND_PX, gap=gap_px)
        self.area = scroll_area(self._inner)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        standard = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(standard.Cancel if does else standard.Close)
        self._leave: QPushButton = self.buttons.buttons()[0]  # type: ignore[assignment]
        self.does = self._leave
        if does:
            self.does = self.buttons.addButton(does, QDialogButtonBox.ButtonRole.AcceptRole)
            self.does.setProperty("role", "primary")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        whole = column(self, gap=0)
        whole.addWidget(self.area, 1)
        below = QVBoxLayout()
        below.setContentsMargins(AROUND_PX, _ABOVE_BUTTONS_PX, AROUND_PX, _BELOW_BUTTONS_PX)
        below.addWidget(self.buttons)
        whole.addLayout(below)
        self._inner.installEventFilter(self)

    def do_on_purpose_only(self) -> None:
        """For a dialog that comes by itself: what is typed then may be meant for what was seen
        before it. Enter goes on from a field to the next one, or gives it up; only the button does
        it."""
        self._on_purpose_only = True
        self._leave.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if self._on_purpose_only and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.focusNextChild()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as it has to be and as high as that makes it; never larger than its screen."""
        room = self.screen().availableSize() - QSize(_FRAME_PX, _FRAME_PX)
        room.setHeight(min(room.height(), _HIGHEST_PX))
        inner, buttons = self._inner.minimumSizeHint(), self.buttons.sizeHint()
        needed_px = max(inner.width(), buttons.width() + 2 * AROUND_PX)
        width_px = min(room.width(), max(self._width_px, needed_px))
        height_px = self.inside.totalHeightForWidth(width_px)
        if height_px < 0:  # nothing in it is wrapped
            height_px = inner.height()
        whole_px = height_px + buttons.height() + _ABOVE_BUTTONS_PX + _BELOW_BUTTONS_PX
        if whole_px > room.height():
            width_px = min(room.width(), width_px + _SCROLL_BAR_PX)
        return QSize(width_px, min(room.height(), whole_px))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        self.resize(self.sizeHint())
        self._begin_with_what_is_asked()
        super().showEvent(event)

    def _begin_with_what_is_asked(self) -> None:
        """The buttons were made before the fields, and come after them for the keyboard."""
        reached = [
            field
            for field in self._inner.findChildren(QWidget)
            if field.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        for button in self.buttons.buttons() if reached else ():
            QWidget.setTabOrder(reached[-1], button)
            reached.append(button)
        if reached:
            reached[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """What comes to be said later on makes it higher."""
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            wanted_px = self.sizeHint().height()
            if wanted_px > self.height():
                self.resize(self.width(), wanted_px)
        return super().eventFilter(watched, event)

"""News that floats over the window for a few seconds and never stands in the way of a click."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.notices import Notice
from operator_gui.views.notice_frame import NoticeFrame

_FROM_BOTTOM_PX = 66
_WIDEST_PX = 620


class Toast(NoticeFrame):
    """Shows one `Notice` at a time, the newest."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._over = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._end)

    def show_notice(self, notice: Notice) -> None:
        self.say(notice.text, notice.tone)
        self._place()
        self.raise_()
        self._over.installEventFilter(self)
        self._timer.start(int(1000 * notice.shown_s))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, notice.text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _end(self) -> None:
        self._over.removeEventFilter(self)
        self.hide()

    def _place(self) -> None:
        parent = self._over
        natural = self.fontMetrics().horizontalAdvance(self.text) + 64
        width = min(natural, _WIDEST_PX, parent.width() - 32)
        height = (
            self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        )
        left = (parent.width() - width) // 2
        self.setGeometry(left, parent.height() - height - _FROM_BOTTOM_PX, width, height)

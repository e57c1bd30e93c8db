"""Tells an operator who looks elsewhere, by the desktop's own notices and sound."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from operator_gui.texts import tr
from operator_gui.theming.theme import Theme
from operator_gui.viewmodels.app_model import AppModel
from operator_gui.viewmodels.attention import Attention, is_quiet
from operator_gui.viewmodels.notices import Notice
from operator_gui.viewmodels.preferences import PreferencesModel
from operator_gui.viewmodels.urgent import robot
from shared.clock import Clock

_SHOWN_MS = 8000


class Notifier(QObject):
    """One notice for the first question after a pause, and for every robot that waits.

    Where the desktop shows no notices, the window's title says it until the window is looked at,
    the task bar marks the window, and the app says it once more when somebody comes back, if it is
    still so.
    """

    def __init__(
        self,
        window: QWidget,
        *,
        theme: Theme,
        model: AppModel,
        preferences: PreferencesModel,
        clock: Clock,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._model = model
        self._preferences = preferences
        self._clock = clock
        self._attention = Attention()
        self._told_of = ""
        self._tray: QSystemTrayIcon | None = None
        self._title = window.windowTitle()
        self._unseen: Callable[[], str] = str
        """What is said to who comes back."""
        model.ask.top_changed.connect(self._look)
        model.ask.next_changed.connect(self._look)

    def _look(self) -> None:
        top = self._model.ask.top
        is_first, self._attention = self._attention.after(
            has_question=top is not None, now_s=self._clock.monotonic_s()
        )
        if top is None:
            return
        urgent = self._model.ask.pressing
        if urgent is not None and urgent.query.query_id != self._told_of:
            self._told_of = told_of = urgent.query.query_id
            text = tr("{robot} waits for an answer").format(robot=robot(urgent.query))
            self._tell(text, lambda: told_of in self._model.ask.desk.urgencies)
        elif is_first:
            text = tr("{robot} asks: what's this?").format(robot=robot(top.query))
            self._tell(text, lambda: self._model.ask.top is not None)

    def _tell(self, text: str, is_so: Callable[[], bool]) -> None:
        """is_so: whether it is, later on."""
        now = self._preferences.now
        if self._window.isActiveWindow() or is_quiet(now.quiet, self._clock.now_s()):
            return
        if now.sound:
            QApplication.beep()
        if now.notice:
            self.show_notice(text, is_so)

    def show_notice(self, text: str, is_so: Callable[[], bool]) -> None:
        """By the desktop, or by the window itself where that shows none."""
        if not has_tray():
            self._unseen = lambda: text if is_so() else ""
            self._window.installEventFilter(self)
            self._window.setWindowTitle(f"{text} · {self._title}")
            QApplication.alert(self._window)
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._theme.icon("ask", "accent"), self)
            self._tray.setToolTip("whatsit")
            self._tray.activated.connect(lambda _: self._come_up())
            self._tray.messageClicked.connect(self._come_up)
            self._tray.show()
        self._tray.showMessage("whatsit", text, self._theme.icon("ask", "accent"), _SHOWN_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Somebody has come back to the window."""
        if event.type() == QEvent.Type.WindowActivate:
            text = self._unseen()
            self._window.removeEventFilter(self)
            self._window.setWindowTitle(self._title)
            if text:
                self._model.commands.noticed.emit(Notice(text))
        return super().eventFilter(watched, event)

    def _come_up(self) -> None:
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()


def has_tray() -> bool:
    """Whether this desktop has a place for notices."""
    return QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()

"""When the window shows something that one can act on."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject

from operator_gui.viewmodels.app_model import AppModel
from operator_gui.views.main_window import AppWindow


def tell_when_ready(model: AppModel, window: AppWindow, tell: Callable[[], None]) -> None:
    """Calls `tell` once, after the window has been painted with a question on top, or with the
    word of a connected station that none waits."""
    _FirstSight(model, window, tell)


class _FirstSight(QObject):
    def __init__(self, model: AppModel, window: AppWindow, tell: Callable[[], None]) -> None:
        super().__init__(window)
        self._model = model
        self._window = window
        self._tell = tell
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.UpdateRequest and self._has_come():
            self._window.removeEventFilter(self)
            self._tell()
        return False

    def _has_come(self) -> bool:
        view = self._model.view
        none_waits = view.connected and view.status is not None and view.status.waiting == 0
        return self._model.ask.top is not None or none_waits

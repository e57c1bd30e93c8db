"""An application that says how it is held up."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication


class WatchedApplication(QApplication):
    """Calls `begins` before each event and `ends` after it, when all slots have been called for it.

    What is sent while another event is dealt with is part of that one.
    """

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self.begins: Callable[[], object] = lambda: None
        self.ends: Callable[[], object] = lambda: None
        self._is_at_one = False

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        """As Qt has it."""
        if self._is_at_one:
            return super().notify(receiver, event)
        self._is_at_one = True
        self.begins()
        try:
            return super().notify(receiver, event)
        finally:
            self.ends()
            self._is_at_one = False

"""Plays the recording that is watched in place of what a robot sees now."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

from operator_gui.texts import tr
from operator_gui.viewmodels.watching import WatchingModel
from operator_gui.views.parts import column
from operator_gui.views.playback_bar import PlaybackBar

_STEP_MS = 40


class WatchBar(QWidget):
    """Shown while something is watched; it pauses when it can be seen no more."""

    def __init__(self, watching: WatchingModel) -> None:
        super().__init__()
        self._watching = watching
        self.playback = PlaybackBar(is_near=True)
        self.leave = QPushButton(tr("&Back to live"))
        self.leave.setToolTip(tr("Shows again what the robot sees now"))
        inside = column(self, gap=6)
        inside.addWidget(self.playback)
        inside.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignLeft)
        self._steps = QTimer(self)
        self._steps.setInterval(_STEP_MS)
        self._steps.timeout.connect(watching.advance)
        self.playback.wanted.connect(lambda wish: watching.control(**wish))
        self.leave.clicked.connect(watching.leave)
        watching.changed.connect(self._show)
        watching.moved.connect(self._show)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        super().hideEvent(event)
        self._steps.stop()
        self._watching.pause()

    def _show(self) -> None:
        playback = self._watching.playback
        self.playback.show_playback(playback if self._watching.is_on else None, "")
        goes = self._watching.is_on and self.isVisible() and not playback.paused
        if goes != self._steps.isActive():
            self._steps.start() if goes else self._steps.stop()
